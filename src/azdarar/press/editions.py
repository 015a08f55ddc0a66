"""The editions of the paper: which variants its pages have, who asked for one, which is being rendered.

A page has one answer for everybody, and beside it as many others as this table declares. Each is pressed like
a page of its own, under the key of the page with the edition's name after it (``/fr/#light``). A reader
chooses one at ``/edition/light/`` and keeps the choice in a small cookie. The paper signs it, so that nobody
makes up another; it holds the edition's name and nothing else, is the same for all who chose so, and is read
without the database. Whatever else stands in its place means the ordinary edition.

What makes another page without standing here: its language, which every address names; and how much of a
story is open, which today is the same for everybody on every pressed page. When members read pressed pages,
what is open to them becomes one more line of the table.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from azdarar.sealing import signatures

__all__ = ["EDITIONS", "FULL", "LIGHT", "Edition", "cookie_of", "edition", "edition_asked", "edition_of_key"]

_PURPOSE = b"azdarar.press.edition.1"
#: Of the cookie's form; another one reads what stands in older cookies as the ordinary edition.
_VERSION = "1"
#: Browsers keep a cookie no longer; a choice is not asked for again before.
COOKIE_AGE_S = 400 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition.

    Attributes:
        name: in keys, cookies and addresses.
        changes: what is different from the ordinary edition.
        chosen_by: how a reader comes to it.
        has_pictures: whether pictures are loaded by themselves, and stand beside what they only accompany.
        has_fonts: whether the paper's own fonts are used.
        has_comforts: whether there are scripts for what also works as a plain link.
    """

    name: str
    changes: str
    chosen_by: str
    has_pictures: bool = True
    has_fonts: bool = True
    has_comforts: bool = True


FULL = Edition("full", changes="nothing: the ordinary edition", chosen_by="having chosen no other")
LIGHT = Edition(
    "light",
    changes="no picture is loaded by itself, no font, and no script for what a link does as well",
    chosen_by="a link in the foot of every page",
    has_pictures=False,
    has_fonts=False,
    has_comforts=False,
)
#: All there are, besides the ordinary one.
DECLARED = (LIGHT,)
EDITIONS: Mapping[str, Edition] = {one.name: one for one in (FULL, *DECLARED)}

_rendered: ContextVar[Edition] = ContextVar("azdarar_press_edition", default=FULL)


# While a page is rendered


def edition() -> Edition:
    """The edition that is being rendered."""
    return _rendered.get()


@contextmanager
def rendered_as(chosen: Edition) -> Iterator[None]:
    """Render what is rendered within the block in this edition."""
    token = _rendered.set(chosen)
    try:
        yield
    finally:
        _rendered.reset(token)


# Keys


def suffix_of(chosen: Edition) -> str:
    """What the key of a page has after it in this edition; nothing in the ordinary one."""
    return "" if chosen is FULL else f"#{chosen.name}"


def edition_of_key(key: str) -> tuple[str, Edition | None]:
    """The key of the page in the ordinary edition, and which edition of it a key names.

    Returns:
        No edition for a name that is not declared.
    """
    plain, mark, name = key.partition("#")
    if not mark:
        return plain, FULL
    return plain, next((one for one in DECLARED if one.name == name), None)


# Cookies


def cookie_name() -> str:
    """The cookie's name; with https one that no other host, and no plain connection, can set."""
    return "__Host-azdarar-variant" if settings.SITE_IS_HTTPS else "azdarar-variant"


def cookie_of(chosen: Edition) -> str:
    """The value of the cookie by which a browser asks for an edition."""
    text = f"{_VERSION}.{chosen.name}"
    return f"{text}.{signatures(text, purpose=_PURPOSE)[0]}"


def edition_asked(cookies: str) -> Edition:
    """The edition that the header of a browser's cookies asks for; the ordinary one unless it was signed."""
    name = cookie_name()
    if name not in cookies:
        return FULL
    for pair in cookies.split(";"):
        named, _equals, value = pair.strip().partition("=")
        if named == name:
            return _values(settings.SECRET_KEY, tuple(settings.SECRET_KEY_FALLBACKS)).get(value, FULL)
    return FULL


@lru_cache(maxsize=4)
def _values(_secret: str, _fallbacks: tuple[str, ...]) -> Mapping[str, Edition]:
    """Every value that counts: so few, and no secret to whoever follows the link, that they are looked up."""
    texts = {f"{_VERSION}.{one.name}": one for one in DECLARED}
    return {
        f"{text}.{signature}": one
        for text, one in texts.items()
        for signature in signatures(text, purpose=_PURPOSE)
    }
