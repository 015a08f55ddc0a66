"""Rules of redirects files that speak of many addresses at once.

Matched by RE2, whose time grows with the length of the address alone, whatever somebody wrote into a rule.
"""

from functools import lru_cache
from typing import Any

from azdarar.archive.models import OldPattern
from azdarar.formats.old_addresses import Asked

#: Bytes of memory an expression may take, compiled.
_MOST_MEMORY = 1 << 20


def led_by_pattern(address: Asked) -> str:
    """Where the first rule that fits an address leads; an empty string where none does."""
    for expression, leads_to in OldPattern.objects.values_list("expression", "leads_to"):
        compiled = compiled_pattern(expression)
        if compiled is None:
            continue
        for written in (address.text, f"{address.path}/"):
            match = compiled.search(written)
            if match is not None:
                led: str = match.expand(leads_to)
                return led
    return ""


@lru_cache(maxsize=512)
def compiled_pattern(expression: str) -> Any | None:
    """An expression made ready, or None where RE2 does not take it."""
    import re2  # three megabytes that most papers never need

    options = re2.Options()
    options.max_mem, options.log_errors, options.case_sensitive = _MOST_MEMORY, False, False
    try:
        return re2.compile(expression, options=options)
    except re2.error:
        return None
