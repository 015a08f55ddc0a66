"""Old addresses are read by what they mean, however they are spelled."""

import random
import string
import time
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azdarar.formats.old_addresses import (
    Identity,
    Service,
    View,
    asked,
    asked_of,
    identities,
    key_of,
    numbered_by_link,
    told_part,
    words_of,
)


def numbers(address: str) -> list[tuple[str, str, str, View]]:
    """The things by number an address may speak of, most likely first."""
    found = identities(asked(address))
    return [(one.system, one.kind, one.foreign_id, one.view) for one in found if one.system]


def texts(address: str) -> list[str]:
    return [one.text for one in identities(asked(address)) if one.text]


def services(address: str) -> list[Identity]:
    return [one for one in identities(asked(address)) if one.kind == "service"]


SPIP = {
    "spip.php?page=article&id_article=71367": ("article", "71367", View.PAGE),
    "https://www.lac.example/spip.php?lang=fr&id_article=71367&page=article&utm_medium=x": (
        "article",
        "71367",
        View.PAGE,
    ),
    "/spip.php?article071367=": ("article", "71367", View.PAGE),
    "/x/y/?article71367&lang=hy": ("article", "71367", View.PAGE),
    "/spip.php%3Frubrique4": ("rubrique", "4", View.PAGE),
    "/spip.php?page=rubrique&amp;id_rubrique=4": ("rubrique", "4", View.PAGE),
    "/rubrique.php3?id_rubrique=4&debut_articles=20": ("rubrique", "4", View.PAGE),
    "/mot.php?id_mot=3": ("mot", "3", View.PAGE),
    "/auteur9.html": ("auteur", "9", View.PAGE),
    "/Breve12": ("breve", "12", View.PAGE),
    "/dossier/site8.html": ("site", "8", View.PAGE),
    "/71367": ("article", "71367", View.PAGE),
    "/forum.php3?id_forum=9&id_article=7": ("article", "7", View.PAGE),
    "/spip.php?page=imprimer&id_article=7": ("article", "7", View.PAGE),
    "/spip.php?page=rubrique&id_article=7&id_rubrique=4": ("rubrique", "4", View.PAGE),
    "/spip.php?page=article&id_article=7&id_rubrique=4": ("article", "7", View.PAGE),
    "/page.php3?fond=article&id_article=7": ("article", "7", View.PAGE),
    "/spip.php?action=redirect&type=breve&id=3": ("breve", "3", View.PAGE),
    "/backend.php3?id_rubrique=4": ("rubrique", "4", View.FEED),
    "/spip.php?page=backend-breves&id_mot=3": ("mot", "3", View.FEED),
    "/ecrire/?exec=article&id_article=7": ("article", "7", View.PAGE),
    "/IMG/arton71307.jpg?1234567": ("article", "71307", View.PICTURE),
    "/IMG/rubon4.gif": ("rubrique", "4", View.PICTURE),
    "/IMG/auton9-a1b2c.png": ("auteur", "9", View.PICTURE),
    "/local/cache-vignettes/L150xH100/arton12-d41d8.jpg": ("article", "12", View.PICTURE),
}


@pytest.mark.parametrize("address", SPIP)
def test_forms_of_spip_name_one_thing_first(address: str) -> None:
    assert numbers(address)[0] == ("spip", *SPIP[address])


WORDPRESS = {
    "/?p=12": ("post", "12", View.PAGE),
    "/blog/index.php?utm_source=x&p=12": ("post", "12", View.PAGE),
    "/?page_id=3": ("page", "3", View.PAGE),
    "/?attachment_id=5": ("attachment", "5", View.PAGE),
    "/?feed=rss2&cat=4": ("category", "4", View.FEED),
    "/?author=1": ("author", "1", View.PAGE),
    "/category/pays/lac/": ("category", "lac", View.PAGE),
    "/blog/tag/lac/feed/": ("tag", "lac", View.FEED),
    "/author/anahit/page/3/": ("author", "anahit", View.PAGE),
}


