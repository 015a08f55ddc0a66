"""From the click on "publish" to the new bytes on every worker; from "withdraw" to nothing of it anywhere.

``python -m benchmarks.publish_to_reader [STORIES [PUBLICATIONS [HOME]]]``. A paper is served by two workers;
readers hold connections to each of them and look at five pages again and again, as impatient readers do.
Another process publishes and withdraws stories by the actions the newsroom calls. Time runs from before the
action, its transaction included, until the last connection has the new bytes. A page that shows a withdrawn
story once more after it was gone is counted.
"""

import contextlib
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from benchmarks.budget import BUDGETS, Report, slowest_hundredth
from benchmarks.paper import run_module, served, start_django
from benchmarks.processes import processor_s, tree_of

WORKERS = 2
#: So many connections that both workers hold some; which holds which is looked up, not hoped.
CONNECTIONS = 12
#: Longer than this a reader does not wait.
GIVEN_UP_S = 20.0
#: A connection that was idle for longer is opened again; the server closes idle ones.
IDLE_S = 2.0
#: For so long after a withdrawal nothing of the story may come back.
WATCHED_S = 1.5


def measure(*, stories: int = 0, publications: int = 0, home: str = "") -> Report:
    """Publish and withdraw, and look."""
    report, budget = Report("publish"), BUDGETS["publish_to_reader"]
    stories, publications = stories or budget["stories"], publications or budget["publications"]
    with contextlib.ExitStack() as stack:
        folder = Path(home or stack.enter_context(tempfile.TemporaryDirectory()))
        run_module("benchmarks.many_stories", str(stories), home=folder)
        paper = stack.enter_context(
            served(folder, demonstration=False, WORKERS=str(WORKERS), LOG_LEVEL="error")
        )
        desk = stack.enter_context(_desk(folder, publications))
        readers = [_Reader(paper.url) for _each in range(CONNECTIONS)]
        begun, processor = time.monotonic(), processor_s(tree_of(paper.process_id))
        seconds, gone, returned = _publish_and_withdraw(desk, readers, publications, server=paper.process_id)
        took = time.monotonic() - begun
        report.note(
            f"{stories} stories, {publications} publications and withdrawals in {took:.0f} s, "
            f"the paper's processors busy for {processor_s(tree_of(paper.process_id)) - processor:.0f} s"
        )
    for page, times in [*seconds.items(), *((f"{page}, gone", times) for page, times in gone.items())]:
        report.note(f"{page}: median {median(times) * 1000:.0f} ms, slowest {max(times) * 1000:.0f} ms")
    for what, by_page in (("published, on every worker", seconds), ("withdrawn, gone from all", gone)):
        slow = slowest_hundredth([each for times in by_page.values() for each in times])
        report.most(f"{what}, p99", round(slow * 1000), budget["p99_ms"], " ms")
    report.most("came back after it was gone", returned, 0)
    return report


def _publish_and_withdraw(
    desk: "_Desk", readers: list["_Reader"], publications: int, *, server: int
) -> tuple[dict[str, list[float]], dict[str, list[float]], int]:
    seconds: dict[str, list[float]] = defaultdict(list)
    gone: dict[str, list[float]] = defaultdict(list)
    returned = 0
    for number in range(publications):
        pages = desk.pages(number)
        token = desk.token(number)
        for page, reader in ((page, reader) for page in pages.values() for reader in readers):
            reader.shows(page, token)
        _refuse_one_worker(readers, server=server)
        for name, took in _until(desk.do("publish", number), pages, readers, token, is_shown=True):
            seconds[name].append(took)
        for name, took in _until(desk.do("withdraw", number), pages, readers, token, is_shown=False):
            gone[name].append(took)
        until = time.monotonic() + (WATCHED_S if number % 5 == 0 else 0.1)
        while time.monotonic() < until:
            returned += sum(reader.shows(page, token) for page in pages.values() for reader in readers)
    return seconds, gone, returned


def _until(
    since: float, pages: dict[str, str], readers: list["_Reader"], token: str, *, is_shown: bool
) -> Iterator[tuple[str, float]]:
    """Ask on all connections until each has got what is true by now; how long it took, page by page."""
    waiting = {name: set(range(len(readers))) for name in pages}
    while waiting:
        for name in list(waiting):
            left = waiting[name]
            left -= {one for one in left if readers[one].shows(pages[name], token) == is_shown}
            if not left:
                del waiting[name]
                yield name, time.time() - since
        if time.time() - since > GIVEN_UP_S:
            for name in waiting:
                yield name, GIVEN_UP_S
            return
        time.sleep(0.02)


