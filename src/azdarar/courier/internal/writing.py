"""A letter from its three templates: subject, text, HTML."""

from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from azdarar.courier.internal.sealing import Letter
from azdarar.courier.internal.typesetting import typeset_html, typeset_text
from azdarar.language.scripts import direction


def write_letter(template: str, *, to: str, language: str, context: dict[str, Any]) -> Letter:
    """Write a letter in a language of the paper, set in its typography.

    Args:
        template: the folder of ``subject.txt``, ``text.txt`` and ``html.html``.
        language: one of the paper's; the dates and messages of the templates follow it.
        context: what the templates need; the names below are ours.
    """
    given = {
        **context,
        "paper": str(settings.PAPER_NAME),
        "site_url": settings.SITE_URL,
        "language": language,
        "direction": direction(language),
        "to": to,
    }
    with translation.override(language):
        subject = typeset_text(_plain(f"{template}/subject.txt", given), language=language)
        given["subject"] = subject
        return Letter(
            subject=subject,
            text=typeset_text(_plain(f"{template}/text.txt", given), language=language) + "\n",
            html=typeset_html(_html(f"{template}/html.html", given), language=language) + "\n",
        )


def language_of_the_paper(wished: str) -> str:
    """Return the language the paper writes to somebody in who wishes this one."""
    try:
        return translation.get_supported_language_variant(wished or settings.LANGUAGE_CODE)
    except LookupError:
        return str(settings.LANGUAGE_CODE)


def _plain(name: str, given: dict[str, Any]) -> str:
    """Render a template of plain text: an apostrophe in a name is an apostrophe, not ``&#x27;``."""
    return str(_compiled(name).render(Context(given, autoescape=False))).strip()


def _html(name: str, given: dict[str, Any]) -> str:
    return str(_compiled(name).render(Context(given))).strip()


def _compiled(name: str) -> Any:
    """Return Django's own template: the engine's wrapper around it takes no word about escaping."""
    return get_template(name).template  # type: ignore[attr-defined]
