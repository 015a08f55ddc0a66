"""What editors do to a paper, each move at random, by the ways the newsroom and its imports have."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from django.core.files.base import ContentFile
from django.test import override_settings
from django.utils import timezone
from PIL import Image
from wagtail.models import Locale, Page
from wagtail.rich_text import RichText

from azdarar.archive.models import ImportedComment
from azdarar.archive.old_addresses import point_address
from azdarar.articles.actions import (
    Incoming,
    add_article,
    correct_article,
    link_translations,
    publish_article,
    take_back_articles,
    take_in_articles,
    unlink_translation,
    withdraw_article,
)
from azdarar.articles.models import (
    Article,
    ArticleSubject,
    Contribution,
    Contributor,
    ContributorProfile,
    PlainPage,
    Recommendation,
    Section,
)
from azdarar.fronts.actions import found_paper, pick_for_sections
from azdarar.fronts.models import Dossier, DossierStory, Front, SectionPick, ThreadEntry
from azdarar.media.actions import add_picture, describe_picture
from azdarar.media.models import Picture, StoryDocument
from azdarar.press.actions import announce
from azdarar.rights.models import Source
from azdarar.subjects.models import Subject, SubjectName

CODES = ("fr", "en")
_WORDS = (
    "train", "lac", "pont", "neige", "marché", "école", "village", "montagne", "rivière", "gare", "abricot",
    "vigne", "atelier", "théâtre", "carte", "frontière", "mémoire", "tisserande", "horloge", "fenêtre",
    "lumière", "moulin", "archive", "lettre",
)  # fmt: skip
#: Stories above which some go before others come, so that a walk stays as fast as it began.
MOST_STORIES = 26

Move = Callable[["Editors"], bool]
#: Each move's weight, by its name.
MOVES: dict[str, int] = {}
_BY_NAME: dict[str, Move] = {}


def move(weight: int = 2) -> Callable[[Move], Move]:
    """Add a function to the moves, under its name; it answers whether there was anything to do."""

    def added(made: Move) -> Move:
        name = made.__name__.strip("_").replace("_", " ")
        MOVES[name], _BY_NAME[name] = weight, made
        return made

    return added


class Editors:
    """A newsroom without habits: what it does is decided by chance alone."""

    def __init__(self, random: Random) -> None:
        self.random = random
        #: How long the clock is let run after the move in hand.
        self.waits = timedelta()
        #: Addresses that led to something once.
        self.also_asked: dict[str, None] = {}
        self._number = 0
        self._settings: Any = None

    def make(self, name: str) -> bool:
        """Make a move; False where there is nothing it could be made with."""
        for path in Article.objects.exclude(canonical_path=None).values_list("canonical_path", flat=True):
            self.also_asked.setdefault(path)
        return _BY_NAME[name](self)

    def leave(self) -> None:
        """Put the settings back."""
        if self._settings is not None:
            self._settings.disable()

    # -- what there is ---------------------------------------------------------------------------

    def found(self) -> None:
        """Found the paper, with something of everything."""
        found_paper(languages=CODES, name="Azdarar")
        for code in CODES:
            for rank in (1, 2, 3):
                self.new_section(code, rank=rank)
        self.people = [self.new_contributor() for _ in range(4)]
        for _ in range(4):
            self.new_subject()
        self.new_picture()
        self.new_document()
        Source.objects.create(name="Agence du lac", credit_lines={"fr": "Repris de l’Agence © {year}"})
        for number in range(12):
            self.new_story(CODES[number % 2], days=self.random.choice((0, 0, 1, 3, 40, 500, 900)))
        for code in CODES:
            self.new_dossier(code)
            self.new_plain_page(code)
        self.arrange_front("fr")
        story = self.story()
        for number in ("1", "2"):
            ImportedComment.objects.create(
                page_id=story.pk, foreign_id=number, author="Vahé", text=self.sentence(), is_public=True
            )
        self.also_asked[f"{story.canonical_path}comments/"] = None

    def words(self, most: int = 4) -> str:
        """A few words that nobody used before."""
        self._number += 1
        chosen = self.random.sample(_WORDS, self.random.randint(2, most))
        return f"{' '.join(chosen)} {self._number}".capitalize()

    def sentence(self) -> str:
        """A sentence that nobody said before."""
        return f"Voici ce que l’on raconte ici : {self.words(8)}, et rien d’autre."

    def slug(self) -> str:
        """A name for an address, mostly new."""
        self._number += 1
        return f"{self.random.choice(_WORDS).encode('ascii', 'ignore').decode()}-{self._number}"

    def story(self, **values: Any) -> Any:
        """One of the public stories, or None."""
        return self.one_of(Article.objects.filter(live=True, **values))

    def one_of(self, rows: Any) -> Any:
        """One of some rows, or None."""
        numbers = sorted(rows.values_list("pk", flat=True))
        return rows.get(pk=self.random.choice(numbers)) if numbers else None

    def code(self) -> str:
        """One of the languages."""
        return self.random.choice(CODES)

    def may(self, one_in: int = 2) -> bool:
        """Whether something happens this time."""
        return self.random.randrange(one_in) == 0

    def body(self) -> list[tuple[str, Any]]:
        """A text that may show and link to other things of the paper."""
        html = f"<p>{self.sentence()}</p>"
        if (other := self.story()) is not None and self.may():
            html += f'<p>Voir <a linktype="page" id="{other.pk}">ce récit</a>.</p>'
        page = self.one_of(PlainPage.objects.live())
        if page is not None and self.may(4):
            html += f'<p>Voir <a linktype="page" id="{page.pk}">cette page</a>.</p>'
        document = self.one_of(StoryDocument.objects.all())
        if document is not None and self.may(4):
            html += f'<p>Voir <a linktype="document" id="{document.pk}">le document</a>.</p>'
        blocks: list[tuple[str, Any]] = [("paragraph", RichText(html))]
        if document is not None and self.may(5):
            blocks.append(("document", {"document": document, "title": ""}))
        picture = self.one_of(Picture.objects.all())
        if picture is not None and self.may(4):
            use = {"picture": picture, "alt_text": "", "caption": "", "is_decorative": False}
            blocks.append(("picture", use))
        if other is not None and self.may(4):
            blocks.append(("related_story", {"article": Page.objects.get(pk=other.pk)}))
        return blocks

    def signatures(self) -> list[Contribution]:
        """A byline of one or two."""
        people = list(Contributor.objects.order_by("pk"))
        chosen = self.random.sample(people, self.random.choice((1, 1, 2)))
        roles = ("written", "written", "translated", "photographed")
        return [Contribution(contributor=one, role=self.random.choice(roles)) for one in chosen]

    def subjects(self) -> list[ArticleSubject]:
        """What a story speaks of: up to two subjects."""
        known = list(Subject.objects.order_by("pk"))
        chosen = self.random.sample(known, min(len(known), self.random.choice((0, 1, 2))))
        return [ArticleSubject(subject=one) for one in chosen]

    def new_story(self, code: str, *, days: int = 0, **values: Any) -> Article:
        """Publish a new story, as old as wished."""
        source = Source.objects.first() if self.may(5) else None
        told: dict[str, Any] = {
            "title": self.words(),
            "standfirst": self.sentence() if self.may() else "",
            "kicker": self.words(2) if self.may(3) else "",
            "section": self.section(code),
            "form": self.random.choice(("news", "news", "opinion")),
            "is_long_lived": self.may(3),
            "lead_picture": self.one_of(Picture.objects.all()) if self.may(3) else None,
            "source": source,
            "original_address": "https://agence.example/1" if source else "",
            "body": self.body(),
            **values,
        }
        story = Article(**told)
        story.contributions.set(self.signatures())
        story.article_subjects.set(self.subjects())
        add_article(story, language=code, has_revision=False)
        return publish_article(story, at=timezone.now() - timedelta(days=days))

    def section(self, code: str) -> Any:
        """One of a language's sections."""
        return self.one_of(Section.objects.filter(locale__language_code=code))

    def new_section(self, code: str, *, rank: int = 9) -> Section:
        """A new section, mostly in the menu; it may be another's translation."""
        locale = Locale.objects.get(language_code=code)
        others = Section.objects.exclude(locale=locale)
        known = Section.objects.filter(locale=locale).values("translation_key")
        other = self.one_of(others.exclude(translation_key__in=known))
        section = Section(
            name=self.words(2), slug=self.slug(), locale=locale, rank=rank, is_in_menu=not self.may(4)
        )
        if other is not None:
            section.translation_key = other.translation_key
        section.save()
        return section

    def new_contributor(self) -> Contributor:
        """Somebody who signs."""
        person = Contributor.objects.create(name=self.words(2), slug=self.slug())
        ContributorProfile.objects.create(contributor=person, language="fr", bio=self.sentence())
        return person

    def new_subject(self) -> Subject:
        """What stories may speak of."""
        kind = self.random.choice(Subject.Kind.values)
        subject = Subject.objects.create(title=self.words(2), slug=self.slug(), kind=kind)
        SubjectName.objects.create(subject=subject, language="en", text=self.words(2))
        return subject

    def new_picture(self) -> Picture:
        """A small picture."""
        file = io.BytesIO()
        Image.new("RGB", (90, 60), (self.random.randrange(256), 40, 90)).save(file, "PNG")
        file.seek(0)
        return add_picture(file=file, title=self.words(), alt_text=self.sentence(), credit_line=self.words(2))

    def new_document(self) -> StoryDocument:
        """A small document."""
        document = StoryDocument(title=self.words())
        document.file.save(f"{self.slug()}.txt", ContentFile(b"text"), save=False)
        document._set_document_file_metadata()
        document.file.close()
        document.save()
        return document

    def new_dossier(self, code: str) -> Dossier:
        """A published dossier with a few stories and a date."""
        front = Front.objects.get(locale__language_code=code)
        dossier = Dossier(title=self.words(), slug=self.slug(), locale=front.locale, live=False)
        front.add_child(instance=dossier)
        dossier.dossier_stories.set(self.places(code))
        dossier.thread.set(
            [ThreadEntry(day=timezone.localdate(), text=self.sentence(), article=self.story())]
        )
        dossier.save_revision().publish()
        return dossier

    def places(self, code: str) -> list[DossierStory]:
        """Up to three stories for a dossier."""
        stories = list(Article.objects.filter(language=code, live=True).order_by("pk"))
        chosen = self.random.sample(stories, min(3, len(stories)))
        return [DossierStory(article=one, sort_order=place) for place, one in enumerate(chosen)]

    def new_plain_page(self, code: str) -> PlainPage:
        """A published plain page."""
        front = Front.objects.get(locale__language_code=code)
        page = PlainPage(
            title=self.words(2), slug=self.slug(), locale=front.locale, live=False, body=self.body()[:1]
        )
        front.add_child(instance=page)
        page.save_revision().publish()
        return page

    def arrange_front(self, code: str) -> None:
        """Arrange a front anew: containers of every rule."""
        page = Front.objects.get(locale__language_code=code).get_latest_revision_as_object()
        page.containers = [("container", self.container(code)) for _ in range(self.random.randint(1, 3))]
        page.save_revision().publish()

    def container(self, code: str) -> dict[str, Any]:
        """One container."""
        kind = self.random.choice(("lead", "band", "wire", "picks", "dossier", "opinion", "river"))
        picks = [
            {"article": Page.objects.get(pk=one.pk), "reason": self.sentence(), "chosen_by": self.person()}
            for one in [self.one_of(Article.objects.filter(language=code))]
            if one is not None and self.may()
        ]
        dossier = self.one_of(Dossier.objects.filter(locale__language_code=code))
        return {
            "kind": kind if dossier or kind != "dossier" else "band",
            "title": self.words(2) if self.may() else "",
            "picks": picks,
            "rule": self.random.choice(("none", "latest", "section", "subject", "opinion")),
            "section": self.section(code),
            "subject": self.one_of(Subject.objects.all()),
            "dossier": Page.objects.get(pk=dossier.pk) if dossier else None,
            "most": self.random.randint(1, 5),
            "max_age_days": self.random.choice((None, None, 1, 3)),
        }

    def person(self) -> Any:
        """One of those who sign."""
        return self.one_of(Contributor.objects.all())

    def ask_formerly(self, *paths: str) -> None:
        """Go on asking for addresses that are about to lead elsewhere."""
        self.also_asked.update(dict.fromkeys(paths))


