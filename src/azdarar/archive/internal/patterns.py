"""Rules of redirects files that speak of many addresses at once."""

from azdarar.archive.internal.lookups import patterns
from azdarar.formats.old_addresses import Asked
from azdarar.formats.redirects import compiled


def led_by_pattern(address: Asked) -> str:
    """Where the first rule that fits an address leads; an empty string where none does."""
    for expression, leads_to in patterns():
        rule = compiled(expression)
        if rule is None:
            continue
        for written in (address.text, f"{address.path}/"):
            match = rule.search(written)
            if match is not None:
                led: str = match.expand(leads_to)
                return led
    return ""
