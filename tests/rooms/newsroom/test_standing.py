"""S-AUTH-2 and S-AUTH-9 at the desk: a second factor in time, fresh proof from new browsers, alarms."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY as METHODS
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from azdarar.accounts.models import AuditEntry, KnownDevice, User
from azdarar.accounts.queries import first_broken_audit_line
from azdarar.articles.models import Article, ArticleSpace, Correction
from azdarar.courier.models import Mail
from tests.factories.accounts import (
    PASSWORD,
    AdministratorFactory,
    ContributorFactory,
    EditorFactory,
    EditorInChiefFactory,
    WebmasterFactory,
)
from tests.factories.articles import SectionFactory, draft_story, public_story
from tests.factories.forms import story_form
from tests.factories.fronts import make_paper

pytestmark = pytest.mark.django_db
HOME = "/newsroom/"
PUBLISH = {"action-publish": "yes"}


@pytest.fixture(autouse=True)
def _paper() -> None:
    make_paper("fr")


def signed_in(user: User, *, minutes_ago: int = 0, method: str = "password") -> Client:
    """A browser in which somebody signed in some minutes ago."""
    desk = Client()
    desk.force_login(user)
    session = desk.session
    session[METHODS] = [{"method": method, "at": time.time() - 60 * minutes_ago}]
    session.save()
    return desk


def with_factor(user: User) -> User:
    """Give somebody an authenticator app."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return User.objects.get(pk=user.pk)


def edit(story: Article) -> str:
    """The address of a story's form."""
    return reverse("wagtailadmin_pages:edit", args=[story.pk])


def deeds() -> list[str]:
    """What the audit log holds, in order."""
    return list(AuditEntry.objects.order_by("number").values_list("what", flat=True))


def kinds_of_mail(user: User) -> list[str]:
    """The subjects of what is queued for somebody."""
    return [mail.letter.subject for mail in Mail.objects.filter(recipient=user.email)]


# -- the second factor --------------------------------------------------------------------------


def test_new_staff_work_for_fourteen_days_and_are_told_how_many_remain() -> None:
    editor = EditorFactory()
    desk = signed_in(editor)

    page = desk.get(HOME).content.decode()

    assert reverse("mfa_index") in page
    assert "14" in page
    editor.refresh_from_db()
    assert timedelta(days=13) < editor.second_factor_due_at - timezone.now() <= timedelta(days=14)


@pytest.mark.parametrize(
    "path", ["", "stories/", "pages/add/articles/article/3/", "account/", "people/", "images/"]
)
def test_after_the_grace_the_newsroom_leads_to_the_set_up_and_to_nothing_else(path: str) -> None:
    editor = EditorInChiefFactory(second_factor_due_at=timezone.now() - timedelta(minutes=1))
    desk = signed_in(editor)

    for response in (desk.get(f"{HOME}{path}"), desk.post(f"{HOME}{path}", {})):
        assert response.status_code == 302
        assert response["Location"] == reverse("mfa_index")
    asked_by_script = desk.get(f"{HOME}{path}", headers={"Accept": "application/json"})
    assert asked_by_script.status_code == 403


def test_whoever_has_a_second_factor_comes_in_with_it_and_by_no_other_way() -> None:
    past = timezone.now() - timedelta(days=1)
    editor = with_factor(EditorFactory(second_factor_due_at=past))

    by_password, by_factor = signed_in(editor), signed_in(editor, method="mfa")

    assert by_password.get(HOME)["Location"].startswith(reverse("mfa_reauthenticate"))
    assert by_factor.get(HOME).status_code == 200


def test_the_days_of_grace_begin_once() -> None:
    editor = EditorFactory()
    signed_in(editor).get(HOME)
    first = User.objects.get(pk=editor.pk).second_factor_due_at

    with time_machine.travel(timezone.now() + timedelta(days=3)):
        signed_in(editor).get(HOME)

    assert User.objects.get(pk=editor.pk).second_factor_due_at == first


# -- fresh proof --------------------------------------------------------------------------------


