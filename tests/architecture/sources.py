"""Checkers of our Python files: doors, who may use Wagtail's admin, who makes a disclosure, names."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from packaging.specifiers import SpecifierSet

from tests.architecture.house import PACKAGE, module_name, python_files, room_of

Source = tuple[str, str]

# The modules of a room that others may import; the two pure rooms and the front of each are open as a whole.
DOORS = frozenset({"models", "actions", "queries", "signals"})
OPEN_ROOMS = frozenset({"errors", "formats", "language", "rows", "sealing"})
# A type or an extension point that is a door though it is no model: each with its reason.
SIDE_DOORS = {
    "azdarar.articles.disclosure": "the type of the gate's key, which members makes and others pass on",
    "azdarar.articles.bylines": "the types of a byline and who of it counts as an author: pure data",
    "azdarar.articles.body": "the type of a text as the gate hands it out",
    "azdarar.articles.rich_text": "stored rich text made ready to be shown, for whoever shows one",
    "azdarar.articles.addresses": "the grammar of addresses, for whoever gives one to a page or a section",
    "azdarar.articles.speaking_of": "every write by which two subjects become one in stories, or one two",
    "azdarar.articles.suggesting": "what one story may speak of, and every write of an answer",
    "azdarar.articles.deciding": "what names mean in many stories: questions, and every write of an answer",
    "azdarar.articles.looking_through": "how far the archive is looked through, for those who want it sooner",
    "azdarar.articles.new_names": "names no subject has: offered, and every write that makes or refuses one",
    "azdarar.articles.subject_pictures": "the picture of a subject: the use of it, and every write",
    "azdarar.subjects.recognising": "an extension point: what a recogniser of subjects is asked and answers",
    "azdarar.subjects.exchange": "subjects as files: read, written, and taken in whole or not at all",
    "azdarar.archive.old_addresses": "every write of old addresses, apart from those of imports",
    "azdarar.archive.asking": "every write by which the newsroom asks something of an import",
    "azdarar.archive.repairing": "every write of the repair queues and of old comments",
    "azdarar.archive.intake": "the folder where exports wait: files, written as they arrive, and no rows",
    "azdarar.articles.standing": "where stories stand in lists by month, for whoever tags a list",
    "azdarar.search.desk": "the newsroom's own index, a room within the room with doors of its own",
    "azdarar.fronts.picking": "every write to what people pick: for a story, a section, the paper",
    "azdarar.onward.most_read": "what is read most, as pages show it and as the newsroom looks into it",
    "azdarar.onward.ranking": "every write from readings to the most read",
    "azdarar.onward.steering": "what editors said of the lists under stories, and what rests",
    "azdarar.onward.suggesting": "stories an editor may want to pick",
    "azdarar.press.asking": "which page a person means by an address",
    "azdarar.press.at_home": "this process's store, press and counts",
    "azdarar.press.pressing": "the press itself, and how it refuses",
    "azdarar.press.ahead": "what pages that are pressed together ask for at once, for whoever answers it",
    "azdarar.press.remembering": "parts of pages that many share, for whoever renders one",
    "azdarar.press.showing": "how a query says what it shows",
    "azdarar.press.statistics": "what processes have counted: pure data",
    "azdarar.press.stock": "what the store takes on the disk: pure data",
    "azdarar.press.store": "stored pages, and whether they hold",
    "azdarar.press.watching": "announce what any form changes, for whoever has a model that is shown",
    "azdarar.press.editions": "which edition of the paper is being rendered, and who asked for one",
    "azdarar.search.asking": "what a reader asks of the search, understood: pure data",
    "azdarar.search.naming": "the names in a search, looked up and told",
    "azdarar.reader.stylesheets": "how the readers' sheets are joined when static files are collected",
}
ADMIN_PLACES = re.compile(
    r"^azdarar\.(config\.urls|newsroom(\..+)?|[a-z]+\.(wagtail_hooks|models(\..+)?|panels|blocks))$"
)
REFUSED_SUFFIXES = ("Manager", "Helper", "Handler", "Processor", "Util", "Utils")
REFUSED_FILES = frozenset({"utils", "util", "helpers", "helper", "common", "core", "shared", "misc"})


def house_code() -> Iterator[Source]:
    """Yield (dotted module name, text) of every Python file of ours, migrations aside."""
    for path in python_files():
        yield module_name(path), path.read_text(encoding="utf-8")


def imports_of(module: str, text: str) -> Iterator[tuple[int, str]]:
    """Yield (line, dotted name) of what a module imports, ``from a import b`` as ``a.b``."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def past_the_doors(sources: Iterable[Source]) -> list[str]:
    """Find imports of another room that do not go through one of its doors.

    ``config`` builds the house and may name what it installs: urls, middleware, commands.
    """
    faults = []
    for module, text in sources:
        room = room_of(module)
        for line, name in imports_of(module, text):
            other = room_of(name)
            if other is None or other == room or other in OPEN_ROOMS or room == "config":
                continue
            parts = name.split(".")
            is_side_door = any(name == door or name.startswith(f"{door}.") for door in SIDE_DOORS)
            if len(parts) < 3 or (parts[2] not in DOORS and not is_side_door):
                faults.append(f"{module}:{line} imports {name} past the doors of {other}.")
    return faults


