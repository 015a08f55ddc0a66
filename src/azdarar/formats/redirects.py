"""Files that say which addresses lead where: Ghost's redirects and routes, and tables of two columns.

Foreign bytes: a file of more than two megabytes or with YAML's aliases, whose few lines may stand for
millions, is refused. Expressions are matched by RE2, whose time grows with the length of the address alone,
whatever somebody wrote into them; what RE2 does not know (looking ahead) is told as left out.

Source:
    https://ghost.org/docs/themes/routing/ and https://ghost.org/tutorials/implementing-redirects/
"""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from azdarar.errors import AzdararError
from azdarar.formats.internal.marking import gettext_noop

_MOST_BYTES = 2 * 2**20
_MOST_RULES = 100_000
_LONGEST_EXPRESSION = 500
#: Bytes of memory an expression may take, compiled.
_MOST_MEMORY = 1 << 20


class NoRedirectsError(AzdararError):
    """A file holds no redirects that can be read."""

    code = "formats.no-redirects"
    sentence = gettext_noop(
        "“%(file)s” is no file of redirects that can be read. A JSON or YAML file of Ghost is taken, or a "
        "table of two columns, of at most two megabytes and a hundred thousand rules. Nothing was taken in."
    )


@dataclass(slots=True)
class Redirects:
    """What a file says: pairs of addresses, rules for many, addresses that are gone, and what it left out."""

    pairs: list[tuple[str, str]] = field(default_factory=list)
    patterns: list[tuple[str, str]] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def read_redirects(path: Path) -> Redirects:
    """Read a file of redirects, whichever of the known kinds it is.

    Raises:
        NoRedirectsError: ``formats.no-redirects``.
    """
    with path.open("rb") as file:
        raw = file.read(_MOST_BYTES + 1)
    if len(raw) > _MOST_BYTES:
        raise NoRedirectsError(file=path.name)
    text = raw.decode("utf-8-sig", "replace")
    found = Redirects()
    for source, target, is_gone in _rules(text, path):
        if len(found.pairs) + len(found.patterns) + len(found.gone) >= _MOST_RULES:
            raise NoRedirectsError(file=path.name)
        _sort_in(found, source.strip(), target.strip(), is_gone=is_gone)
    return found


def _rules(text: str, path: Path) -> Iterator[tuple[str, str, bool]]:
    name = path.name.lower()
    if name.endswith(".json"):
        yield from _of_json(text, path)
    elif name.endswith((".yaml", ".yml")):
        yield from _of_yaml(text, path)
    else:
        yield from _of_table(text)


def _of_json(text: str, path: Path) -> Iterator[tuple[str, str, bool]]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NoRedirectsError(file=path.name) from error
    if not isinstance(told, list):
        raise NoRedirectsError(file=path.name)
    for rule in told:
        if isinstance(rule, dict) and isinstance(rule.get("from"), str):
            yield rule["from"], str(rule.get("to") or ""), False


