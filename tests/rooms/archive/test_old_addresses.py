"""Old addresses lead to where their thing is now: in one redirect, or not at all."""

import json
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from azdarar.archive.models import ImportRun, LedgerLine, OldAddress, OldPattern, UnresolvedAddress
from azdarar.archive.old_addresses import (
    forget_addresses,
    point_address,
    remember_addresses,
    remember_redirects,
    write_asked_in_vain,
)
from azdarar.archive.queries import old_addresses, resolve, suggestions
from azdarar.archive.tidying import forget_answered_addresses
from azdarar.articles.actions import withdraw_article
from azdarar.articles.models import Article, ArticleSpace, Contribution, PlainPage, Section
from azdarar.formats.old_addresses import key_of
from azdarar.media.actions import add_picture
from azdarar.press.actions import deliver_announcements
from benchmarks.resolve import questions, write_addresses
from tests.factories.articles import AT, ContributorFactory, SectionFactory, draft_story, public_story
from tests.factories.fronts import make_dossier
from tests.factories.media import ALT_TEXT, photograph
from tests.factories.subjects import SubjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]


@dataclass
class Home:
    """A paper that came home from a SPIP site and from a WordPress site."""

    story: Any
    section: Section
    person: Any
    subject: Any


def line(
    system: str, kind: str, number: object, obj: Any, *, site: str = "https://www.lac.example", **more: Any
) -> None:
    LedgerLine.objects.create(
        system=system,
        site=site,
        kind=kind,
        foreign_id=str(number),
        object_label=obj._meta.label if obj else "",
        object_id=obj.pk if obj else None,
        imported_at=AT,
        **more,
    )


@pytest.fixture
def home() -> Home:
    section = SectionFactory(name="Société", slug="societe")
    person = ContributorFactory(name="Anahit Sarkissian", slug="anahit")
    subject = SubjectFactory(slug="lac")
    story = public_story(
        section=section, signatures=[Contribution(contributor=person)], address_slug="le-train"
    )
    for kind, number, obj in (
        ("article", 71367, story),
        ("rubrique", 4, section),
        ("auteur", 9, person),
        ("mot", 3, subject),
    ):
        line("spip", kind, number, obj)
    line("wordpress", "post", 12, story, site="https://blog.lac.example")
    line("wordpress", "category", 5, section, site="https://blog.lac.example")
    remember_addresses(
        story,
        ["Un-train-s-arrete", "https://blog.lac.example/2005/03/12/le-train/", "/Pays/Lac/Un-Train"],
        system="spip",
        rule="story",
    )
    remember_addresses(section, ["/Societe"], system="spip", rule="rubrique")
    return Home(story, section, person, subject)


