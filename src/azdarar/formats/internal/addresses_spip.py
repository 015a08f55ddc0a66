"""The addresses of SPIP sites, versions 1.7 to 4.4: every form its own routing and its plugins made.

Forms by number name one thing whatever stands around them; forms by title are texts, with the marks that SPIP
put around titles of sections, briefs, sites, authors and keywords.
"""

import re
from collections.abc import Iterator

from azdarar.formats.internal.asked_address import Asked
from azdarar.formats.internal.identity import (
    LONGEST_NAME,
    Identity,
    Service,
    View,
    numbered,
    service,
    title_words,
    written,
)

#: What SPIP calls its objects in addresses, and what it calls them in its tables.
_KINDS = {
    "article": "article",
    "articles": "article",
    "art": "article",
    "breve": "breve",
    "breves": "breve",
    "rubrique": "rubrique",
    "rubriques": "rubrique",
    "rub": "rubrique",
    "mot": "mot",
    "mots": "mot",
    "auteur": "auteur",
    "auteurs": "auteur",
    "aut": "auteur",
    "site": "site",
    "sites": "site",
    "syndic": "site",
    "document": "document",
    "doc": "document",
    "forum": "forum",
    "message": "forum",
}
#: Which of several numbers is meant where the page's name does not say: the most particular thing.
_BY_RANK = ("article", "breve", "mot", "auteur", "site", "rubrique", "document", "forum")
_NAMES = "|".join(sorted(_KINDS, key=len, reverse=True))
_BARE = re.compile(rf"(?P<kind>{_NAMES})(?P<number>\d{{1,10}})(?:[./,].*)?", re.IGNORECASE)
_PATH = re.compile(
    rf"(?P<kind>{_NAMES})(?P<number>\d{{1,10}})(?:[.,_-][a-z]{{2}})?(?:\.(?:html?|php\d?))?", re.IGNORECASE
)
_ID = re.compile(r"id_(?P<kind>[a-z]+)")
_SCRIPT = re.compile(r"(?P<name>[a-z_-]+)\.php[345]?", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,10}")
_ENDING = re.compile(r"\.(?:html?|php\d?)$", re.IGNORECASE)
#: Files and scripts, and what other systems put at the end of an address: none is the title of anything.
_NO_TITLE = re.compile(
    r"\.(?!html?$)[a-z][a-z0-9]{1,4}$|/(?:feed|rss|atom|amp)$|/(?:page|tag|category|author)/[^/]*$",
    re.IGNORECASE,
)
_WITH_NUMBER = re.compile(r"(?P<title>.+)[-,_](?P<number>\d{1,10})")
_MARKED = (
    (re.compile(r"\+-(.+)-\+"), "mot"),
    (re.compile(r"-(.+)-"), "rubrique"),
    (re.compile(r"\+(.+)\+"), "breve"),
    (re.compile(r"@(.+)@"), "site"),
    (re.compile(r"_(.+)_"), "auteur"),
)
_FEEDS = re.compile(r"(?:backend|rss|atom|feed|podcast|ical|spip_rss|distrib|ticker|flux).*")
_SERVICES = {
    "sommaire": Service.FRONT,
    "index": Service.FRONT,
    "agenda": Service.LATEST,
    "spip_cal": Service.LATEST,
    "resume": Service.LATEST,
    "nouveautes": Service.LATEST,
    "news": Service.LATEST,
    "plan": Service.FRONT,
    "recherche": Service.SEARCH,
    "sitemap": Service.SITEMAP,
    "login": Service.SIGN_IN,
    "spip_login": Service.SIGN_IN,
    "identifiants": Service.SIGN_UP,
    "inscription": Service.SIGN_UP,
    "spip_inscription": Service.SIGN_UP,
    "spip_pass": Service.NEW_PASSWORD,
    "oubli": Service.NEW_PASSWORD,
}


