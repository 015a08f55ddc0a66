"""What a story may speak of is suggested with its words, answered once, and remembered."""

from datetime import timedelta
from typing import Any

import pytest

from azdarar.articles.actions import publish_article
from azdarar.articles.deciding import (
    AlreadyDecidedError,
    NothingToDecideError,
    carry_out,
    carry_out_waiting,
    decide_name,
    newest_decisions,
    open_questions,
    undo_decision,
)
from azdarar.articles.looking_through import Looker, look_for_new_names_now, progress
from azdarar.articles.models import Article, ArticleSubject, NameDecision, NewName, SubjectSuggestion
from azdarar.articles.new_names import (
    NamelessError,
    NoNewNameError,
    make_subject,
    offer_again,
    offered_names,
    refuse_names,
    refused_names,
)
from azdarar.articles.speaking_of import join_subjects
from azdarar.articles.suggesting import (
    NoSuchSubjectError,
    answer_suggestion,
    suggestions_for,
    take_answer_back,
)
from azdarar.press.models import Announcement
from azdarar.subjects.models import Subject, SubjectName
from tests.factories.accounts import AdministratorFactory
from tests.factories.articles import AT, draft_story, paragraphs, public_story
from tests.factories.subjects import SubjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("paper", "clock")]


def person(*names: str) -> Subject:
    subject: Subject = SubjectFactory(title=names[0], kind="person")
    for name in names[1:]:
        SubjectName.objects.create(subject=subject, language="fr", text=name, is_preferred=False)
    return subject


def linked(subject: Subject) -> set[int]:
    return set(ArticleSubject.objects.filter(subject=subject).values_list("article_id", flat=True))


def look_through(**options: Any) -> None:
    looker = Looker(**options)
    while looker.step(at=AT + timedelta(hours=1), most=2):
        pass


def test_a_subject_is_suggested_with_the_sentence_that_gave_it_away() -> None:
    subject = person("Nikol Pashinyan")
    story = draft_story(body=paragraphs("Il pleut. Hier, Nikol Pashinyan parle.", "Et Pashinyan est parti."))

    (one,) = suggestions_for(story).open

    assert (one.subject, one.name, one.times, one.is_sure) == (subject, "nikol pashinyan", 2, True)
    assert (one.evidence.before, one.evidence.words, one.evidence.after) == (
        "Hier, ",
        "Nikol Pashinyan",
        " parle.",
    )


def test_an_answer_is_remembered_over_later_edits_and_taken_back_by_hand() -> None:
    known, other, refused = person("Nikol Pashinyan"), person("Anna Hakobyan"), person("Serge Sarkissian")
    text = "Ici Nikol Pashinyan, Anna Hakobyan et Serge Sarkissian."
    story = public_story(body=paragraphs(text))
    story.title = "Un brouillon"
    story.save_revision()
    draft = Article.objects.get(pk=story.pk).get_latest_revision_as_object()

    answer_suggestion(article=draft, subject=known, is_confirmed=True, at=AT)
    answer_suggestion(article=draft, subject=known, is_confirmed=True, at=AT)
    answer_suggestion(article=draft, subject=refused, is_confirmed=False, at=AT)
    story = Article.objects.get(pk=story.pk).get_latest_revision_as_object()
    story.body = paragraphs(text + " Encore.")
    publish_article(story, at=AT)
    story = Article.objects.get(pk=story.pk)
    after = suggestions_for(story)

    assert linked(known) == {story.pk}
    assert story.title == "Un brouillon"
    assert [one.subject for one in after.open] == [other]
    assert (after.confirmed, after.refused) == ((known,), (refused,))
    look_through()
    assert {one.subject for one in open_questions()} == {other}

    take_answer_back(article=story, subject=known, at=AT)
    take_answer_back(article=story, subject=refused, at=AT)
    story = Article.objects.get(pk=story.pk).get_latest_revision_as_object()
    assert linked(known) == set()
    assert {one.subject for one in suggestions_for(story).open} == {known, other, refused}


def told_tags() -> set[str]:
    return {tag for one in Announcement.objects.all() for tag in one.tags}