STORY = [
    # 1 to 5: by number
    "/spip.php?page=article&id_article=71367",
    "/spip.php?lang=fr&utm_source=lettre&id_article=71367&page=article&debut_articles=10",
    "/spip.php?article71367",
    "/?article71367",
    "/?article71367=",
    "/?utm_campaign=x&article71367",
    "/fr/?article71367",
    "/x/y/?article71367",
    "/spip.php%3Farticle71367",
    "/spip.php?page=article&amp;id_article=71367",
    "/article.php3?id_article=71367",
    "/article.php?recherche=lac&id_article=71367",
    "/article71367.html",
    "/article71367",
    "/71367",
    # 6 to 8: by title, in any capitals, tree, ending, encoding
    "/Un-train-s-arrete",
    "/un-train-s-arrete",
    "/Un-train-s-arrete.html",
    "/Un-train-s-arrete/",
    "/?Un-train-s-arrete",
    "/fr/Un-train-s-arrete",
    "/Pays/Lac/Un-Train",
    "/Pays/Lac/Un-Train.html",
    "/Train-71367",
    # 9 to 11: service pages and plugins
    "/forum.php3?id_article=71367",
    "/spip.php?action=redirect&type=article&id=71367",
    "/spip.php?page=imprimer&id_article=71367",
    "/spip.php?page=forum&id_article=71367&id_forum=2",
    "/ecrire/?exec=article&id_article=71367",
    # WordPress
    "/?p=12",
    "/?p=12&preview=true",
    "/index.php?p=12",
    "/2005/03/12/le-train/",
    "/index.php/2005/03/12/le-train/",
    "/2005/03/12/le-train/feed/",
    "/2005/03/12/le-train/amp/",
    "/2005/03/12/le-train/2/",
    "/2005/03/12/le-train/comment-page-2/",
    "/2005/03/12/Le-Train",
    "/2005/03/12/le-train/?replytocom=7",
    "/archives/12",
]
OTHERS = {
    "/spip.php?rubrique4": "/fr/societe/",
    "/-Societe-": "/fr/societe/",
    "/rubrique.php3?id_rubrique=4": "/fr/societe/",
    "/?cat=5": "/fr/societe/",
    "/category/pays/societe/": "/fr/societe/",
    "/category/societe/page/3/": "/fr/societe/",
    "/category/societe/feed/": "/fr/societe/feed.xml",
    "/backend.php3?id_rubrique=4": "/fr/societe/feed.xml",
    "/spip.php?page=backend&id_rubrique=4": "/fr/societe/feed.xml",
    "/spip.php?auteur9": "/fr/authors/anahit/",
    "/spip.php?page=backend&id_auteur=9": "/fr/authors/anahit/feed.xml",
    "/author/anahit/": "/fr/authors/anahit/",
    "/author/anahit/rss/": "/fr/authors/anahit/feed.xml",
    "/mot3.html": "/fr/tags/lac/",
    "/tag/lac/": "/fr/tags/lac/",
    "/?tag=lac": "/fr/tags/lac/",
    "/backend.php3": "/feed.xml",
    "/spip.php?page=backend": "/feed.xml",
    "/?page=backend": "/feed.xml",
    "/feed/": "/feed.xml",
    "/rss/": "/feed.xml",
    "/fr/feed/": "/fr/feed.xml",
    "/?feed=rss2": "/feed.xml",
    "/comments/feed/": "/feed.xml",
    "/sommaire.php3": "/fr/",
    "/recherche.php3?recherche=lac+Sevan": "/fr/search/?q=lac+Sevan",
    "/?s=lac": "/fr/search/?q=lac",
    "/spip_pass.php3": "/account/password/reset/",
    "/2005/03/": "/fr/latest/",
    "/?m=200503": "/fr/latest/",
    "/page/7/": "/fr/latest/",
}


def test_every_form_leads_to_its_thing_in_one_redirect(client: Client, home: Home) -> None:
    wanted = dict.fromkeys(STORY, home.story.address) | OTHERS

    led = {}
    for address in wanted:
        answer = client.get(address)
        led[address] = answer.headers.get("Location", f"{answer.status_code}").removeprefix(
            "https://paper.example"
        )

    assert {address: found for address, found in led.items() if wanted[address] != found} == {}
    assert {client.get(address).status_code for address in set(wanted.values())} == {200}


def test_a_redirect_has_no_body_no_cookie_and_may_be_kept_for_an_hour(client: Client, home: Home) -> None:
    for answer in (client.get("/?article71367"), client.head("/?article71367")):
        assert answer.headers["Location"] == f"https://paper.example{home.story.address}"
        assert answer.headers["Cache-Control"] == "public, max-age=3600"
        assert (answer.content, answer.cookies) == (b"", {})
    assert client.post("/?article71367").status_code != 301


def test_what_nobody_may_know_of_is_unknown_and_what_was_taken_back_is_gone(
    client: Client, home: Home
) -> None:
    draft = draft_story(title="Le brouillon QUOLIBETUM")
    later = public_story(title="Plus tard ZYMOLOGIX", at=timezone.now() + timedelta(days=9))
    line("spip", "article", 1, draft)
    line("spip", "article", 2, later)
    line("spip", "article", 3, None)
    remember_addresses(later, ["/Plus-tard"], system="spip", rule="story")
    withdraw_article(home.story)

    unknown = [
        client.get(a) for a in ("/?article1", "/?article2", "/?article3", "/Plus-tard", "/?article999")
    ]
    gone = [client.get(a) for a in ("/?article71367", "/Un-train-s-arrete", "/?p=12", home.story.address)]

    assert [answer.status_code for answer in unknown] == [404] * 5
    assert not [a for a in unknown if "QUOLIBETUM" in a.content.decode() or "ZYMOLOGIX" in a.content.decode()]
    assert [answer.status_code for answer in gone] == [410] * 4
    assert "Un train" not in "".join(a.content.decode() for a in gone)


