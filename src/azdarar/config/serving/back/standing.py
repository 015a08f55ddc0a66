"""Whether anything stands at an address, asked before a page is rendered: floods of addresses end here.

One look-up by an index for each kind of address. It errs to one side alone: what it calls nothing is nothing.
"""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import unquote

from django.utils import timezone

from azdarar.archive.queries import resolve
from azdarar.articles.models import Article, Contributor, PlainPage, Section
from azdarar.articles.queries import is_gone
from azdarar.config.serving.pressed_addresses import language_of_missing, shape_of
from azdarar.formats.old_addresses import asked_of
from azdarar.fronts.models import Dossier
from azdarar.subjects.models import Subject


def may_stand(key: str) -> bool:
    """Whether a key may have a page: a story's address, a name of a section, an author, a subject."""
    if language_of_missing(key):
        return True
    plain = key.partition("#")[0].partition("?")[0]
    shape = shape_of(plain)
    if shape is None:
        return False
    parts = plain.strip("/").split("/")
    match shape.name:
        case "reader:story" | "reader:old_comments":
            story = "/".join(["", *parts[:5], ""])
            return Article.objects.filter(canonical_path=story).exists() or is_gone(story)
        case "reader:segment" | "feeds:section":
            here = {"locale__language_code": parts[0], "slug": parts[1]}
            return Section.objects.filter(**here).exists() or PlainPage.objects.filter(**here).exists()
        case "reader:author" | "feeds:author":
            return bool(Contributor.objects.filter(slug=parts[2]).exists())
        case "reader:subject":
            return bool(Subject.objects.filter(slug=parts[2]).exists())
        case "reader:dossier":
            return bool(Dossier.objects.filter(slug=parts[2]).exists())
        case _:
            return True


def is_elsewhere(key: str) -> bool:
    """Whether an address where no page stands leads somewhere, or is known to be gone: Django says where."""
    plain = key.partition("#")[0].partition("?")[0]
    answer = resolve(asked_of(host="", path=plain.encode(), query=""), at=timezone.now())
    # A list that has no such page ("?page=99") is no way to itself.
    return (answer.leads and unquote(answer.address) != plain) or answer.status == HTTPStatus.GONE
