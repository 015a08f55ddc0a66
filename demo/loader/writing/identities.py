"""How a thing of the edition is recognised in a paper, however often it is loaded."""

from uuid import UUID, uuid5

_EDITION = UUID("0a2a0d14-1794-5cfe-8b1e-176400121794")


def translation_key(kind: str, key: str) -> UUID:
    """The identity that a thing and its translations share: always the same for the same key."""
    return uuid5(_EDITION, f"{kind}:{key}")
