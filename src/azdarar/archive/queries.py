"""What other rooms may ask of imports and of what they left behind."""

from azdarar.archive.internal.old_comments import OldComment, count_old_comments, old_comments
from azdarar.archive.internal.remembered import Remembered, old_addresses, unresolved_addresses
from azdarar.archive.internal.resolver import Answer, resolve
from azdarar.archive.internal.suggesting import suggestions

__all__ = [
    "Answer",
    "OldComment",
    "Remembered",
    "count_old_comments",
    "old_addresses",
    "old_comments",
    "resolve",
    "suggestions",
    "unresolved_addresses",
]
