"""The pressed paper beside nginx serving the same bytes as files, WordPress behind its cache, plain Wagtail.

``python -m benchmarks.press [--parts pages,in_front,…] [--stories N] [--addresses N] [--seconds S]
[--minutes M] [--hot N] [--kinds article,…] [--press-seconds S] [--home DIRECTORY]``. Servers have one core
and one worker, the load has another, and every figure is a ratio to a peer in the same run, of the median of
several rounds in turn. With ``--home`` the paper and what was pressed are kept for the next run.
``python -m benchmarks press`` takes the sizes of ``budgets.toml``; the whole takes ``--stories 250000
--addresses 2000 --hot 10000 --minutes 10``.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.budget import BUDGETS, Report
from benchmarks.paper import children_s, free_port, run_module
from benchmarks.peers.machine import CLIENT_CORE, MissingPeerError, Server, on_core
from benchmarks.peers.nginx import nginx, static_nginx
from benchmarks.peers.wagtail import plain_wagtail
from benchmarks.peers.wordpress import wordpress
from benchmarks.peers.wrk import Load, load
from benchmarks.pressed_paper import (
    PressedPaper,
    copied,
    stories_for_peers,
    written_headers,
)

CHECKOUT = Path(__file__).resolve().parent.parent
BUDGET = BUDGETS["press"]
ROUNDS = 3


@dataclass(slots=True)
class Run:
    """What one run was asked to measure, and where."""

    folder: Path
    home: Path
    stories: int
    addresses: int
    seconds: float
    minutes: float
    hot: int
    kinds: Sequence[str]
    press_seconds: float
    report: Report

    def place(self, name: str) -> Path:
        """A folder of its own for something."""
        made = self.folder / name
        made.mkdir(exist_ok=True)
        return made

    def paper(self) -> PressedPaper:
        """The paper, filled."""
        return PressedPaper.made(self.home, stories=self.stories, most=self.addresses)

    def hot_paper(self) -> PressedPaper:
        """The same paper, with as many addresses as are to be hot."""
        return PressedPaper.made(self.home, stories=self.stories, most=self.hot)


def measure() -> Report:
    """All parts, at the sizes of the budget."""
    return _measure(_arguments([]))


def _measure(arguments: argparse.Namespace) -> Report:
    report = Report("press")
    with tempfile.TemporaryDirectory(prefix="azdarar-press-") as name:
        folder = Path(name)
        home = Path(arguments.home).absolute() if arguments.home else folder / "home"
        run = Run(
            folder,
            home,
            arguments.stories,
            arguments.addresses,
            arguments.seconds,
            arguments.minutes,
            arguments.hot,
            arguments.kinds.split(","),
            arguments.press_seconds,
            report,
        )
        for part in arguments.parts.split(","):
            try:
                PARTS[part](run)
            except MissingPeerError as missing:
                report.note(f"SKIPPED {part}: {missing}")
    return report


def pages(run: Run) -> None:
    """The paper by itself against nginx with the same bytes: requests a second, 304s, slowest hundredth."""
    paper, budget = run.paper(), BUDGET
    with paper.served(folder=run.place("paper")) as served:
        for kind in run.kinds:
            addresses, root = paper.addresses[kind], run.place(f"static-{kind}")
            headers, validators = copied(served.url, addresses, root=root)
            with static_nginx(run.place(f"nginx-{kind}"), root, headers=written_headers(headers)) as theirs:
                for connections in (32, 512):
                    for coding in ("br", "gzip"):
                        pair = _in_turn(
                            run, [served, theirs], addresses, connections=connections, coding=coding
                        )
                        _compare(
                            run,
                            f"{kind}, {connections} connections, {coding}",
                            pair,
                            budget["embedded"],
                            budget["times_p99"],
                        )
            if kind == "article":
                _not_modified(run, served, addresses, validators, root, headers)


def _not_modified(
    run: Run,
    served: Server,
    addresses: Sequence[str],
    validators: Sequence[str],
    root: Path,
    headers: Sequence[tuple[str, str]],
) -> None:
    """Browsers that have the page already: each server is asked with its own validators."""
    with static_nginx(run.place("nginx-304"), root, headers=written_headers(headers)) as nginx_alone:
        _headers, theirs = copied(nginx_alone.url, addresses, root=run.place("copy-of-nginx"))
        told = [
            _loads(run, served, addresses, 32, "br", validators),
            _loads(run, nginx_alone, addresses, 32, "br", theirs),
        ]
    _compare(run, "not modified, 32 connections", told, BUDGET["not_modified"], None)


def in_front(run: Run) -> None:
    """nginx as ``deploy/nginx`` has it, reading what the paper laid out, against nginx alone."""
    paper = run.paper()
    with paper.served(folder=run.place("paper"), PRESS_FILES="on", PROXY_COUNT="1") as served:
        addresses = paper.addresses["article"]
        root = run.place("static-in-front")
        headers, _validators = copied(served.url, addresses, root=root)
        _until_laid_out(paper.home, addresses)
        http, port = deployed_nginx(paper.home, served.port)
        with (
            nginx(run.place("nginx-in-front"), http, port=port, asked="/fr/") as front,
            static_nginx(run.place("nginx-static"), root, headers=written_headers(headers)) as alone,
        ):
            for connections in (32, 512):
                pair = _in_turn(run, [front, alone], addresses, connections=connections, coding="br")
                _compare(
                    run,
                    f"article, nginx in front, {connections} connections",
                    pair,
                    BUDGET["in_front"],
                    BUDGET["times_p99"],
                )


def deployed_nginx(home: Path, port_of_paper: int) -> tuple[str, int]:
    """``deploy/nginx/azdarar.conf`` for a home and a port of this machine, and the port nginx is to take."""
    port = free_port()
    told = (CHECKOUT / "deploy" / "nginx" / "azdarar.conf").read_text(encoding="utf-8")
    for written, here in (
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{port_of_paper};"),
        ("listen 80;", f"listen 127.0.0.1:{port} backlog=4096;"),
        ("server_name www.example.org;", "server_name 127.0.0.1;"),
        ("keepalive_requests 100000;", ""),
        ("/srv/paper", str(home)),
    ):
        if written not in told:
            raise SystemExit(f"deploy/nginx/azdarar.conf has no line “{written}” any more.")
        told = told.replace(written, here)
    return told, port


def _until_laid_out(home: Path, addresses: Sequence[str]) -> None:
    until = time.monotonic() + 60 + len(addresses) / 20
    current = home / "press" / "exposed" / "pages"
    while not all((current / f"{path[1:]}index.html").exists() for path in addresses):
        if time.monotonic() > until:
            missing = sum(not (current / f"{path[1:]}index.html").exists() for path in addresses)
            raise SystemExit(f"{missing} of {len(addresses)} pages were not laid out.")
        time.sleep(0.2)


def peers(run: Run) -> None:
    """Against WordPress behind its page cache and as it comes, and plain Wagtail as it comes."""
    stories = stories_for_peers(BUDGET["peer_stories"])
    paper = run.paper()
    kinds = ("article", "front", "feed")
    with contextlib.ExitStack() as servers:
        served = servers.enter_context(paper.served(folder=run.place("paper")))
        others = _peers_that_start(run, servers, stories)
        for kind in kinds:
            ours = _warmed(served.url, paper.addresses[kind][: len(stories)])
            cells = {"azdarar": (served, ours, 32, run.seconds)}
            for name, (url, addresses) in others.items():
                few = name != "WordPress behind its cache"
                asked = addresses[kind] if few else _warmed(url, addresses[kind])
                # What takes a tenth of a second needs time to be counted, and no crowd.
                cells[name] = (
                    Server(url, 0),
                    asked,
                    4 if few else 32,
                    max(5.0, run.seconds) if few else run.seconds,
                )
            told = _rounds(run, cells)
            for name in others:
                ratio = told["azdarar"].per_second / max(0.1, told[name].per_second)
                least = BUDGET["ahead_of_cached" if name.endswith("cache") else "times_as_they_come"]
                run.report.note(
                    f"{kind}: {told['azdarar'].per_second:,.0f}/s, {told['azdarar'].bytes_each:,.0f} bytes; "
                    f"{name} {told[name].per_second:,.0f}/s and {told[name].bytes_each:,.0f} bytes"
                )
                run.report.least(f"{kind}, times {name}", round(ratio, 2), least)


def _peers_that_start(
    run: Run, servers: contextlib.ExitStack, stories: list[dict[str, str]]
) -> dict[str, tuple[str, dict[str, list[str]]]]:
    found: dict[str, tuple[str, dict[str, list[str]]]] = {}
    try:
        press = servers.enter_context(wordpress(run.place("wordpress"), stories))
        asked = {"article": list(press.articles), "front": [press.front], "feed": [press.feed]}
        found["WordPress behind its cache"] = (press.cached, asked)
        found["WordPress"] = (press.plain, asked)
    except MissingPeerError as missing:
        run.report.note(f"SKIPPED WordPress: {missing}")
    try:
        site = servers.enter_context(plain_wagtail(run.place("wagtail"), stories))
        asked = {"article": list(site.articles), "front": [site.front], "feed": [site.feed]}
        found["Wagtail"] = (site.url, asked)
    except MissingPeerError as missing:
        run.report.note(f"SKIPPED Wagtail: {missing}")
    return found


def idle(run: Run) -> None:
    """Connections that are kept alive and do nothing, and readers beside them, for minutes."""
    paper = run.paper()
    with paper.served(folder=run.place("paper")) as served:
        addresses = _warmed(served.url, paper.addresses["article"])
        listed = run.folder / "steady-addresses"
        listed.write_text("\n".join(addresses), encoding="utf-8")
        before = sum(served.memory_mb().values())
        begun_s = served.used_s()
        seconds = run.minutes * 60
        asking = [sys.executable, "-m", "benchmarks.peers.steady", "127.0.0.1", str(served.port), str(listed)]
        asking += [str(BUDGET["idle_connections"]), str(BUDGET["steady_per_second"]), str(seconds)]
        process = subprocess.Popen(  # noqa: S603
            on_core(CLIENT_CORE, asking), stdout=subprocess.PIPE, text=True, cwd=CHECKOUT
        )
        sampled = []
        while process.poll() is None:
            sampled.append(sum(served.memory_mb().values()))
            time.sleep(min(5.0, seconds / 10))
        told = json.loads((process.stdout or sys.stdin).read())
        used = (served.used_s() - begun_s) / max(1, told["answered"])
    later = sampled[len(sampled) // 2 :]
    run.report.note(
        f"{told['asked']:,} asked beside {told['idle_open']:,} idle: median {told['p50_ms']:.1f} ms, longest "
        f"{told['longest_ms']:.0f} ms, {used * 1e6:.0f} µs of the processor each; memory {before:.0f} MB "
        f"before, {sampled[-1]:.0f} MB at the end"
    )
    failed = told["errors"] + told["lost_connections"] + told["asked"] - told["answered"]
    run.report.most("idle and steady, errors", failed, 0)
    run.report.least("idle connections held", told["idle_open"], BUDGET["idle_connections"])
    run.report.most(
        "idle and steady, slowest hundredth", round(told["p99_ms"], 1), BUDGET["steady_p99_ms"], " ms"
    )
    grown = max(later) / min(later) if later else 1.0
    run.report.most("idle and steady, memory grown in the second half", round(grown, 3), BUDGET["grown"])


def memory(run: Run) -> None:
    """What the processes take when the store is full and the hot pages are in memory."""
    paper = run.hot_paper()
    with paper.served(folder=run.place("paper")) as served:
        hot = paper.addresses["article"]
        _warmed(served.url, hot)
        load(
            served.url,
            hot,
            connections=32,
            seconds=max(3.0, run.seconds),
            headers={"Accept-Encoding": "br"},
            folder=run.place("wrk"),
        )
        told = served.memory_mb()
    stored = sum(1 for _file in (paper.home / "press" / "pages").glob("??/??/*"))
    run.report.note(
        f"each process: {', '.join(f'{mb:.0f}' for mb in told.values())} MB; {stored:,} pages stored"
    )
    run.report.most(
        f"memory with {len(hot):,} pages hot", round(sum(told.values())), BUDGET["memory_mb"], " MB"
    )


def everything(run: Run) -> None:
    """Press every page of the paper from the command line, or as many as the time allows."""
    paper = run.paper()
    command = [sys.executable, "-m", "azdarar.config", "press", "--all", "--json"]
    environment = {**os.environ, "AZDARAR_HOME": str(paper.home), "AZDARAR_LOG_LEVEL": "ERROR"}
    begun_s = children_s()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(run.press_seconds)
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        told = json.loads(process.communicate(timeout=120)[0])
    used = (children_s() - begun_s) / max(1, told["pressed"])
    run.report.note(
        f"{told['pressed']:,} of {told['pages']:,} pages in {told['seconds']:.0f} s, {used * 1000:.1f} ms of "
        f"the processor each, {told['mean_render_ms']:.1f} ms by the clock; {told['fresh']:,} were fresh"
    )
    run.report.least("pages pressed a second", told["pages_per_second"], BUDGET["pressed_per_second"])


def rendering(run: Run) -> None:
    """One page at a time, without the store."""
    paper = run.paper()
    told = json.loads(run_module("benchmarks.rendering", home=paper.home))
    for kind, (taken, used) in told.items():
        run.report.note(f"{kind}: {taken:.1f} ms, of which {used:.1f} ms of the processor")
    for kind in ("front", "article"):
        run.report.most(f"{kind} rendered, median", round(told[kind][0], 1), BUDGET[f"{kind}_ms"], " ms")


PARTS: dict[str, Callable[[Run], None]] = {
    "pages": pages,
    "in_front": in_front,
    "peers": peers,
    "idle": idle,
    "memory": memory,
    "rendering": rendering,
    "everything": everything,
}


def _warmed(url: str, addresses: Sequence[str]) -> list[str]:
    """Ask for each address once in the codings that will be asked for."""
    import http.client
    from urllib.parse import urlsplit

    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=120)
    for address in addresses:
        for coding in ("br", "gzip"):
            connection.request("GET", address, headers={"Accept-Encoding": coding})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise SystemExit(f"{url}{address} was answered with {answer.status}.")
    connection.close()
    return list(addresses)


def _loads(
    run: Run,
    asked: Server,
    addresses: Sequence[str],
    connections: int,
    coding: str,
    validators: Sequence[str] = (),
    seconds: float = 0.0,
) -> tuple[Load, float]:
    """One round: what the server took, and how many microseconds of the processor each answer cost it."""
    begun = asked.used_s()
    told = load(
        asked.url,
        addresses,
        connections=connections,
        seconds=seconds or run.seconds,
        headers={"Accept-Encoding": coding},
        folder=run.place("wrk"),
        validators=validators,
    )
    used = (asked.used_s() - begun) / max(1.0, told.per_second * (seconds or run.seconds))
    return told, used * 1e6


def _in_turn(
    run: Run, servers: Sequence[Server], addresses: Sequence[str], *, connections: int, coding: str
) -> list[tuple[Load, float]]:
    """Several rounds of all servers in turn: the round in which they stood at their median."""
    rounds = [
        [_loads(run, asked, addresses, connections, coding) for asked in servers] for _ in range(ROUNDS)
    ]
    return sorted(rounds, key=lambda pair: pair[0][0].per_second / max(1.0, pair[1][0].per_second))[
        ROUNDS // 2
    ]


def _rounds(run: Run, cells: dict[str, tuple[Server, list[str], int, float]]) -> dict[str, Load]:
    told: dict[str, list[Load]] = {name: [] for name in cells}
    for _ in range(ROUNDS):
        for name, (asked, addresses, connections, seconds) in cells.items():
            told[name].append(_loads(run, asked, addresses, connections, "gzip", seconds=seconds)[0])
    middle = {name: median(one.per_second for one in loads) for name, loads in told.items()}
    return {
        name: min(loads, key=lambda one, m=middle[name]: abs(one.per_second - m))
        for name, loads in told.items()
    }


def _compare(
    run: Run, what: str, pair: Sequence[tuple[Load, float]], least: float, times_p99: float | None
) -> None:
    (ours, used), (theirs, used_by_nginx) = pair
    run.report.note(
        f"{what}: {ours.per_second:,.0f}/s, median {ours.median_ms:.2f} ms, slowest hundredth "
        f"{ours.p99_ms:.2f} ms, {ours.bytes_each:,.0f} bytes, {used:.1f} µs each; nginx "
        f"{theirs.per_second:,.0f}/s, {theirs.median_ms:.2f} ms, {theirs.p99_ms:.2f} ms, "
        f"{theirs.bytes_each:,.0f} bytes, {used_by_nginx:.1f} µs"
    )
    run.report.most(f"{what}, failed", ours.failed, 0)
    run.report.least(f"{what}, of nginx", round(ours.per_second / theirs.per_second, 3), least)
    # What a crowded machine does not change: how much of the processor an answer takes.
    ratio = used_by_nginx / max(0.1, used)
    run.report.least(f"{what}, of nginx by the processor's time", round(ratio, 3), least)
    if times_p99 is not None:
        ratio = ours.p99_ms / max(0.01, theirs.p99_ms)
        run.report.most(f"{what}, slowest hundredth, times nginx", round(ratio, 2), times_p99)


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.press")
    parser.add_argument("--parts", default=",".join(PARTS), help=f"of {', '.join(PARTS)}")
    parser.add_argument("--stories", type=int, default=BUDGET["stories"])
    parser.add_argument("--addresses", type=int, default=BUDGET["addresses"], help="of each kind, at most")
    parser.add_argument("--seconds", type=float, default=BUDGET["seconds"], help="of each cell")
    parser.add_argument("--minutes", type=float, default=BUDGET["minutes"], help="of steady requests")
    parser.add_argument(
        "--hot", type=int, default=BUDGET["hot"], help="pages asked for in the part on memory"
    )
    parser.add_argument("--kinds", default="article,front,section", help="of pages, in the part of that name")
    parser.add_argument(
        "--press-seconds", type=float, default=BUDGET["press_seconds"], help="to press everything, at most"
    )
    parser.add_argument("--home", default="", help="keep the paper here for the next run")
    chosen = parser.parse_args(list(words))
    unknown = [part for part in chosen.parts.split(",") if part not in PARTS]
    if unknown:
        parser.error(f"there is no part “{unknown[0]}”")
    return chosen


if __name__ == "__main__":
    raise SystemExit(bool(_measure(_arguments(sys.argv[1:])).missed))
