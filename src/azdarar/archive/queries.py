"""What other rooms may ask of imports and of what they left behind."""

from azdarar.archive.internal.old_comments import OldComment, count_old_comments, old_comments

__all__ = ["OldComment", "count_old_comments", "old_comments"]
