"""Old addresses: what each may speak of, whichever system made it.

An address is read twice: as a text in its one spelling (``Asked.text``, and ``key_of`` for an index), and as
what publishing systems mean by its form: "article 12 of a SPIP site", "the picture of post 7", "the feed of a
category". ``identities`` gives both, most likely first. Nothing here knows what exists: whoever asks looks it
up, and takes the first that does.

Source:
    SPIP 1.7 to 4.4, WordPress 1.5 to 6.x and Ghost 0.x to 6.x, as their own routing reads addresses.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from hashlib import blake2b

from azdarar.formats.internal.addresses_ghost import ghost_identities
from azdarar.formats.internal.addresses_spip import spip_identities
from azdarar.formats.internal.addresses_wordpress import wordpress_identities
from azdarar.formats.internal.asked_address import LONGEST, Asked, asked, asked_of
from azdarar.formats.internal.identity import Identity, Service, View, written

__all__ = [
    "LONGEST",
    "Asked",
    "Identity",
    "Service",
    "View",
    "asked",
    "asked_of",
    "identities",
    "key_of",
    "numbered_by_link",
    "told_part",
    "words_of",
]

_WORD = re.compile(r"[^\W\d_]{3,}")
#: Words of addresses that say nothing of what a story is about.
_EMPTY_WORDS = frozenset(
    {
        *(
            "html",
            "htm",
            "php",
            "spip",
            "www",
            "http",
            "https",
            "index",
            "page",
            "post",
            "feed",
            "rss",
            "amp",
        ),
        *("article", "articles", "rubrique", "auteur", "mot", "breve", "site", "tag", "category", "author"),
        *("les", "des", "une", "aux", "par", "pour", "dans", "sur", "avec", "est", "sont", "que", "qui"),
        *("son", "ses", "ces", "plus", "mais", "leur", "nos", "vos", "sans", "and", "for", "with", "from"),
        *("the", "that", "this", "are", "was", "has", "not"),
    }
)
_LOADED = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|css|js|map|woff2?|ttf|swf|mp[34])$", re.IGNORECASE
)
_MOST_WORDS = 8
_MOST_IDENTITIES = 40


def identities(address: Asked) -> tuple[Identity, ...]:
    """Everything an address may speak of, most likely first, each once. At most forty."""
    found: dict[Identity, None] = {}
    for identity in _in_order(address):
        found.setdefault(identity)
        if len(found) == _MOST_IDENTITIES:
            break
    return tuple(found)


def _in_order(address: Asked) -> Iterator[Identity]:
    # What the site itself wrote down comes first, unless the form can mean only one thing.
    yield written(address.text, rule="address")
    sources = (spip_identities(address), wordpress_identities(address), ghost_identities(address))
    guesses: list[Identity] = []
    for source in sources:
        for identity in source:
            if identity.is_guess:
                guesses.append(identity)
            else:
                yield identity
    if (address.pairs or address.bare) and address.path != "/":
        yield written(address.path, rule="address-without-query")
    mended = _mended(address.path)
    if mended != address.path:
        yield written(mended, rule="address-mended")
    yield from guesses


def _mended(path: str) -> str:
    """Undo UTF-8 that was taken for Latin-1 and encoded once more: "Ã©" is "é"."""
    try:
        return unicodedata.normalize("NFC", path.encode("cp1252").decode("utf-8"))
    except UnicodeError:
        return path


def key_of(text: str) -> int:
    """Return 64 bits that two spellings of an address share, whatever their capitals; signed, for a database.

    Two addresses of a million share a key in one paper of thirty million, and whoever looks one up compares
    the text beside it.
    """
    folded = unicodedata.normalize("NFC", text.casefold())
    return int.from_bytes(
        blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True
    )


def words_of(address: Asked) -> tuple[str, ...]:
    """The words of an address that may say what it was about, those of its end first; at most eight.

    None for what a page only shows or loads: nobody reads what is answered in place of a picture.
    """
    if _LOADED.search(address.path):
        return ()
    texts = [*reversed(address.segments), *address.bare, *(value for _name, value in address.pairs)]
    return tuple(_words(texts))


def _words(texts: Iterable[str]) -> list[str]:
    found: list[str] = []
    for text in texts:
        for word in _WORD.findall(text.casefold()):
            if word not in _EMPTY_WORDS and word not in found:
                found.append(word)
            if len(found) == _MOST_WORDS:
                return found
    return found


def told_part(address: Asked) -> str:
    """As much of an address as may be written down: what names a thing, and nothing a person typed or is.

    Of the query only numbers and names of pages stay; a part of the path that looks like a mail address or a
    key is left out.
    """
    path = "/".join("…" if _is_personal(part) else part for part in address.path.split("/"))
    kept = sorted(
        [
            *(f"{name}={value}" for name, value in address.pairs if _TELLING.fullmatch(f"{name}={value}")),
            *(part for part in address.bare if _TELLING_BARE.fullmatch(part) and not _is_personal(part)),
        ]
    )
    return f"{path}?{'&'.join(kept)}"[:500] if kept else path[:500]


_TELLING = re.compile(
    r"(?:id_[a-z]+|p|page_id|attachment_id|cat|m|author|year|monthnum|day|post)=\d{1,10}"
    r"|(?:page|fond|feed|exec|post_type|tag|category_name|lang)=[\w-]{1,60}"
)
_TELLING_BARE = re.compile(r"[^@=&?/]{1,120}")
_KEY_LIKE = re.compile(r"(?=[^/]*\d)[A-Za-z0-9_=-]{32,}|[0-9a-f]{16,}")


def _is_personal(part: str) -> bool:
    return "@" in part.strip("@") or bool(_KEY_LIKE.fullmatch(part))


_LINK = re.compile(
    r"(?P<kind>article|art|rubrique|rub|breve|br|auteur|aut|mot|site|document|doc)?\s*(?P<number>\d{1,10})",
    re.IGNORECASE,
)
_LINKED = {"art": "article", "rub": "rubrique", "br": "breve", "aut": "auteur", "doc": "document"}


def numbered_by_link(target: str) -> str:
    """The address of what SPIP's short links name: ``art12`` or a bare ``12``; empty for everything else."""
    match = _LINK.fullmatch(target.strip())
    if match is None:
        return ""
    kind = (match["kind"] or "article").lower()
    return f"/?{_LINKED.get(kind, kind)}{match['number']}"
