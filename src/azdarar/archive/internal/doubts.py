"""What of a story a person should look at: dates that can hardly be, texts that seem to be there twice."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import blake2b

from django.utils import timezone
from django.utils.translation import gettext as _

from azdarar.archive.internal.foreign_story import Need

#: Before it no site was written; a later date may be a book's, a founding's, or what a clock began with.
_FIRST_YEAR = 1990
_FAR = timedelta(days=366)


class Doubles:
    """Headlines and days met before in one source; 8 bytes are kept of each."""

    def __init__(self) -> None:
        self._seen: set[bytes] = set()

    def is_known(self, headline: str, at: datetime | None) -> bool:
        """Whether a story of this headline and day was met before; from now on it was."""
        told = " ".join(headline.split()).casefold()
        if not told or at is None:
            return False
        key = blake2b(f"{told}\x1f{at:%Y-%m-%d}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
        is_known = key in self._seen
        self._seen.add(key)
        return is_known


def doubts_about(
    at: datetime | None, *, unreadable: tuple[str, ...] = (), is_double: bool = False
) -> list[tuple[str, str, str]]:
    """What is to be looked at, as ``ImportedBody.needs`` holds it."""
    found = [("doubtful-date", told, "") for told in unreadable]
    if at is not None and at.year < _FIRST_YEAR:
        found.append(("doubtful-date", f"{at:%Y-%m-%d}", _("It is older than any site.")))
    if at is not None and at > timezone.now() + _FAR:
        found.append(("doubtful-date", f"{at:%Y-%m-%d}", _("It is more than a year ahead.")))
    if is_double:
        found.append(("possible-duplicate", _("Another text of the same day has the same headline."), ""))
    return found


def needs_of(told: Iterable[tuple[str, str, str]]) -> tuple[Need, ...]:
    """What only a person can mend; the same thing once."""
    first = {
        (kind, what): Need(kind=kind, what=what, where=where) for kind, what, where in reversed(list(told))
    }
    return tuple(reversed(first.values()))
