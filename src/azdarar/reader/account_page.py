"""The frame of the pages of an account: the paper's own, in the language the reader chose there."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from azdarar.language.scripts import autonym, direction
from azdarar.reader.page import LanguageLink, PageContext, page_context

ROOT = "/account/"


def account_page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``page``, made when it is first asked for, under ``/account/`` and nowhere else."""
    if not request.path_info.startswith(ROOT):
        return {}
    return {"page": SimpleLazyObject(lambda: page_of_account(request))}


def page_of_account(request: HttpRequest) -> PageContext:
    """Say what stands around a page of the account: its address, which may be a key, is in none of it."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    page = page_context(request, language=language, kind="personal", path=ROOT, is_indexed=False)
    return replace(page, languages=_languages(request.GET, current=language), feeds=(), description="")


def _languages(asked: QueryDict, *, current: str) -> tuple[LanguageLink, ...]:
    """This very page in each language: a query alone leads from any address to itself."""
    onward = asked.get("next", "")
    # The way onward is all of an address that is kept; a key never is.
    kept = {"next": onward} if onward and get_adapter().is_safe_url(onward) else {}
    return tuple(
        LanguageLink(
            code=code,
            name=autonym(code),
            direction=direction(code),
            url=f"?{urlencode({**kept, 'language': code})}",
            is_current=code == current,
            is_translation=True,
        )
        for code, _name in settings.LANGUAGES
    )
