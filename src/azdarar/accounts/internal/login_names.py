"""What somebody types to say who they are: one form for all spellings, no address that imitates another."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

LONGEST_ADDRESS = 254
# Scripts that Japanese writes side by side in one word.
_WRITTEN_TOGETHER = frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"})
# Small letters of other scripts that nobody tells from a Latin one in an address bar.
_LOOKS_LIKE = str.maketrans(
    "аеорсхуіјѕһԁԛԝӏкмтвнαορνικτυχօսհոցզլյքգ",
    "aeopcxyijshdqwlkmtbhaopviktuxouhngqljpq",
)


def login_key(typed: str) -> str:
    """Return the one spelling of a login name: capitals, wide letters and blanks around it do not count.

    Whoever guesses passwords for ``ANAHIT@…`` and ``ａｎａｈｉｔ@…`` guesses for one account.
    """
    return unicodedata.normalize("NFKC", typed).casefold().strip()


def mail_address(typed: str) -> str:
    """Return an address as the paper keeps it: small letters, and a domain as machines write it (IDNA).

    Raises:
        ValidationError: it is none, is too long, or mixes alphabets in one word. The sentence depends on
            what was typed alone, never on who has an account.
    """
    address = login_key(typed)
    try:
        validate_email(address)
        local, _at, domain = address.rpartition("@")
        # One browser sends a domain in its own letters, another as xn--…: both are one.
        ascii_domain = domain.encode("idna").decode("ascii")
        own_letters = ascii_domain.encode("ascii").decode("idna")
    except (ValidationError, UnicodeError):
        raise ValidationError(
            _("This is not a complete address. It looks like name@example.org."), code="invalid"
        ) from None
    if len(local) + 1 + len(ascii_domain) > LONGEST_ADDRESS:
        raise ValidationError(_("An address has at most 254 characters."), code="max_length")
    if not local.isascii() or any(len(_scripts(label)) > 1 for label in own_letters.split(".")):
        raise ValidationError(
            _("This address mixes letters of several alphabets. Type it again on one keyboard."),
            code="mixed_alphabets",
        )
    return f"{local}@{ascii_domain}"


def imitated(address: str) -> str | None:
    """Return the Latin address that a kept address looks like, or None if it looks like no other.

    ``аррӏе.com`` in Cyrillic letters is another domain than ``apple.com`` and looks the same.
    """
    local, _at, domain = address.rpartition("@")
    plain = domain.encode("ascii").decode("idna").translate(_LOOKS_LIKE)
    return f"{local}@{plain}" if plain != domain and plain.isascii() else None


def _scripts(label: str) -> set[str]:
    names = {unicodedata.name(character, "").partition(" ")[0] for character in label if character.isalpha()}
    return names - _WRITTEN_TOGETHER | ({"CJK"} if names & _WRITTEN_TOGETHER else set())
