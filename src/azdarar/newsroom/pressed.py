"""What a pressed page shows and why it was pressed, in the newsroom's words."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from azdarar.articles.models import Article, Contributor, PlainPage, Section
from azdarar.articles.queries import contributor_address, visible_articles
from azdarar.fronts.models import Dossier
from azdarar.language.typography import TypesetText
from azdarar.subjects.models import Subject

#: More of a kind are counted instead of named.
_MOST_NAMED = 40
#: What is read of a story, which is otherwise long.
_OF_STORY = ("title", "language", "canonical_path")

_FACTS: dict[str, Any] = {
    "archive.addresses-changed": gettext_lazy("a former address was led elsewhere"),
    "archive.batch-imported": gettext_lazy("an import brought stories"),
    "archive.comments-changed": gettext_lazy("the old comments of a story were changed"),
    "archive.import-undone": gettext_lazy("an import was taken back"),
    "archive.menu-settled": gettext_lazy("an import set the menu"),
    "articles.article-published": gettext_lazy("a story was published"),
    "articles.article-corrected": gettext_lazy("a story was corrected"),
    "articles.article-withdrawn": gettext_lazy("a story was withdrawn"),
    "articles.article-deleted": gettext_lazy("a story was deleted"),
    "articles.articles-taken-in": gettext_lazy("an import brought stories"),
    "articles.articles-taken-back": gettext_lazy("an import was taken back"),
    "articles.translations-linked": gettext_lazy("translations were linked"),
    "articles.links-led": gettext_lazy("links of an import were led to their stories"),
    "articles.contributor-changed": gettext_lazy("a person was changed"),
    "articles.plain-page-changed": gettext_lazy("a page was changed"),
    "articles.section-changed": gettext_lazy("a section was changed"),
    "fronts.dossier-changed": gettext_lazy("a dossier was changed"),
    "fronts.front-changed": gettext_lazy("a front page was changed"),
    "fronts.paper-picks-changed": gettext_lazy("the picks of the paper were changed"),
    "fronts.story-picks-changed": gettext_lazy("the picks of a story were changed"),
    "fronts.section-picks-changed": gettext_lazy("the picks of a section were changed"),
    "media.document-changed": gettext_lazy("a document was changed"),
    "media.picture-changed": gettext_lazy("a picture was changed"),
    "onward.let-rest": gettext_lazy("a story or a subject was let rest, or no longer"),
    "onward.list-steered": gettext_lazy("an editor pinned or banned a card under a story"),
    "onward.most-read-ranked": gettext_lazy("what is read most was ranked anew"),
    "rights.source-changed": gettext_lazy("a source was changed"),
    "subjects.subject-changed": gettext_lazy("a subject was changed"),
    "subjects.subject-joined": gettext_lazy("two subjects were joined"),
    "subjects.subject-parted": gettext_lazy("two subjects were parted again"),
    "subjects.subject-split": gettext_lazy("a subject was split"),
    "press.began-anew": gettext_lazy("the paper’s code or settings changed"),
    "due": gettext_lazy("an instant came that had been set: an embargo or a licence ended"),
    "until": gettext_lazy("it held until a certain instant"),
    "clock": gettext_lazy("the clock was set back"),
    "changed": gettext_lazy("something it shows changed"),
}
_REASONS: dict[str, Any] = {
    "asked": gettext_lazy("a reader asked for it"),
    "warmed": gettext_lazy("so that it is there when a reader asks"),
    "all": gettext_lazy("all pages were pressed"),
    "by hand": gettext_lazy("somebody pressed it by hand"),
    "laid out": gettext_lazy("so that a web server can read it as a file"),
}


@dataclass(frozen=True, slots=True)
class ShownThing:
    """One thing a page shows: what it is called, and the address readers find it at, if it has one."""

    text: str
    address: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class ShownKind:
    """Things of one kind that a page shows; those that are not named are counted."""

    label: str
    things: tuple[ShownThing, ...]
    others: int = 0


def reason_in_words(why: str) -> str:
    """Why a page was pressed."""
    if why.startswith("changed: "):
        return fact_in_words(why.removeprefix("changed: "))
    return str(_REASONS.get(why, why))


def fact_in_words(fact: str) -> str:
    """What made a page old."""
    return str(_FACTS.get(fact, fact))


def what_is_shown(tags: Iterable[str], *, at: datetime) -> list[ShownKind]:
    """What the tags of a page stand for, with the same few queries however many there are.

    A story that readers may not see is counted and not named: whoever keeps the server need not know of it.
    """
    found = set(tags)
    kinds = [
        _named(_("Stories"), _numbers(found, "article"), visible_articles(at=at).only(*_OF_STORY), _story),
        _named(_("Sections"), _numbers(found, "section"), Section.objects.select_related("locale"), _section),
        _named(_("People"), _numbers(found, "contributor"), Contributor.objects.all(), _person),
        _named(_("Subjects"), _numbers(found, "subject"), Subject.objects.all(), _subject),
        _named(
            _("Dossiers"), _numbers(found, "dossier"), Dossier.objects.live().select_related("locale"), _page
        ),
        _named(
            _("Pages"),
            _numbers(found, "plain-page"),
            PlainPage.objects.live().select_related("locale"),
            _page,
        ),
        ShownKind(_("Lists"), tuple(_lists(found))),
        ShownKind(_("Also"), tuple(_counted(found))),
    ]
    return [kind for kind in kinds if kind.things or kind.others]


def _named(
    label: str, numbers: Collection[int], rows: QuerySet[Any], thing_of: Callable[[Any], ShownThing]
) -> ShownKind:
    """As many as are named, and how many there are besides."""
    things = tuple(thing_of(row) for row in rows.filter(pk__in=numbers)[:_MOST_NAMED])
    return ShownKind(label, things, len(numbers) - len(things))


def _story(story: Article) -> ShownThing:
    return ShownThing(str(TypesetText(story.title, story.language)), story.canonical_path, story.language)


def _section(section: Section) -> ShownThing:
    return ShownThing(section.name, section.address, section.language)


def _person(person: Contributor) -> ShownThing:
    return ShownThing(person.name, contributor_address(person, language=settings.LANGUAGES[0][0]))


def _subject(subject: Subject) -> ShownThing:
    return ShownThing(subject.title, f"/{settings.LANGUAGES[0][0]}/tags/{subject.slug}/")


def _page(page: Dossier | PlainPage) -> ShownThing:
    return ShownThing(page.title, page.address, page.language)


def _lists(tags: Collection[str]) -> Iterable[ShownThing]:
    """Lists and menus of a language, in words; each once."""
    names = {
        "stories": _("the newest stories (%(language)s)"),
        "opinions": _("opinions (%(language)s)"),
        "long-lived": _("stories of former years (%(language)s)"),
        "month": _("the stories of a month (%(language)s)"),
        "corrections": _("corrections (%(language)s)"),
        "dossiers": _("dossiers (%(language)s)"),
        "menu": _("the menu (%(language)s)"),
        "footer": _("the foot of pages (%(language)s)"),
        "plain-pages": _("pages (%(language)s)"),
    }
    languages = dict(settings.LANGUAGES)
    told = set()
    for tag in sorted(tags):
        kind, _colon, rest = tag.partition(":")
        code, _colon, what = rest.partition(":")
        language = str(languages.get(code, code))
        if kind == "language" and what.partition(":")[0] in names:
            told.add(names[what.partition(":")[0]] % {"language": language})
        elif kind == "front":
            told.add(_("the front page (%(language)s)") % {"language": language})
        elif tag == "paper:stories":
            told.add(_("the newest stories in all languages"))
        elif tag == "paper:months":
            told.add(_("which months have stories"))
        elif tag == "addresses":
            told.add(_("which former addresses lead where"))
    return [ShownThing(text) for text in sorted(told)]


def _counted(tags: Collection[str]) -> Iterable[ShownThing]:
    """What has no name worth reading: how many there are."""
    pictures, documents = len(_numbers(tags, "picture")), len(_numbers(tags, "document"))
    sources = len(_numbers(tags, "source"))
    families = sum(tag.startswith("family:") for tag in tags)
    counted = (
        (pictures, ngettext("%(count)d picture", "%(count)d pictures", pictures)),
        (documents, ngettext("%(count)d document", "%(count)d documents", documents)),
        (sources, ngettext("%(count)d source", "%(count)d sources", sources)),
        (
            families,
            ngettext("translations of %(count)d thing", "translations of %(count)d things", families),
        ),
    )
    return [ShownThing(sentence % {"count": number}) for number, sentence in counted if number]


def _numbers(tags: Collection[str], kind: str) -> set[int]:
    parts = (tag.split(":") for tag in tags)
    return {int(part[1]) for part in parts if part[0] == kind and len(part) > 1 and part[1].isdecimal()}