def test_what_an_edit_takes_away_after_a_confirmation_is_told_to_the_list_of_the_subject() -> None:
    subject = person("Nikol Pashinyan")
    story = public_story(body=paragraphs("Ici Nikol Pashinyan parle."))
    own_list = f"subject:{subject.pk}:stories:fr"
    answer_suggestion(article=story, subject=subject, is_confirmed=True, at=AT)

    Announcement.objects.all().delete()
    edited = Article.objects.get(pk=story.pk)
    kept = list(edited.article_subjects.all())
    edited.article_subjects.remove(*kept)
    publish_article(edited, at=AT)
    assert linked(subject) == set()
    assert own_list in told_tags()

    answer_suggestion(article=story, subject=subject, is_confirmed=True, at=AT)
    take_answer_back(article=story, subject=subject, at=AT)
    Announcement.objects.all().delete()
    edited = Article.objects.get(pk=story.pk)
    edited.article_subjects.add(ArticleSubject(subject=subject))
    publish_article(edited, at=AT)
    assert linked(subject) == {story.pk}
    assert own_list in told_tags()


def test_a_decision_goes_on_with_the_subject_that_stands_when_its_own_is_joined_into_another() -> None:
    subject, standing = person("Nikol Pashinyan"), person("Pachinian")
    story = public_story(body=paragraphs("Hier encore, Pashinyan a parlé."))
    look_through()
    decision = decide_name(subject=subject, name="pashinyan", is_confirmed=True, at=AT)
    join_subjects(subject=subject, into=standing, at=AT)

    assert carry_out_waiting(at=AT) == 1
    assert (linked(subject), linked(standing)) == (set(), {story.pk})
    undo_decision(decision=decision, at=AT)
    carry_out_waiting(at=AT)
    assert linked(standing) == set()


def test_decisions_of_which_nothing_is_left_to_do_hold_no_other_up() -> None:
    subject = person("Nikol Pashinyan")
    for number in range(25):
        NameDecision.objects.create(subject=subject, name=f"nobody {number}", answer="no", decided_at=AT)
    public_story(body=paragraphs("Hier encore, Pashinyan a parlé."))
    look_through()
    assert [one.name for one in open_questions()] == ["pashinyan"]
    decide_name(subject=subject, name="pashinyan", is_confirmed=True, at=AT)
    assert open_questions() == []

    assert carry_out_waiting(at=AT) == 1
    assert carry_out_waiting(at=AT) == 0
    assert not NameDecision.objects.filter(is_carried_out=False).exists()


def test_nothing_is_answered_of_a_subject_that_is_gone() -> None:
    subject, into = person("Nikol Pashinyan"), person("Autre")
    Subject.objects.filter(pk=subject.pk).update(joined_into=into)

    with pytest.raises(NoSuchSubjectError):
        answer_suggestion(article=draft_story(), subject=subject, is_confirmed=True, at=AT)

    assert not SubjectSuggestion.objects.exists()


def test_one_decision_settles_all_stories_and_is_undone_for_all() -> None:
    subject, _other = person("Nikol Pashinyan"), person("Anna Hakobyan")
    stories = [
        public_story(body=paragraphs(f"Hier {number} fois, Pashinyan a parlé.")).pk for number in range(5)
    ]
    public_story(body=paragraphs("Ici Anna Hakobyan."))
    embargoed = public_story(
        body=paragraphs("Bientôt, Pashinyan."), embargoed_until=AT + timedelta(days=9)
    ).pk
    draft_story(body=paragraphs("Encore, Pashinyan."))
    look_through(in_memory=True)

    first, _second = open_questions()
    assert (first.subject, first.name, first.stories, first.sure) == (subject, "pashinyan", 6, 0)
    decision = decide_name(subject=subject, name="pashinyan", is_confirmed=True, at=AT)
    with pytest.raises(AlreadyDecidedError):
        decide_name(subject=subject, name="pashinyan", is_confirmed=False, at=AT)
    assert [one.name for one in open_questions()] == ["anna hakobyan"]
    Announcement.objects.all().delete()
    while carry_out(decision, at=AT, most=4):
        pass

    assert linked(subject) == {*stories, embargoed}
    assert ArticleSubject.objects.get(article=embargoed).visible_from == AT + timedelta(days=9)
    told = Announcement.objects.filter(fact="articles.subjects-decided")
    assert {tag for one in told for tag in one.tags} == {
        f"subject:{subject.pk}:stories:fr",
        f"subject:{subject.pk}:page",
        *(f"article:{pk}:text" for pk in (*stories, embargoed)),
    }
    assert [one.stories for one in newest_decisions()] == [6]
    with pytest.raises(NothingToDecideError):
        decide_name(subject=subject, name="pashinyan", is_confirmed=True, at=AT)

    undo_decision(decision=decision, at=AT)
    assert carry_out_waiting(at=AT) == 6
    assert carry_out_waiting(at=AT) == 0
    assert linked(subject) == set()
    assert open_questions()[0].stories == 6
    assert newest_decisions() == []


