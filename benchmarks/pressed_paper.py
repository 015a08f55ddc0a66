"""A paper of generated stories to press and to load: its addresses, its bytes as files, its processes."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.many_stories import _sentence
from benchmarks.paper import free_port, run_module, start_django
from benchmarks.peers.machine import Server, running
from benchmarks.processes import memory_mb, tree_of

#: What every cell is asked in, and under which ending the same bytes lie in a folder.
CODINGS = {"br": ".br", "gzip": ".gz", "identity": ""}
#: Made for each answer, or by the web server itself.
_NOT_COPIED = frozenset(
    {
        "date",
        "content-length",
        "content-encoding",
        "content-type",
        "etag",
        "last-modified",
        "vary",
        "connection",
    }
    | {"server", "keep-alive", "accept-ranges"}
)


@dataclass(slots=True)
class PressedPaper:
    """A home with stories, and what of it is asked for."""

    home: Path
    addresses: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def made(cls, home: Path, *, stories: int, most: int) -> PressedPaper:
        """A paper with so many stories, made if it is not there yet; ``most`` addresses of each kind."""
        home.mkdir(parents=True, exist_ok=True)
        told = home / "addresses.json"
        wanted = {"stories": stories, "most": most}
        if not told.exists() or json.loads(told.read_text(encoding="utf-8"))["wanted"] != wanted:
            run_module("benchmarks.many_stories", str(stories), home=home)
            found = json.loads(run_module("benchmarks.pressed_paper", str(most), home=home))
            told.write_text(json.dumps({"wanted": wanted, "addresses": found}), encoding="utf-8")
        return cls(home, json.loads(told.read_text(encoding="utf-8"))["addresses"])

    @contextlib.contextmanager
    def served(self, *, folder: Path, **wishes: str) -> Iterator[ServedPress]:
        """Serve it with one worker, everything of it on the servers' core, until the block ends."""
        port = free_port()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AZDARAR_")}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        environment |= {
            "AZDARAR_HOME": str(self.home),
            "AZDARAR_WORKERS": "1",
            "AZDARAR_SITE_URL": f"http://127.0.0.1:{port}",
            "AZDARAR_LOG_LEVEL": "warning",
            **{f"AZDARAR_{name}": wish for name, wish in wishes.items()},
        }
        command = [sys.executable, "-m", "azdarar.config", "serve", "--bind", f"127.0.0.1:{port}"]
        url = f"http://127.0.0.1:{port}"
        with running(
            command, url=f"{url}/fr/", environment=environment, folder=folder, name="paper", within_s=300
        ) as process:
            yield ServedPress(url, process.pid, port)


@dataclass(frozen=True, slots=True)
class ServedPress(Server):
    """A paper that is served."""

    port: int

    def memory_mb(self) -> dict[int, float]:
        """What each of its processes takes, by its id."""
        return {pid: memory_mb(pid) for pid in tree_of(self.pid)}


def copied(url: str, addresses: Sequence[str], *, root: Path) -> tuple[list[tuple[str, str]], list[str]]:
    """Ask for every address in every coding, and lay the answers out as files for a web server.

    Returns:
        The headers common to the answers, and the validator of each address in brotli.
    """
    headers: dict[str, str] | None = None
    validators = []
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    for address in addresses:
        path, _question, query = address.partition("?")
        name = f"page-{query.removeprefix('page=')}.html" if query else "index.html"
        place = root / path.lstrip("/") / name
        place.parent.mkdir(parents=True, exist_ok=True)
        for coding, ending in CODINGS.items():
            connection.request("GET", address, headers={"Accept-Encoding": coding})
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200 or (answer.getheader("Content-Encoding") or "identity") != coding:
                raise SystemExit(f"{address} was answered with {answer.status} in {coding}.")
            place.with_name(name + ending).write_bytes(body)
            told = {
                key.lower(): value for key, value in answer.getheaders() if key.lower() not in _NOT_COPIED
            }
            # What differs from page to page cannot be in a folder; the rest is sent by both.
            common = told if headers is None else headers
            headers = {key: value for key, value in common.items() if told.get(key) == value}
            if coding == "br":
                validators.append(answer.getheader("ETag") or "")
    connection.close()
    return sorted((headers or {}).items()), validators


def written_headers(headers: Sequence[tuple[str, str]]) -> str:
    """The headers as nginx adds them."""
    return "\n".join(
        f"""    add_header {name} "{value.replace('"', chr(92) + '"')}";""" for name, value in headers
    )


def stories_for_peers(count: int) -> list[dict[str, str]]:
    """Stories of the same size as the generated ones of the paper."""
    told = []
    for number in range(count):
        dice = random.Random(number)
        told.append(
            {
                "title": _sentence(dice)[:-1],
                "lead": _sentence(dice),
                "slug": f"story-{number}",
                "section": f"Rubrique {number % 10}",
                "at": f"{2020 + number % 6}-{1 + number % 12:02d}-{1 + number % 28:02d} 10:{number % 60:02d}",
                "body": "".join(f"<p>{_sentence(random.Random(n))}</p>" for n in range(12)),
            }
        )
    return told


def list_addresses(most: int) -> dict[str, list[str]]:
    """Addresses of this home's paper: newest stories, fronts, sections with their further pages, feeds."""
    start_django()
    from azdarar.articles.models import Article, Section
    from azdarar.reader.views.lists import PER_PAGE

    stories = Article.objects.filter(language="fr", visible_from__isnull=False).order_by("-visible_from")
    sections = []
    for section in Section.objects.filter(slug__startswith="rubrique-"):
        count = Article.objects.filter(section=section, visible_from__isnull=False).count()
        path = f"/fr/{section.slug}/"
        sections.append([path, *(f"{path}?page={n}" for n in range(2, -(-count // PER_PAGE) + 1))])
    # The first page of each, the second of each, …: the ones that are read.
    pages = [
        pages[depth] for depth in range(max(map(len, sections))) for pages in sections if depth < len(pages)
    ]
    return {
        "article": list(stories.values_list("canonical_path", flat=True)[:most]),
        "front": ["/fr/", "/en/", "/hy/", "/ru/"],
        "section": pages[:most],
        "feed": ["/fr/feed.xml"],
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(list_addresses(int(sys.argv[1]))))
