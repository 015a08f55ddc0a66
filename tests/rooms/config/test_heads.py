"""Heads of requests and wishes of browsers, read in memory; ``test_front_edge`` asks a paper."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azdarar.config.serving.front.bodies import Chunked, Measured
from azdarar.config.serving.front.heads import RefusedError, read_block, read_line
from azdarar.config.serving.front.negotiation import acceptable, etags, http_date, instant


@pytest.mark.parametrize(
    ("accepted", "best"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP", "gzip"),
        ("gzip;q=0.5, br;q=0.1", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("zstd;q=0.9, br;q=0.9", "br"),
        ("zstd, br;q=0.9", "zstd"),
        ("*", "br"),
        ("*;q=0.1, gzip", "gzip"),
        ("br;q=0, *", "zstd"),
        ("identity", "identity"),
        ("identity;q=0.5, gzip;q=0.4", "identity"),
        ("gzip, identity;q=0", "gzip"),
        ("deflate", "identity"),
        ("gzip;q=2", "identity"),
        ("gzip;q=x, br", "br"),
        ("gzip;q=0.001", "gzip"),
    ],
)
def test_the_best_coding_a_browser_takes(accepted: str | None, best: str) -> None:
    assert acceptable(accepted)[0] == best


@pytest.mark.parametrize("refused", ["identity;q=0", "*;q=0", "br;q=0, identity;q=0"])
def test_a_browser_that_takes_nothing_is_known(refused: str) -> None:
    assert acceptable(refused) == ()


def test_validators_in_all_their_forms() -> None:
    assert etags(None) is None
    assert etags('"a", W/"b" , "c,d"') == {"a", "b", "c,d"}
    assert etags(" * ") == {"*"}
    assert etags("a, b") == frozenset()
    assert instant(http_date(1_700_000_000)) == 1_700_000_000
    assert [instant(told) for told in (None, "", "yesterday", "Fri, 31 Feb 2026 16:00:00 GMT")] == [None] * 4


@given(st.binary(max_size=300))
def test_no_bytes_are_more_than_read_or_refused(told: bytes) -> None:
    with suppress(RefusedError):
        line = read_line(told)
        assert line.path.startswith("/")
        assert line.path.isascii()
    with suppress(RefusedError):
        block = read_block(told, trusts_proxy=True)
        assert block.host
        assert not (block.is_chunked and block.length)


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=6), st.lists(st.integers(1, 30), max_size=20))
def test_a_body_is_the_same_however_it_is_cut(chunks: list[bytes], cuts: list[int]) -> None:
    body = b"".join(chunks)
    sent = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
    for decoder, told in ((Chunked(), sent), (Measured(len(body)), body)):
        found, rest, data = b"", b"", told + b"NEXT"
        for cut in [*cuts, len(data)]:
            piece, data = data[:cut], data[cut:]
            if decoder.is_whole:
                rest += piece
            else:
                mine, after = decoder.take(piece)
                found, rest = found + mine, rest + after

        assert decoder.is_whole
        assert (found, rest) == (body, b"NEXT")
