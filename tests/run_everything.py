"""``make check`` and ``make test``: every gate, one line each, what failed in full, a summary at the end.

python tests/run_everything.py [--only checks|plain|whole|postgresql|opensearch|browser]
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
sys.path.insert(0, str(CHECKOUT))

# Settings a paper could be put on the street with, so that Django's deployment checks look at those.
AS_IN_PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "azdarar.config.settings",
    "AZDARAR_SITE_URL": "https://paper.example",
    "AZDARAR_PROXY_COUNT": "1",
    "AZDARAR_SECRET_KEY": "".join(chr(code) for code in range(48, 123)),
    "AZDARAR_HOME": str(CHECKOUT / ".venv" / "checked-home"),
}
ON_TESTS = {"DJANGO_SETTINGS_MODULE": "azdarar.config.settings_test"}


# As many as a small machine has processors; tests that share something costly stay together.
IN_PARALLEL = ("-n", "2", "--dist", "loadgroup")

#: They start papers on a database of their own, or say nothing of the database that the others do not.
OF_THEIR_OWN = (
    "--ignore=tests/rooms/accounts/test_limits_of_a_served_paper.py",
    "--ignore=tests/rooms/archive/test_import_command.py",
    "--ignore=tests/rooms/archive/test_killing.py",
    "--ignore=tests/rooms/archive/test_pages_import.py",
    "--ignore=tests/rooms/archive/test_real_exports.py",
    "--ignore=tests/rooms/config/test_serving.py",
    "--ignore=tests/rooms/config/test_start.py",
    "--ignore=tests/rooms/demo/test_command.py",
)

#: No gate takes longer on the smallest machine; one that hangs must not hold the others up.
LONGEST_S = 20 * 60


@dataclass(frozen=True)
class Outcome:
    """What became of one gate."""

    name: str
    seconds: float
    verdict: str
    output: str = ""

    @property
    def is_refused(self) -> bool:
        return self.verdict == "FAILED"


@dataclass(frozen=True)
class Gate:
    """A command that must end with 0."""

    name: str
    command: Sequence[object]
    environment: dict[str, str] | None = None
    # pytest ends with 5 when it found no test: fine where tests are optional.
    accepted: tuple[int, ...] = (0,)

    def run(self) -> Outcome:
        begun = time.monotonic()
        try:
            outcome = subprocess.run(
                [str(word) for word in self.command],
                cwd=CHECKOUT,
                env={**_bare_environment(), **(self.environment or {})},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                check=False,
                timeout=LONGEST_S,
            )
        except subprocess.TimeoutExpired as hung:
            said = hung.output.decode(errors="replace") if isinstance(hung.output, bytes) else hung.output
            told = f"{said or ''}\nIt had not ended after {LONGEST_S // 60} minutes, and was stopped."
            return Outcome(self.name, time.monotonic() - begun, "FAILED", told)
        verdict = "ok" if outcome.returncode in self.accepted else "FAILED"
        return Outcome(self.name, time.monotonic() - begun, verdict, outcome.stdout)


def _bare_environment() -> dict[str, str]:
    """The caller's environment without settings of a paper, which would change what is tested."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("AZDARAR_", "DJANGO_"))}


def checks() -> Iterator[Gate]:
    """Yield the gates that run no test."""
    python, manage = BIN / "python", (BIN / "python", "manage.py")
    templates = sorted(
        str(path) for folder in ("src", "demo") for path in CHECKOUT.glob(f"{folder}/**/templates/**/*.html")
    )
    yield Gate("types", (python, "-m", "mypy"))
    yield Gate("lint", (BIN / "ruff", "check", "."))
    yield Gate("format", (BIN / "ruff", "format", "--check", "."))
    yield Gate("walls between rooms", (BIN / "lint-imports", "--no-cache"))
    yield Gate(
        "Django, as in production",
        (*manage, "check", "--deploy", "--fail-level", "WARNING"),
        AS_IN_PRODUCTION,
    )
    yield Gate("migrations complete", (*manage, "makemigrations", "--check", "--dry-run"), ON_TESTS)
    yield Gate("migrations in one line", (*manage, "check", "--tag", "models"), ON_TESTS)
    if templates:
        yield Gate("template style", (BIN / "djade", "--target-version", "5.2", "--check", *templates))
        yield Gate("template structure", (BIN / "djlint", "--lint", "--quiet", "src"))
    documents = [
        name
        for name in ("docs", "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")
        if (CHECKOUT / name).exists()
    ]
    yield Gate("spelling of the documents", (BIN / "codespell", "--skip", "*.fr.md", *documents))


