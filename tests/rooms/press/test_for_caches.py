"""The keys under which a cache keeps a page: short, and none that a change would miss."""

from hypothesis import given, settings
from hypothesis import strategies as st

from azdarar.press.for_caches import keys_of_change, keys_of_page, lasting_headers, limited_seconds
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
    headers = dict(lasting_headers(marks(many), until=FOREVER))
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


def test_no_cache_keeps_a_page_past_its_end() -> None:
    assert "surrogate-control" not in dict(lasting_headers(marks({"paper"}), until=1_000.0))
    assert limited_seconds(until=1_000.0, now=990.2) == "max-age=9"
    assert limited_seconds(until=1_000.0, now=999.5) == "no-store"
    assert limited_seconds(until=9e9, now=0.0, kept_s=60) == "max-age=60"
