"""Whether everything the edition names exists, and whether every text fits where it will stand."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import translation

from azdarar.articles.addresses import RESERVED_SEGMENTS
from azdarar.articles.models import Article, Contribution, Contributor, Correction, Recommendation
from azdarar.fronts.models import MOST_STORIES, ThreadEntry
from azdarar.language.filenames import looks_like_file_name
from azdarar.language.slugs import is_slug
from azdarar.media.models import Picture
from azdarar.subjects.models import Subject
from demo.loader import parts as told
from demo.loader.edition import Advice, ContainerEntry, DossierEntry, Edition, PageEntry, StoryEntry
from demo.loader.inline import targets
from demo.loader.mistakes import Place, Proof
from demo.loader.sheets import LANGUAGES

#: What a container of front.toml is in the newsroom, and what fills it up after the picks.
KINDS = {
    "lead": ("lead", "latest"),
    "top": ("band", "latest"),
    "picks": ("picks", "none"),
    "ranking": ("ranking", "none"),
    "section": ("band", "section"),
    "latest": ("wire", "latest"),
    "dossier": ("dossier", "none"),
    "opinion": ("opinion", "opinion"),
}
_MOST_SUBJECTS = 6
_FEWEST_SUBJECTS = 2
_LONGEST_BLOCK = {told.Heading: 200, told.PullQuote: 300}
_WEB = ("https://", "http://", "mailto:")


def check_edition(edition: Edition, *, proof: Proof) -> None:
    """Note everything that would fail, or be missing, when the edition is loaded."""
    checker = _Checker(edition, proof)
    checker.people_and_things()
    for story in edition.stories.values():
        checker.story(story)
    for page in edition.pages.values():
        checker.page(page)
    for dossier in edition.dossiers.values():
        checker.dossier(dossier)
    for container in edition.containers:
        checker.container(container)
    checker.addresses()


def known_addresses(edition: Edition) -> Iterator[str]:
    """Addresses inside the paper that a text may link to: everything but stories, which go by key."""
    for language in LANGUAGES:
        yield f"/{language}/"
        yield from (f"/{language}/{name}/" for name in ("corrections", "latest", "search", "dossiers"))
        for section in edition.sections.values():
            yield f"/{language}/{section.slugs.get(language, section.key)}/"
        for dossier in edition.dossiers.values():
            yield f"/{language}/dossiers/{dossier.slug}/"
    for page in edition.pages.values():
        yield f"/{page.language}/{page.slug}/"


class _Checker:
    """Asks the questions; every answer that is no goes to the proof."""

    def __init__(self, edition: Edition, proof: Proof) -> None:
        self.edition = edition
        self.proof = proof
        self.addresses_inside = frozenset(known_addresses(edition))

    def people_and_things(self) -> None:
        """What stands in the lists beside the stories."""
        for contributor in self.edition.contributors.values():
            self._one_of(contributor.place, contributor.kind, Contributor.Kind.values, "kind of contributor")
            self._slug(contributor.place, contributor.key)
            if contributor.portrait != f"portrait-{contributor.key}":
                self._known(contributor.place, contributor.portrait, self.edition.pictures, "picture")
        for subject in self.edition.subjects.values():
            self._one_of(subject.place, subject.kind, Subject.Kind.values, "kind of subject")
            self._slug(subject.place, subject.slug)
        for section in self.edition.sections.values():
            for slug in section.slugs.values():
                self._slug(section.place, slug)
        for picture in self.edition.pictures.values():
            for text in (*picture.alt_texts.values(), *picture.captions.values()):
                if looks_like_file_name(text):
                    self.proof.note(picture.place, f"“{text}” is a file name, not a description.")
            self._fits(picture.place, Picture, alt_text=max(picture.alt_texts.values(), key=len, default=""))

    def story(self, story: StoryEntry) -> None:
        """One story: its data, its byline, and everything its text names."""
        edition = self.edition
        self._known(story.at("section"), story.section, edition.sections, "section")
        self._one_of(story.at("form"), story.form, Article.Form.values, "form")
        self._slug(story.at("slug"), story.slug, is_ascii=False)
        self._fits(story.at("headline"), Article, title=story.headline)
        self._fits(story.at("kicker"), Article, kicker=story.kicker)
        self._fits(story.at("dateline"), Article, dateline=story.dateline)
        self._fits(story.at("slugline"), Article, slugline=story.slugline)
        self._fits(story.at("slug"), Article, address_slug=story.slug)
        if story.picture:
            self._known(story.at("picture"), story.picture, edition.pictures, "picture")
        if story.reprint:
            self._known(story.at("source"), story.reprint.source, edition.sources, "source")
        self._subjects(story)
        self._byline(story)
        self._dates(story)
        self._advice(story)
        self._parts(story.parts, language=story.language)
        if not story.parts:
            self.proof.note(story.place, "The story has no text.")

    def page(self, page: PageEntry) -> None:
        """One plain page."""
        self._slug(page.place, page.slug)
        self._fits(page.place, Article, title=page.title)
        section_slugs = {section.slugs.get(page.language) for section in self.edition.sections.values()}
        if page.slug in RESERVED_SEGMENTS | section_slugs:
            self.proof.note(page.place, f"“{page.slug}” is already an address of the paper.")
        self._parts(page.parts, language=page.language)

    def dossier(self, dossier: DossierEntry) -> None:
        """One dossier: its stories are all there in one language at least."""
        self._slug(dossier.place, dossier.slug)
        if dossier.picture:
            self._known(dossier.place, dossier.picture, self.edition.pictures, "picture")
        entries = [(dossier.place, key) for key in dossier.stories]
        entries += [(entry.place, entry.story) for entry in dossier.timeline if entry.story]
        for place, key in entries:
            if not any(self.edition.has_story(language, key) for language in LANGUAGES):
                self.proof.note(place, f"There is no story “{key}”.")
        for entry in dossier.timeline:
            self._fits(entry.place, ThreadEntry, text=max(entry.texts.values(), key=len, default=""))

    def container(self, container: ContainerEntry) -> None:
        """One container of a front page."""
        edition, place = self.edition, container.place
        self._one_of(place, container.kind, tuple(KINDS), "kind of container")
        needed = {"section": container.section, "dossier": container.dossier}
        if not needed.get(container.kind, "nothing"):
            self.proof.note(place, f"A container of this kind says which {container.kind} it shows.")
        for key, known, what in (
            (container.section, edition.sections, "section"),
            (container.subject, edition.subjects, "subject"),
            (container.dossier, edition.dossiers, "dossier"),
        ):
            if key:
                self._known(place, key, known, what)
        if not 1 <= container.most <= MOST_STORIES:
            self.proof.note(place, f"“limit” is a number from 1 to {MOST_STORIES}.")
        for pick in container.picks:
            self._story_anywhere(place, pick, language=container.language)

    def addresses(self) -> None:
        """No two things at one address."""
        stories = self.edition.stories.values()
        self._once(
            [
                (story.at("slug"), f"/{story.language}/{story.published_at:%Y/%m/%d}/{story.slug}/")
                for story in stories
            ]
        )
        self._once([(page.place, f"/{page.language}/{page.slug}/") for page in self.edition.pages.values()])
        self._once([(subject.place, subject.slug) for subject in self.edition.subjects.values()])
        self._once([(dossier.place, dossier.slug) for dossier in self.edition.dossiers.values()])

    def _subjects(self, story: StoryEntry) -> None:
        for subject in story.subjects:
            self._known(story.at("subjects"), subject, self.edition.subjects, "subject")
        if not _FEWEST_SUBJECTS <= len(set(story.subjects)) == len(story.subjects) <= _MOST_SUBJECTS:
            self.proof.note(story.at("subjects"), "A story has two to six subjects, each of them once.")
        for key in story.dossiers:
            self._known(story.at("dossiers"), key, self.edition.dossiers, "dossier")
            if key in self.edition.dossiers and story.key not in self.edition.dossiers[key].stories:
                self.proof.note(story.at("dossiers"), f"The dossier “{key}” does not list this story.")

    def _byline(self, story: StoryEntry) -> None:
        place = story.at("byline")
        if not story.byline:
            self.proof.note(place, "Nobody signs this story.")
        for signature in story.byline:
            self._known(place, signature.contributor, self.edition.contributors, "contributor")
            self._one_of(place, signature.role, Contribution.Role.values, "role")
            if (signature.role == Contribution.Role.TRANSLATED) != bool(signature.from_language):
                self.proof.note(place, "A translator, and nobody else, says “from” which language.")

    def _dates(self, story: StoryEntry) -> None:
        if story.updated_at and story.updated_at < story.published_at:
            self.proof.note(story.at("updated"), "The story is updated before it is published.")
        for correction in story.corrections:
            if correction.at < story.published_at:
                self.proof.note(story.at("corrections"), "The story is corrected before it is published.")
            self._is_correction(story.at("corrections"), correction.note)

    def _advice(self, story: StoryEntry) -> None:
        place = story.at("advice")
        for advice in story.advice:
            self._story_here(place, advice.story, language=story.language)
            self._known(place, advice.contributor, self.edition.contributors, "contributor")
            self._fits(place, Recommendation, reason=advice.reason)
            if advice.story == story.key:
                self.proof.note(place, "The story recommends itself.")

    def _parts(self, parts: Sequence[told.Part], *, language: str) -> None:
        for part in parts:
            match part:
                case told.Picture():
                    self._known(part.place, part.key, self.edition.pictures, "picture")
                case told.Gallery():
                    for key in part.keys:
                        self._known(part.place, key, self.edition.pictures, "picture")
                case told.Document():
                    self._known(part.place, part.file, self.edition.documents, "document")
                case told.RelatedStory():
                    self._story_here(part.place, part.story, language=language)
                case told.Embed() if not part.address.startswith("https://"):
                    self.proof.note(part.place, "An embed has an address that begins with https://.")
                case told.Heading() | told.PullQuote():
                    if len(part.text) > _LONGEST_BLOCK[type(part)]:
                        self.proof.note(part.place, f"Longer than {_LONGEST_BLOCK[type(part)]} characters.")
            for text in told.texts_of(part):
                for target in targets(text):
                    self._target(part.place, target, language=language)

    def _target(self, place: Place, target: str, *, language: str) -> None:
        if target.startswith("story:"):
            self._story_here(place, target.removeprefix("story:"), language=language)
        elif target.startswith("/"):
            if urlsplit(target).path not in self.addresses_inside:
                self.proof.note(place, f"There is nothing at {target}.")
        elif not target.startswith(_WEB):
            self.proof.note(
                place, f"“{target}” is neither a web address, nor an address inside, nor story:key."
            )

    def _story_here(self, place: Place, key: str, *, language: str) -> None:
        if not self.edition.has_story(language, key):
            self.proof.note(place, f"There is no story “{key}” in “{language}”.")

    def _story_anywhere(self, place: Place, pick: Advice, *, language: str) -> None:
        """A pick may wait for its translation: it is left out of a front whose language has none."""
        if not any(self.edition.has_story(code, pick.story) for code in LANGUAGES):
            self.proof.note(
                place, f"There is no story “{pick.story}” in any language (picked in “{language}”)."
            )
        if pick.contributor:
            self._known(place, pick.contributor, self.edition.contributors, "contributor")
        self._fits(place, Recommendation, reason=pick.reason)

    def _known(self, place: Place, key: str, known: Mapping[str, object], what: str) -> None:
        if key and key not in known:
            self.proof.note(place, f"There is no {what} “{key}”.")

    def _one_of(self, place: Place, value: str, known: Sequence[str], what: str) -> None:
        if value and value not in known:
            self.proof.note(place, f"“{value}” is no {what}; known are {', '.join(known)}.")

    def _slug(self, place: Place, slug: str, *, is_ascii: bool = True) -> None:
        if slug and not (is_slug(slug) and (slug.isascii() or not is_ascii)):
            self.proof.note(place, f"“{slug}” cannot stand in an address: letters, digits and hyphens only.")

    def _fits(self, place: Place, model: type[Model], **texts: str) -> None:
        for name, text in texts.items():
            longest = getattr(model._meta.get_field(name), "max_length", None)
            if longest and len(text) > longest:
                self.proof.note(place, f"“{text[:40]}…” has {len(text)} characters, {longest} are allowed.")

    def _is_correction(self, place: Place, note: str) -> None:
        # Mistakes are told in one language, whatever the paper's own.
        with translation.override("en"):
            try:
                Correction(note=note).clean_fields(exclude=["article"])
            except ValidationError as error:
                self.proof.note(place, " ".join(error.messages))

    def _once(self, addresses: Sequence[tuple[Place, str]]) -> None:
        count = Counter(address for _place, address in addresses)
        for place, address in addresses:
            if count[address] > 1:
                self.proof.note(place, f"Something else is already at {address}.")
