"""Readings are counted without knowing by whom, and not as often as somebody wishes."""

from __future__ import annotations

from pathlib import Path

import pytest

from azdarar.onward.counting import (
    ADDRESS,
    HOUR_S,
    Count,
    Leaving,
    Readings,
    is_from_a_page,
    network_of,
    read_sheets,
    remove_sheets,
    sender_of,
    write_sheet,
)

NOW = 1_795_000_000.0
HOST = "paper.example"
BROWSER = {
    "origin": "https://paper.example",
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "sec-fetch-site": "same-origin",
}


def read(
    readings: Readings, story: int = 812, *, sender: str = "192.0.2.7", end: bool = False, now: float = NOW
) -> bool:
    return readings.count(story, is_end=end, sender=sender, headers=BROWSER, host=HOST, now=now)


def counted(readings: Readings) -> dict[int, Count]:
    return {story: count for (_hour, story), count in readings.take().items()}


def test_a_reading_and_its_end_are_counted_by_the_hour() -> None:
    readings = Readings()

    for sender in ("192.0.2.7", "198.51.100.4"):
        read(readings, sender=sender)
    read(readings, end=True)
    read(readings, now=NOW + HOUR_S)

    hour = int(NOW // HOUR_S)
    assert readings.take() == {(hour, 812): Count(reads=2, ends=1), (hour + 1, 812): Count(reads=1)}
    assert readings.take() == {}


@pytest.mark.parametrize(
    "changed",
    [
        {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/143.0 Safari/537.36"},
        {"user-agent": "curl/8.9"},
        {"user-agent": ""},
        {"sec-purpose": "prefetch;prerender"},
        {"origin": "https://elsewhere.example"},
        {"origin": "https://paper.example.elsewhere.example"},
        {"origin": "null"},
        {"origin": ""},
        {"sec-fetch-site": "cross-site"},
    ],
    ids=str,
)
def test_robots_other_sites_pages_and_pages_nobody_looks_at_do_not_count(changed: dict[str, str]) -> None:
    assert is_from_a_page(BROWSER, host=HOST)
    assert is_from_a_page(BROWSER | {"origin": "http://paper.example:8000"}, host=HOST)
    assert is_from_a_page(BROWSER | {"user-agent": "Mozilla/5.0 (Linux; Android 14; CUBOT X90)"}, host=HOST)
    assert not is_from_a_page(BROWSER | changed, host=HOST)


def test_a_machine_that_asks_four_thousand_times_counts_for_twelve() -> None:
    readings = Readings()

    # The last part of the address changes with each request: it is the same house.
    taken = sum(read(readings, sender=f"192.0.2.{number % 256}") for number in range(4_000))

    assert taken == 12
    assert counted(readings) == {812: Count(reads=12, again=3_988)}


def test_a_million_addresses_of_one_household_are_one_network() -> None:
    readings = Readings()

    for number in range(1_000):
        read(readings, sender=f"2001:db8:7:{number:x}::{number:x}")

    assert counted(readings)[812].reads == 10  # 1, 2, 4, … 512
    assert network_of("2001:db8:7:1::1") == network_of("2001:db8:7:ffff::2") != network_of("2001:db8:8::1")
    assert network_of("::ffff:192.0.2.7") == network_of("192.0.2.99") == "192.0.2.0"
    assert network_of("anything") == ""


def test_another_story_and_another_hour_begin_anew() -> None:
    readings = Readings()

    read(readings)

    assert not [read(readings) for _ in range(4)][1]  # the third of an hour
    assert read(readings, 813)
    assert read(readings, now=NOW + HOUR_S)


def test_who_makes_up_numbers_and_networks_fills_no_memory() -> None:
    readings = Readings(most_seen=100, most_stories=50)

    for number in range(200):
        read(readings, number + 1)
        read(readings, 1, sender=f"10.0.{number}.1")

    assert len(readings.take()) == 50
    assert len(readings._seen) == 100


def test_only_the_proxies_of_the_house_are_believed() -> None:
    headers = {"x-forwarded-for": "203.0.113.9, 192.0.2.7"}

    assert sender_of("127.0.0.1", headers, proxies=0) == "127.0.0.1"
    assert sender_of("127.0.0.1", headers, proxies=1) == "192.0.2.7"
    assert sender_of("127.0.0.1", headers, proxies=2) == "203.0.113.9"
    assert sender_of("127.0.0.1", headers, proxies=3) == "127.0.0.1"
    assert sender_of("127.0.0.1", {}, proxies=1) == "127.0.0.1"


def test_nothing_that_is_written_says_who_read(tmp_path: Path) -> None:
    readings = Readings()
    read(readings, sender="192.0.2.77")

    assert Leaving(tmp_path, readings).leave()

    (sheet,) = tmp_path.iterdir()
    assert sheet.read_text() == f'{{"version": 1, "counted": [[{int(NOW // HOUR_S)}, 812, 1, 0, 0]]}}'


def test_sheets_are_read_oldest_first_and_what_is_no_sheet_counts_nothing(tmp_path: Path) -> None:
    first = write_sheet(tmp_path, {(1, 812): Count(3, 1, 2)})
    second = write_sheet(tmp_path, {(1, 812): Count(1)})
    for name, text in (
        ("9-odd", "[]"),
        ("9-torn", '{"version": 1, "counted": [[1,'),
        ("9-later", '{"version": 2}'),
    ):
        (tmp_path / f"{name}.json").write_text(text)

    sheets = read_sheets(tmp_path, most=10)

    assert [sheet.name for sheet in sheets][:2] == sorted([first, second])
    assert [sheet.counted for sheet in sheets if sheet.name not in (first, second)] == [{}, {}, {}]
    remove_sheets(tmp_path, sheets)
    assert not list(tmp_path.iterdir())


def test_a_full_disk_loses_no_reading(tmp_path: Path) -> None:
    readings, in_the_way = Readings(), tmp_path / "readings"
    in_the_way.write_text("")
    leaving = Leaving(in_the_way, readings)
    read(readings)

    refused = leaving.leave()
    in_the_way.unlink()

    assert not refused
    assert leaving.leave()
    assert read_sheets(in_the_way, most=1)[0].counted == {(int(NOW // HOUR_S), 812): Count(reads=1)}


@pytest.mark.parametrize(
    "path", ["/read/0/", "/read/07/", "/read/x/", "/read/7", "/read/7/end", f"/read/{'9' * 30}/"]
)
def test_what_only_looks_like_the_address_is_none(path: str) -> None:
    assert ADDRESS.fullmatch("/read/812/end/")
    assert not ADDRESS.fullmatch(path)