def test_a_story_deleted_here_is_gone_under_every_address_and_one_taken_back_with_its_import_is_not(
    client: Client, home: Home
) -> None:
    own, pk = home.story.address, home.story.pk

    home.story.delete()

    assert [client.get(a).status_code for a in (own, "/?article71367", "/Un-train-s-arrete")] == [410] * 3
    forget_addresses("articles.Article", [pk])
    assert client.get("/Un-train-s-arrete").status_code == 404


def test_pictures_lead_to_their_files_in_every_size_and_name_and_share_the_fate_of_their_story(
    client: Client, home: Home
) -> None:
    shown, hidden = (
        add_picture(file=BytesIO(photograph(size=(90, 60))), title="Le pont", alt_text=ALT_TEXT) for _ in "12"
    )
    story = public_story(section=home.section, lead_picture=shown)
    draft_story(section=home.section, lead_picture=hidden)
    line("spip", "article", 12, story)
    remember_addresses(shown, ["/IMG/jpg/lac-de-sevan.jpg"], system="spip", rule="document")
    remember_addresses(
        shown,
        ["https://lac.example/wp-content/uploads/2012/05/lac.jpg"],
        system="wordpress",
        rule="attachment",
    )
    remember_addresses(hidden, ["/IMG/png/secret.png"], system="spip", rule="document")

    led = {
        address: client.get(address).headers.get("Location", "")
        for address in (
            "/IMG/jpg/lac-de-sevan.jpg?1234567",
            "/local/cache-vignettes/L200xH150/lac-de-sevan-3f2a1.jpg",
            "/IMG/arton12.jpg?1234567",
            "/IMG/artoff12.png",
            "/local/cache-vignettes/L90xH60/arton12-d41d8.jpg",
            "/wp-content/uploads/2012/05/lac-300x200.jpg",
            "/wp-content/uploads/2012/05/lac-scaled.jpg",
        )
    }

    (where,) = set(led.values())
    assert client.get(where.removeprefix("https://paper.example")).headers["Content-Type"] == "image/jpeg"
    assert client.get("/IMG/png/secret.png").status_code == 404
    withdraw_article(story)
    assert client.get("/IMG/jpg/lac-de-sevan.jpg").status_code == 404


def test_the_host_that_was_asked_chooses_among_things_of_one_number(client: Client, home: Home) -> None:
    other = public_story(title="L’autre article douze")
    line("wordpress", "post", 12, other, site="https://autre.example")

    at = timezone.now()
    assert resolve("http://www.autre.example/?p=12", at=at).address == other.address
    assert resolve("https://blog.lac.example/?p=12&fbclid=x", at=at).address == home.story.address
    assert resolve("/?p=12", at=at).address == home.story.address


def test_lists_of_an_old_site_lead_to_those_of_its_language(home: Home) -> None:
    for site, language in (("https://www.yerkir.example", "hy"), ("https://yerkir.example.org", "en")):
        summary = {"language": language}
        ImportRun.objects.create(system="wordpress", site=site, summary=summary, asked_at=AT)

    def led(address: str) -> str:
        return resolve(address, at=AT).address

    assert led("https://yerkir.example/2014/04/") == "/hy/latest/"
    assert led("http://www.yerkir.example/page/7/") == "/hy/latest/"
    assert led("https://autre.example/page/7/") == led("/page/7/") == "/fr/latest/"


def test_addresses_that_lead_to_others_are_followed_to_the_end_and_circles_end(
    client: Client, home: Home
) -> None:
    remember_redirects(
        [
            ("/a", "/b"),
            ("/b", "http://www.lac.example/spip.php?article71367"),
            ("/out", "https://elsewhere.example/there?x=1"),
            ("/round", "/about"),
            ("/about", "/round"),
            ("/new", "/fr/societe/"),
            ("/script", "javascript:alert(1)"),
        ],
        system="ghost",
        rule="redirects",
    )
    line("spip", "article", 5, None, leads_to="art71367")

    led = {a: client.get(a) for a in ("/a", "/b", "/out", "/round", "/new", "/script", "/?article5")}

    assert {a: answer.status_code for a, answer in led.items()} == {
        **dict.fromkeys(("/a", "/b", "/out", "/new", "/?article5"), 301),
        **dict.fromkeys(("/round", "/script"), 404),
    }
    assert led["/a"].headers["Location"].endswith(home.story.address)
    assert led["/?article5"].headers["Location"].endswith(home.story.address)
    assert led["/out"].headers["Location"] == "https://elsewhere.example/there?x=1"