def admin_out_of_place(sources: Iterable[Source]) -> list[str]:
    """Find imports of Wagtail's admin outside the modules that make staff screens."""
    return [
        f"{module}:{line} imports {name}; Wagtail's admin belongs in wagtail_hooks, panels or the newsroom."
        for module, text in sources
        for line, name in imports_of(module, text)
        if name.startswith("wagtail.admin") and not ADMIN_PLACES.match(module)
    ]


def disclosures_made_elsewhere(sources: Iterable[Source]) -> list[str]:
    """Find code outside ``members`` that makes a disclosure; comparing with one is not making it."""
    faults = []
    for module, text in sources:
        if room_of(module) == "members":
            continue
        tree = ast.parse(text)
        compared = {
            id(part)
            for node in ast.walk(tree)
            if isinstance(node, ast.Compare | ast.MatchValue)
            for part in ast.walk(node)
        }
        for node in ast.walk(tree):
            named = node.value if isinstance(node, ast.Attribute) else getattr(node, "func", None)
            is_disclosure = getattr(named, "id", getattr(named, "attr", None)) == "Disclosure"
            if is_disclosure and id(node) not in compared:
                faults.append(f"{module}:{node.lineno} makes a Disclosure; only members decides.")
    return sorted(faults)


def refused_names(sources: Iterable[Source]) -> list[str]:
    """Find files and classes whose name says nothing."""
    faults = []
    for module, text in sources:
        if set(module.split(".")) & REFUSED_FILES:
            faults.append(f"{module}: the name of this file says nothing.")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef) and node.name.endswith(REFUSED_SUFFIXES):
                bases = {getattr(base, "id", getattr(base, "attr", "")) for base in node.bases}
                if not any(base.endswith("Manager") for base in bases):
                    faults.append(f"{module}:{node.lineno} {node.name} says nothing of what it does.")
    return faults


_GROUP_TAKEN_FOR_GOOD = re.compile(r"\)(?:[*+?]|\{\{?[0-9,]+\}\}?)\+")


def groups_taken_for_good(sources: Iterable[Source]) -> list[str]:
    """Find possessive quantifiers behind a group, of which Python before 3.11.5 loses the end.

    Debian 12 has such a Python: ``(?: \\d{3})++`` takes a letter too many (gh-106052), and a number loses a
    digit; ``(?>(?: \\d{3})+)`` does not.
    """
    return [
        f"{module}:{number} has a group with a possessive quantifier: make it an atomic group."
        for module, text in sources
        for number, line in enumerate(text.splitlines(), start=1)
        if _GROUP_TAKEN_FOR_GOOD.search(line)
    ]


def undocumented(sources: Iterable[Source]) -> list[str]:
    """Find modules without a docstring, and public functions of the doors that decide without one."""
    faults = []
    for module, text in sources:
        tree = ast.parse(text)
        if not ast.get_docstring(tree) and ".management" not in module:
            faults.append(f"{module} has no docstring.")
        parts = module.split(".")
        is_door = {"actions", "queries"} & set(parts) or room_of(module) in ("formats", "language", "press")
        if not is_door or "internal" in parts:
            continue
        faults += [
            f"{module}:{node.lineno} {node.name} has no docstring."
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
            and parts[-1] != "apps"
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
        ]
    return faults


LONGEST_FILE, LONGEST_FUNCTION, MOST_POSITIONAL, MOST_FILES = 400, 40, 4, 12