def test_a_name_refused_everywhere_is_suggested_nowhere_and_never_again() -> None:
    subject = person("Nikol Pashinyan")
    public_story(body=paragraphs("Hier encore, Pashinyan a parlé."))
    look_through()
    decision = decide_name(subject=subject, name="pashinyan", is_confirmed=False, at=AT)
    carry_out_waiting(at=AT)

    later = public_story(body=paragraphs("Hier soir, Pashinyan a parlé."))
    look_through()

    assert open_questions() == []
    assert suggestions_for(later).open == ()
    assert linked(subject) == set()
    undo_decision(decision=decision, at=AT)
    assert len(suggestions_for(later).open) == 1


def test_new_names_of_a_subject_are_looked_for_in_stories_that_were_looked_through_before() -> None:
    story = public_story(body=paragraphs("Ils sont à Stepanakert depuis lundi."))
    look_through()
    assert progress().is_done
    subject = SubjectFactory(title="Xankəndi", kind="place")
    SubjectName.objects.create(subject=subject, language="fr", text="Stepanakert")

    Looker().step(at=AT)
    assert open_questions() == []
    look_for_new_names_now(at=AT + timedelta(days=400))
    look_through()

    assert [(one.subject, one.name) for one in open_questions()] == [(subject, "stepanakert")]
    assert progress().is_done
    assert [one.article for one in SubjectSuggestion.objects.all()] == [story]


def test_a_step_that_dies_is_done_again_and_counts_nothing_twice(monkeypatch: Any) -> None:
    person("Nikol Pashinyan")
    for number in range(3):
        public_story(body=paragraphs(f"À {number} heures, Nikol Pashinyan rencontre Gulnara Mamedova."))
    monkeypatch.setattr("azdarar.articles.looking_through._count", lambda *a, **b: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        look_through()
    monkeypatch.undo()

    look_through()

    assert open_questions()[0].stories == 3
    assert NewName.objects.get(words="gulnara mamedova").stories == 3


def test_names_nobody_knows_are_offered_with_their_spellings_once() -> None:
    for text in (
        "Pour Gulnara Mamedova, non.",
        "Avec Gulnara Mamedova, oui.",
        "Chez Gulnara Mammadova, bof.",
    ):
        public_story(body=paragraphs(text))
    public_story("en", body=paragraphs("Yesterday Гюльнара Мамедова left."))
    for _ in range(3):
        public_story(body=paragraphs("Au Café Central, la nuit tombe."))
    public_story(body=paragraphs("Voici Nora Embargo."), embargoed_until=AT + timedelta(days=9))
    draft_story(body=paragraphs("Voici Nora Brouillon."))
    look_through()

    first, second = offered_names(fewest=1)[:2]
    assert {name.shown for name in first.names} == {
        "Gulnara Mamedova",
        "Gulnara Mammadova",
        "Гюльнара Мамедова",
    }
    assert (first.stories, second.first.shown, second.stories) == (4, "Café Central", 3)
    assert not NewName.objects.filter(words__contains="nora").exists()

    for title, kind in (("", "person"), ("x" * 201, "person"), ("Gulnara", "nobody")):
        with pytest.raises(NamelessError):
            make_subject(names=[name.pk for name in first.names], title=title, kind=kind)
    subject = make_subject(names=[name.pk for name in first.names], title="Gulnara Mamedova", kind="person")
    refuse_names(names=[name.pk for name in second.names], at=AT)
    with pytest.raises(NoNewNameError):
        make_subject(names=[second.first.pk], title="Café", kind="place")
    assert [one.first.shown for one in offered_names(fewest=2)] == []
    assert {(name.language, name.text, name.is_preferred) for name in subject.names.all()} == {
        ("fr", "Gulnara Mamedova", True),
        ("fr", "Gulnara Mammadova", False),
        ("en", "Гюльнара Мамедова", True),
    }

    look_for_new_names_now(at=AT + timedelta(days=400))
    look_through()
    assert sum(one.stories for one in open_questions() if one.subject == subject) == 4
    offer_again(names=[name.pk for name in refused_names()])
    assert [one.first.shown for one in offered_names(fewest=2)] == ["Café Central"]


def test_what_is_for_members_alone_gives_nothing_away_but_to_whoever_may_read_it() -> None:
    person("Nikol Pashinyan")
    closed = paragraphs("Ici Nikol Pashinyan et Nora Bel.")
    body = [*paragraphs("Tout est public."), ("members_break", None), *closed]
    story = public_story(body=body, access="members")
    look_through()

    assert open_questions() == []
    assert not NewName.objects.filter(words__contains="nora").exists()
    assert suggestions_for(story).open == ()
    assert len(suggestions_for(story, reader=AdministratorFactory()).open) == 1