def test_publishing_from_a_new_browser_saves_the_draft_and_asks_who_it_is() -> None:
    editor = EditorFactory()
    story, desk = draft_story(), signed_in(editor, minutes_ago=16)

    response = desk.post(edit(story), story_form(story, title="Un titre neuf", **PUBLISH))

    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert not Article.objects.get(pk=story.pk).live
    kept = Article.objects.get(pk=story.pk).get_latest_revision_as_object()
    assert kept.title == "Un titre neuf"
    confirmed = desk.post(response["Location"], {"password": PASSWORD})
    assert confirmed["Location"] == edit(story)
    page = desk.get(edit(story))
    assert len(list(page.context["messages"])) >= 1
    again = desk.post(edit(story), story_form(kept, **PUBLISH))
    assert again.status_code == 302
    assert Article.objects.get(pk=story.pk).live
    assert KnownDevice.objects.filter(user=editor).count() == 1


def test_a_story_begun_in_a_new_browser_is_kept_too() -> None:
    desk = signed_in(EditorFactory(), minutes_ago=16)
    new = Article(title="La gare du lac", section=SectionFactory())
    begin = reverse("wagtailadmin_pages:add", args=["articles", "article", ArticleSpace.objects.get().pk])

    response = desk.post(begin, {**story_form(new, paragraphs=["<p>Texte.</p>"]), **PUBLISH})

    story = Article.objects.get()
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert str(story.pk) in response["Location"]
    assert not story.live
    assert story.title == "La gare du lac"


def test_a_known_browser_publishes_without_asking_again() -> None:
    editor, story = EditorFactory(), draft_story()
    desk = signed_in(editor)
    desk.post(edit(story), story_form(story, **PUBLISH))
    session = desk.session
    session[METHODS] = [{"method": "password", "at": time.time() - 3600}]
    session.save()

    later = public_story(title="Une autre")
    desk.post(reverse("wagtailadmin_pages:unpublish", args=[later.pk]))

    assert not Article.objects.get(pk=later.pk).live
    assert KnownDevice.objects.count() == 1


@pytest.mark.parametrize("cookie", ["", "guessed", "of somebody else"])
def test_only_ones_own_cookie_makes_a_browser_known(cookie: str) -> None:
    editor, other = EditorFactory(), EditorFactory()
    theirs, story = signed_in(other), public_story()
    theirs.post(reverse("wagtailadmin_pages:unpublish", args=[public_story(title="Une autre").pk]))
    token = next(morsel.value for name, morsel in theirs.cookies.items() if "device" in name)
    desk = signed_in(editor, minutes_ago=16)
    for name in theirs.cookies:
        if "device" in name:
            desk.cookies[name] = token if cookie == "of somebody else" else cookie

    desk.post(reverse("wagtailadmin_pages:unpublish", args=[story.pk]))

    assert Article.objects.get(pk=story.pk).live


@pytest.mark.parametrize("way", ["unpublish", "delete", "bulk"])
def test_what_is_done_at_one_press_is_not_done_from_a_new_browser(way: str) -> None:
    desk, story = signed_in(EditorInChiefFactory(), minutes_ago=16), public_story()
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    address = (
        f"{bulk}?id={story.pk}" if way == "bulk" else reverse(f"wagtailadmin_pages:{way}", args=[story.pk])
    )

    response = desk.post(address)

    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert Article.objects.get(pk=story.pk).live


def test_a_password_is_no_proof_for_whoever_has_a_second_factor() -> None:
    editor, story = with_factor(EditorFactory()), public_story()
    desk = signed_in(editor, minutes_ago=16, method="mfa")
    session = desk.session
    session[METHODS] = [*session[METHODS], {"method": "password", "at": time.time(), "reauthenticated": True}]
    session.save()

    response = desk.post(reverse("wagtailadmin_pages:unpublish", args=[story.pk]))

    assert response["Location"].startswith(reverse("mfa_reauthenticate"))
    assert Article.objects.get(pk=story.pk).live


def test_the_cookie_of_a_device_is_kept_from_scripts_and_other_hosts() -> None:
    desk, story = signed_in(EditorFactory()), draft_story()

    response = desk.post(edit(story), story_form(story, **PUBLISH))

    (morsel,) = (morsel for name, morsel in response.cookies.items() if "device" in name)
    assert morsel.key == "__Host-device"
    assert (morsel["httponly"], morsel["secure"], morsel["path"], morsel["domain"]) == (True, True, "/", "")
    assert morsel.value not in repr(list(KnownDevice.objects.values_list()))


# -- audit and alarms ---------------------------------------------------------------------------