@pytest.mark.parametrize("address", WORDPRESS)
def test_forms_of_wordpress_name_one_thing_first(address: str) -> None:
    assert numbers(address)[0] == ("wordpress", *WORDPRESS[address])


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("//Mon-titre", "/Mon-titre"),
        ("/Mon-titre.html", "/Mon-titre"),
        ("/Mon-titre", "/Mon-titre.html"),
        ("/?Mon-titre", "/Mon-titre"),
        ("/spip.php?-Mon-titre-", "/Mon-titre"),
        ("/-Mon-titre-", "/Mon-titre"),
        ("/+Mon-titre+", "/Mon-titre"),
        ("/@Mon-titre@", "/Mon-titre"),
        ("/_Mon-titre_.html", "/Mon-titre"),
        ("/+-Mon-titre-+", "/Mon-titre"),
        ("/Mon-titre", "/-Mon-titre-"),
        ("/fr/Section/Mon-titre", "/Section/Mon-titre"),
        ("/Section/Mon-titre.html", "/Mon-titre"),
        ("/caf%E9", "/café"),
        ("/caf%C3%A9", "/café"),
        ("/caf%C3%83%C2%A9", "/café"),
        ("/cafe%CC%81", "/café"),
        ("/2005/03/12/le-train/feed/", "/2005/03/12/le-train"),
        ("/2005/03/12/le-train/page/2/", "/2005/03/12/le-train"),
        ("/2005/03/12/le-train/3/", "/2005/03/12/le-train"),
        ("/2005/03/12/le-train/photo-du-lac/", "/2005/03/12/le-train"),
        ("/index.php/2005/03/le-train/amp", "/2005/03/le-train"),
        ("/?name=le-train&year=2005&monthnum=3&day=12", "/2005/03/12/le-train"),
        ("/wp-content/uploads/2012/05/lac-300x200.jpg", "/wp-content/uploads/2012/05/lac.jpg"),
        ("/wp-content/uploads/2012/05/lac-scaled-1024x768.jpg.webp", "/wp-content/uploads/2012/05/lac.jpg"),
        ("/wp-content/uploads/sites/3/2012/05/lac.jpg", "/wp-content/uploads/2012/05/lac.jpg"),
        ("/content/images/size/w600h300/format/webp/2020/01/lac.jpg", "/content/images/2020/01/lac.jpg"),
        ("/local/cache-vignettes/L200xH150/lac-de-sevan-3f2a1.jpg", "/IMG/jpg/lac-de-sevan.jpg"),
        ("/local/cache-vignettes/L200xH150/lac-12-3f2a1.jpg", "/IMG/jpg/lac-12.jpg"),
        ("/local/cache-vignettes/L200xH150/lac-12-3f2a1.jpg", "/IMG/jpg/lac.jpg"),
        ("/local/cache-vignettes/L90xH60/lac-3f2a1-1234567890.png", "/IMG/jpg/lac.jpg"),
        ("/spip/IMG/jpg/lac.jpg", "/IMG/jpg/lac.jpg"),
        ("/IMG/cache-200x150/lac-200x150.jpg", "/IMG/jpg/lac.jpg"),
        ("/le-train/amp/", "/le-train"),
        ("/p/0b1c2d3e-aaaa-bbbb-cccc-0123456789ab/", "/p/0b1c2d3e-aaaa-bbbb-cccc-0123456789ab"),
    ],
)
def test_addresses_that_were_written_down_are_found_in_other_spellings(address: str, text: str) -> None:
    assert key_of(text) in {key_of(found) for found in texts(address)}


def test_services_of_a_site_are_services_of_the_paper() -> None:
    found = {
        address: services(address)[0].foreign_id
        for address in (
            *("/backend.php3", "/feed/", "/?feed=atom", "/rss/", "/spip.php?page=backend", "/wp-rss2.php"),
            *("/sommaire.php3", "/recherche.php3?recherche=lac", "/?s=lac", "/spip_pass.php3", "/2005/03/"),
            *("/resume.php3", "/wp-sitemap.xml", "/spip.php?page=login"),
        )
    }

    assert list(found.values()) == [
        *[Service.FEED] * 6,
        *(Service.FRONT, Service.SEARCH, Service.SEARCH, Service.NEW_PASSWORD, Service.LATEST),
        *(Service.LATEST, Service.SITEMAP, Service.SIGN_IN),
    ]
    assert services("/?s=lac+S%E9van")[0].words == ("lac Sévan",)