# -- stories ---------------------------------------------------------------------------------------


@move(8)
def publish(editors: Editors) -> bool:
    if Article.objects.count() >= MOST_STORIES:
        Page.objects.get(pk=editors.one_of(Article.objects.all()).pk).delete()
        return True
    editors.new_story(editors.code(), days=editors.random.choice((0, 0, 0, 2, 30, 450, 800)))
    return True


@move(6)
def correct(editors: Editors) -> bool:
    now = timezone.now()
    story = editors.story(visible_from__lte=now)
    if story is None:
        return False
    story.body = editors.body()
    correct_article(story, note=editors.sentence(), at=now)
    return True


@move(5)
def edit(editors: Editors) -> bool:
    story = editors.story()
    if story is None:
        return False
    story = story.get_latest_revision_as_object()
    changed = editors.random.choice(("standfirst", "kicker", "post_scriptum", "dateline", "body"))
    setattr(story, changed, editors.body() if changed == "body" else editors.words())
    story.save_revision().publish()
    return True


@move(4)
def rename_headline(editors: Editors) -> bool:
    story = editors.story()
    if story is None:
        return False
    story.title = editors.words()
    publish_article(story, at=timezone.now())
    return True


@move(4)
def save_a_draft(editors: Editors) -> bool:
    story = editors.story()
    if story is None:
        return False
    story.title = editors.words()
    story.save_revision()
    return True