def spip_identities(address: Asked) -> Iterator[Identity]:
    """What an address means on a SPIP site, most likely first."""
    page = _page_of(address)
    view = View.FEED if _FEEDS.fullmatch(page) else View.PAGE
    yield from _by_bare_number(address, view=view)
    yield from _by_parameter(address, page=page, view=view)
    yield from _by_path_number(address)
    yield from _by_title(address)
    yield from _files(address)
    yield from _service(address, page=page, view=view)
    yield from _by_number_at_the_end(address)


def _page_of(address: Asked) -> str:
    """The name of the page: of the script, or what ``page=`` and ``fond=`` say."""
    named = address.get("page") or address.get("fond") or address.get("exec")
    if named and not named.isdigit():
        return named.lower()
    script = _SCRIPT.fullmatch(address.last)
    return script["name"].lower() if script else ""


def _by_bare_number(address: Asked, *, view: View) -> Iterator[Identity]:
    """``/?article12``, wherever it stands in the query."""
    for part in address.bare:
        match = _BARE.fullmatch(part)
        if match:
            yield numbered(
                "spip", _KINDS[match["kind"].lower()], match["number"], rule="spip-question", view=view
            )


def _by_parameter(address: Asked, *, page: str, view: View) -> Iterator[Identity]:
    """``id_article=12`` in any order, on any page: its own, to print, a forum, a feed, the desk."""
    found: dict[str, str] = {}
    for name, value in address.pairs:
        match = _ID.fullmatch(name)
        kind = _KINDS.get(match["kind"], "") if match else ""
        if kind and _NUMBER.fullmatch(value):
            found.setdefault(kind, value)
    typed, number = address.get("type") or address.get("objet"), address.get("id") or address.get("id_objet")
    if typed in _KINDS and _NUMBER.fullmatch(number):
        found.setdefault(_KINDS[typed], number)
    elif _KINDS.get(page) and _NUMBER.fullmatch(number):
        found.setdefault(_KINDS[page], number)
    meant = _KINDS.get(page, "")
    # A forum page names the story it stands under, too; the message itself leads there as well.
    ranked = sorted(found, key=lambda kind: (kind != meant or kind == "forum", _BY_RANK.index(kind)))
    rule = (
        "spip-script"
        if _SCRIPT.fullmatch(address.last) and address.last.lower() != "spip.php"
        else "spip-page"
    )
    for kind in ranked:
        yield numbered("spip", kind, found[kind], rule=rule, view=view)


def _by_path_number(address: Asked) -> Iterator[Identity]:
    """``/article12.html``, ``/article12``, ``/spip.php/article12``; ``/12`` alone is a story."""
    match = _PATH.fullmatch(address.last)
    if match:
        yield numbered("spip", _KINDS[match["kind"].lower()], match["number"], rule="spip-html")
    if len(address.segments) == 1 and _NUMBER.fullmatch(address.last):
        yield numbered("spip", "article", address.last, rule="spip-number")


def _by_title(address: Asked) -> Iterator[Identity]:
    """Titles in path or query, with marks and endings or without; trees by their whole and their leaf."""
    if not _NO_TITLE.search(address.path):
        yield from _titled(address.path, rule="spip-title")
    for part in address.bare:
        if not _BARE.fullmatch(part):
            yield from _titled(f"/{part.strip('/')}", rule="spip-title-question")
    segments = address.segments
    if len(segments) > 1 and not _NO_TITLE.search(address.path):
        if address.language == segments[0].lower():
            yield from _titled("/" + "/".join(segments[1:]), rule="spip-tree")
        yield from _titled(f"/{segments[-1]}", rule="spip-leaf", is_guess=True)


def _titled(path: str, *, rule: str, is_guess: bool = False) -> Iterator[Identity]:
    folder, _stroke, title = path.rpartition("/")
    plain = _ENDING.sub("", title)
    if not plain:
        return
    yield written(path, rule=rule, is_guess=is_guess)
    if plain != title:
        yield written(f"{folder}/{plain}", rule=rule, is_guess=is_guess)
    else:
        yield written(f"{folder}/{title}.html", rule=rule, is_guess=is_guess)
    for pattern, kind in _MARKED:
        match = pattern.fullmatch(plain)
        if match:
            yield written(f"{folder}/{match[1]}", rule="spip-marked-title", hint=kind, is_guess=is_guess)
            return
    # Titles that some version of the site gave marks, asked for without them.
    for opening, closing, kind in (
        ("-", "-", "rubrique"),
        ("_", "_", "auteur"),
        ("+-", "-+", "mot"),
        ("+", "+", "breve"),
    ):
        yield written(
            f"{folder}/{opening}{plain}{closing}", rule="spip-unmarked-title", hint=kind, is_guess=True
        )


