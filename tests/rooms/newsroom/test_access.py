"""S-AUTHZ-2: nobody reads, changes, publishes, copies, compares or deletes a story of another desk.

Every refusal is asked of Wagtail's real views; nothing in the database may have changed, and not one word of
a draft may be in the answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision, TaskState, WorkflowState

from azdarar.accounts.models import AuditEntry, User
from azdarar.articles.models import Article, Section
from azdarar.fronts.models import Front, SectionPick
from azdarar.media.actions import add_picture
from tests.factories.accounts import (
    AccountsClerkFactory,
    ContributorFactory,
    EditorFactory,
    EditorInChiefFactory,
    TranslatorFactory,
    WebmasterFactory,
)
from tests.factories.articles import draft_story, paragraphs, public_story
from tests.factories.forms import story_form
from tests.factories.fronts import make_paper
from tests.factories.media import photograph

pytestmark = pytest.mark.django_db
CANARY = "Qzk7secretxW"
TABLES = (Page, Article, Revision, PageLogEntry, TaskState, WorkflowState, AuditEntry)

#: What each person may edit, and what they may publish; everything else is refused.
#: "here": Culture in Armenian; "section": Politics in Armenian; "language": Culture in French;
#: "public": a public story of Politics in Armenian whose draft holds a secret; "own": their own draft, here.
STORIES = ("here", "section", "language", "public", "own")
EDIT = {
    "editor": {"here", "own"},
    "editor of hy": {"here", "section", "public", "own"},
    "chief": set(STORIES),
    "chief of hy": {"here", "section", "public", "own"},
    "contributor": {"own"},
    "translator": {"own"},
    "webmaster": set(),
    "clerk": set(),
}
PUBLISH = {**EDIT, "contributor": set(), "translator": set()}


@pytest.fixture
def culture() -> Section:
    """Culture in Armenian; the paper has it in French too, and Politics in Armenian."""
    make_paper("fr", "hy")
    french = Section.objects.create(name="Culture", slug="culture", locale_id=_locale("fr"))
    Section.objects.create(name="Քաղաքականություն", slug="politics", locale_id=_locale("hy"))
    here: Section = french.copy_for_translation(_locale_row("hy"))
    here.name, here.slug = "Մշակույթ", "mshakuyt"
    here.save()
    return here


def _locale_row(code: str) -> Any:
    return Front.objects.get(locale__language_code=code).locale


def _locale(code: str) -> int:
    return int(_locale_row(code).pk)


def person(who: str, culture: Section) -> User:
    """Somebody of the table."""
    key = [culture.translation_key.hex]
    within = {"scope__languages": ["hy"], "scope__sections": key}
    made: User = {
        "editor": lambda: EditorFactory(**within),
        "editor of hy": lambda: EditorFactory(scope__languages=["hy"]),
        "chief": EditorInChiefFactory,
        "chief of hy": lambda: EditorInChiefFactory(scope__languages=["hy"]),
        "contributor": lambda: ContributorFactory(**within),
        "translator": lambda: TranslatorFactory(**within),
        "webmaster": WebmasterFactory,
        "clerk": AccountsClerkFactory,
    }[who]()
    return made


def stories(culture: Section, owner: User) -> dict[str, Article]:
    """The five stories of the table, each with a secret in two versions of its draft."""
    politics = Section.objects.get(slug="politics")
    secret = {"title": f"Draft {CANARY}", "body": paragraphs(CANARY)}
    made = {
        "here": draft_story("hy", section=culture, **secret),
        "section": draft_story("hy", section=politics, **secret),
        "language": draft_story("fr", section=Section.objects.get(slug="culture"), **secret),
        "public": public_story("hy", section=politics),
        "own": draft_story("hy", section=culture, owner=owner, **secret),
    }
    for story in made.values():
        story.title = f"Draft {CANARY} again"
        story.kicker = CANARY
        story.save_revision()
    return {name: Article.objects.get(pk=story.pk) for name, story in made.items()}


def rows() -> str:
    """A hash over every row that a refusal must leave alone."""
    told = []
    with connection.cursor() as cursor:
        for model in TABLES:
            cursor.execute(f"SELECT * FROM {model._meta.db_table} ORDER BY 1")  # noqa: S608
            told.append(cursor.fetchall())
    return hashlib.sha256(repr(told).encode()).hexdigest()


def is_refused(response: Any) -> bool:
    """403, 404, or Wagtail's way of saying so: back to the home screen with a sentence."""
    return response.status_code in (403, 404) or response.headers.get("Location") == "/newsroom/"


