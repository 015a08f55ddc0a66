"""What every engine must do, asked of each that can be had here.

The embedded one always; the one on PostgreSQL where the tests run on it; OpenSearch where
``AZDARAR_TEST_OPENSEARCH`` names a server (``http://127.0.0.1:9200``), whose indexes named
``azdarar-test-…`` these tests make and delete.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from azdarar.language.analysis import analyse
from azdarar.search.internal.engine import LOOKED_THROUGH, Document, Engine, Query, Term
from azdarar.search.internal.vocabulary import deletions, keys_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)


def _document(
    story_id: int,
    headline: str,
    text: str = "",
    *,
    language: str = "fr",
    at: datetime = NOW - timedelta(days=1),
    until: datetime | None = None,
    marks: Sequence[str] = (),
    about: str = "",
) -> Document:
    whole = analyse(f"{headline} {about} {text}", language=language)
    return Document(
        story_id=story_id,
        language=language,
        visible_from=at,
        visible_until=until,
        headline=analyse(headline, language=language).stream,
        about=analyse(about, language=language).stream,
        text=analyse(text, language=language).stream,
        marks=tuple(marks),
        forms=tuple(whole.forms.split()),
        names=tuple(whole.names.split()),
    )


class House:
    """The stories an engine is told of, as a paper would hold them."""

    def __init__(self) -> None:
        self.stories: dict[int, Document] = {}

    def reread(self, ids: Sequence[int]) -> list[Document]:
        return [self.stories[story] for story in ids if story in self.stories]

    def after(self, last: int) -> Iterator[list[Document]]:
        ids = sorted(story for story in self.stories if story > last)
        for first in range(0, len(ids), 2):
            yield self.reread(ids[first : first + 2])


def _embedded(house: House, tmp_path: Path, settings: Any) -> Engine:
    from azdarar.search.internal.embedded import EmbeddedEngine

    settings.AZDARAR_SEARCH_FOLDER = tmp_path / "search"
    return EmbeddedEngine(house.reread)


def _postgresql(house: House, tmp_path: Path, settings: Any) -> Engine:
    from azdarar.search.internal.postgresql_engine import PostgreSQLEngine

    if connection.vendor != "postgresql":
        pytest.skip("runs with the tests on PostgreSQL")
    return PostgreSQLEngine(f"test_{secrets.token_hex(4)}")


def _opensearch(house: House, tmp_path: Path, settings: Any) -> Engine:
    from azdarar.search.internal.opensearch import OpenSearchEngine

    server = os.environ.get("AZDARAR_TEST_OPENSEARCH", "")
    if not server:
        pytest.skip("NOT RUN ON OPENSEARCH: AZDARAR_TEST_OPENSEARCH names no server")
    return OpenSearchEngine(f"opensearch+{server.rstrip('/')}/azdarar-test-{secrets.token_hex(6)}")


def _delete_indexes(engine: Any) -> None:
    told = engine._wire.ask("GET", f"_alias/{engine._base}-*", accepted=(404,))[1]
    for name, held in told.items():
        if isinstance(held, dict) and "aliases" in held:
            engine._wire.ask("DELETE", name, timeout_s=30.0)


ENGINES: dict[str, Callable[..., Engine]] = {
    "embedded": _embedded,
    "postgresql": _postgresql,
    "opensearch": _opensearch,
}


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, house: House, tmp_path: Path, settings: Any) -> Iterator[Engine]:
    made = ENGINES[request.param](house, tmp_path, settings)
    yield made
    if request.param == "opensearch":
        _delete_indexes(made)


def _terms(*runs: str) -> tuple[Term, ...]:
    return tuple(Term((tuple(run.split()),)) for run in runs)


def _found(
    engine: Engine, *runs: str, language: str = "fr", at: datetime = NOW, **narrowed: Any
) -> list[int]:
    terms = narrowed.pop("terms", None) or _terms(*(analyse(run, language=language).stream for run in runs))
    query = Query(language=language, terms=terms, **narrowed)
    return list(engine.search([query], at=at, is_newest_first=False, skip=0, most=10).ids)


def test_words_phrases_beginnings_and_exclusions_mean_the_same_everywhere(engine: Engine) -> None:
    engine.put(
        [
            _document(1, "Le prix du pain", "Le boulanger garde l'épeautre de l'Arménie."),
            _document(2, "Le moulin", "Du pain sans prix."),
            _document(3, "The mill", "Bread has a price.", language="en"),
            _document(4, "40 000 réfugiés à 1e5 d'O'Brien", "Նիկոլ Փաշինյան на Пашинян it’s"),
        ]
    )

    assert sorted(_found(engine, "pain")) == [1, 2]
    assert _found(engine, "prix du pain") == [1]
    assert _found(engine, "pain du prix") == []
    assert _found(engine, "épeautre", "Arménie") == [1]
    assert _found(engine, "pain moulin") == []
    assert _found(engine, "bread", language="en") == [3]
    assert _found(engine, "bread") == []
    assert _found(engine, "Փաշինյան") == [4] == _found(engine, "1e5") == _found(engine, "40 000")
    assert sorted(_found(engine, terms=(Term((("boulang",), ("moulin",))),))) == [1, 2]
    assert _found(engine, terms=(Term((("pain",),), is_in_headline=True),)) == [1]
    assert _found(engine, "pain", excluded=_terms("moulin")) == [1]
    assert _found(engine, "pain", excluded=_terms("prix du")) == [2]


def test_no_phrase_reaches_from_the_headline_into_the_text(engine: Engine) -> None:
    engine.put([_document(1, "Le pain", "blanc manque", about="rassis")])

    assert (
        _found(engine, "pain blanc") == _found(engine, "pain rassis") == _found(engine, "rassis blanc") == []
    )
    assert _found(engine, "pain", "blanc", "rassis") == [1]


def test_a_word_of_the_headline_weighs_more_and_a_new_story_outweighs_an_old_one(engine: Engine) -> None:
    filler = "Une phrase assez longue pour que les deux textes se valent à peu près."
    engine.put(
        [
            _document(1, "Au marché", f"Le moulin tourne. {filler}"),
            _document(2, "Le moulin", filler, at=NOW - timedelta(days=2_000)),
            _document(3, "Au marché", f"Le four chauffe. {filler}", at=NOW - timedelta(days=4_000)),
            _document(4, "Au marché", f"Le four chauffe. {filler}"),
        ]
    )

    assert _found(engine, "moulin") == [2, 1]
    assert _found(engine, "four") == [4, 3]


def test_what_readers_may_not_see_at_an_instant_is_in_nothing_the_engine_says(engine: Engine) -> None:
    engine.put(
        [
            _document(1, "Pain public", marks=["s1"]),
            _document(2, "Pain sous embargo", at=NOW + timedelta(seconds=20), marks=["s2"]),
            _document(3, "Pain d'une heure", until=NOW, marks=["s3"]),
        ]
    )
    query = Query("fr", _terms("pain"))

    for newest in (True, False):
        hits = engine.search([query], at=NOW, is_newest_first=newest, skip=0, most=10)
        assert (hits.ids, hits.count, hits.is_open, dict(hits.years)) == ((1,), 1, False, {2026: 1})
        assert dict(hits.marks) == {"s1": 1, "lfr": 1}
    assert engine.guess(query, at=NOW, most=5) == [1]
    assert engine.holds(_terms("pain", "embargo", "heur"), language="fr", at=NOW, most=9) == [1, 0, 0]
    later = NOW + timedelta(seconds=20)
    assert sorted(engine.search([query], at=later, is_newest_first=True, skip=0, most=10).ids) == [1, 2]
    assert engine.holds(_terms("pain", "embargo"), language="fr", at=later, most=1) == [1, 1]


def test_a_story_is_replaced_whole_and_forgotten_whole(engine: Engine) -> None:
    engine.put([_document(1, "Le pain", marks=["s1"]), _document(2, "Le moulin")])
    engine.put([_document(1, "La farine", language="en", at=NOW - timedelta(days=9))])

    assert _found(engine, "pain") == [] == _found(engine, filters=(("s1",),))
    assert _found(engine, "farine", language="en") == [1]
    engine.put([_document(1, "La farine", language="en", at=NOW - timedelta(days=9))])
    engine.remove([1])
    engine.remove([1, 77])
    assert _found(engine, "farine", language="en") == []
    assert (engine.stats().stories, _found(engine, "moulin")) == (1, [2])


def test_marks_narrow_by_any_of_each_group_and_are_no_words(engine: Engine) -> None:
    engine.put(
        [
            _document(1, "Le pain", marks=["s1", "a4", "kinterview"]),
            _document(2, "Le pain", marks=["s2", "a4"]),
            _document(3, "Le pain s1", marks=["s12", "a44"]),
        ]
    )

    assert sorted(_found(engine, "pain", filters=(("s1", "s2"),))) == [1, 2]
    assert _found(engine, "pain", filters=(("s1", "s2"), ("kinterview",))) == [1]
    assert sorted(_found(engine, filters=(("a4",),))) == [1, 2]
    assert _found(engine, "s1") == [3]
    assert _found(engine, "interview") == [] == _found(engine, "pain", filters=(("s9",),))
    hits = engine.search([Query("fr", _terms("pain"))], at=NOW, is_newest_first=True, skip=0, most=2)
    assert dict(hits.marks) == {"s1": 1, "s2": 1, "s12": 1, "a4": 2, "a44": 1, "kinterview": 1, "lfr": 3}
    assert len(hits.ids) == 3


def test_days_bound_a_search_and_newest_first_is_an_order(engine: Engine) -> None:
    days = [datetime(year, 6, 1, tzinfo=UTC) for year in (1968, 1996, 2019, 2020, 2025)]
    engine.put([_document(number, "Le pain", at=day) for number, day in enumerate(days, 1)])
    query = Query("fr", _terms("pain"))

    hits = engine.search([query], at=NOW, is_newest_first=True, skip=0, most=10)
    assert hits.ids == (5, 4, 3, 2, 1)
    assert dict(hits.years) == {1968: 1, 1996: 1, 2019: 1, 2020: 1, 2025: 1}
    assert engine.search([query], at=NOW, is_newest_first=True, skip=2, most=1).ids == (3, 2)
    assert engine.search([query], at=NOW, is_newest_first=True, skip=50, most=1).ids == ()
    assert _found(engine, "pain", since=days[3]) == [5, 4]
    assert sorted(_found(engine, "pain", until=days[2])) == [1, 2]
    assert _found(engine, "pain", since=days[2], until=days[3]) == [3]


def test_several_languages_are_searched_together(engine: Engine) -> None:
    engine.put([_document(1, "Le pain"), _document(2, "Bread", language="en"), _document(3, "Bread")])
    queries = [Query("fr", _terms("pain")), Query("en", _terms("bread")), Query("hy", _terms("հաց"))]

    hits = engine.search(queries, at=NOW, is_newest_first=False, skip=0, most=10)

    assert (sorted(hits.ids), hits.count) == ([1, 2], 2)
    assert dict(hits.marks) == {"lfr": 1, "len": 1}
    assert engine.search([], at=NOW, is_newest_first=False, skip=0, most=10).ids == ()


def test_words_and_names_are_proposed_by_what_they_are_filed_under(engine: Engine) -> None:
    engine.put(
        [
            _document(1, "Pachinian à Erevan", "Le réchauffement"),
            _document(2, "Փաշինյան", language="hy"),
            _document(3, "Pashinyan", language="en"),
        ]
    )
    engine.put([_document(4, "Pachinian encore", "réchauffements")])

    assert "rechauffement" in engine.forms_near(deletions("rechaufement"), language="fr")
    assert engine.forms_near(deletions("rechaufement"), language="en") == []
    assert engine.forms_near([], language="fr") == [] == engine.names_near([], language="fr")
    assert engine.forms_beginning("rech", language="fr", most=9) == ["rechauffement", "rechauffements"]
    assert engine.forms_beginning("rech", language="fr", most=1) == ["rechauffement"]
    assert engine.forms_beginning("rech%\0", language="fr", most=1) == []
    assert engine.names_near(keys_of("Pashinyan"), language="fr") == ["Pachinian"]
    assert engine.names_near(keys_of("Pashinyan"), language="hy") == ["Փաշինյան"]


@pytest.mark.parametrize(
    "sign", ["'", '"', "\\", "''", "a'b", ":*", "& !x", "\0", "x\0y", "*", "(", "-", "😀"]
)
def test_no_token_is_grammar(sign: str, engine: Engine) -> None:
    engine.put([_document(1, "Le pain")])

    assert _found(engine, terms=(Term(((sign,),)),)) == []
    assert _found(engine, terms=(Term((("pain", sign), ("pain",))),)) == [1]
    assert _found(engine, "pain", filters=((sign,),)) == []
    assert _found(engine, "pain", excluded=(Term(((sign, "x"),)),)) == [1]


def test_an_index_made_anew_holds_what_happened_meanwhile_and_goes_on_where_it_stopped(
    engine: Engine, house: House
) -> None:
    house.stories = {number: _document(number, f"Le pain {number}") for number in range(1, 8)}
    engine.put([_document(number, "Le vieux texte") for number in range(1, 9)])
    first = iter(engine.rebuild(house.after))

    assert next(first) == 2
    assert sorted(_found(engine, "vieux texte")) == list(range(1, 9))  # the old one answers
    for number in (1, 6):
        house.stories[number] = _document(number, "La farine")
        engine.put([house.stories[number]])
    for number in (2, 7):
        del house.stories[number]
    engine.remove([2, 7])
    first.close()  # as a process that ends

    assert list(engine.rebuild(house.after))[-1] >= 5
    assert sorted(_found(engine, "pain")) == [3, 4, 5]
    assert sorted(_found(engine, "farine")) == [1, 6]
    assert _found(engine, "vieux texte") == []
    assert engine.stats().stories == 5
    engine.put([_document(9, "Le pain")])
    assert sorted(_found(engine, "pain")) == [3, 4, 5, 9]


def test_beyond_those_looked_through_a_count_is_open_and_the_newest_come_first(engine: Engine) -> None:
    many = LOOKED_THROUGH + 150
    engine.put(
        [
            _document(
                number, "Le pain", at=NOW - timedelta(days=number), marks=["s1"] if number % 2 else ["s2"]
            )
            for number in range(1, many + 1)
        ]
    )

    hits = engine.search([Query("fr", _terms("pain"))], at=NOW, is_newest_first=True, skip=0, most=3)
    assert (hits.ids, hits.count, hits.is_open) == ((1, 2, 3, 4), LOOKED_THROUGH, True)
    assert sum(hits.marks[mark] for mark in ("s1", "s2")) == LOOKED_THROUGH
    assert sum(hits.years.values()) == pytest.approx(many, rel=0.1)
    assert min(hits.years) == (NOW - timedelta(days=many)).year
    deep = engine.search(
        [Query("fr", _terms("pain"))], at=NOW, is_newest_first=True, skip=LOOKED_THROUGH - 1, most=3
    )
    assert deep.ids == tuple(range(LOOKED_THROUGH, LOOKED_THROUGH + 4))
    ranked = engine.search([Query("fr", _terms("pain"))], at=NOW, is_newest_first=False, skip=0, most=3)
    assert (len(ranked.ids), ranked.count, ranked.is_open) == (4, LOOKED_THROUGH, True)
