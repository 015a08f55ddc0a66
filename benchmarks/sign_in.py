"""Two hundred people sign in at the same moment while fifty read: how long do readers' pages take?

``python -m benchmarks.sign_in``. The paper is served as an operator serves it, in processes of its own, with
the demonstration edition. Readers open a page, read it for a few seconds, open the next. First nobody
else is there; then two hundred people, each from an address of their own, have the sign-in page open and
press the button together. Whoever is told to come back later does so after the seconds they were told, until
everybody is in. The slowest hundredth of the readers' pages is compared.

Everything happens on one machine: the readers and the two hundred take their share of its processors too.
"""

from __future__ import annotations

import http.client
import multiprocessing
import random
import re
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode, urlsplit

from benchmarks.budget import BUDGETS, Report, slowest_hundredth
from benchmarks.paper import run_module, served, start_django

PASSWORD = "a sentence nobody guesses"  # noqa: S105 (of people who exist for two minutes)
IDLE_S = 40
SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 2.0, 8.0
PAGES = ("/fr/", "/en/", "/fr/latest/", "/fr/search/?q=lac", "/en/latest/")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_processes = multiprocessing.get_context("fork")


def measure() -> Report:
    """Serve a paper, measure its readers alone, then beside the two hundred."""
    report, budget = Report("sign_in"), BUDGETS["sign_in"]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        with served(home, demonstration=True, PROXY_COUNT="1", LOG_LEVEL="warning") as paper:
            _make_accounts(home, budget["people"])
            pages = _pages(paper.url)
            _read(paper.url, pages, 4)
            with _reading(paper.url, pages, budget["readers"]) as idle:
                time.sleep(IDLE_S)
            with _reading(paper.url, pages, budget["readers"]) as beside:
                time.sleep(2)
                people = _sign_all_in(paper.url, budget["people"])
    report.note(f"{len(pages)} pages; idle: {_told(idle)}; beside the sign-ins: {_told(beside)}")
    answers = Counter(answer for person in people for answer in person["answers"])
    report.note(
        f"answers to the sign-ins: {dict(answers)}; last in after {max(p['s'] for p in people):.1f} s"
    )
    ratio = slowest_hundredth(beside.waits) / slowest_hundredth(idle.waits)
    report.most("readers' p99, times the idle one", round(ratio, 2), budget["times_idle"])
    failed = Counter(idle.failed + beside.failed)
    report.most(f"pages not answered with 200 {dict(failed) or ''}".rstrip(), failed.total(), 0)
    report.least("people signed in", sum(person["is_in"] for person in people), budget["people"])
    report.most(
        "seconds until the last was in", round(max(p["s"] for p in people), 1), budget["last_in_s"], " s"
    )
    return report


@dataclass
class Reading:
    """What readers waited for their pages, in seconds, and what was not a page."""

    waits: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


@contextmanager
def _reading(url: str, pages: list[str], readers: int) -> Iterator[Reading]:
    """Let readers read, in a process of their own, until the block ends."""
    ended, answer = _processes.Event(), _processes.SimpleQueue()
    crowd = _processes.Process(target=_be_readers, args=(url, pages, readers, ended, answer))
    crowd.start()
    reading = Reading()
    try:
        yield reading
    finally:
        ended.set()
        reading.waits, reading.failed = answer.get()
        crowd.join()


def _be_readers(url: str, pages: list[str], readers: int, ended: Any, answer: Any) -> None:
    waits: list[float] = []
    failures: list[str] = []

    def be_reader(number: int) -> None:
        chance = random.Random(number)
        while not ended.wait(chance.uniform(SHORTEST_PAUSE_S, LONGEST_PAUSE_S)):
            begun = time.perf_counter()
            try:
                with closing(_connect(url)) as connection:
                    connection.request("GET", chance.choice(pages))
                    response = connection.getresponse()
                    response.read()
            except (OSError, http.client.HTTPException) as error:
                failures.append(type(error).__name__)
                continue
            waits.append(time.perf_counter() - begun)
            if response.status != 200:
                failures.append(str(response.status))

    _together(be_reader, readers)
    answer.put((waits, failures))