class _Reader:
    """One who holds a connection, and so a worker."""

    def __init__(self, url: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=GIVEN_UP_S)
        self._used_at = time.monotonic()
        self.shows("/fr/", "")

    def shows(self, page: str, token: str) -> bool:
        """Whether a page shows a story now; what was taken back shows it no longer, whatever it answers."""
        if time.monotonic() - self._used_at > IDLE_S:
            self.connection.close()
        self.connection.request("GET", page)
        answer = self.connection.getresponse()
        body = answer.read()
        self._used_at = time.monotonic()
        if answer.status >= http.client.INTERNAL_SERVER_ERROR:
            raise SystemExit(f"{page} was answered with {answer.status}.")
        return answer.status == http.client.OK and token.encode() in body

    def port(self) -> int:
        """The reader's end of the connection."""
        port: int = self.connection.sock.getsockname()[1]
        return port


class _Desk:
    """The process that publishes; it answers each order with the instant before it began."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        if process.stdin is None or process.stdout is None:
            raise TypeError("The process that publishes is told by pipes.")
        self._orders, self._answers = process.stdin, process.stdout
        self._drafts = json.loads(self._line())

    def token(self, number: int) -> str:
        """A word that stands in this story's headline alone."""
        token: str = self._drafts[number]["token"]
        return token

    def pages(self, number: int) -> dict[str, str]:
        """The pages looked at, by what they are."""
        pages: dict[str, str] = self._drafts[number]["pages"]
        return pages

    def do(self, deed: str, number: int) -> float:
        """Publish or withdraw; returns the instant before it began, when it is done."""
        self._orders.write(f"{deed} {number}\n")
        self._orders.flush()
        return float(self._line())

    def _line(self) -> str:
        line = self._answers.readline()
        if not line:
            raise SystemExit("The process that publishes ended.")
        return line


@contextlib.contextmanager
def _desk(home: Path, publications: int) -> Iterator[_Desk]:
    command = [sys.executable, "-m", "benchmarks.publish_to_reader", "desk", str(publications)]
    environment = {**os.environ, "AZDARAR_HOME": str(home), "AZDARAR_LOG_LEVEL": "ERROR"}
    process = subprocess.Popen(  # noqa: S603 (our own module)
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield _Desk(process)
    finally:
        process.terminate()
        process.wait()


def desk(publications: int) -> None:
    """Write drafts, then publish and withdraw them as told on standard input."""
    start_django()
    from django.utils import timezone

    from azdarar.articles.actions import add_article, publish_article, withdraw_article
    from azdarar.articles.models import Article, Contribution, Contributor, Section

    section = Section.objects.get(slug="rubrique-3", locale__language_code="fr")
    author = Contributor.objects.get(slug="signature-2")
    drafts, told = [], []
    for number in range(publications):
        token = f"zibeline{time.time_ns()}n{number}"
        story = Article(title=f"Une {token} au bord du lac", address_slug=token, section=section)
        story.body = [("paragraph", "<p>Le train de 10 h 05 ne va plus jusqu’à Martouni.</p>")]
        story.contributions.add(Contribution(contributor=author))
        drafts.append(add_article(story, language="fr"))
        today = timezone.localtime()
        pages = {
            "front": "/fr/",
            "story": f"/fr/{today:%Y/%m/%d}/{token}/",
            "section": section.address,
            "author": f"/fr/authors/{author.slug}/",
            "feed": "/fr/feed.xml",
        }
        told.append({"token": token, "pages": pages})
    print(json.dumps(told), flush=True)
    for line in sys.stdin:
        deed, number = line.split()
        story = Article.objects.get(pk=drafts[int(number)].pk)
        begun = time.time()
        if deed == "publish":
            publish_article(story, at=timezone.now())
        else:
            withdraw_article(story)
        print(begun, flush=True)


def _refuse_one_worker(readers: list[_Reader], *, server: int) -> None:
    """Make sure that the connections reach more than one process, by the kernel's own tables."""
    ends = {f"{reader.port():04X}" for reader in readers}
    inodes = set()
    for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        fields = line.split()
        if fields[2].rpartition(":")[2] in ends:
            inodes.add(f"socket:[{fields[9]}]")
    holders = set()
    for process in tree_of(server):
        for handle in Path(f"/proc/{process}/fd").glob("*"):
            with contextlib.suppress(OSError):
                if str(handle.readlink()) in inodes:
                    holders.add(process)
    if len(holders) < WORKERS:
        raise SystemExit("All connections reached one worker; there is nothing to compare.")


if __name__ == "__main__":
    if sys.argv[1:2] == ["desk"]:
        desk(int(sys.argv[2]))
    else:
        given = sys.argv[1:]
        sizes = [int(each) for each in given[:2]] + [0, 0]
        raise SystemExit(
            bool(measure(stories=sizes[0], publications=sizes[1], home="".join(given[2:3])).missed)
        )
