"""Publishing, correcting and withdrawing are all or nothing: the process is killed at every SQL statement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client, override_settings
from django.urls import reverse
from wagtail.models import Page, PageLogEntry

from azdarar.accounts.models import User
from azdarar.articles.actions import correct_article, publish_article, withdraw_article
from azdarar.articles.models import Article, ArticleSubject, Contribution
from azdarar.config.serving import empty_paper
from azdarar.press.actions import deliver_announcements
from azdarar.press.models import Announcement
from tests.factories.accounts import EditorFactory
from tests.factories.articles import AT, draft_story, public_story
from tests.factories.forms import story_form
from tests.factories.fronts import make_paper
from tests.factories.subjects import SubjectFactory
from tests.rooms.articles.killing import (
    Deaths,
    Scenes,
    happens_once,
    kill_everywhere,
    new_database,
    using,
)

pytestmark = [pytest.mark.whole, pytest.mark.xdist_group("killing")]  # one scene for all

NOTE = "La gare a fermé en 2004 et non en 2003, comme nous l’avions écrit."
DRAFT, PUBLIC = "Le train du lac", "Le prix du pain"


@pytest.fixture(scope="module")
def scenes(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scenes]:
    """A paper with a draft and a public story, in a database that no other test sees."""
    with django_db_blocker.unblock():
        maker = Scenes(_migrated())
        name = maker.copy()
        with using(name):
            _prepare()
        made = Scenes(name)
        with using(made.copy()):
            # The first of everything loads templates, translations and caches: no child should pay for it.
            _press_publish()
        yield made
        made.close()
        maker.close()


def _migrated() -> str:
    """A migrated database without a paper: on PostgreSQL the run's own, where it is there and untouched."""
    if connection.vendor == "sqlite":
        return str(empty_paper.make_copy())
    try:
        if Page.get_first_root_node() is not None:
            return str(connection.settings_dict["NAME"])
    except OperationalError:
        connection.close()
    name = new_database()
    with using(name):
        call_command("migrate", interactive=False, verbosity=0)
    return name


def _prepare() -> None:
    make_paper("fr", "en")
    editor = EditorFactory(email="editor@paper.example")
    subject = SubjectFactory()
    for make, title in ((draft_story, DRAFT), (public_story, PUBLIC)):
        story = make("fr", title=title, owner=editor)
        ArticleSubject.objects.create(article=story, subject=subject, visible_from=story.visible_from)
    Client().force_login(editor)
    deliver_announcements()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _editor() -> User:
    return User.objects.get(email="editor@paper.example")


def _post(address: str, form: Mapping[str, Any]) -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = Session.objects.get().session_key
    response = client.post(address, form)
    assert response.status_code == 302, response.status_code


def _press_publish() -> None:
    """What the editor does: change the headline's kicker and press "Publish"."""
    story = Article.objects.get(title=DRAFT)
    form = story_form(story, kicker="Reportage", **{"action-publish": "yes"})
    _post(reverse("wagtailadmin_pages:edit", args=[story.pk]), form)


def _press_publish_with_a_correction() -> None:
    story = Article.objects.get(title=PUBLIC)
    form = story_form(
        story, corrections=[{"note": NOTE, "corrected_at": "2026-11-04 08:00"}], **{"action-publish": "yes"}
    )
    _post(reverse("wagtailadmin_pages:edit", args=[story.pk]), form)


def _press_withdraw() -> None:
    story = Article.objects.get(title=PUBLIC)
    _post(reverse("wagtailadmin_pages:unpublish", args=[story.pk]), {})


def _publish() -> None:
    publish_article(Article.objects.get(title=DRAFT), at=AT, by=_editor())


def _correct() -> None:
    correct_article(Article.objects.get(title=PUBLIC), note=NOTE, at=AT, by=_editor())


def _withdraw() -> None:
    withdraw_article(Article.objects.get(title=PUBLIC), by=_editor())


def _look() -> dict[str, Any]:
    """Everything a publication is made of, for both stories."""
    found: dict[str, Any] = {}
    for title in (DRAFT, PUBLIC):
        story = Article.objects.get(title=title)
        found |= {
            f"{title}: live": story.live,
            f"{title}: address": story.canonical_path is not None,
            f"{title}: visible": story.visible_from is not None,
            f"{title}: withdrawn": story.withdrawn_at is not None,
            f"{title}: kicker": story.kicker,
            f"{title}: live revision is the latest": story.live_revision_id == story.latest_revision_id,
            f"{title}: revisions": story.revisions.count(),
            f"{title}: corrections": story.corrections.count(),
            f"{title}: corrections announced": story.corrections_announced > 0,
            f"{title}: byline follows": _follows(Contribution, story),
            f"{title}: subjects follow": _follows(ArticleSubject, story),
            f"{title}: history": _history(story),
        }
    found["announcements"] = sorted(Announcement.objects.values_list("fact", flat=True))
    return found


def _follows(model: Any, story: Article) -> list[bool]:
    rows = model.objects.filter(article_id=story.pk).values_list("visible_from", flat=True)
    return [instant == story.visible_from for instant in rows]


def _history(story: Article) -> list[str]:
    return sorted(PageLogEntry.objects.filter(page_id=story.pk).values_list("action", flat=True))


OPERATIONS = {
    "the editor publishes": _press_publish,
    "the editor corrects": _press_publish_with_a_correction,
    "the editor withdraws": _press_withdraw,
    "publish_article": _publish,
    "correct_article": _correct,
    "withdraw_article": _withdraw,
}


# Copying a PostgreSQL database takes a second, a SQLite file a millisecond: there, one of each kind.
IS_SQLITE = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
TRIED = OPERATIONS if IS_SQLITE else ("the editor publishes", "withdraw_article")


@pytest.mark.parametrize("name", TRIED)
def test_killed_at_any_statement_it_happened_as_a_whole_or_not_at_all(
    name: str, scenes: Scenes, django_db_blocker: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with django_db_blocker.unblock():
        deaths = kill_everywhere(OPERATIONS[name], scenes=scenes, look=_look)

        _tell(capsys, name, deaths)
        assert deaths.halves == []
        assert deaths.untouched > 5
        assert deaths.done > 0
        moments = (deaths.untouched // 2, deaths.untouched, deaths.moments)
        wrong = happens_once(
            OPERATIONS[name], scenes=scenes, look=_look, moments=moments, recover=deliver_announcements
        )
        assert wrong == []


def _publish_without_a_transaction() -> None:
    publish_article.__wrapped__(Article.objects.get(title=DRAFT), at=AT, by=_editor())


def _press_publish_without_a_transaction() -> None:
    without = [name for name in settings.MIDDLEWARE if not name.endswith("NewsroomTransaction")]
    with override_settings(MIDDLEWARE=without):
        _press_publish()


UNGUARDED = (_publish_without_a_transaction, _press_publish_without_a_transaction)


@pytest.mark.parametrize("operation", UNGUARDED if IS_SQLITE else UNGUARDED[:1])
def test_without_the_transaction_half_publications_are_found(
    operation: Any, scenes: Scenes, django_db_blocker: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with django_db_blocker.unblock():
        deaths = kill_everywhere(operation, scenes=scenes, look=_look)

    _tell(capsys, operation.__name__.strip("_"), deaths)
    assert len(deaths.halves) > 5


def _tell(capsys: pytest.CaptureFixture[str], name: str, deaths: Deaths) -> None:
    with capsys.disabled():
        print(f"\n{name.replace('_', ' ')}: {deaths}", end="")  # noqa: T201 - the counts are the finding