@move(4)
def withdraw(editors: Editors) -> bool:
    story = editors.story()
    if story is None:
        return False
    withdraw_article(story)
    return True


@move(3)
def bring_back(editors: Editors) -> bool:
    story = editors.one_of(Article.objects.filter(live=False))
    if story is None:
        return False
    publish_article(story, at=timezone.now())
    return True


@move(2)
def delete(editors: Editors) -> bool:
    story = editors.one_of(Article.objects.all())
    if story is None:
        return False
    Page.objects.get(pk=story.pk).delete()
    return True


@move(3)
def move_section(editors: Editors) -> bool:
    story = editors.story()
    if story is None:
        return False
    story.section = editors.section(story.language)
    publish_article(story, at=timezone.now())
    return True


@move(3)
def change_byline_subjects_and_kind(editors: Editors) -> bool:
    story = editors.story()
    if story is None:
        return False
    story.contributions.set(editors.signatures())
    story.article_subjects.set(editors.subjects())
    story.form = editors.random.choice(("news", "opinion"))
    story.is_long_lived = editors.may()
    story.access = editors.random.choice(("everybody", "everybody", "members"))
    publish_article(story, at=timezone.now())
    return True


@move(2)
def change_the_date(editors: Editors) -> bool:
    story = editors.story()
    if story is None:
        return False
    days = editors.random.choice((-1, 0, 1, 20, 400, 800))
    story.published_at = timezone.now() - timedelta(days=days)
    story.updated_at = None
    publish_article(story, at=timezone.now())
    return True


