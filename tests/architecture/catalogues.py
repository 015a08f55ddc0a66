"""The translation catalogues: what the sources say, what is untranslated; ``make messages`` updates them.

Python is read as it stands, a template as Django itself turns it into something like Python, so no gettext
program is needed. English is the language of the sources: its catalogue repeats them and is filled by itself.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from tests.architecture.house import LANGUAGES, PACKAGE, python_files, template_files

LOCALE = PACKAGE / "locale"
SOURCE_LANGUAGE = "en"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "ngettext_noop": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# A message as catalogues know it: its context, and its text (or texts, when it has a plural).
Key = tuple[str | None, str | tuple[str, ...]]


@functools.cache
def used_messages() -> Catalog:
    """Return what Python files and templates of ours ask to be translated."""
    catalogue = Catalog(domain="django", project="Azdarar", charset="utf-8")
    for name, line, message, comments, context in _asked_for():
        catalogue.add(message, locations=[(name, line)], auto_comments=comments, context=context)
    return catalogue


def alone_and_plural() -> list[str]:
    """Find texts that stand alone in one place, and elsewhere are the singular of one that holds a name.

    They are one message: a language that knows no singular shows ``%(stories)s`` where the text stands alone.
    """
    asked = [(context, message) for _name, _line, message, _comments, context in _asked_for()]
    alone = {(context, message) for context, message in asked if isinstance(message, str)}
    plural = [(context, message) for context, message in asked if not isinstance(message, str)]
    singular = {
        (context, one)
        for context, (one, *more) in plural
        if "%(" not in one and any("%(" in text for text in more)
    }
    return sorted(repr(text) for _context, text in alone & singular)


@functools.cache
def _asked_for() -> list[tuple[str, int, str | tuple[str, ...], list[str], str | None]]:
    return [
        (name, line, message if isinstance(message, str) else tuple(message), comments, context)
        for name, text in _sources()
        for line, message, comments, context in extract(
            "python", io.BytesIO(text.encode()), keywords=KEYWORDS, comment_tags=("Translators:",)
        )
    ]


def _sources() -> Iterator[tuple[str, str]]:
    from django.utils.translation.template import templatize

    for path in python_files():
        yield path.relative_to(PACKAGE.parent).as_posix(), path.read_text(encoding="utf-8")
    for _, _, path in template_files():
        name = path.relative_to(PACKAGE.parent).as_posix()
        like_python = templatize(path.read_text(encoding="utf-8"), origin=name)
        # What stood around the messages is blanked out and means nothing; its indentation would be refused.
        yield name, "\n".join(line.lstrip() for line in like_python.splitlines())


def catalogue_file(language: str, *, folder: Path = LOCALE) -> Path:
    """Return where a language's catalogue lies."""
    return folder / language / "LC_MESSAGES" / "django.po"


def read_catalogue(language: str, *, folder: Path = LOCALE) -> Catalog:
    """Read a language's catalogue; an empty one where there is none yet."""
    path = catalogue_file(language, folder=folder)
    if not path.exists():
        return Catalog(locale=language, domain="django")
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django")


def untranslated(used: Catalog, *, catalogue: Catalog, language: str) -> list[str]:
    """Find messages without a translation, with an unsure one, or whose names do not match the source's."""
    known = {_key(message): message for message in catalogue if message.id}
    faults = []
    for message in used:
        if not message.id:
            continue
        shown = f"{language}: {_first(message.id)!r}"
        translated = known.get(_key(message))
        if translated is None or not _is_complete(translated):
            faults.append(f"{shown} is not translated.")
        elif translated.fuzzy:
            faults.append(f"{shown} has an unsure (fuzzy) translation.")
        else:
            faults += [f"{shown}: {error}" for error in translated.check(catalogue)]
    return faults


def update(folder: Path = LOCALE, *, languages: Iterable[str] = LANGUAGES) -> None:
    """Write every catalogue anew: new messages empty, unused ones dropped, translations kept."""
    used = used_messages()
    for language in languages:
        catalogue = read_catalogue(language, folder=folder)
        kept = {_key(message): message for message in catalogue if message.id}
        fresh = Catalog(locale=language, domain="django", project="Azdarar", charset="utf-8", fuzzy=False)
        fresh.header_comment = f"# The interface of Azdarar, {language}."
        fresh.mime_headers = [  # no dates and no names of people: they change without anything having changed
            (name, value)
            for name, value in fresh.mime_headers
            if name in ("Content-Type", "Content-Transfer-Encoding", "Plural-Forms")
        ]
        for message in sorted(used, key=lambda each: (_first(each.id), each.context or "")):
            if message.id:
                files = sorted({(name, 0) for name, _ in message.locations})
                fresh.add(
                    message.id,
                    string=_translation(kept.get(_key(message)), message, language=language),
                    locations=[(name, None) for name, _ in files],
                    flags=message.flags,
                    auto_comments=message.auto_comments,
                    context=message.context,
                )
        path = catalogue_file(language, folder=folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, fresh, width=110, sort_output=False, omit_header=False, ignore_obsolete=True)


def _translation(kept: Message | None, message: Message, *, language: str) -> str | tuple[str, ...]:
    if kept is not None and _is_complete(kept):
        return kept.string
    if language == SOURCE_LANGUAGE:
        return message.id
    return ("", "") if message.pluralizable else ""


def _key(message: Message) -> Key:
    return message.context, message.id if isinstance(message.id, str) else tuple(message.id)


def _first(text: str | tuple[str, ...] | list[str]) -> str:
    return text if isinstance(text, str) else (text[0] if text else "")


def _is_complete(message: Message) -> bool:
    return bool(message.string) if isinstance(message.string, str) else all(message.string)


def main() -> None:
    """Update the catalogues and say what waits for a translator."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "azdarar.config.settings_test")
    import django

    django.setup()
    update()
    used = used_messages()
    for language in LANGUAGES:
        waiting = untranslated(used, catalogue=read_catalogue(language), language=language)
        print(f"{language}: {len(used) - len(waiting)} of {len(used)} translated")  # noqa: T201 - a command's answer


if __name__ == "__main__":
    main()
