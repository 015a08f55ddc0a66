"""What stood on top of everything on the old site, told to whoever arranges pages here."""

from collections.abc import Sequence

from azdarar.archive.internal.ledger import Ledger
from azdarar.archive.signals import stories_stood_on_top
from azdarar.articles.models import Article


def tell_picks(ledger: Ledger, *, kind: str, foreign_ids: Sequence[str]) -> int:
    """Tell of the stories this run was the first to take; how many. What an editor arranged since stays."""
    if ledger.run is None or not foreign_ids:
        return 0
    lines = ledger.find_all(kind, foreign_ids)
    ids = [
        lines[one].object_id
        for one in foreign_ids
        if one in lines
        and lines[one].run_id == ledger.run.pk
        and lines[one].object_label == Article._meta.label
        and lines[one].object_id is not None
    ]
    if ids:
        stories_stood_on_top.send(sender=Article, article_ids=ids)
    return len(ids)
