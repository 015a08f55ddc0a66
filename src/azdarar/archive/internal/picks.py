"""What readers and editors of the old site put on top, told to whoever arranges pages here."""

from collections.abc import Sequence

from azdarar.archive.internal.ledger import Ledger
from azdarar.archive.models import ImportRun, LedgerLine
from azdarar.archive.signals import stories_stood_on_top, visits_were_counted
from azdarar.articles.models import Article

#: Stories told of at once.
_AT_ONCE = 2_000


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


def tell_visits(run: ImportRun) -> int:
    """Tell how often the stories that a run took in were opened on the old site; of how many."""
    lines = LedgerLine.objects.filter(last_run=run, visits__gt=0, object_label=Article._meta.label)
    rows = lines.exclude(object_id=None).order_by("pk").values_list("pk", "object_id", "visits")
    told, last = 0, 0
    # Asked anew for each chunk: SQLite refuses at once to let whoever is still reading an older state write.
    while chunk := list(rows.filter(pk__gt=last)[:_AT_ONCE]):
        last = chunk[-1][0]
        visits_were_counted.send(sender=Article, visits={story: visits for _line, story, visits in chunk})
        told += len(chunk)
    return told