def test_what_happens_to_a_story_is_in_the_audit_log(django_capture_on_commit_callbacks: Any) -> None:
    chief, story = EditorInChiefFactory(), draft_story()
    desk = signed_in(chief)
    begun = len(deeds())

    desk.post(edit(story), story_form(story, **PUBLISH))
    latest = Article.objects.get(pk=story.pk).get_latest_revision_as_object()
    note = {"note": "La gare a fermé en 2004 et non en 2003.", "corrected_at": "2026-11-27 10:00"}
    desk.post(edit(story), story_form(latest, corrections=[note], **PUBLISH))
    desk.post(reverse("wagtailadmin_pages:unpublish", args=[story.pk]))
    desk.post(reverse("wagtailadmin_pages:delete", args=[story.pk]))

    told = [what for what in deeds()[begun:] if what.startswith("newsroom.")]
    assert told == [
        "newsroom.article-published",
        "newsroom.article-corrected",
        "newsroom.article-withdrawn",
        "newsroom.article-deleted",
    ]
    assert not Correction.objects.exists()
    assert AuditEntry.objects.filter(what="newsroom.article-published", by=chief).exists()
    assert first_broken_audit_line() is None


def test_a_new_browser_is_told_to_its_owner_and_written_down() -> None:
    editor, story = EditorFactory(), draft_story()
    desk = signed_in(editor)

    desk.post(edit(story), story_form(story, **PUBLISH), headers={"User-Agent": "Firefox/140 Linux"})

    assert "accounts.device-known" in deeds()
    assert len(kinds_of_mail(editor)) == 1
    assert AuditEntry.objects.get(what="accounts.device-known").place.endswith("Firefox|Linux")


def test_a_new_factor_is_told_to_its_owner_and_to_the_webmasters() -> None:
    webmaster, editor = WebmasterFactory(), EditorFactory()

    with_factor(editor)

    assert deeds() == ["accounts.factor-added"]
    assert len(kinds_of_mail(webmaster)) == 1
    assert len(kinds_of_mail(editor)) == 1


def test_twenty_failed_sign_ins_are_told_once(client: Client) -> None:
    from django.contrib.auth.signals import user_login_failed

    webmaster, editor = WebmasterFactory(), EditorFactory()

    for _attempt in range(25):
        user_login_failed.send(sender=__name__, credentials={"email": editor.email.upper()}, request=None)

    assert deeds() == ["accounts.many-failures"]
    assert len(kinds_of_mail(webmaster)) == len(kinds_of_mail(editor)) == 1


def test_the_log_is_read_filtered_and_checked_by_those_who_answer_for_it() -> None:
    chief, editor = EditorInChiefFactory(first_name="Anna", last_name="K"), EditorFactory()
    desk = signed_in(chief)
    story = draft_story(title="Un train")
    desk.post(edit(story), story_form(story, **PUBLISH))

    page = desk.get(reverse("newsroom_audit") + f"?by={chief.pk}&what=newsroom.article-published&check=1")
    nothing = desk.get(reverse("newsroom_audit") + f"?by={editor.pk}&day=2020-01-01")

    assert "Un train" in page.content.decode()
    assert page.context["broken"] is None
    assert [line.by for line in page.context["lines"]] == ["Anna K"]
    assert not nothing.context["lines"]


@pytest.mark.parametrize("factory", [EditorFactory, ContributorFactory])
def test_others_do_not_read_the_log(factory: type) -> None:
    desk = signed_in(factory())

    for name in ("newsroom_audit", "newsroom_audit_export"):
        assert desk.get(reverse(name)).headers.get("Location") == HOME


def test_taking_the_log_out_needs_fresh_proof_is_told_and_written_down() -> None:
    webmaster = WebmasterFactory()
    export = reverse("newsroom_audit_export")

    stale = signed_in(webmaster, minutes_ago=16).get(export)
    fresh = signed_in(webmaster).get(export)

    assert stale["Location"].startswith(reverse("account_reauthenticate"))
    assert fresh["Content-Type"].startswith("text/csv")
    assert deeds()[-1] == "newsroom.exported"
    assert len(kinds_of_mail(webmaster)) == 1


def test_an_import_by_nobody_leaves_the_log_alone() -> None:
    public_story()

    assert deeds() == []


def test_a_superuser_reads_and_checks_the_log_too() -> None:
    assert signed_in(AdministratorFactory()).get(reverse("newsroom_audit")).status_code == 200