def test_rules_for_many_addresses_are_tried_last_and_take_no_time_however_they_are_written(
    home: Home,
) -> None:
    OldPattern.objects.create(system="ghost", expression=r"^/(a+)+$", leads_to="/?article71367", rank=1)
    OldPattern.objects.create(system="ghost", expression=r"^/blog/(\d+)/", leads_to=r"/?article\1", rank=2)
    OldPattern.objects.create(system="ghost", expression=r"(?=never)", leads_to="/", rank=0)

    at = timezone.now()
    assert resolve("/blog/71367/something", at=at).address == home.story.address
    assert resolve("/" + "a" * 2_000 + "!", at=at).status == 404


def test_what_is_gone_by_hand_is_gone_and_a_person_has_the_last_word(home: Home) -> None:
    at = timezone.now()
    point_address("/Petites-annonces", leads_to="", at=at)
    remember_redirects([("/?article71367", "/fr/societe/")], system="person", rule="")

    assert resolve("/Petites-annonces.html", at=at).status == 410
    assert resolve("/spip.php?article71367", at=at).address == home.story.address
    assert resolve("/?article71367", at=at).address == "/fr/societe/"


def test_an_unknown_address_offers_the_stories_its_words_speak_of(client: Client, home: Home) -> None:
    deliver_announcements()

    page = client.get("/2003/un-train-s-arrete-au-bord-du-fleuve.html").content.decode()
    answer = resolve("/2003/un-train-s-arrete-au-bord-du-fleuve.html", at=timezone.now())

    assert [card.id for card in suggestions(answer, at=timezone.now())] == [home.story.pk]
    assert page.count(f'href="{home.story.address}"') == 1  # as a suggestion, and not once more as news


