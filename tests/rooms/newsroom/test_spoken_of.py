"""What stories speak of, at the desk: beside the text, for the whole archive at once, and new names."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from azdarar.accounts.models import AuditEntry
from azdarar.articles.looking_through import Looker
from azdarar.articles.models import Article, ArticleSubject, NewName, SubjectPicture
from azdarar.articles.suggesting import answer_suggestion
from azdarar.media.actions import add_picture
from azdarar.subjects.models import Subject
from tests.factories.accounts import ContributorFactory as WriterFactory
from tests.factories.accounts import EditorFactory
from tests.factories.articles import SectionFactory, draft_story, paragraphs, public_story
from tests.factories.forms import story_form
from tests.factories.media import photograph, upload
from tests.factories.subjects import SubjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(EditorFactory())
    return client


def person(title: str) -> Subject:
    subject: Subject = SubjectFactory(title=title, kind="person")
    return subject


def look_through() -> None:
    looker = Looker()
    while looker.step(at=timezone.now()):
        pass


def linked(subject: Subject) -> set[int]:
    return set(ArticleSubject.objects.filter(subject=subject).values_list("article_id", flat=True))


def test_an_editor_confirms_a_suggestion_beside_the_text_and_an_older_form_keeps_it(
    desk: Client,
) -> None:
    subject, refused = person("Nikol Pashinyan"), person("Anna Hakobyan")
    story = public_story(body=paragraphs("Hier, Nikol Pashinyan parle. Puis Anna Hakobyan."))
    edit = reverse("wagtailadmin_pages:edit", args=[story.pk])
    own = reverse("newsroom_spoken_of", args=[story.pk])
    before = story_form(Article.objects.get(pk=story.pk), title="Un autre titre")

    page = html.fromstring(desk.get(edit).content)
    answered = desk.post(own, {"do": "confirm", "subject": subject.pk}, headers={"x-part": "list"})
    desk.post(own, {"do": "refuse", "subject": refused.pk})
    saved = desk.post(edit, {**before, "action-publish": "action-publish"})

    panel = page.cssselect("[data-spoken-of]")[0]
    assert panel.get("data-address") == own
    assert all(form.fields["csrfmiddlewaretoken"] for form in panel.cssselect("form"))
    assert [mark.text for mark in panel.cssselect("mark")] == ["Nikol Pashinyan", "Anna Hakobyan"]
    toggle = page.cssselect('[data-side-panel-toggle="spoken-of"]')[0]
    assert toggle.text_content().strip() == "2"
    assert not answered.content.lstrip().startswith(b"<!")
    assert [one.text for one in html.fromstring(answered.content).cssselect("mark")] == ["Anna Hakobyan"]
    assert saved.status_code == 302
    assert Article.objects.get(pk=story.pk).title == "Un autre titre"
    assert (linked(subject), linked(refused)) == ({story.pk}, set())
    whole = html.fromstring(desk.get(own).content)
    assert not whole.cssselect(".spoken-of__open")

    desk.post(own, {"do": "undo", "subject": subject.pk})
    nothing = desk.post(own, {"do": "", "subject": subject.pk})
    unknown = desk.post(own, {"do": "confirm", "subject": "9" * 30})
    assert linked(subject) == set()
    assert (nothing.status_code, unknown.status_code) == (400, 404)


def test_the_queue_settles_a_name_for_all_stories_shows_no_draft_and_is_undone(desk: Client) -> None:
    subject = person("Nikol Pashinyan")
    numbers = {public_story(body=paragraphs(f"Hier, {number} : Pashinyan parle.")).pk for number in range(3)}
    hidden = public_story(
        "hy",
        section=SectionFactory(language="hy"),
        body=paragraphs("Secret est Pashinyan."),
        embargoed_until=timezone.now() + timedelta(days=3),
    )
    look_through()
    queue = reverse("newsroom_suggested")
    elsewhere = Client()
    elsewhere.force_login(EditorFactory(scope__languages=["fr"]))

    asked = html.fromstring(desk.get(queue).content)
    foreign = elsewhere.get(queue).content.decode()
    decided = desk.post(queue, {"do": "yes", "subject": subject.pk, "name": "pashinyan"}, follow=True)
    again = desk.post(queue, {"do": "no", "subject": subject.pk, "name": "pashinyan"})
    unknown = desk.post(queue, {"do": "sing"})

    (title,) = asked.cssselect(".questions__name")
    assert "4" in title.text_content()
    assert asked.cssselect("mark")[0].text == "Pashinyan"
    assert "Secret" not in foreign
    assert linked(subject) == {*numbers, hidden.pk}
    assert (again.status_code, unknown.status_code) == (422, 400)
    decision = html.fromstring(decided.content).cssselect('input[name="decision"]')[0].get("value")

    undone = desk.post(queue, {"do": "undo", "decision": decision})
    assert undone.status_code == 302
    assert linked(subject) == set()
    deeds = AuditEntry.objects.filter(what__startswith="subjects.name").order_by("number")
    assert [deed.what for deed in deeds] == ["subjects.name-confirmed", "subjects.name-asked-again"]


def test_a_question_is_answered_story_by_story(desk: Client) -> None:
    subject = person("Nikol Pashinyan")
    first, second = (
        public_story(body=paragraphs(f"Hier, {word} : Pashinyan parle.")) for word in ("un", "deux")
    )
    look_through()
    own = f"{reverse('newsroom_suggested_stories', args=[subject.pk])}?name=pashinyan"

    page = html.fromstring(desk.get(own).content)
    boxes = [box.get("value") for box in page.cssselect('input[name="story"]')]
    answered = desk.post(own, {"do": "yes", "story": [boxes[0], "x", "999999"]})
    desk.post(own, {"do": "no", "story": [boxes[1]]})
    after = desk.get(own)

    assert len(boxes) == 2
    (said,) = get_messages(answered.wsgi_request)
    assert re.findall(r"\d+", str(said)) == ["1"]
    assert linked(subject) == {second.pk} or linked(subject) == {first.pk}
    assert after.status_code == 302


def test_a_new_name_is_made_a_subject_or_refused(desk: Client) -> None:
    for number in range(3):
        public_story(body=paragraphs(f"Hier, {number} : Gulnara Mamedova parle au Café Central."))
    look_through()
    own = reverse("newsroom_new_names")
    made, refused = (NewName.objects.get(words=words) for words in ("gulnara mamedova", "cafe central"))

    page = desk.get(own).content.decode()
    nameless = desk.post(own, {"do": "make", "name": made.pk, "title": " ", "kind": "person"})
    desk.post(own, {"do": "make", "name": made.pk, "title": "Gulnara Mamedova", "kind": "person"})
    desk.post(own, {"do": "refuse", "name": refused.pk})
    late = desk.post(own, {"do": "make", "name": made.pk, "title": "Gulnara", "kind": "person"})
    none = desk.post(own, {"do": "make", "title": "Gulnara", "kind": "person"})

    assert "Gulnara Mamedova" in page
    assert (nameless.status_code, late.status_code, none.status_code) == (422, 422, 404)
    assert Subject.objects.get(title="Gulnara Mamedova").kind == "person"
    assert html.fromstring(desk.get(own).content).cssselect("input[name=title]") == []
    look_through()
    assert "Gulnara Mamedova" in desk.get(reverse("newsroom_suggested")).content.decode()


def test_a_character_no_database_keeps_is_left_out_of_what_is_sent(desk: Client) -> None:
    subject = person("Nikol Pashinyan")
    name = NewName.objects.create(words="vanadzor", shown="Vanadzor", language="fr", stories=4)
    story = public_story(body=paragraphs("Hier, Nikol Pashinyan parle."))
    queue, new = reverse("newsroom_suggested"), reverse("newsroom_new_names")
    beside = reverse("newsroom_spoken_of", args=[story.pk])
    by_story = reverse("newsroom_suggested_stories", args=[subject.pk])

    answers = [
        desk.post(queue, {"do": "yes", "subject": subject.pk, "name": "pash\0inyan"}),
        desk.get(f"{by_story}?name=pash%00inyan"),
        desk.get(f"{reverse('newsroom_subject', args=[subject.pk])}?q=pash%00inyan"),
        desk.post(beside, {"do": "refuse", "subject": subject.pk, "name": "pash\0inyan"}),
        desk.post(new, {"do": "make", "name": name.pk, "title": "Vana\0dzor", "kind": "place"}),
    ]

    assert [answer.status_code for answer in answers] == [422, 302, 200, 302, 302]
    assert Subject.objects.filter(title="Vanadzor").exists()


def test_whoever_may_not_tend_subjects_or_edit_the_story_is_refused(client: Client) -> None:
    client.force_login(WriterFactory())
    story = draft_story(body=paragraphs("Nikol Pashinyan parle."))
    subject = person("Nikol Pashinyan")

    for address in (
        reverse("newsroom_suggested"),
        reverse("newsroom_new_names"),
        reverse("newsroom_suggested_stories", args=[subject.pk]),
        reverse("newsroom_subject_picture", args=[subject.pk]),
        reverse("newsroom_spoken_of", args=[story.pk]),
    ):
        assert client.get(address).status_code == 302, address
        assert "Pashinyan" not in client.get(address, follow=True).content.decode()


def test_the_chooser_finds_a_subject_by_any_spelling(desk: Client) -> None:
    wanted, other = person("Nikol Pashinyan"), person("Anna Hakobyan")

    for asked in ("Пашинян", "pachinian", "Փաշինյան"):
        found = desk.get("/newsroom/snippets/choose/subjects/subject/results/", {"q": asked}).content.decode()
        assert wanted.title in found, asked
        assert other.title not in found, asked
    assert desk.get("/newsroom/snippets/choose/subjects/subject/results/", {"q": "«»"}).status_code == 200


def test_a_subject_has_a_picture_that_is_described_credited_and_allowed(desk: Client, client: Client) -> None:
    subject = person("Nikol Pashinyan")
    file = upload(photograph(size=(900, 600)))
    picture = add_picture(file=file, title="DSC_0042", credit_line="Anahit / Azdarar")
    own, public = reverse("newsroom_subject_picture", args=[subject.pk]), f"/fr/tags/{subject.slug}/"
    told = {"picture": picture.pk, "alt_text": "Un homme barbu", "may_be_shown": "on"}

    undescribed = desk.post(own, {**told, "alt_text": ""})
    unasked = desk.post(own, {**told, "may_be_shown": ""})
    unknown = desk.post(own, {**told, "picture": "9" * 30})
    picture.credit_line = ""
    picture.save()
    uncredited = desk.post(own, told)
    picture.credit_line = "Anahit / Azdarar"
    picture.save()

    refusals = (undescribed, unasked, unknown, uncredited)
    assert [answer.status_code for answer in refusals] == [422] * 4
    assert not SubjectPicture.objects.exists()

    desk.post(own, told)
    (shown,) = html.fromstring(client.get(public).content).cssselect(".subject-head__picture")
    assert shown.cssselect("img")[0].get("alt") == "Un homme barbu"
    assert "Anahit" in shown.cssselect("figcaption")[0].text_content()
    answer_suggestion(article=public_story(), subject=subject, is_confirmed=True, at=timezone.now())
    found = "/fr/search/?q=Nikol+Pashinyan"
    (card,) = html.fromstring(client.get(found).content).cssselect(".known__picture")
    assert card.cssselect("img")[0].get("alt") == "Un homme barbu"
    assert "Anahit" in card.cssselect("figcaption")[0].text_content()

    desk.post(own, {"do": "take-away"})
    assert not html.fromstring(client.get(public).content).cssselect(".subject-head__picture")
    assert not html.fromstring(client.get(found).content).cssselect(".known__picture")
