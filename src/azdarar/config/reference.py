"""The reference pages that come from the code; ``make docs`` writes them, a test refuses stale ones."""

from __future__ import annotations

import argparse
import pkgutil
import sys
from collections.abc import Callable, Iterator
from importlib import import_module

from django.utils import translation

import azdarar
from azdarar.config.command import make_parser
from azdarar.config.wishes.options import TABLE
from azdarar.errors import AzdararError

WRITTEN = "<!-- Written by `make docs` from the code; change it there. -->\n"


def settings_page() -> str:
    """Return ``docs/reference/settings.md``."""
    lines = [
        "# Settings",
        "",
        WRITTEN,
        "Every setting is an environment variable, read once at start. All mistakes are told together, "
        "and nothing is started. A variable that begins with `AZDARAR_` and is not in this table is a "
        "mistake too.",
        "",
        "| variable | what it is | default | secret | meaning |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| `{option.variable}` | {option.kind} | {_code(option.default)} | {'yes' if option.secret else ''} "
        f"| {option.sentence} |"
        for option in TABLE
    ]
    return "\n".join(lines) + "\n"


def _code(default: str) -> str:
    return f"`{default}`" if " " not in default else default


def errors_page() -> str:
    """Return ``docs/reference/errors.md``."""
    lines = [
        "# Error codes",
        "",
        WRITTEN,
        "A code is stable; its sentence is for people and may be reworded or translated. `%(name)s` stands "
        "for data that the error carries under that name.",
        "",
        "| code | sentence |",
        "|---|---|",
    ]
    errors = sorted(house_errors(), key=lambda error: error.code)
    # The sentences as the sources say them, whatever language the paper speaks.
    with translation.override(None):
        lines += [f"| `{error.code}` | {_one_line(error.sentence)} |" for error in errors]
    return "\n".join(lines) + "\n"


def house_errors() -> list[type[AzdararError]]:
    """Return every error class of the house, those of modules not loaded yet included."""
    for module in pkgutil.walk_packages(azdarar.__path__, "azdarar."):
        if not any(part in module.name for part in (".settings", ".migrations", "__main__", ".wsgi")):
            import_module(module.name)
    return [error for error in _below(AzdararError) if _stands_in_its_module(error)]


def _stands_in_its_module(error: type[AzdararError]) -> bool:
    """Whether a module of ours really has it: a class can be made anywhere under any name."""
    is_ours = error.__module__.startswith("azdarar.")
    return is_ours and getattr(sys.modules.get(error.__module__), error.__name__, None) is error


def _below(kind: type[AzdararError]) -> Iterator[type[AzdararError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


def _one_line(sentence: object) -> str:
    return " ".join(str(sentence).split()).replace("|", "\\|")


def commands_page() -> str:
    """Return ``docs/reference/commands.md``."""
    lines = [
        "# Commands",
        "",
        WRITTEN,
        "A command ends with 0 when it is done, with 1 when it was refused (one sentence on standard error "
        "says why), with 2 when it was called in a way that means nothing.",
        "",
    ]
    for name, parser in _parsers(make_parser()):
        lines += [f"## `{name}`", "", "```text", parser.format_help().strip(), "```", ""]
    return "\n".join(lines)


def _parsers(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    yield parser.prog, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for child in action.choices.values():
                yield from _parsers(child)


PAGES: dict[str, Callable[[], str]] = {
    "docs/reference/settings.md": settings_page,
    "docs/reference/errors.md": errors_page,
    "docs/reference/commands.md": commands_page,
}