def looks(story: Article) -> Iterator[str]:
    """Every address under which Wagtail or the desk shows something of one story's draft."""
    first, second = story.revisions.order_by("pk").values_list("pk", flat=True)[:2]
    for name in ("edit", "history", "history_results", "workflow_history", "view_draft", "usage", "delete"):
        yield reverse(f"wagtailadmin_pages:{name}", args=[story.pk])
    for name in ("revisions_view", "revisions_revert"):
        yield reverse(f"wagtailadmin_pages:{name}", args=[story.pk, first])
    for name in ("preview_on_edit", "preview_on_edit"):
        yield reverse(f"wagtailadmin_pages:{name}", args=[story.pk]) + "?mode="
    yield reverse("wagtailadmin_pages:revisions_compare", args=[story.pk, first, second])
    yield reverse("wagtailadmin_pages:revisions_compare", args=[story.pk, "live", "latest"])
    yield reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"]) + f"?id={story.pk}"
    yield reverse("wagtail_bulk_action", args=["articles", "article", "delete"]) + f"?id={story.pk}"


def deeds(story: Article) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every address that changes one story, with what a browser would send."""
    form = story_form(story, title="Taken over")
    first = story.revisions.order_by("pk").values_list("pk", flat=True)[0]
    edit = reverse("wagtailadmin_pages:edit", args=[story.pk])
    yield edit, form
    yield edit, {**form, "action-publish": "yes"}
    yield edit, {**form, "action-submit": "yes"}
    yield reverse("wagtailadmin_pages:preview_on_edit", args=[story.pk]), form
    yield reverse("wagtailadmin_pages:revisions_unschedule", args=[story.pk, first]), {}
    for name in ("lock", "unlock", "delete", "unpublish", "move", "copy", "convert_alias"):
        yield reverse(f"wagtailadmin_pages:{name}", args=[story.pk]), {"new_title": "x", "new_slug": "x"}
    for name in ("publish", "unpublish", "delete", "move"):
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", name])
        yield f"{bulk}?id={story.pk}&next=/newsroom/", {}
    yield reverse("newsroom_translations", args=[story.pk]), {"do": "unlink"}
    yield reverse("wagtailadmin_editing_sessions:ping", args=["articles", "article", story.pk, 1]), {}


@pytest.mark.whole
@pytest.mark.parametrize("who", EDIT)
def test_what_is_not_theirs_shows_nothing_and_cannot_be_changed(who: str, culture: Section) -> None:
    user, desk = person(who, culture), Client()
    desk.force_login(user)
    foreign = {name: story for name, story in stories(culture, user).items() if name not in EDIT[who]}
    before = rows()
    leaks, changes = [], []

    for name, story in foreign.items():
        for address in looks(story):
            response = desk.get(address)
            if CANARY in response.content.decode() or not is_refused(response):
                leaks.append((name, address, response.status_code))
        for address, sent in deeds(story):
            response = desk.post(address, sent)
            if rows() != before or CANARY in response.content.decode():
                changes.append((name, address, response.status_code))
                before = rows()

    assert not leaks
    assert not changes


@pytest.mark.parametrize("who", EDIT)
def test_what_is_theirs_opens_is_saved_and_published_as_their_role_allows(who: str, culture: Section) -> None:
    user, desk = person(who, culture), Client()
    desk.force_login(user)

    for name, story in stories(culture, user).items():
        rights = story.permissions_for_user(user)
        assert rights.can_edit() == (name in EDIT[who]), name
        assert rights.can_publish() == (name in PUBLISH[who]), name
        if name not in EDIT[who]:
            continue
        edit = reverse("wagtailadmin_pages:edit", args=[story.pk])
        assert desk.get(edit).status_code == 200, name
        latest = story.get_latest_revision_as_object()
        sent = story_form(latest, title="Saved", **{"action-publish": "yes"})
        assert desk.post(edit, sent).status_code == 302, name
        is_out = Article.objects.get(pk=story.pk).title == "Saved" and Article.objects.get(pk=story.pk).live
        assert is_out == (name in PUBLISH[who]), name


@pytest.mark.parametrize("who", EDIT)
def test_lists_and_choosers_show_no_draft_of_another_desk(who: str, culture: Section) -> None:
    user, desk = person(who, culture), Client()
    desk.force_login(user)
    made = stories(culture, user)
    foreign = [story.pk for name, story in made.items() if name not in EDIT[who]]
    Article.objects.filter(pk__in=[made[name].pk for name in EDIT[who]]).update(
        title="Mine", draft_title="Mine"
    )
    chosen = "&".join(f"id={pk}" for pk in foreign)
    addresses = [
        reverse("newsroom_stories"),
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_choose_page") + "?page_type=articles.article",
        reverse("wagtailadmin_choose_page_search") + f"?q={CANARY}",
        reverse("wagtailadmin_choose_page_chosen_multiple") + f"?{chosen}",
        reverse("wagtailadmin_explore_root"),
        reverse("wagtailadmin_pages:search") + f"?q={CANARY}",
        reverse("wagtailadmin_pages:type_use", args=["articles", "article"]),
        reverse("wagtailadmin_reports:locked_pages"),
        reverse("wagtailadmin_reports:workflow"),
        reverse("wagtailadmin_reports:workflow_tasks"),
        reverse("wagtailadmin_reports:site_history"),
        reverse("wagtailadmin_reports:aging_pages"),
    ]

    told = {address: desk.get(address, follow=True).content.decode() for address in addresses}

    assert [address for address, page in told.items() if foreign and f"Draft {CANARY}" in page] == []


def test_an_editor_draws_no_story_over_from_another_desk_by_its_section(culture: Section) -> None:
    """A section named in a form, or in an old version, gives no right over the story."""
    editor, desk = person("editor", culture), Client()
    desk.force_login(editor)
    made = stories(culture, editor)
    draft = made["public"].get_latest_revision_as_object()
    draft.section = culture
    draft.save_revision(clean=False)

    for story, section in ((made["public"], culture), (made["here"], Section.objects.get(slug="politics"))):
        sent = story_form(story, section=section.pk, **{"action-publish": "yes"})
        desk.post(reverse("wagtailadmin_pages:edit", args=[story.pk]), sent)

    assert Article.objects.get(pk=made["public"].pk).section.slug == "politics"
    assert not Article.objects.get(pk=made["here"].pk).live


def test_a_contributors_story_is_theirs_until_it_is_public(culture: Section) -> None:
    writer = person("contributor", culture)
    story = draft_story("hy", section=culture, owner=writer)
    assert story.permissions_for_user(writer).can_delete()

    published = public_story("hy", section=culture)
    Article.objects.filter(pk=published.pk).update(owner=writer)

    rights = Article.objects.get(pk=published.pk).permissions_for_user(writer)
    assert not rights.can_edit()
    assert not rights.can_delete()


def test_only_an_editor_in_chief_deletes_what_was_public(culture: Section) -> None:
    story = public_story("hy", section=culture)

    assert story.permissions_for_user(person("editor", culture)).can_unpublish()
    assert not story.permissions_for_user(person("editor", culture)).can_delete()
    assert story.permissions_for_user(person("chief of hy", culture)).can_delete()


def test_a_translator_begins_and_writes_translations_into_their_language_only(culture: Section) -> None:
    translator, desk = person("translator", culture), Client()
    desk.force_login(translator)
    original = public_story("fr", section=Section.objects.get(slug="culture"))
    secret = draft_story("fr", section=Section.objects.get(slug="culture"), title=CANARY)

    begun = desk.post(
        reverse("newsroom_translations", args=[original.pk]), {"do": "translate", "language": "hy"}
    )
    refused = desk.post(
        reverse("newsroom_translations", args=[secret.pk]), {"do": "translate", "language": "hy"}
    )

    copy = Article.objects.get(translation_key=original.translation_key, language="hy")
    assert begun["Location"] == reverse("wagtailadmin_pages:edit", args=[copy.pk])
    assert copy.permissions_for_user(translator).can_edit()
    assert not copy.permissions_for_user(translator).can_publish()
    assert is_refused(refused)
    assert Article.objects.filter(translation_key=secret.translation_key).count() == 1
    assert not original.permissions_for_user(translator).can_edit()


@pytest.mark.parametrize(
    ("who", "is_allowed"),
    [("editor", False), ("editor of hy", True), ("chief", True), ("contributor", False)],
)
def test_the_front_page_is_for_whoever_edits_the_whole_edition(
    who: str, is_allowed: bool, culture: Section
) -> None:
    front = Front.objects.get(locale__language_code="hy")
    user = person(who, culture)

    assert front.permissions_for_user(user).can_edit() == is_allowed
    assert front.permissions_for_user(user).can_publish() == is_allowed
    french = Front.objects.get(locale__language_code="fr").permissions_for_user(user)
    assert french.can_edit() == (who == "chief")


def test_what_was_submitted_is_read_by_its_own_desk_alone(culture: Section) -> None:
    writer, desk = ContributorFactory(), Client()
    desk.force_login(writer)
    story = draft_story("hy", section=Section.objects.get(slug="politics"), owner=writer)
    desk.post(
        reverse("wagtailadmin_pages:edit", args=[story.pk]), story_form(story, **{"action-submit": "yes"})
    )
    task = TaskState.objects.get()
    approve = reverse("wagtailadmin_pages:workflow_action", args=[story.pk, "approve", task.pk])
    preview = reverse("wagtailadmin_pages:workflow_preview", args=[story.pk, task.task_id])
    other, own = Client(), Client()
    other.force_login(person("editor", culture))
    own.force_login(person("editor of hy", culture))

    assert is_refused(other.post(approve))
    assert is_refused(other.get(preview))
    assert approve not in other.get(reverse("wagtailadmin_home")).content.decode()
    assert not Article.objects.get(pk=story.pk).live

    own.post(approve)
    assert Article.objects.get(pk=story.pk).live


def test_picks_of_a_section_are_for_its_own_editors(culture: Section) -> None:
    politics = Section.objects.get(slug="politics")
    pick = SectionPick.objects.create(section=politics, article=public_story("hy", section=politics))
    desk = Client()
    desk.force_login(person("editor", culture))
    edit = reverse("wagtailsnippets_fronts_sectionpick:edit", args=[pick.pk])
    delete = reverse("wagtailsnippets_fronts_sectionpick:delete", args=[pick.pk])

    assert is_refused(desk.get(edit))
    assert is_refused(desk.post(delete))
    assert SectionPick.objects.filter(pk=pick.pk).exists()
    added = desk.post(
        reverse("wagtailsnippets_fronts_sectionpick:add"),
        {"section": politics.pk, "article": pick.article_id},
    )
    assert added.status_code == 200
    assert SectionPick.objects.count() == 1


def test_sections_and_settings_are_for_those_who_answer_for_them(culture: Section) -> None:
    answers = {}
    for who in EDIT:
        desk = Client()
        desk.force_login(person(who, culture))
        section = desk.get(reverse("wagtailsnippets_articles_section:edit", args=[culture.pk]))
        locales = desk.get(reverse("wagtaillocales:index"))
        answers[who] = (not is_refused(section), not is_refused(locales))

    assert {who for who, (section, _locales) in answers.items() if section} == {"chief", "chief of hy"}
    assert {who for who, (_section, locales) in answers.items() if locales} == {"webmaster"}


def test_pictures_of_others_are_chosen_but_not_changed_by_those_who_write(culture: Section) -> None:
    picture = add_picture(file=BytesIO(photograph(size=(300, 200))), title="Pont")
    desk = Client()
    desk.force_login(person("contributor", culture))

    assert is_refused(desk.get(reverse("wagtailimages:edit", args=[picture.pk])))
    assert is_refused(desk.post(reverse("wagtailimages:delete", args=[picture.pk])))


def test_an_embargoed_story_of_another_desk_is_not_in_the_lists(culture: Section) -> None:
    politics = Section.objects.get(slug="politics")
    later = timezone.now() + timedelta(days=1)
    public_story("hy", section=politics, title=f"Later {CANARY}", at=later)
    desk = Client()
    desk.force_login(person("editor", culture))

    for name in ("newsroom_stories", "wagtailadmin_home"):
        assert CANARY not in desk.get(reverse(name)).content.decode()