@move(3)
def recommend(editors: Editors) -> bool:
    story, other = editors.story(), editors.story()
    if story is None or other is None or story.pk == other.pk:
        return False
    chosen = [Recommendation(recommended=other, reason=editors.sentence(), chosen_by=editors.person())]
    story.recommendations.set(chosen if editors.may() else [])
    publish_article(story, at=timezone.now())
    return True


@move(3)
def link_a_translation(editors: Editors) -> bool:
    one, other = editors.story(language="fr"), editors.story(language="en")
    if one is None or other is None or one.translation_key == other.translation_key:
        return False
    for story in (one, other):
        unlink_translation(story)
    link_translations(Article.objects.get(pk=one.pk), Article.objects.get(pk=other.pk))
    return True


@move(2)
def unlink_a_translation(editors: Editors) -> bool:
    story = editors.story()
    if story is None:
        return False
    unlink_translation(story)
    return True


@move(4)
def embargo(editors: Editors) -> bool:
    until = timezone.now() + timedelta(minutes=editors.random.choice((20, 90, 600, 3_000)))
    story = editors.story() if editors.may(3) else None
    if story is None:
        editors.new_story(editors.code(), embargoed_until=until)
    else:
        story.embargoed_until = until
        publish_article(story, at=timezone.now())
    return True


@move(8)
def time_passes(editors: Editors) -> bool:
    editors.waits = timedelta(minutes=editors.random.choice((30, 120, 700, 1_500, 3_000, 45_000)))
    return True


@move(2)
def import_some(editors: Editors) -> bool:
    incoming = []
    for _ in range(2):
        code = editors.code()
        story = Article(title=editors.words(), section=editors.section(code), body=editors.body())
        since = timezone.now() - timedelta(days=editors.random.choice((-1, 5, 500)))
        subjects = [row.subject for row in editors.subjects()]
        incoming.append(Incoming(story, code, since, signatures=editors.signatures(), subjects=subjects))
    stories = take_in_articles(incoming, at=timezone.now())
    if editors.may():
        pick_for_sections([story.pk for story in stories])
    return True