def run_checks() -> list[Outcome]:
    """Run the checks, two at a time."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        return [told(outcome) for outcome in pool.map(Gate.run, checks())]


def run_plain() -> list[Outcome]:
    """Run what whoever changes the code runs all day: no browser, no server, no paper as a whole."""
    return [told(Gate("tests on SQLite", _pytest(*IN_PARALLEL)).run())]


def run_whole() -> list[Outcome]:
    """Run the tests that start, kill, load or ask a paper as a whole."""
    return [told(Gate("whole papers", _pytest("-m", "whole and not browser", *IN_PARALLEL)).run())]


def run_postgresql() -> list[Outcome]:
    """Run the rooms' tests on a PostgreSQL server of our own."""
    from tests.postgresql import NoPostgreSQLError, temporary_server

    name = "rooms on PostgreSQL"
    try:
        with temporary_server() as address:
            gate = Gate(
                name,
                _pytest("-m", "not browser", *IN_PARALLEL, "tests/rooms", *OF_THEIR_OWN),
                {"AZDARAR_DATABASE_URL": address},
            )
            return [told(gate.run())]
    except NoPostgreSQLError as reason:
        return [told(Outcome(name, 0, f"SKIPPED: {reason}"))]


def run_opensearch() -> list[Outcome]:
    """Ask of the OpenSearch server that AZDARAR_TEST_OPENSEARCH names what every search engine must do."""
    name = "search on OpenSearch"
    if not os.environ.get("AZDARAR_TEST_OPENSEARCH"):
        return [told(Outcome(name, 0, "SKIPPED: AZDARAR_TEST_OPENSEARCH names no server"))]
    return [told(Gate(name, _pytest("tests/rooms/search/test_engines.py", "-k", "opensearch")).run())]


def run_browser() -> list[Outcome]:
    """Run the tests that drive Chromium."""
    name = "browser"
    if not (shutil.which("chromium") or shutil.which("google-chrome")):
        return [told(Outcome(name, 0, "SKIPPED: there is no Chromium (Debian: apt-get install chromium)"))]
    return [told(Gate(name, _pytest("-m", "browser", *IN_PARALLEL), accepted=(0, 5)).run())]


def _pytest(*arguments: str) -> tuple[object, ...]:
    return (BIN / "python", "-m", "pytest", "-q", *arguments)


def told(outcome: Outcome) -> Outcome:
    """Print a gate's line, and what it said if it refused."""
    print(f"{outcome.verdict:<7} {outcome.seconds:6.1f} s  {outcome.name}", flush=True)
    if outcome.is_refused:
        print(outcome.output, flush=True)
    return outcome


def tell_alarms() -> None:
    """Print what deserves a sentence in the review; it fails nothing."""
    from tests.architecture.sources import alarms, house_code

    for alarm in alarms(house_code()):
        print(f"        note: {alarm}")


STAGES = {
    "checks": run_checks,
    "plain": run_plain,
    "whole": run_whole,
    "postgresql": run_postgresql,
    "opensearch": run_opensearch,
    "browser": run_browser,
}


def main() -> int:
    """Run the stages asked for; returns 1 when a gate refused."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=STAGES, action="append", help="one stage instead of all")
    chosen = parser.parse_args().only or list(STAGES)
    begun = time.monotonic()
    outcomes = [outcome for stage in chosen for outcome in STAGES[stage]()]
    tell_alarms()
    refused = [outcome.name for outcome in outcomes if outcome.is_refused]
    skipped = [
        f"{outcome.name} ({outcome.verdict})" for outcome in outcomes if outcome.verdict.startswith("SKIPPED")
    ]
    print(
        f"\n{len(outcomes) - len(refused) - len(skipped)} gates passed in {time.monotonic() - begun:.0f} s."
    )
    for name in skipped:
        print(f"NOT RUN: {name}")
    if refused:
        print(f"FAILED: {', '.join(refused)}.")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