def test_what_is_asked_in_vain_is_counted_without_what_a_person_typed_and_never_beyond_measure(
    client: Client, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_asked_in_vain()  # what other tests asked
    UnresolvedAddress.objects.all().delete()
    for address in (
        "/Perdu?nom=Anahit&mail=a@b.example",
        "/Perdu",
        "/spip.php?article99&recherche=secret",
        "/oubli/anahit@lac.example/",
        "/wp-login.php?x=1",
        "/.env",
    ):
        client.get(address)
    client.head("/Perdu")

    write_asked_in_vain()

    rows = dict(UnresolvedAddress.objects.values_list("address", "asked"))
    assert rows == {"/Perdu": 2, "/spip.php?article99": 1, "/oubli/…": 1}

    monkeypatch.setattr(UnresolvedAddress, "MOST", 2)
    for number in range(20):
        client.get(f"/inconnu-{number}-x")
    write_asked_in_vain()
    assert UnresolvedAddress.objects.count() == 2
    assert UnresolvedAddress.objects.filter(address="/Perdu").exists()


def test_a_thing_renamed_here_is_found_under_every_name_it_had(client: Client, home: Home) -> None:
    page = PlainPage(title="Qui sommes-nous", slug="qui-sommes-nous", locale=home.section.locale)
    ArticleSpace.objects.get(locale=home.section.locale).get_parent().add_child(instance=page)
    page.save_revision().publish()
    dossier = make_dossier(slug="ligne")
    for thing, names in (
        (home.section, ("monde", "pays")),
        (home.person, ("a-sarkissian",)),
        (home.subject, ("sevan",)),
        (page, ("apropos", "a-propos")),
        (dossier, ("la-ligne-du-lac",)),
    ):
        for name in names:
            thing.slug = name
            thing.save_revision().publish() if thing in (page, dossier) else thing.save()

    led = {
        address: client.get(address).headers.get("Location", "").removeprefix("https://paper.example")
        for address in (
            "/fr/societe/",
            "/fr/monde/",
            "/fr/societe/feed.xml",
            "/fr/authors/anahit/",
            "/fr/authors/anahit/feed.json",
            "/fr/dossiers/ligne/",
            "/fr/tags/lac/",
            "/fr/qui-sommes-nous/",
            "/fr/apropos",
        )
    }

    assert led == {
        "/fr/societe/": "/fr/pays/",
        "/fr/monde/": "/fr/pays/",
        "/fr/societe/feed.xml": "/fr/pays/feed.xml",
        "/fr/authors/anahit/": "/fr/authors/a-sarkissian/",
        "/fr/authors/anahit/feed.json": "/fr/authors/a-sarkissian/feed.xml",
        "/fr/dossiers/ligne/": "/fr/dossiers/la-ligne-du-lac/",
        "/fr/tags/lac/": "/fr/tags/sevan/",
        "/fr/qui-sommes-nous/": "/fr/a-propos/",
        "/fr/apropos": "/fr/a-propos/",
    }
    assert client.get("/fr/pays/").status_code == 200
    home.subject.delete()
    page.refresh_from_db()
    page.unpublish()
    gone = client.get("/fr/tags/lac/")
    assert (gone.status_code, client.get("/fr//pays//").status_code) == (410, 301)
    assert client.get("/fr/qui-sommes-nous/").status_code == 410


def test_the_list_of_all_old_addresses_tells_what_each_answers(home: Home) -> None:
    other = public_story(section=home.section, title="L’autre")
    line("wordpress", "post", 12, other, site="https://autre.example")
    line("spip", "article", 5, None, leads_to="art71367")
    line("spip", "article", 6, draft_story(title="Le brouillon"))
    remember_addresses(other, ["/fr/societe/", "/Pays/Lac/Un-Train", "/L-autre"], system="spip", rule="story")
    point_address("/spip.php?article71367", leads_to="/fr/societe/", at=timezone.now())
    withdrawn = public_story(section=home.section, title="Retiré")
    remember_addresses(withdrawn, ["/Retire"], system="spip", rule="story")
    withdraw_article(withdrawn)

    at = timezone.now()
    told = {row.address: (row.status, row.leads_to, row.rule, row.source) for row in old_addresses(at=at)}

    assert len(told) >= 14
    for address, said in told.items():
        answer = resolve(address if address.startswith("/") else f"//{address}", at=at)
        assert said == (answer.status, answer.address, answer.rule, answer.source), address
    assert told["/Retire"][0] == 410
    assert told["www.lac.example/spip.php?article6"][0] == 404
    assert told["www.lac.example/spip.php?article71367"][1] == "/fr/societe/"


def test_nothing_of_wagtail_redirects_by_itself() -> None:
    assert not apps.is_installed("wagtail.contrib.redirects")
    assert not [name for name in settings.MIDDLEWARE if "redirect" in name.lower()]


def test_remembering_twice_changes_nothing_and_long_addresses_do_no_harm(home: Home) -> None:
    before = OldAddress.objects.count()

    remember_addresses(
        home.story, ["Un-train-s-arrete", "/", "", "/?utm_source=x"], system="spip", rule="story"
    )
    remember_addresses(home.story, ["/" + "é" * 9_000], system="spip", rule="story")

    assert OldAddress.objects.count() == before + 1
    assert resolve("/" + "é" * 9_000, at=timezone.now()).status == 301


def test_a_webmaster_can_ask_what_an_address_answers_and_try_a_whole_log(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log.txt"
    log.write_text("/spip.php?article71367\n\n/Perdu\n", encoding="utf-8")
    (tmp_path / "redirects.json").write_text('[{"from": "^/blog/(.*)$", "to": "/$1"}]', encoding="utf-8")

    call_command("take_in_redirects", str(tmp_path / "redirects.json"))
    call_command("resolve", "https://www.lac.example/blog/Un-train-s-arrete", "/fr/societe/")
    told = capsys.readouterr().out
    call_command("resolve", "--file", str(log))
    table = capsys.readouterr().out.splitlines()
    call_command("resolve", "--json", "/?article71367")
    answer = json.loads(capsys.readouterr().out)

    assert f"301: it leads to {home.story.address}" in told
    assert "rule: pattern" in told
    assert "200: it is an address of the paper: /fr/societe/" in told
    assert table[0].split("\t") == ["address", "status", "leads to", "rule", "known from"]
    assert table[1].split("\t") == [
        *("/spip.php?article71367", "301", home.story.address, "spip-question"),
        "spip: https://www.lac.example",
    ]
    assert table[2].startswith("/Perdu\t404\t\t")
    assert (answer["status"], answer["address"], answer["object_id"]) == (
        301,
        home.story.address,
        home.story.pk,
    )
    with pytest.raises(CommandError):
        call_command("resolve")


def test_other_hosts_and_plain_http_are_led_to_the_public_address_in_the_same_one_redirect(
    home: Home,
) -> None:
    hosts = ["paper.example", "www.paper.example", "www.lac.example", "autre.example"]
    with override_settings(
        ALLOWED_HOSTS=hosts,
        AZDARAR_OLD_HOSTS=("www.paper.example", "www.lac.example", "autre.example"),
        SECURE_SSL_REDIRECT=True,
    ):
        reader = Client()

        def led(address: str, host: str, *, is_secure: bool = False) -> tuple[int, str]:
            answer = reader.get(address, headers={"host": host}, secure=is_secure)
            return answer.status_code, answer.headers.get("Location", "")

        public = "https://paper.example"
        assert {
            led("/?article71367", "www.lac.example"),
            led("/?article71367", "autre.example", is_secure=True),
            led("/Un-train-s-arrete", "paper.example"),
            led(home.story.address, "www.paper.example"),
            led(home.story.address[:-1].upper().replace("/FR/", "/fr/"), "paper.example"),
        } == {(301, f"{public}{home.story.address}")}
        assert led("/", "www.lac.example") == (301, f"{public}/")
        assert led("/fr/search/?q=lac", "www.lac.example") == (301, f"{public}/fr/search/?q=lac")
        assert led("/fr/feed.xml?x=1", "autre.example") == (301, f"{public}/fr/feed.xml?x=1")
        assert led("/robots.txt?x=1", "autre.example") == (301, f"{public}/robots.txt?x=1")
        assert led("/rien", "paper.example") == (301, f"{public}/rien")  # as https asks for
        assert led("/rien", "autre.example", is_secure=True)[0] == 404
        assert led("/healthz", "paper.example", is_secure=True)[0] in (200, 503)
        assert (
            reader.post("/?article71367", headers={"host": "autre.example"}, secure=True).status_code != 301
        )


def test_pages_of_the_paper_keep_their_own_queries_and_strange_ones_their_page(
    client: Client, home: Home
) -> None:
    answers = {
        address: client.get(address).status_code
        for address in (
            *(
                "/fr/latest/?page=1",
                "/fr/search/?q=article71367",
                f"{home.story.address}?utm_source=x",
                "/fr/?fbclid=1",
            ),
            *(
                "/fr/societe/?page=99",
                "/?article424242",
                "/?p=424242",
                "/?quelque-chose",
                "/?ref=x",
                "/robots.txt?x=1",
            ),
        )
    }

    assert list(answers.values()) == [200, 200, 200, 200, 404, 404, 404, 302, 302, 200]


def test_what_answers_by_now_and_what_nobody_asks_for_any_more_leaves_the_list(home: Home) -> None:
    now, long_ago = timezone.now(), timezone.now() - timedelta(days=400)
    for address, asked_at in (
        ("/Perdu", now),
        ("/?article71367", now),
        ("/Jadis", long_ago),
    ):
        UnresolvedAddress.objects.create(
            key=key_of(address), address=address, asked=1, first_asked_at=asked_at, last_asked_at=asked_at
        )

    assert forget_answered_addresses(at=now) == 2

    assert list(UnresolvedAddress.objects.values_list("address", flat=True)) == ["/Perdu"]


def test_of_many_addresses_each_answers_rightly_with_six_queries_at_most() -> None:
    """The benchmark in small: every form it asks, known and unknown."""
    stories = [public_story().pk for _ in range(3)]
    paths = dict(Article.objects.values_list("pk", "canonical_path"))
    write_addresses(60)
    asking = questions(stories, seed=7)

    for kind, address, pk in (next(asking) for _ in range(250)):
        with CaptureQueriesContext(connection) as queries:
            answer = resolve(address, at=timezone.now())
        assert (answer.status, answer.address) == ((301, paths[pk]) if pk else (404, "")), (kind, address)
        assert len(queries) <= 6, (address, [query["sql"] for query in queries])
