"""The keys under which a cache keeps a page: short, and none that a change would miss."""

from hypothesis import given, settings
from hypothesis import strategies as st

from azdarar.press.for_caches import headers_good_until, keys_of_change, keys_of_page, lasting_headers
from azdarar.press.internal.changes import marks

FOREVER = float("inf")
TAGS = st.one_of(
    st.builds("{}:{}".format, st.sampled_from(["article", "section", "address"]), st.integers(1, 10**7)),
    st.text(min_size=1, max_size=30),
)


@given(shown=st.sets(TAGS, min_size=1, max_size=400), data=st.data())
@settings(max_examples=60, deadline=None)
def test_whatever_of_a_page_changes_forgets_one_of_its_keys_and_its_header_stays_short(
    shown: set[str], data: st.DataObject
) -> None:
    many = shown | {f"article:{n}" for n in range(data.draw(st.sampled_from([0, 150, 3000])))}
    headers = dict(lasting_headers(marks(many), until=FOREVER, now=0.0))
    keys = set(headers["surrogate-key"].split(" "))

    for tag in data.draw(st.lists(st.sampled_from(sorted(shown)), max_size=20)):
        assert keys & set(keys_of_change([tag])), tag
    assert len(headers["surrogate-key"]) < 2_700
    assert headers["surrogate-key"].replace(" ", "").replace("~", "").isascii()
    assert headers["cache-tag"].split(",") == headers["surrogate-key"].split(" ")


def test_pages_that_show_something_else_keep_their_place() -> None:
    pages = [keys_of_page(marks({f"article:{n}", "paper"})) for n in range(20_000)]
    gone = set(keys_of_change(["article:7"]))

    assert [n for n, keys in enumerate(pages) if gone & set(keys)] == [7]


@given(left=st.floats(0, 10_000), later=st.floats(0, 10_000), kept_s=st.sampled_from([60, 3600]))
def test_no_cache_keeps_a_page_past_its_end(left: float, later: float, kept_s: int) -> None:
    made, end = 1_795_798_000.0, 1_795_798_000.0 + left
    headers = dict(lasting_headers(marks({"paper"}), until=end, now=made, kept_s=kept_s))
    sent = made + later
    if sent <= headers_good_until(until=end, now=made, kept_s=kept_s) and "no-store" not in headers.values():
        kept = int(headers["surrogate-control"].removeprefix("max-age="))
        assert kept <= kept_s
        assert sent + kept <= end
    assert headers["cdn-cache-control"] == headers["surrogate-control"]


def test_a_page_without_an_end_is_kept_for_as_long_as_a_lost_purge_may_harm() -> None:
    headers = dict(lasting_headers(marks({"paper"}), until=FOREVER, now=0.0, kept_s=3600))

    assert headers["surrogate-control"] == "max-age=3600"
    assert headers_good_until(until=FOREVER, now=0.0) == FOREVER