class _PlainLoader(yaml.SafeLoader):
    """The safe loader without aliases: nine lines of them stand for a thousand million others."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("aliases are not taken")
        return super().compose_node(parent, index)


def _of_yaml(text: str, path: Path) -> Iterator[tuple[str, str, bool]]:
    try:
        told = yaml.load(text, Loader=_PlainLoader)  # noqa: S506 - a loader of plain values, stricter than the safe one
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise NoRedirectsError(file=path.name) from error
    if not isinstance(told, dict):
        raise NoRedirectsError(file=path.name)
    if {"routes", "collections", "taxonomies"} & told.keys():
        yield from _of_routes(told)
        return
    for status in ("301", "302", 301, 302):
        rules = told.get(status)
        if isinstance(rules, dict):
            for source, target in rules.items():
                yield str(source), str(target or ""), False
    for source in _texts(told.get(410) or told.get("410")):
        yield source, "", True


def _texts(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list | dict) else ():
        yield str(one)


_PLACE = re.compile(r"\{(\w+)\}|:(\w+)")
_PLACES = {
    "slug": r"([^/]+)",
    "year": r"\d{4}",
    "month": r"\d{1,2}",
    "day": r"\d{1,2}",
    "id": r"[^/]+",
    "primary_tag": r"[^/]+",
    "primary_author": r"[^/]+",
}


def _of_routes(told: dict[Any, Any]) -> Iterator[tuple[str, str, bool]]:
    """How a site built its addresses, as rules: what stood under a form leads to what had the same name."""
    collections = told.get("collections")
    for collection in collections.values() if isinstance(collections, dict) else ():
        permalink = collection.get("permalink") if isinstance(collection, dict) else None
        if (
            isinstance(permalink, str)
            and "slug" in permalink
            and permalink.strip("/") not in ("{slug}", ":slug")
        ):
            yield f"/^{_as_expression(permalink)}$/", "/$1/", False
    taxonomies = told.get("taxonomies")
    for kind, permalink in taxonomies.items() if isinstance(taxonomies, dict) else ():
        if (
            kind in ("tag", "author")
            and isinstance(permalink, str)
            and permalink.strip("/") != f"{kind}/{{slug}}"
        ):
            yield f"/^{_as_expression(permalink)}$/", f"/{kind}/$1/", False


def _as_expression(permalink: str) -> str:
    parts, end = [], 0
    for match in _PLACE.finditer(permalink):
        parts += [re.escape(permalink[end : match.start()]), _PLACES.get(match[1] or match[2], "[^/]+")]
        end = match.end()
    whole = "".join([*parts, re.escape(permalink[end:])])
    return whole.rstrip("/") + "/?"


def _of_table(text: str) -> Iterator[tuple[str, str, bool]]:
    """Two columns, parted by tabs, commas or semicolons; a line with one address alone is gone."""
    first = text.partition("\n")[0]
    delimiter = next((sign for sign in "\t;," if sign in first), "\t")
    for row in csv.reader(text.splitlines(), delimiter=delimiter):
        cells = [cell.strip() for cell in row]
        if cells and cells[0].startswith(("/", "http://", "https://")):
            target = cells[1] if len(cells) > 1 else ""
            yield cells[0], target, not target


@lru_cache(maxsize=512)
def compiled(expression: str) -> Any | None:
    """An expression made ready by RE2, capitals or not; None where RE2 does not take it."""
    import re2  # three megabytes that most papers never need

    options = re2.Options()
    options.max_mem, options.log_errors, options.case_sensitive = _MOST_MEMORY, False, False
    try:
        return re2.compile(expression, options=options)
    except re2.error:
        return None


def is_rule(expression: str, target: str) -> bool:
    """Whether an expression can be matched and its target be filled from it."""
    made = compiled(expression)
    wanted = [int(number) for number in re.findall(r"\\(\d)", target)]
    return made is not None and max(wanted, default=0) <= made.groups


_GHOST_FLAGS = re.compile(r"^/(?P<expression>.+)/[gimsuy]*$")
_PLAIN = re.compile(r"\^?(?P<path>/(?:[\w%.~!@,;=-]|\\?/|\\[.-])*?)(?:/\?)?\$?")


def _sort_in(found: Redirects, source: str, target: str, *, is_gone: bool) -> None:
    if not source:
        return
    if is_gone:
        found.gone.append(source)
        return
    if not target.startswith(("/", "http://", "https://")):
        found.left_out.append(source)
        return
    if source.startswith(("http://", "https://")):
        found.pairs.append((source, target))
        return
    # Ghost reads every "from" as an expression of JavaScript, plain addresses too.
    flagged = _GHOST_FLAGS.fullmatch(source) if source.startswith("/^") else None
    expression = flagged["expression"] if flagged else source
    plain = _PLAIN.fullmatch(expression)
    if plain and "$1" not in target:
        found.pairs.append((plain["path"].replace("\\", "").rstrip("/") or "/", target))
    elif len(expression) > _LONGEST_EXPRESSION:
        found.left_out.append(source)
    else:
        anchored = expression if expression.startswith("^") else f"^{expression}"
        found.patterns.append((anchored.replace("\\/", "/"), re.sub(r"\$(\d)", r"\\\1", target)))