def test_tracking_and_order_of_parameters_change_nothing() -> None:
    forms = [
        "/spip.php?page=article&id_article=7&lang=fr",
        "/spip.php?fbclid=abc&lang=fr&utm_source=a&id_article=7&page=article&PHPSESSID=1",
        "http://WWW.Lac.example:80/spip.php?lang=fr&page=article&&id_article=7#forum",
    ]

    assert len({asked(form).text for form in forms}) == 1


letters = st.text(alphabet=string.ascii_letters + "éüñԱբգдж0123456789 -_~.", min_size=1, max_size=12)
pairs = st.lists(st.tuples(letters, letters), max_size=6)


@given(address=st.text(max_size=300))
def test_nothing_that_is_asked_fails_and_the_same_is_always_answered(address: str) -> None:
    said = asked(address)

    found = identities(said)

    assert found == identities(asked(address))
    assert 1 <= len(found) <= 40
    assert len(told_part(said)) <= 500
    assert len(words_of(said)) <= 8


@given(raw=st.binary(max_size=200), query=st.binary(max_size=200))
def test_bytes_in_any_encoding_are_read(raw: bytes, query: bytes) -> None:
    assert identities(asked_of(host="", path=raw, query=query.decode("latin-1")))


@given(path=st.lists(letters, min_size=1, max_size=4), query=pairs, seed=st.integers())
def test_the_one_spelling_is_that_of_every_spelling(
    path: list[str], query: list[tuple[str, str]], seed: int
) -> None:
    plain = "/" + "/".join(quote(part, safe="") for part in path)
    terms = [f"{quote(name)}={quote(value)}" for name, value in query]
    other = [*terms, "utm_source=lettre", "fbclid=1"]
    random.Random(seed).shuffle(other)

    one = asked(f"{plain}?{'&'.join(sorted(terms))}")
    two = asked(f"https://www.lac.example:443/{plain}//?{'&'.join(other)}")

    assert key_of(one.text) == key_of(two.text)
    assert asked(one.path).path == one.path
    assert key_of(one.text.upper().lower()) == key_of(one.text.lower())


@given(number=st.integers(min_value=1, max_value=10**9), lead=st.lists(letters, max_size=3))
def test_a_number_is_found_wherever_it_stands(number: int, lead: list[str]) -> None:
    folder = "".join(f"/{quote(part, safe='')}" for part in lead)

    for form in (
        f"?article{number}",
        f"spip.php?x=1&id_article={number}&page=article",
        f"article{number}.html",
    ):
        assert numbers(f"{folder}/{form}")[0] == ("spip", "article", str(number), View.PAGE)


def test_an_address_made_to_take_time_takes_none() -> None:
    parts = (
        "a",
        "-",
        "a-",
        "a1",
        "a,",
        "_a",
        "a/",
        "/12",
        "-12345",
        "-3f2a1",
        "-1x1",
        "%C3%83",
        "/feed",
        "?a=b&",
    )
    longest = 0.0
    for part in parts:
        for head in ("/", "/IMG/", "/local/cache-vignettes/", "/wp-content/uploads/", "/2005/", "/?"):
            begun = time.thread_time()
            said = asked(head + part * (4_000 // len(part)) + ".jpg")
            identities(said), told_part(said), words_of(said)
            longest = max(longest, time.thread_time() - begun)

    assert longest < 0.02


def test_what_is_written_down_holds_nothing_a_person_typed_or_is() -> None:
    told = {
        address: told_part(asked(address))
        for address in (
            "/spip.php?page=recherche&recherche=Anahit+Sarkissian",
            "/abonnement/anahit@lac.example/confirmer",
            "/reset/0123456789abcdef0123456789abcdef",
            "/?article12&nom=Anahit",
            "/?p=12&email=a@b.example",
        )
    }

    assert list(told.values()) == [
        "/spip.php?page=recherche",
        "/abonnement/…/confirmer",
        "/reset/…",
        "/?article12",
        "/?p=12",
    ]


def test_short_links_of_spip_are_numbers() -> None:
    assert [
        numbered_by_link(link) for link in ("art12", "12", "rub 3", "https://x.example/", "Mon-titre")
    ] == [
        "/?article12",
        "/?article12",
        "/?rubrique3",
        "",
        "",
    ]
