"""What an address may speak of."""

import re
from dataclasses import dataclass
from enum import StrEnum


class View(StrEnum):
    """What of a thing is asked for."""

    PAGE = "page"
    FEED = "feed"
    PICTURE = "picture"


class Service(StrEnum):
    """What belongs to a paper as a whole; an identity of kind ``service`` names one as its number."""

    FRONT = "front"
    FEED = "feed"
    SEARCH = "search"
    LATEST = "latest"
    SITEMAP = "sitemap"
    SIGN_IN = "sign-in"
    SIGN_UP = "sign-up"
    NEW_PASSWORD = "new-password"  # noqa: S105 - the name of a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One thing an address may speak of, and the rule that says so.

    It is one of four: a thing by its number in a system (``system``, ``kind``, ``foreign_id``); an address as
    the source wrote it (``text``); a thing by the last part of its address here (``kind`` "slug" and what it
    is, in ``hint``); or a service of the paper (``kind`` "service"). ``hint`` prefers one kind of thing where
    an address fits several. ``words`` is what must also be true of a guess: the story's headline holds most
    of them. ``is_guess`` comes after everything that is certain.
    """

    rule: str
    system: str = ""
    kind: str = ""
    foreign_id: str = ""
    text: str = ""
    hint: str = ""
    view: View = View.PAGE
    words: tuple[str, ...] = ()
    is_guess: bool = False


def written(
    text: str, *, rule: str, hint: str = "", view: View = View.PAGE, is_guess: bool = False
) -> Identity:
    """An address as the source wrote it."""
    return Identity(rule=rule, text=text, hint=hint, view=view, is_guess=is_guess)


def numbered(
    system: str,
    kind: str,
    number: str,
    *,
    rule: str,
    view: View = View.PAGE,
    words: tuple[str, ...] = (),
    is_guess: bool = False,
) -> Identity:
    """A thing by its number in a system."""
    return Identity(
        rule=rule,
        system=system,
        kind=kind,
        foreign_id=number.lstrip("0") or "0",
        view=view,
        words=words,
        is_guess=is_guess,
    )


def named(hint: str, slug: str, *, rule: str, view: View = View.PAGE) -> Identity:
    """A section, contributor or subject by the last part of its address: a guess."""
    return Identity(rule=rule, kind="slug", foreign_id=slug, hint=hint, view=view, is_guess=True)


def service(what: Service, *, rule: str, words: str = "", is_guess: bool = False) -> Identity:
    """A service of the paper; ``words`` are what was searched for."""
    return Identity(
        rule=rule, kind="service", foreign_id=what, words=(words,) if words else (), is_guess=is_guess
    )


_WORD, _MOST_WORDS = re.compile(r"[^\W\d_]{3,}"), 8


def title_words(text: str) -> tuple[str, ...]:
    """The words of a title that a headline must hold too where only a number speaks for a thing."""
    return tuple(_WORD.findall(text.casefold())[:_MOST_WORDS])


#: No file system takes a longer name.
LONGEST_NAME = 255
_SIZES = re.compile(
    r"(?:-\d{1,5}x\d{1,5}|-scaled|-rotated|-e\d{10,13}|@[23]x|_o)(?=\.[a-z0-9]{2,5}$)", re.IGNORECASE
)
_WEBP_COPY = re.compile(r"(\.(?:jpe?g|png|gif))\.(?:webp|avif)$", re.IGNORECASE)


def picture_names(path: str) -> tuple[str, ...]:
    """The addresses a picture was made from: without the size a system wrote into its name."""
    found = [path]
    if len(path) - path.rfind("/") > LONGEST_NAME:
        return ()
    for pattern, instead in ((_WEBP_COPY, r"\1"), (_SIZES, ""), (_SIZES, "")):
        smaller = pattern.sub(instead, found[-1])
        if smaller != found[-1]:
            found.append(smaller)
    return tuple(found[1:])
