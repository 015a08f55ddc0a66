"""Checkers of templates: what they extend and include, the addresses they name, the one gate for text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template import TemplateSyntaxError, engines
from django.template.base import Lexer, TokenType
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import get_resolver

from tests.architecture.house import may_look_at, python_files, template_files

Template = tuple[str, str, Path]

_QUOTED = re.compile(r"""^["']([^"']+)["']$""")
# A text reached without asking how much of it this reader gets.
_UNGATED = re.compile(r"\.body\b(?!_for)")
_PUBLIC_ROOMS = ("reader", "feeds", "newsletters", "search", "onward")
_OF_HTTP = ("request", "response", "answer")
_NAMES_AN_ADDRESS = {"reverse", "reverse_lazy", "redirect", "resolve_url"}


def _tags(source: str) -> Iterator[list[str]]:
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            yield token.split_contents()


def supplier_of(name: str, templates: Iterable[Template]) -> str | None:
    """Return the room that supplies a template name, or None for a library's."""
    return next((room for room, supplied, _ in templates if supplied == name), None)


def names_upward(templates: list[Template]) -> list[str]:
    """Find templates that extend or include what a room above their own supplies, or what nobody does."""
    faults = []
    for room, name, path in templates:
        for tag, *arguments in _tags(path.read_text(encoding="utf-8")):
            if (
                tag not in ("extends", "include")
                or not arguments
                or not (quoted := _QUOTED.match(arguments[0]))
            ):
                continue
            supplier = supplier_of(quoted[1], templates)
            if supplier is None and not _exists(quoted[1]):
                faults.append(f"{room}: {name} names {quoted[1]}, which nobody supplies.")
            elif supplier is not None and not may_look_at(room, supplier):
                faults.append(f"{room}: {name} names {quoted[1]} of {supplier}, above its room.")
    return faults


def _exists(name: str) -> bool:
    try:
        get_template(name)
    except TemplateDoesNotExist:
        return False
    except TemplateSyntaxError:
        return True
    return True


def not_compiling(templates: Iterable[Template]) -> list[str]:
    """Find templates that Django cannot compile."""
    engine = engines["django"]
    faults = []
    for room, name, path in templates:
        try:
            engine.from_string(path.read_text(encoding="utf-8"))
        except TemplateSyntaxError as error:
            faults.append(f"{room}: {name} does not compile: {error}")
    return faults


def address_names() -> set[str]:
    """Return every name an address can be asked by, with its namespaces."""

    def collect(resolver: Any, prefix: str) -> Iterator[str]:
        for pattern in resolver.url_patterns:
            if hasattr(pattern, "url_patterns"):
                inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                yield from collect(pattern, inner)
            elif pattern.name:
                yield prefix + pattern.name

    return set(collect(get_resolver(), ""))


def unknown_addresses(sources: Iterable[tuple[str, str]], *, known: set[str]) -> list[str]:
    """Find address names that lead nowhere, in templates (``.html`` …) and Python files.

    Args:
        sources: (file name, text).
    """
    faults = []
    for name, text in sources:
        used = _names_in_python(text) if name.endswith(".py") else _names_in_template(text)
        faults += [f"{name} names the address {address}, which does not exist." for address in used - known]
    return sorted(faults)


def _names_in_template(text: str) -> set[str]:
    return {
        quoted[1]
        for tag, *arguments in _tags(text)
        if tag == "url" and arguments and (quoted := _QUOTED.match(arguments[0]))
    }


def _names_in_python(text: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = getattr(node.func, "id", getattr(node.func, "attr", None))
        first = node.args[0]
        if called in _NAMES_AN_ADDRESS and isinstance(first, ast.Constant) and isinstance(first.value, str):
            is_name = called.startswith("reverse") or not first.value.startswith(("/", "http"))
            found |= {first.value} if is_name else set()
    return found


def missing_static_files(templates: Iterable[Template]) -> list[str]:
    """Find static files that templates name and nobody supplies."""
    faults = []
    for room, name, path in templates:
        for tag, *arguments in _tags(path.read_text(encoding="utf-8")):
            quoted = _QUOTED.match(arguments[0]) if tag == "static" and arguments else None
            if quoted and finders.find(quoted[1]) is None:
                faults.append(f"{room}: {name} names the static file {quoted[1]}, which does not exist.")
    return faults


def house_sources() -> Iterator[tuple[str, str]]:
    """Yield every template and Python file of ours, as (name, text)."""
    for room, name, path in template_files():
        yield f"{room}/{name}", path.read_text(encoding="utf-8")
    for path in python_files():
        yield path.as_posix(), path.read_text(encoding="utf-8")


def ungated_texts(templates: Iterable[Template]) -> list[str]:
    """Find templates that reach a text past ``body_for``: readers' pages, feeds and mails."""
    faults = []
    for room, name, path in templates:
        if room not in _PUBLIC_ROOMS and path.suffix == ".html" and "mail" not in path.stem:
            continue
        faults += [
            f"{room}: {name} reaches a text past body_for: {token.contents}"
            for token in Lexer(path.read_text(encoding="utf-8")).tokenize()
            if token.token_type in (TokenType.VAR, TokenType.BLOCK) and _UNGATED.search(token.contents)
        ]
    return faults


def ungated_code(sources: Iterable[tuple[str, str]]) -> list[str]:
    """Find code of the public rooms that reads ``.body`` of anything but a request or an answer."""
    faults = []
    for name, text in sources:
        for node in ast.walk(ast.parse(text)):
            if not (isinstance(node, ast.Attribute) and node.attr == "body"):
                continue
            owner = getattr(node.value, "id", getattr(node.value, "attr", ""))
            faults += [] if owner in _OF_HTTP else [f"{name}:{node.lineno} reads .body past body_for."]
    return faults


def public_code() -> Iterator[tuple[str, str]]:
    """Yield the Python files of the rooms that hand texts to readers."""
    for room in _PUBLIC_ROOMS:
        for path in python_files(of=room):
            yield path.as_posix(), path.read_text(encoding="utf-8")


_DJANGOS_DATE = re.compile(r"""\|(?:date|time):["'](?:\w+_FORMAT|[^"'c][^"']*:[^"']*)["']|\{% now """)


def djangos_dates(templates: Iterable[Template]) -> list[str]:
    """Find dates in Django's own formats, which no newspaper prints (``language.dates`` has the paper's)."""
    return [
        f"{name}:{number} has {found[0]}: use the filter printed."
        for _, name, path in templates
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if (found := _DJANGOS_DATE.search(line))
    ]
