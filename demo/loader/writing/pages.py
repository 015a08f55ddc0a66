"""Writes the pages that people arrange: dossiers, plain pages and the fronts."""

from typing import Any

from wagtail.models import Page

from azdarar.articles.models import PlainPage
from azdarar.fronts.models import Dossier, DossierStory, Front, ThreadEntry
from demo.loader.checking import KINDS
from demo.loader.edition import ContainerEntry, DossierEntry, Edition, PageEntry
from demo.loader.writing.bodies import BodyWriter, stored_items
from demo.loader.writing.identities import translation_key
from demo.loader.writing.paper import Paper


def write_dossiers(edition: Edition, *, paper: Paper) -> None:
    """Dossiers in every language that has a title and at least one of their stories."""
    for entry in edition.dossiers.values():
        identity = translation_key("dossier", entry.key)
        there = {page.locale_id: page.pk for page in Dossier.objects.filter(translation_key=identity)}
        for language in paper.languages:
            stories = [key for key in entry.stories if (language, key) in paper.stories]
            if language not in entry.titles or not stories:
                continue
            number = there.get(paper.locales[language].pk)
            if number is None:
                dossier = _dossier(entry, stories, language=language, paper=paper)
                number = _publish(dossier, language=language, paper=paper).pk
                paper.added["dossiers"] += 1
            paper.dossiers[language, entry.key] = number


def write_plain_pages(edition: Edition, *, paper: Paper) -> None:
    """About, charter, legal, contact: whatever stands in ``pages``."""
    identities = {translation_key("page", key): key for _language, key in edition.pages}
    there = {
        (page.locale_id, identities[page.translation_key])
        for page in PlainPage.objects.filter(translation_key__in=identities)
    }
    for (language, key), entry in edition.pages.items():
        if language in paper.languages and (paper.locales[language].pk, key) not in there:
            _publish(_plain_page(entry, paper=paper), language=language, paper=paper)
            paper.added["pages"] += 1


def write_fronts(edition: Edition, *, paper: Paper) -> None:
    """The containers of each front page that nobody has arranged since the paper was founded."""
    for language, front in paper.fronts.items():
        entries = [entry for entry in edition.containers if entry.language == language]
        is_as_founded = front.revisions.count() <= 1
        if not is_as_founded or not entries:
            continue
        values = [_container(entry, paper=paper) for entry in entries]
        block = Front._meta.get_field("containers").stream_block
        front.containers = block.to_python([{"type": "container", "value": value} for value in values])
        front.save_revision(clean=True).publish()
        paper.added["front pages"] += 1


def _dossier(entry: DossierEntry, stories: list[str], *, language: str, paper: Paper) -> Dossier:
    writer = BodyWriter(paper=paper, language=language)
    told = "".join(f"<li>{writer.inline(text)}</li>" for text in entry.need_to_know.get(language, ()))
    need_to_know = [{"type": "text", "value": f"<ul>{told}</ul>"}] if told else []
    dossier = Dossier(
        translation_key=translation_key("dossier", entry.key),
        title=entry.titles[language],
        slug=entry.slug,
        kicker=entry.kickers.get(language, ""),
        standfirst=entry.standfirsts.get(language, ""),
        picture=paper.pictures.get(entry.picture),
        need_to_know=Dossier._meta.get_field("need_to_know").stream_block.to_python(need_to_know),
        is_running=entry.is_running,
    )
    dossier.dossier_stories = [
        DossierStory(article=paper.stories[language, key], sort_order=order)
        for order, key in enumerate(stories)
    ]
    dossier.thread = [
        ThreadEntry(
            day=point.day,
            text=point.texts[language],
            article=paper.stories.get((language, point.story)),
            sort_order=order,
        )
        for order, point in enumerate(entry.timeline)
    ]
    return dossier


def _plain_page(entry: PageEntry, *, paper: Paper) -> PlainPage:
    writer = BodyWriter(paper=paper, language=entry.language)
    return PlainPage(
        translation_key=translation_key("page", entry.key),
        title=entry.title,
        slug=entry.slug,
        standfirst=entry.standfirst,
        body=writer.body(entry.parts),
    )


def _publish(page: Any, *, language: str, paper: Paper) -> Page:
    """Put a page under its language's front and publish it with its only revision."""
    page.locale = paper.locales[language]
    page.live = False
    paper.fronts[language].add_child(instance=page)
    page.save_revision(clean=True).publish()
    return page


def _container(entry: ContainerEntry, *, paper: Paper) -> dict[str, Any]:
    language = entry.language
    kind, rule = KINDS[entry.kind]
    if entry.section:
        rule = "section"
    elif entry.subject:
        rule = "subject"
    section = paper.sections.get((language, entry.section))
    subject = paper.subjects.get(entry.subject)
    picks = [pick for pick in entry.picks if (language, pick.story) in paper.stories]
    return {
        "kind": kind,
        "title": entry.title,
        "picks": stored_items(
            {
                "article": paper.stories[language, pick.story].pk,
                "reason": pick.reason,
                "chosen_by": paper.contributors[pick.contributor].pk if pick.contributor else None,
            }
            for pick in picks
        ),
        "rule": rule,
        "section": section.pk if section else None,
        "subject": subject.pk if subject else None,
        "dossier": paper.dossiers.get((language, entry.dossier)),
        "most": entry.most,
        "max_age_days": entry.max_age_days,
    }