def alarms(sources: Iterable[Source]) -> list[str]:
    """Return what deserves a sentence in the review: long files and functions, many positional arguments."""
    told = []
    for module, text in sources:
        if (length := text.count("\n")) > LONGEST_FILE:
            told.append(f"{module} has {length} lines.")
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            doc = ast.get_docstring(node, clean=False)
            length -= doc.count("\n") + 1 if doc else 0
            if length > LONGEST_FUNCTION:
                told.append(f"{module}:{node.lineno} {node.name} has {length} lines.")
            if len(node.args.args) > MOST_POSITIONAL + 1:
                told.append(
                    f"{module}:{node.lineno} {node.name} takes {len(node.args.args)} positional arguments."
                )
    folders = sorted(path for path in PACKAGE.iterdir() if (path / "__init__.py").exists())
    counts = {folder.name: len(list(folder.glob("*.py"))) - 1 for folder in folders}
    told += [
        f"azdarar.{room} has {n} files in its top folder." for room, n in counts.items() if n > MOST_FILES
    ]
    return told


def room_files(text: str, module: str = "azdarar.articles.planted") -> list[Source]:
    """Return a planted module, as the checkers take it."""
    return [(module, text)]


def unresolved_paths(values: Iterable[tuple[str, object]]) -> list[str]:
    """Find dotted paths into the house, anywhere in a settings value, that lead nowhere."""
    from importlib import import_module

    from django.utils.module_loading import import_string

    faults = []
    for name, value in values:
        for path in _dotted(value):
            try:
                import_module(path)
            except ImportError:
                try:
                    import_string(path)
                except ImportError as error:
                    faults.append(f"{name}: {path} leads nowhere ({error}).")
    return faults


def _dotted(value: object) -> Iterator[str]:
    if isinstance(value, str) and value.startswith("azdarar."):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _dotted(part)
    elif isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from _dotted(part)


def committed_text_files(root: Path) -> Iterator[Path]:
    """Yield text files of the checkout that are, or will be, committed."""
    kinds = {
        ".py",
        ".md",
        ".toml",
        ".txt",
        ".in",
        ".html",
        ".css",
        ".js",
        ".po",
        ".sh",
        ".yml",
        ".yaml",
        ".cfg",
        "",
    }
    skipped = {
        ".git",
        ".venv",
        "var",
        "__pycache__",
        "node_modules",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".hypothesis",
        ".import_linter_cache",
    }
    for folder, folders, names in os.walk(root):
        # Left out before they are entered: an environment has fifty thousand files.
        folders[:] = sorted(set(folders) - skipped)
        yield from (Path(folder) / name for name in sorted(names) if Path(name).suffix in kinds)


def places_named(files: Iterable[Path], *, forbidden: Iterable[str]) -> list[str]:
    """Find files that name a package registry's host or a path of one machine."""
    faults = []
    for path in files:
        text = path.read_text(encoding="utf-8", errors="ignore")
        faults += [f"{path} names {word}." for word in forbidden if word in text]
    return faults


def pinned_twice(one: Path, other: Path) -> list[str]:
    """Find packages that two locks pin at different releases: the second would undo the first."""
    pins = [
        dict(re.findall(r"^([\w.\-]+)==([^\s\\]+)", lock.read_text("utf-8"), re.MULTILINE))
        for lock in (one, other)
    ]
    return [
        f"{name} is pinned at {pins[0][name]} in {one.name} and at {pins[1][name]} in {other.name}."
        for name in sorted(pins[0].keys() & pins[1].keys())
        if pins[0][name] != pins[1][name]
    ]


def too_new_for(python: str, wants: Iterable[tuple[str, str]]) -> list[str]:
    """Find packages that refuse a Python: (name, what it says it requires) of each."""
    return [
        f"{name} requires Python {wanted}: Debian 12 has {python}."
        for name, wanted in wants
        if wanted and python not in SpecifierSet(wanted)
    ]


def asked_apart(package: Iterable[str], locked: Iterable[str]) -> list[str]:
    """Find packages that only one of two lists of requirements names: what installs, and what is locked."""
    names = [{re.split(r"[\[<>=;\s]", line)[0].lower() for line in lines} for lines in (package, locked)]
    return [
        f"{name} is asked for by {'pyproject.toml' if name in names[0] else 'base.in'} alone."
        for name in sorted(names[0] ^ names[1])
    ]