def _sign_all_in(url: str, people: int) -> list[dict[str, Any]]:
    answer = _processes.SimpleQueue()
    crowd = _processes.Process(target=_be_people, args=(url, people, answer))
    crowd.start()
    told: list[dict[str, Any]] = answer.get()
    crowd.join()
    return told


def _be_people(url: str, people: int, answer: Any) -> None:
    everybody_is_ready = threading.Barrier(people)
    page_opens = threading.Semaphore(2)  # they came one after the other; only the button is pressed together
    told: list[dict[str, Any]] = []

    def be_person(number: int) -> None:
        place = {"X-Forwarded-For": f"198.18.{number // 250}.{number % 250 + 1}"}
        with page_opens, closing(_connect(url)) as connection:
            connection.request("GET", "/account/login/", headers=place)
            response = connection.getresponse()
            token = TOKEN.search(response.read().decode())
            cookies = "; ".join(
                value.partition(";")[0] for value in response.headers.get_all("Set-Cookie") or ()
            )
        form = urlencode(
            {
                "login": f"person{number}@paper.example",
                "password": PASSWORD,
                "csrfmiddlewaretoken": token[1] if token else "",
            }
        )
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies, **place}
        answers: list[int] = []
        everybody_is_ready.wait()
        begun = time.perf_counter()
        while (status := _press(url, form, headers, answers)) is not None:
            time.sleep(status)
        told.append({"is_in": answers[-1] == 302, "answers": answers, "s": time.perf_counter() - begun})

    _together(be_person, people)
    answer.put(told)


def _press(url: str, form: str, headers: dict[str, str], answers: list[int]) -> float | None:
    """Send the form; returns the seconds to wait before it is sent again, or None when there is an answer."""
    with closing(_connect(url)) as connection:
        connection.request("POST", "/account/login/", form, headers)
        response = connection.getresponse()
        response.read()
    answers.append(response.status)
    if response.status in (429, 503) and len(answers) < 40:
        return float(response.headers.get("Retry-After") or 5)
    return None


def _connect(url: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(url).netloc, timeout=120)


def _together(work: Any, number: int) -> None:
    threads = [threading.Thread(target=work, args=(index,)) for index in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _pages(url: str) -> list[str]:
    """Front, lists, search, and the stories the front shows."""
    with closing(_connect(url)) as connection:
        connection.request("GET", "/fr/")
        front = connection.getresponse().read().decode()
    stories = sorted(set(re.findall(r'href="(/fr/\d{4}/\d\d/\d\d/[^"/]+/)"', front)))
    return [*PAGES, *stories[:10]]


def _read(url: str, pages: list[str], times: int) -> None:
    """Read every page a few times, so that each server process has made it before."""
    with closing(_connect(url)) as connection:
        for page in pages * times:
            connection.request("GET", page)
            connection.getresponse().read()
            connection.close()


def _make_accounts(home: Path, people: int) -> None:
    run_module("benchmarks.sign_in", "--accounts", str(people), home=home)


def make_accounts(people: int) -> None:
    """Give ``AZDARAR_HOME``'s paper readers with a confirmed address, who share a password."""
    start_django()
    from allauth.account.models import EmailAddress
    from django.contrib.auth.hashers import make_password
    from django.db import transaction

    from azdarar.accounts.models import User

    with transaction.atomic():
        kept = make_password(PASSWORD)
        for number in range(people):
            email = f"person{number}@paper.example"
            user = User.objects.create(username=f"person{number}", email=email, password=kept)
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)


def _told(reading: Reading) -> str:
    milliseconds = sorted(wait * 1000 for wait in reading.waits)
    return (
        f"{len(milliseconds)} read, median {median(milliseconds):.0f} ms, "
        f"p99 {slowest_hundredth(reading.waits) * 1000:.0f} ms, slowest {milliseconds[-1]:.0f} ms"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--accounts"]:
        make_accounts(int(sys.argv[2]))
    else:
        raise SystemExit(bool(measure().missed))
