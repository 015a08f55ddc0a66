"""S-AUTHZ-1. Who gets in where: every address, asked by every kind of person.

``access.toml`` says what each of them must get. ``python -m tests.architecture.access`` asks everybody
everywhere, which takes more than a minute; ``--write`` adds what the table does not know yet, as it is now,
for a person to judge before it is committed. What the table says already is never changed by a program.
"""

from __future__ import annotations

import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType

from tests.architecture.addresses import is_personal

#: Names under which the command announces itself to the test.
WRITING, COMPLETE = "write_access", "complete_access"
TABLE = Path(__file__).with_name("access.toml")

#: The columns of the table.
PEOPLE = (
    "anonymous",
    "reader",
    "contributor",
    "translator",
    "editor",
    "editor_elsewhere",
    "chief",
    "webmaster",
    "clerk",
    "superuser",
    "unconfirmed",
    "factorless",
)
METHODS = ("GET", "POST")
#: What an address gets that fails: never what it should.
FAILED = "!"
_asked: dict[str, Mapping[str, str]] = {}

HEAD = """\
# Who gets in where. Each row: what the people get, in the order of `people`, when they ask (GET) or send an
# empty form (POST), and the addresses for which that is so. An address that is not here fails the build.
#
#   .  answered     >  sent on to another page     s  sent to sign in      c  asked to confirm who they are
#   r  refused      n  not found                   m  method refused       b  not understood (400)
#   g  gone         f  sent to set up a second factor           u  unavailable: no worker runs in a test
#
# One letter alone stands for everybody. The people are, from left to right: {people}.
# editor_elsewhere edits another section than the one the example is in; unconfirmed is a superuser who
# signed in longer ago than fifteen minutes; factorless is an editor who has no second factor, and whose days
# of grace are over.
# New rows: python -m tests.architecture.access --write, then judge them.

""".format(people=", ".join(PEOPLE))


Outcome = Mapping[str, str]


def read_table(text: str) -> dict[str, dict[str, dict[str, str]]]:
    """Return, for each address and method, a letter for each of the people.

    Raises:
        ValueError: an address is told twice, or is allowed to fail.
    """
    table: dict[str, dict[str, dict[str, str]]] = {}
    for row in tomllib.loads(text).get("access", []):
        outcome = {method: row[method].replace(" ", "") for method in METHODS}
        if FAILED in "".join(outcome.values()):
            raise ValueError(f"access.toml lets an address fail: {row['addresses'].split()[0]}.")
        for address in row["addresses"].split():
            if _bare(address) in table:
                raise ValueError(f"access.toml names {address} twice.")
            table[_bare(address)] = {method: _by_person(letters) for method, letters in outcome.items()}
    return table


def write_rows(found: Mapping[str, Outcome]) -> str:
    """Write rows for addresses: those together that are in one place and get the same."""
    rows: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for address, outcome in found.items():
        place = address.partition("/")[0] if is_personal(address) else ""
        rows[place, *(_short(outcome[method]) for method in METHODS)].append(address)
    return "\n".join(_row(letters, addresses) for (_, *letters), addresses in rows.items())


def _row(letters: Iterable[str], addresses: Iterable[str]) -> str:
    outcomes = "\n".join(f'{method:<4} = "{row}"' for method, row in zip(METHODS, letters, strict=True))
    names = "\n".join(f"  /{address}" for address in addresses)
    return f'[[access]]\n{outcomes}\naddresses = """\n{names}\n"""\n'


def _by_person(letters: str) -> dict[str, str]:
    return dict(zip(PEOPLE, letters * len(PEOPLE) if len(letters) == 1 else letters, strict=True))


def _short(letters: str) -> str:
    return letters[0] if len(set(letters)) == 1 else letters


def _bare(address: str) -> str:
    return address.removeprefix("/")


def write_table(method: str, found: Mapping[str, str]) -> None:
    """Put what the table lacks at its end, once every method has been asked."""
    _asked[method] = found
    if set(_asked) != set(METHODS):
        return
    text = TABLE.read_text(encoding="utf-8") if TABLE.exists() else HEAD
    known = read_table(text)
    missing = {
        address: {each: _asked[each][address] for each in METHODS}
        for address in found
        if address not in known
    }
    if missing:
        TABLE.write_text(f"{text.rstrip()}\n\n{write_rows(missing)}", encoding="utf-8")
    sys.stdout.write(f"\n{len(missing)} addresses added to {TABLE.name}; judge them before you commit.\n")


def main(arguments: list[str]) -> int:
    """Ask every address as everybody; with ``--write``, write down what the table lacks."""
    import pytest

    if arguments not in ([], ["--write"]):
        sys.stderr.write("usage: python -m tests.architecture.access [--write]\n")
        return 2
    # These plugins do nothing; that they are there tells the test what is wanted.
    plugins = [ModuleType(COMPLETE), *(ModuleType(WRITING) for _ in arguments)]
    return pytest.main(
        ["-q", "-p", "no:randomly", "-m", "whole", str(TABLE.with_name("test_access.py"))], plugins=plugins
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
