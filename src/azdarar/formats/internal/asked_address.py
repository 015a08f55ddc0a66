"""An address taken apart, so that two spellings of it are one: host, path, query without what only tracks."""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes, urlsplit

#: Longer addresses are cut: no publishing system made one, and what reads them takes time for each sign.
LONGEST = 2_048
#: Parameters of a query beyond these are not looked at.
_MOST_PAIRS = 40
#: Parameters that say where a reader came from or what was searched for, never what is asked.
_TRACKING = re.compile(
    r"(?:utm_.*|mtm_.*|pk_.*|piwik_.*|hsa_.*|oly_.*|at_(?:medium|campaign)|fbclid|gclid|gclsrc|dclid|gbraid|wbraid"
    r"|msclkid|yclid|twclid|igshid|igsh|mc_cid|mc_eid|_ga|_gl|__twitter_impression|ref|ref_src|source|xtor|cmpid"
    r"|var_recherche|var_mode|var_hasard|var_zajax|calendrier|recherche_|phpsessid|sid|fb_.*|replytocom|share|nb"
    r"|doing_wp_cron|amp|outputtype|format_mobile|noamp|_|)",
)
_SLASHES = re.compile(r"/{2,}")
_INDEX = re.compile(r"/index\.(?:html?|php[345]?|asp|aspx|jsp|cgi)$", re.IGNORECASE)
_INDEX_PREFIX = re.compile(r"/index\.php(?=/)", re.IGNORECASE)
#: "//host.example/…", but not two strokes by mistake.
_HOST_FIRST = re.compile(r"//[^/?#.]+\.[^/?#]+(?:[/?#]|$)")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2,4})?")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address says, percent-encoding undone.

    ``host`` is in small letters without ``www.`` and port, and empty where none was named. ``path`` begins
    with a stroke and ends with none, but for the root. ``pairs`` are the parameters that may say what is
    asked, in their order; ``bare`` those without a value.
    """

    host: str
    path: str
    pairs: tuple[tuple[str, str], ...] = ()
    bare: tuple[str, ...] = ()

    @property
    def segments(self) -> tuple[str, ...]:
        """The parts of the path."""
        return tuple(part for part in self.path.split("/") if part)

    @property
    def last(self) -> str:
        """The last part of the path, or an empty string for the root."""
        return self.path.rpartition("/")[2]

    @property
    def text(self) -> str:
        """The address in its one spelling: path, and what counts of the query in alphabetical order."""
        query = sorted([*(f"{name}={value}" for name, value in self.pairs), *self.bare])
        return f"{self.path}?{'&'.join(query)}" if query else self.path

    @property
    def language(self) -> str:
        """The language the address names, as it names it: in its query, or in its first part."""
        named = self.get("lang")
        first = self.segments[0].lower() if self.segments else ""
        return (named or (first if _LANGUAGE.fullmatch(first) else "")).lower()

    def get(self, name: str) -> str:
        """The value of a parameter, or an empty string."""
        return next((value for key, value in self.pairs if key == name), "")


def asked(address: str) -> Asked:
    """Take an address apart as it was written: absolute, from the root, or a bare path. Never fails."""
    written = _CONTROLS.sub("", address.strip())[:LONGEST]
    host = ""
    if "://" in written[:12] or _HOST_FIRST.match(written):
        try:
            parts = urlsplit(written)
            host = parts.hostname or ""
        except ValueError:
            parts = urlsplit("/" + written.partition("//")[2].partition("/")[2])
        path, query = parts.path, parts.query
    else:
        path, _mark, query = written.partition("#")[0].partition("?")
    return asked_of(host=host, path=unquote_to_bytes(path), query=query)


def asked_of(*, host: str, path: bytes, query: str) -> Asked:
    """Take apart what a server was asked: the path's bytes, the query still percent-encoded."""
    decoded = spelled(path[:LONGEST])
    # A question mark that was itself percent-encoded on its way: "/spip.php%3Farticle12".
    decoded, mark, more = decoded.partition("?")
    if mark:
        query = f"{more}&{query}" if query else more
    pairs, bare = _query(query[:LONGEST])
    return Asked(host=_host(host), path=_path(decoded), pairs=pairs, bare=bare)


def spelled(raw: bytes) -> str:
    """Read bytes as UTF-8, else as what old sites wrote: Windows-1252."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    return unicodedata.normalize("NFC", _CONTROLS.sub("", text))


def _host(host: str) -> str:
    name = host.strip().lower().rstrip(".")
    name = name if name.startswith("[") else name.partition(":")[0]
    return name.removeprefix("www.")


def _path(path: str) -> str:
    whole = _SLASHES.sub("/", f"/{path}")
    whole = _INDEX_PREFIX.sub("", whole)
    whole = _INDEX.sub("/", whole)
    return whole.rstrip("/ ") or "/"


def _query(query: str) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    pairs: list[tuple[str, str]] = []
    bare: list[str] = []
    # Some copies of an address still carry the ampersand as HTML wrote it, or the semicolon of old systems.
    for part in re.split(r"&amp;|[&;]", query.partition("#")[0])[:_MOST_PAIRS]:
        raw_name, _mark, raw_value = part.partition("=")
        name, value = _decoded(raw_name), _decoded(raw_value)
        if not name:
            continue
        if not value:
            if not _TRACKING.fullmatch(name.lower()):
                bare.append(name)
        elif not _TRACKING.fullmatch(name.lower()):
            pairs.append((name.lower(), value))
    return tuple(pairs), tuple(bare)


def _decoded(text: str) -> str:
    return spelled(unquote_to_bytes(text.replace("+", " "))).strip() if text else ""
