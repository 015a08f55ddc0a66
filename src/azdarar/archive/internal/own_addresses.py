"""Addresses of the paper as it stands: an old one may be one, in other capitals or without its stroke."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from wagtail.models import Page

from azdarar.archive.internal.destinations import GONE, Destination, Wish, destination_of
from azdarar.archive.internal.lookups import contributor_called, section_called, subject_called
from azdarar.articles.addresses import RESERVED_SEGMENTS
from azdarar.articles.models import Article, ComposedPage, Contributor, PlainPage, Section
from azdarar.articles.queries import is_gone
from azdarar.formats.old_addresses import Asked
from azdarar.subjects.models import Subject

_LISTS = ("latest", "corrections", "search", "dossiers")


def own_destination(address: Asked, *, wish: Wish) -> Destination | None:
    """What stands at an address here; None where nothing does."""
    segments = address.segments
    if not segments and not address.pairs and not address.bare:
        return Destination("/")
    if not segments or segments[0].lower() not in dict(settings.LANGUAGES):
        return None
    language, rest = segments[0].lower(), segments[1:]
    match rest:
        case ():
            return Destination(f"/{language}/")
        case (name,) if name.lower() in _LISTS:
            return Destination(f"/{language}/{name.lower()}/")
        case (slug,) if slug not in RESERVED_SEGMENTS:
            return _first(_segment(language, slug), wish=wish)
        case (room, slug) if room in ("authors", "tags", "dossiers"):
            return _first(_named(room, language, slug), wish=Wish(at=wish.at, language=language))
        case (_year, _month, _day, _slug):
            return _story(address.path, wish=wish)
    return None


def _story(path: str, *, wish: Wish) -> Destination | None:
    written = f"{path}/"
    paths = {written, written.lower()}
    for pk in Article.objects.filter(canonical_path__in=paths).order_by().values_list("pk", flat=True):
        return destination_of("articles.Article", pk, wish=wish)
    return GONE if is_gone(written) else None


def _segment(language: str, slug: str) -> Iterator[tuple[str, int]]:
    for model in (Section, PlainPage):
        rows = model._default_manager.filter(slug__in={slug, slug.lower()}, locale__language_code=language)
        yield from ((model._meta.label, pk) for pk in rows.order_by().values_list("pk", flat=True)[:1])


def _named(room: str, language: str, slug: str) -> Iterator[tuple[str, int]]:
    slugs = {slug, slug.lower()}
    if room == "dossiers":
        pages = Page.objects.filter(slug__in=slugs, locale__language_code=language)
        for page in pages.select_related("content_type")[:5]:
            model = page.content_type.model_class()
            if model is not None and issubclass(model, ComposedPage):
                yield model._meta.label, page.pk
        return
    model = Contributor if room == "authors" else Subject
    yield from (
        (model._meta.label, pk)
        for pk in model._default_manager.filter(slug__in=slugs).values_list("pk", flat=True)[:1]
    )


def _first(found: Iterator[tuple[str, int]], *, wish: Wish) -> Destination | None:
    gone = None
    for label, pk in found:
        destination = destination_of(label, pk, wish=wish)
        if destination is not None and not destination.is_gone:
            return destination
        gone = gone or destination
    return gone


def by_name(hint: str, slug: str, *, wish: Wish) -> Destination | None:
    """A section, contributor or subject by the last part of its address; None where there is none."""
    if hint == "section":
        languages = [wish.language] if wish.language else [code for code, _name in settings.LANGUAGES]
        label, pk = "articles.Section", section_called(slug, languages=languages)
    elif hint == "contributor":
        label, pk = "articles.Contributor", contributor_called(slug)
    else:
        label, pk = "subjects.Subject", subject_called(slug)
    return destination_of(label, pk, wish=wish) if pk else None


def service_address(what: str, *, language: str, words: str = "") -> str:
    """The address of a service of the paper; see ``formats.old_addresses.Service``."""
    match what:
        case "front":
            return f"/{language}/"
        case "search":
            found = reverse("reader:search", args=[language])
            return f"{found}?{urlencode({'q': words})}" if words else found
        case "latest":
            return reverse("reader:latest", args=[language])
        case "sitemap":
            return reverse("feeds:sitemaps")
        case "sign-in":
            return reverse("account_login")
        case "sign-up":
            return reverse("account_signup")
        case "new-password":
            return reverse("account_reset_password")
    return f"/{language}/"
