"""What the search runs on: read, or refused with what to write instead."""

import pytest

from azdarar.config.wishes.environment import SettingsError, read_options
from azdarar.config.wishes.search_engines import reading

SERVER = "opensearch+https://desk:pass%40word@search.example:9200/paper"


@pytest.mark.parametrize(
    ("raw", "url"),
    [
        ("embedded", ""),
        ("postgresql", "postgresql"),
        (SERVER, SERVER),
        ("opensearch+http://127.0.0.1:9200/p", "opensearch+http://127.0.0.1:9200/p"),
        ("opensearch+http://[::1]:9200/p", "opensearch+http://[::1]:9200/p"),
    ],
)
def test_every_engine_is_read(raw: str, url: str) -> None:
    assert reading(raw) == url


@pytest.mark.parametrize(
    "raw",
    [
        *("sqlite", "elastic", "https://search.example/paper", "opensearch+https://", "opensearch://a/b"),
        *("opensearch+https://a", "opensearch+https://a/", "opensearch+https://a/Paper"),
        *("opensearch+https://a/_all", "opensearch+https://a/b/c", "opensearch+https://a/b?c=d"),
        *("opensearch+https://a/*", "opensearch+https://a:no/b", "opensearch+https://a:99999/b"),
        *(
            "opensearch+https://desk@a/b",
            "opensearch+http://search.example/b",
            "opensearch+http://10.0.0.1/b",
        ),
    ],
)
def test_what_is_no_engine_is_refused_in_a_sentence_without_the_password(raw: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        reading(raw)
    with pytest.raises(SettingsError) as refusal:
        read_options({"AZDARAR_SEARCH_URL": raw.replace("//", "//desk:hidden-word@", 1) + "/x y"})
    assert "AZDARAR_SEARCH_URL" in str(refusal.value)
    assert "hidden-word" not in str(refusal.value)


def test_postgresql_is_refused_where_the_paper_has_none() -> None:
    with pytest.raises(SettingsError, match=r"AZDARAR_SEARCH_URL is postgresql, but"):
        read_options({"AZDARAR_SEARCH_URL": "postgresql"})

    given = {"AZDARAR_SEARCH_URL": "postgresql", "AZDARAR_DATABASE_URL": "postgres://a@127.0.0.1/b"}
    assert read_options(given).search_url == "postgresql"
    assert read_options({}).search_url == ""