@move(2)
def take_back_an_import(editors: Editors) -> bool:
    story = editors.one_of(Article.objects.all())
    if story is None or DossierStory.objects.filter(article=story).exists():
        return False
    editors.ask_formerly(story.canonical_path or "/fr/")
    take_back_articles([story.pk], at=timezone.now())
    return True


@move(1)
def point_an_old_address(editors: Editors) -> bool:
    story = editors.story()
    if story is None:
        return False
    name = f"/{editors.code()}/{editors.random.choice(_WORDS)}/"
    editors.ask_formerly(name)
    point_address(name, leads_to=editors.random.choice((story.canonical_path, "")), at=timezone.now())
    return True


# -- what stories hang on --------------------------------------------------------------------------


@move(4)
def change_a_section(editors: Editors) -> bool:
    section = editors.section(editors.code())
    editors.ask_formerly(section.address, f"{section.address}feed.xml")
    match editors.random.randrange(5):
        case 0:
            section.name = editors.words(2)
        case 1:
            section.standfirst = editors.sentence()
        case 2:
            section.rank = editors.random.randint(1, 9)
        case 3:
            section.is_in_menu = not section.is_in_menu
        case _:
            section.slug = editors.slug()
    section.save()
    return True


@move(1)
def begin_or_end_a_section(editors: Editors) -> bool:
    empty = Section.objects.filter(articles=None)
    section = editors.one_of(empty) if empty.count() > 1 else None
    if section is not None and not Article.objects.filter(section=section).exists():
        editors.ask_formerly(section.address)
        section.delete()
        return True
    if Section.objects.count() > 8:
        return False
    editors.new_section(editors.code())
    return True


@move(4)
def pick(editors: Editors) -> bool:
    pick = editors.one_of(SectionPick.objects.all())
    if pick is not None and editors.may():
        if editors.may():
            pick.delete()
        else:
            pick.reason = editors.sentence()
            pick.sort_order = editors.random.randint(0, 5)
            pick.save()
        return True
    story = editors.one_of(Article.objects.all())
    if story is None:
        return False
    section = editors.section(story.language)
    SectionPick.objects.create(
        section=section, article=story, reason=editors.sentence(), chosen_by=editors.person()
    )
    return True


@move(3)
def change_a_picture(editors: Editors) -> bool:
    picture = editors.one_of(Picture.objects.all())
    if picture is None or editors.may(12):
        editors.new_picture()
        if picture is not None:
            picture.delete()
        return True
    match editors.random.randrange(4):
        case 0:
            describe_picture(picture, alt_text=editors.sentence())
            return True
        case 1:
            picture.credit_line = editors.words(2)
        case 2:
            picture.texts = {"fr": {"caption": editors.sentence()}}
        case _:
            picture.focus = (editors.random.randrange(100), 50)
    picture.save()
    return True


@move(4)
def change_a_contributor(editors: Editors) -> bool:
    person = editors.person()
    editors.ask_formerly(*(f"/{code}/authors/{person.slug}/" for code in CODES))
    match editors.random.randrange(6):
        case 0:
            person.name = editors.words(2)
        case 1:
            person.slug = editors.slug()
        case 2:
            person.portrait = editors.one_of(Picture.objects.all())
        case 3:
            person.kind = editors.random.choice(("person", "agency"))
        case _:
            code = editors.code()
            profile = person.profiles.filter(language=code).first()
            if profile is not None and editors.may(4):
                profile.delete()
                return True
            profile = profile or ContributorProfile(contributor=person, language=code)
            profile.bio = editors.sentence()
            profile.name = editors.words(2) if editors.may(3) else profile.name
            profile.save()
            return True
    person.save()
    return True


@move(1)
def somebody_comes_or_goes(editors: Editors) -> bool:
    person = editors.one_of(Contributor.objects.filter(contributions=None))
    if person is not None:
        editors.ask_formerly(*(f"/{code}/authors/{person.slug}/" for code in CODES))
        person.delete()
        return True
    if Contributor.objects.count() > 5:
        return False
    editors.new_contributor()
    return True


