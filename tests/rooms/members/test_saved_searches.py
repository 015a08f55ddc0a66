"""A reader keeps searches and is told of what is new in them: each story once, until they say stop."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from azdarar.accounts.models import User
from azdarar.articles.actions import correct_article, publish_article, withdraw_article
from azdarar.courier.internal.envelope import compose
from azdarar.courier.models import Mail
from azdarar.members import actions, queries
from azdarar.members.models import SavedSearch, ToldStory
from azdarar.members.personal_data import PERSONAL_DATA
from azdarar.members.telling import stop_address, tell_of_new_stories
from azdarar.search.naming import asked_of
from tests.factories.accounts import AdministratorFactory, UserFactory
from tests.factories.articles import AT, SectionFactory, draft_story, public_story
from tests.rooms.conftest import Deliver

pytestmark = pytest.mark.usefixtures("paper")
ADD, LIST = "/account/searches/add/", "/account/searches/"
SOON, DAILY, NEVER = SavedSearch.Rhythm.SOON, SavedSearch.Rhythm.DAILY, SavedSearch.Rhythm.NEVER
LATER = timedelta(hours=2)


@pytest.fixture
def outbox(settings: object) -> None:
    """Mails can be looked at, as on a developer's machine."""
    settings.MAIL_OUTBOX_IS_SHOWN = True  # type: ignore[attr-defined]


def keep(
    user: User, words: str, *, rhythm: str = SOON, at: datetime = AT, **address: list[str]
) -> SavedSearch:
    asked = asked_of({"q": [words], **address}, language="fr")
    return actions.keep_search(user=user, asked=asked, rhythm=rhythm, at=at)


def told_by(mail: Mail) -> str:
    return mail.letter.text


def test_a_search_is_kept_from_its_page_and_changed_and_removed(browser: Client, reader: User) -> None:
    SectionFactory(name="Société", slug="societe")
    query = "q=guerre&section=societe&since=2019"

    form = browser.get(ADD, {"in": "fr", "search": query})
    kept = browser.post(ADD, {"in": "fr", "search": query, "rhythm": DAILY}, follow=True)
    browser.post(ADD, {"in": "fr", "search": f"{query}&order=newest&page=3", "rhythm": SOON})
    (search,) = queries.saved_searches(user=reader)

    assert "guerre, Société" in form.content.decode()
    assert "guerre, Société" in kept.content.decode()
    assert (search.address, search.rhythm) == (f"/fr/search/?{query}", SOON)
    assert "guerre, Société" in browser.get("/account/").content.decode()

    browser.post(f"{LIST}{search.id}/change/", {"rhythm": "nonsense"})
    assert queries.saved_searches(user=reader)[0].rhythm == NEVER

    browser.post(f"{LIST}{search.id}/remove/")
    assert queries.saved_searches(user=reader) == []
    assert browser.post(f"{LIST}{search.id}/remove/").status_code == 302


def test_what_is_no_search_is_refused_with_a_sentence(browser: Client) -> None:
    nothing: list[dict[str, str]] = [
        {},
        {"search": ""},
        {"in": "xx", "search": "page=2"},
        {"search": "q=" + "x" * 5_000},
        {"search": "&" * 900},
    ]
    for sent in nothing:
        assert browser.get(ADD, sent).status_code == 200
        answer = browser.post(ADD, sent)

        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()
    assert not SavedSearch.objects.exists()


def test_an_account_keeps_so_many_searches_and_no_more(reader: User) -> None:
    SavedSearch.objects.bulk_create(
        SavedSearch(user=reader, language="fr", query=f"q={number}", saved_at=AT, told_from=AT)
        for number in range(actions.MOST_SEARCHES)
    )

    with pytest.raises(actions.TooManySearchesError) as refused:
        keep(reader, "guerre")
    kept = keep(reader, "7", rhythm=DAILY)

    assert refused.value.code == "members.too-many-searches"
    assert kept.rhythm == DAILY


def test_somebody_elses_search_is_not_touched(browser: Client) -> None:
    theirs = keep(UserFactory(email="other@reader.example"), "guerre")

    browser.post(f"{LIST}{theirs.pk}/change/", {"rhythm": NEVER})
    browser.post(f"{LIST}{theirs.pk}/remove/")

    theirs.refresh_from_db()
    assert theirs.rhythm == SOON