def _by_number_at_the_end(address: Asked) -> Iterator[Identity]:
    """``/Mon-titre-71367``: SPIP adds the number where two have one title. Only if the headline agrees."""
    for title in (address.last, *address.bare):
        match = _WITH_NUMBER.fullmatch(_ENDING.sub("", title))
        if match:
            words = title_words(match["title"])
            yield numbered(
                "spip",
                "article",
                match["number"],
                rule="spip-title-number",
                words=words or ("",),
                is_guess=True,
            )


def _service(address: Asked, *, page: str, view: View) -> Iterator[Identity]:
    if view is View.FEED:
        yield service(Service.FEED, rule="spip-feed")
    elif page in _SERVICES:
        is_sure = address.last.lower().endswith((".php3", "spip.php")) or bool(address.get("page"))
        words = address.get("recherche") if page == "recherche" else ""
        yield service(_SERVICES[page], rule="spip-service", words=words, is_guess=not is_sure)
    elif address.last.lower() == "spip.php" and not address.pairs and not address.bare:
        yield service(Service.FRONT, rule="spip-service")


_LOGO = re.compile(
    r"(?P<kind>art|rub|aut|mot|breve|site|groupe)o(?:n|ff)(?P<number>\d{1,10})(?:-[0-9a-f]{4,32})?\.[a-z]{3,4}"
)
_NAME = re.compile(r"(?P<name>.+)\.(?P<ending>[a-z]{3,4})")
#: What SPIP adds to a thumbnail's name: its size, a hash, a time; the first alone, or one after the other.
_ADDED = re.compile(r"-(?:\d+x\d+|[0-9a-f]{5,32}|\d+)$")
_MOST_ADDED = 3
_PICTURE_ENDINGS = ("jpg", "jpeg", "png", "gif", "webp")


def _files(address: Asked) -> Iterator[Identity]:
    """Pictures and documents: where they lay, the logo of a thing, the picture a thumbnail was made of."""
    segments = [segment.lower() for segment in address.segments]
    root = next((place for place, segment in enumerate(segments) if segment in ("img", "local")), None)
    if root is None or len(segments) == root + 1 or len(address.last) > LONGEST_NAME:
        return
    inside = "/" + "/".join(address.segments[root:])
    yield written(inside, rule="spip-file")
    logo = _LOGO.fullmatch(segments[-1])
    if logo:
        kind, number = logo["kind"], logo["number"]
        for folder in ("/IMG", "/IMG/logo"):
            yield written(f"{folder}/{address.last}", rule="spip-logo")
            yield written(f"{folder}/{kind}on{number}.{segments[-1].rpartition('.')[2]}", rule="spip-logo")
        yield numbered("spip", _KINDS.get(kind, kind), number, rule="spip-logo", view=View.PICTURE)
    if segments[root] == "local" or segments[root + 1].startswith("cache"):
        yield from _originals(address.last)


def _originals(name: str) -> Iterator[Identity]:
    """The pictures a thumbnail may be of: its name without size and hash, in the folder of its ending.

    One addition after the other is taken away: "photo-12-3f2a1.jpg" is of "photo-12.jpg", or of "photo.jpg".
    """
    match = _NAME.fullmatch(name.lower())
    if match is None:
        return
    stem, ending = name[: len(match["name"])], match["ending"]
    endings = dict.fromkeys((ending, *_PICTURE_ENDINGS))
    for _taken_away in range(_MOST_ADDED):
        shorter = _ADDED.sub("", stem.lower())
        if len(shorter) == len(stem):
            break
        stem = stem[: len(shorter)]
        for other in endings:
            yield written(f"/IMG/{other}/{stem}.{other}", rule="spip-thumbnail")