@move(3)
def change_a_subject(editors: Editors) -> bool:
    subject = editors.one_of(Subject.objects.all())
    if subject is None:
        return False
    editors.ask_formerly(*(f"/{code}/tags/{subject.slug}/" for code in CODES))
    match editors.random.randrange(5):
        case 0:
            subject.title = editors.words(2)
        case 1:
            subject.slug = editors.slug()
        case 2:
            subject.kind = editors.random.choice(Subject.Kind.values)
        case _:
            name = subject.names.first() or SubjectName(subject=subject, language="en", text=editors.words(2))
            name.text = editors.words(2) if editors.may() else name.text
            name.description = editors.sentence() if editors.may() else name.description
            name.save()
            return True
    subject.save()
    return True


@move(1)
def begin_or_end_a_subject(editors: Editors) -> bool:
    if Subject.objects.count() > 3:
        subject = editors.one_of(Subject.objects.all())
        editors.ask_formerly(*(f"/{code}/tags/{subject.slug}/" for code in CODES))
        subject.delete()
    else:
        editors.new_subject()
    return True


@move(2)
def change_a_source(editors: Editors) -> bool:
    source = editors.one_of(Source.objects.all())
    if editors.may():
        source.credit_lines = {editors.code(): f"{editors.sentence()} © {{year}}"}
    else:
        source.name = editors.words(2)
    source.save()
    return True


@move(2)
def change_a_document(editors: Editors) -> bool:
    document = editors.one_of(StoryDocument.objects.all())
    if document is None or editors.may(4):
        editors.new_document()
        if document is not None:
            document.delete()
        return True
    document.title = editors.words()
    document.save()
    return True


@move(1)
def hide_or_show_an_old_comment(editors: Editors) -> bool:
    from azdarar.accounts.models import User
    from azdarar.archive.repairing import hide_comment

    comment = editors.one_of(ImportedComment.objects.all())
    if comment is None:
        return False
    chief, _is_new = User.objects.get_or_create(username="chief", defaults={"is_superuser": True})
    hide_comment(comment, is_hidden=comment.hidden_at is None, by=chief, at=timezone.now())
    return True


# -- pages a person arranges -----------------------------------------------------------------------


@move(4)
def arrange_a_front(editors: Editors) -> bool:
    editors.arrange_front(editors.code())
    return True


@move(4)
def change_a_dossier(editors: Editors) -> bool:
    code = editors.code()
    dossier = editors.one_of(Dossier.objects.filter(locale__language_code=code))
    if dossier is None:
        editors.new_dossier(code)
        return True
    editors.ask_formerly(dossier.address)
    match editors.random.randrange(8):
        case 0:
            dossier.unpublish()
            return True
        case 1:
            Page.objects.get(pk=dossier.pk).delete()
            return True
        case 2 if Dossier.objects.count() < 5:
            editors.new_dossier(code)
            return True
        case 3:
            dossier.title, dossier.slug = editors.words(), editors.slug()
        case 4:
            dossier.is_running = not dossier.is_running
            dossier.picture = editors.one_of(Picture.objects.all())
        case 5:
            dossier.thread.set(
                [ThreadEntry(day=timezone.localdate(), text=editors.sentence(), article=editors.story())]
            )
        case _:
            dossier.dossier_stories.set(editors.places(code))
    dossier.save_revision().publish()
    return True


@move(3)
def change_a_plain_page(editors: Editors) -> bool:
    code = editors.code()
    page = editors.one_of(PlainPage.objects.filter(locale__language_code=code))
    if page is None or (PlainPage.objects.count() < 4 and editors.may(4)):
        editors.new_plain_page(code)
        return True
    editors.ask_formerly(page.address)
    match editors.random.randrange(6):
        case 0:
            page.unpublish()
            return True
        case 1:
            Page.objects.get(pk=page.pk).delete()
            return True
        case 2:
            page.title = editors.words(2)
        case 3:
            page.slug = editors.slug()
        case 4:
            page.is_in_footer = not page.is_in_footer
        case _:
            page.body = editors.body()[:1]
    page.save_revision().publish()
    return True


@move(1)
def change_the_settings(editors: Editors) -> bool:
    """As a paper does when it starts with others (``config.serving.stored_pages``)."""
    editors.leave()
    editors._settings = override_settings(PAPER_NAME=f"Azdarar {editors.words(2)}")
    editors._settings.enable()
    announce("tests.settings-changed", tags=["paper"], at=timezone.now())
    return True