@pytest.mark.usefixtures("outbox")
def test_each_new_story_is_told_of_once_whatever_becomes_of_it(reader: User, deliver: Deliver) -> None:
    public_story(title="Une guerre ancienne", at=AT - timedelta(days=1))
    keep(reader, "guerre")
    keep(reader, "nouvelle")
    story = public_story(title="La nouvelle guerre de l’eau", at=AT + timedelta(minutes=5))
    public_story(title="La paix", at=AT + timedelta(minutes=5))
    gone = public_story(title="Une guerre retirée", at=AT + timedelta(minutes=5))
    deliver()
    withdraw_article(gone)
    deliver()

    mails = [tell_of_new_stories(at=AT + LATER)]
    correct_article(story, note="La guerre était de l’eau douce.", by=AdministratorFactory(), at=AT + LATER)
    deliver()
    mails += [tell_of_new_stories(at=AT + LATER * times) for times in (1, 2, 3, 30)]

    assert mails == [1, 0, 0, 0, 0]
    (mail,) = Mail.objects.filter(kind__endswith="new_stories")
    text = told_by(mail)
    assert text.count("La nouvelle guerre de l’eau") == 1
    assert story.address in text
    assert not any(word in text for word in ("ancienne", "paix", "retirée"))
    assert mail.recipient == reader.email


@pytest.mark.usefixtures("outbox")
def test_a_story_the_index_learns_of_late_is_told_of_all_the_same(reader: User, deliver: Deliver) -> None:
    keep(reader, "guerre")
    public_story(title="La guerre", at=AT + timedelta(minutes=5))
    before = tell_of_new_stories(at=AT + LATER)

    deliver()

    assert (before, tell_of_new_stories(at=AT + LATER * 2)) == (0, 1)


@pytest.mark.usefixtures("outbox")
def test_whoever_wishes_it_once_a_day_is_told_in_the_morning_by_one_mail(
    reader: User, deliver: Deliver
) -> None:
    keep(reader, "guerre", rhythm=DAILY)
    for hours in (1, 3, 5):
        public_story(title=f"Guerre {hours}", at=AT + timedelta(hours=hours))
    deliver()
    morning = timezone.localtime(AT + timedelta(days=1)).replace(hour=7, minute=0, second=0, microsecond=0)

    mails = [tell_of_new_stories(at=at) for at in (AT + timedelta(hours=8), morning, morning)]

    assert mails == [0, 1, 0]
    (search,) = SavedSearch.objects.all()
    assert search.due_at == morning + timedelta(days=1)
    assert told_by(Mail.objects.get()).count("Guerre ") == 3


def test_what_a_mail_cannot_list_is_counted_and_told_of_too(
    reader: User, deliver: Deliver, outbox: None
) -> None:
    keep(reader, "guerre")
    for number in range(12):
        public_story(title=f"Guerre {number}", at=AT + timedelta(minutes=number + 1))
    deliver()

    mails = [tell_of_new_stories(at=AT + LATER), tell_of_new_stories(at=AT + LATER * 2)]

    assert mails == [1, 0]
    assert ToldStory.objects.filter(user=reader).count() == 12
    assert told_by(Mail.objects.get()).count("/guerre-") == 10


def test_a_mail_that_cannot_be_written_tells_nobody_and_is_tried_again(
    reader: User, deliver: Deliver, outbox: None
) -> None:
    keep(reader, "guerre")
    public_story(title="La guerre", at=AT + timedelta(minutes=5))
    deliver()
    User.objects.filter(pk=reader.pk).update(email="no address")

    before = tell_of_new_stories(at=AT + LATER), ToldStory.objects.count(), Mail.objects.count()
    User.objects.filter(pk=reader.pk).update(email="nairi@reader.example")
    after = tell_of_new_stories(at=AT + LATER * 2), ToldStory.objects.count(), Mail.objects.count()

    assert (before, after) == ((0, 0, 0), (1, 1, 1))


