"""What the texts of a WordPress site speak of, known before the first of them is taken."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from azdarar.archive.internal.attachments import Attachment, attachment_of
from azdarar.archive.internal.furniture import Named
from azdarar.archive.internal.links import KnownThings
from azdarar.formats.wordpress_site import Aside, Glimpse, Surveyed
from azdarar.formats.wxr import GuestAuthor, Item, Site, Term, TermUse
from azdarar.language.slugs import slugify

#: Names WordPress gives to "no category", by language.
_NO_CATEGORY = {
    "uncategorized",
    "non-classe",
    "non classé",
    "sans-categorie",
    "без рубрики",
    "bez-rubriki",
    "չդասակարգված",
}
#: The first part of the address of each kind of list, as WordPress makes it.
_LISTS = {"category": "category", "post_tag": "tag"}


@dataclass(slots=True)
class Survey:
    """Attachments, guest authors and addresses of one site, and what it says of itself."""

    site: Site
    total: int
    known: KnownThings
    attachments: dict[int, Attachment] = field(default_factory=dict)
    guests: dict[str, GuestAuthor] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    terms: dict[tuple[str, str], list[Term]] = field(default_factory=dict)
    _numbers: dict[str, str] = field(default_factory=dict)
    _signers: dict[tuple[str, str], Named | None] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """The site's address, without a stroke at its end."""
        return (self.site.base_blog_url or self.site.link).rstrip("/")

    def category(self, use: TermUse) -> Named:
        """A category or tag as the furniture takes it, with the address of its list."""
        kind = _LISTS[use.domain]
        slug = use.nicename or slugify(use.name, language="en")
        term = next(iter(self.terms.get((use.domain, use.nicename), ())), None)
        return Named(
            name=name_of(use),
            kind=kind,
            foreign_id=slug,
            slug=use.nicename,
            text=term.description if term else "",
            addresses=tuple(dict.fromkeys(self._lists(kind, slug))) if slug else (),
        )

    def numbers(self, use: TermUse) -> list[str]:
        """The numbers under which plain addresses name a term: ``?cat=12``."""
        terms = self.terms.get((use.domain, use.nicename), ())
        return [str(term.term_id) for term in terms if term.term_id]

    def signer(self, login: str, *, fallback: str) -> Named | None:
        """Somebody who signs, by the name readers knew: a guest of Co-Authors Plus, else an account."""
        if (login, fallback) not in self._signers:
            self._signers[login, fallback] = self._signer(login, fallback=fallback)
        return self._signers[login, fallback]

    def _signer(self, login: str, *, fallback: str) -> Named | None:
        key = login.strip("<> \t").casefold()
        guest, author = self.guests.get(key), self.site.find_author(key)
        full = f"{author.first_name} {author.last_name}".strip() if author else ""
        name = (guest.display_name if guest else "") or (author.display_name if author else "") or full
        name = " ".join((name or fallback.strip("<> \t")).split())
        if not name:
            return None
        slug = slugify(key, language="en")
        return Named(
            name=name,
            kind="author",
            foreign_id=slug or key,
            slug=slug,
            text=guest.description if guest else "",
            addresses=tuple(self._lists("author", slug)) if slug else (),
        )

    def author_number(self, login: str) -> str:
        """The number of an account: ``?author=3``."""
        if login not in self._numbers:
            author = self.site.find_author(login.strip("<> \t").casefold())
            self._numbers[login] = str(author.author_id) if author and author.author_id else ""
        return self._numbers[login]

    def _lists(self, kind: str, slug: str) -> Iterator[str]:
        yield f"{self.base}/{kind}/{slug}/"
        parents = [slug]
        while (parent := self.parents.get(f"{kind} {parents[-1]}")) and parent not in parents:
            parents.append(parent)
        if len(parents) > 1:
            yield f"{self.base}/{kind}/{'/'.join(reversed(parents))}/"


def survey(records: Iterator[Any]) -> Survey:
    """Read the first half of what ``formats.wordpress_site.SiteReader`` gives."""
    attachments: dict[int, Attachment] = {}
    guests: dict[str, GuestAuthor] = {}
    glimpses: list[Glimpse] = []
    for record in records:
        match record:
            case Glimpse() if record.post_type != "nav_menu_item":
                glimpses.append(record)
            case Aside(item=item) if item.guest_author is not None:
                guests[item.guest_author.login.casefold()] = item.guest_author
            case Aside(item=item) if item.post_id:
                attachments.setdefault(item.post_id, attachment_of(item))
            case Surveyed(site=site, items=count):
                return _settled(site, count, attachments, guests, glimpses)
    raise AssertionError("the reader ends its first reading with Surveyed")


def _settled(
    site: Site,
    count: int,
    attachments: dict[int, Attachment],
    guests: dict[str, GuestAuthor],
    glimpses: list[Glimpse],
) -> Survey:
    known = KnownThings(site=site.base_blog_url or site.link, system="wordpress")
    for glimpse in glimpses:
        if glimpse.status not in ("trash", "auto-draft", "spam"):
            addresses = [address for address in (glimpse.link, glimpse.guid) if "/" in address]
            known.add(kind=glimpse.post_type, number=glimpse.post_id, addresses=addresses)
    found = Survey(site, count, known, attachments, guests)
    for term in site.terms:
        found.terms.setdefault((term.taxonomy, term.slug), []).append(term)
        kind = _LISTS.get(term.taxonomy)
        if kind and term.slug:
            if term.parent:
                found.parents[f"{kind} {term.slug}"] = term.parent
            known.add(kind=kind, number=term.slug)
            known.add(kind=kind, number=term.term_id)
    for author in site.authors:
        known.add(kind="author", number=slugify(author.login, language="en"))
        known.add(kind="author", number=author.author_id)
    return found


def name_of(use: TermUse) -> str:
    """The name of a term on one line."""
    return " ".join((use.name or use.nicename).split())


def is_no_category(use: TermUse) -> bool:
    """Whether a category says that there is none."""
    return use.nicename.casefold() in _NO_CATEGORY or use.name.casefold() in _NO_CATEGORY


def old_addresses(item: Item, *, base: str) -> Iterator[str]:
    """Every address an item had: as the export tells it, by its number, and under each former name."""
    if item.link.startswith(("http://", "https://")):
        yield item.link
    if item.guid.startswith(("http://", "https://")):
        yield item.guid
    link = item.link.rstrip("/")
    for slug in item.meta.get("_wp_old_slug", ()):
        head, _stroke, last = link.rpartition("/")
        if slug and item.slug and last.casefold() in {item.slug.casefold(), _escaped(item.slug)}:
            yield f"{head}/{slug}/"
        elif slug and base:
            yield f"{base}/{slug}/"


def _escaped(slug: str) -> str:
    from urllib.parse import quote

    return quote(slug).casefold()