def test_two_workers_at_once_send_one_mail(reader: User, deliver: Deliver, outbox: None) -> None:
    from azdarar.members import telling

    search = keep(reader, "guerre")
    public_story(title="La guerre", at=AT + timedelta(minutes=5))
    deliver()
    # Both have read the search before either of them has claimed it.
    one, other = (SavedSearch.objects.get(pk=search.pk) for _worker in range(2))

    sent = [telling._tell([row], at=AT + LATER) for row in (one, other)]

    assert sent == [True, False]
    assert Mail.objects.count() == 1


@pytest.mark.usefixtures("outbox")
def test_one_click_in_the_mail_stops_them_all_and_looking_stops_nothing(
    reader: User, deliver: Deliver
) -> None:
    keep(reader, "guerre")
    keep(reader, "paix", rhythm=DAILY)
    public_story(title="La guerre", at=AT + timedelta(minutes=5))
    deliver()
    tell_of_new_stories(at=AT + LATER)
    mail = Mail.objects.get()
    raw = compose(mail.letter, to=mail.recipient, language="fr", message_id="<a@b>", queued_at=AT).decode()
    (header,) = (line for line in raw.split("\r\n") if line.startswith("List-Unsubscribe:"))
    address = header.removeprefix("List-Unsubscribe: <").removesuffix(">")
    # A mail program has no cookie, no session and no token of a form.
    program = Client(enforce_csrf_checks=True)

    looked = program.get(urlsplit(address).path)
    still_told = SavedSearch.objects.exclude(rhythm=NEVER).count()
    done = program.post(urlsplit(address).path, {"List-Unsubscribe": "One-Click"})

    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in raw
    assert address == mail.letter.unsubscribe_url
    assert address in mail.letter.text
    assert (looked.status_code, still_told, done.status_code) == (200, 2, 200)
    assert not SavedSearch.objects.exclude(rhythm=NEVER, due_at=None).exists()
    assert SavedSearch.objects.count() == 2
    assert program.post(urlsplit(stop_address(0)).path).status_code == 200
    assert program.post("/account/searches/stop/no-key/").status_code == 404


@pytest.mark.usefixtures("outbox")
def test_who_begins_to_be_told_again_is_told_of_what_appears_from_then_on(
    reader: User, deliver: Deliver
) -> None:
    search = keep(reader, "guerre", rhythm=NEVER)
    public_story(title="Guerre manquée", at=AT + timedelta(minutes=5))
    deliver()

    actions.change_search(user=reader, search_id=search.pk, rhythm=SOON, at=AT + timedelta(hours=1))
    public_story(title="Guerre suivante", at=AT + timedelta(hours=1, minutes=5))
    deliver()
    tell_of_new_stories(at=AT + LATER)

    assert "Guerre suivante" in told_by(Mail.objects.get())
    assert "manquée" not in told_by(Mail.objects.get())


def test_an_embargoed_story_is_told_of_when_readers_may_see_it(
    reader: User, deliver: Deliver, outbox: None
) -> None:
    keep(reader, "guerre")
    story = draft_story(title="La guerre")
    story.embargoed_until = AT + timedelta(days=5)
    publish_article(story, at=AT)
    deliver()

    with time_machine.travel(AT + timedelta(days=5, minutes=1), tick=False):
        mails = [tell_of_new_stories(at=AT + timedelta(days=days, minutes=1)) for days in (4, 5)]

    assert mails == [0, 1]


def test_searches_and_what_was_told_are_handed_out_and_forgotten(
    reader: User, deliver: Deliver, outbox: None
) -> None:
    keep(reader, "guerre")
    story = public_story(title="La guerre", at=AT + timedelta(minutes=5))
    deliver()
    tell_of_new_stories(at=AT + LATER)

    handed_out = PERSONAL_DATA.export(reader, AT + LATER)
    kept = actions.forget_old_tellings(at=AT + LATER + actions.TOLD_SPAN)
    forgotten = actions.forget_old_tellings(at=AT + LATER + actions.TOLD_SPAN + timedelta(seconds=1))

    assert [row["search"] for row in handed_out["saved_searches"]] == ["guerre"]
    assert [row["address"].endswith(story.address) for row in handed_out["told_stories"]] == [True]
    assert (kept, forgotten) == (0, 1)
    reader.delete()
    assert not SavedSearch.objects.exists()
