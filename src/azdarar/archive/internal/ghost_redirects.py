"""Files of redirects and routes, as Ghost's own backup lays them beside its export."""

from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from azdarar.archive.internal import telling
from azdarar.archive.internal.ledger import Ledger
from azdarar.archive.old_addresses import take_in_redirects
from azdarar.errors import AzdararError
from azdarar.formats.redirects import read_redirects

_NAMES = ("redirects.json", "redirects.yaml", "redirects.yml", "routes.yaml", "routes.yml")


def take_in_files(folder: Path, *, ledger: Ledger) -> tuple[int, list[str]]:
    """Take in what the files around an export say; they go with the import when it is taken back.

    Returns:
        How many addresses and rules they tell, and a sentence for each that cannot be followed.
    """
    told, remarks = 0, []
    for path in _files(folder):
        try:
            redirects = read_redirects(path)
        except AzdararError as problem:
            remarks.append(telling.told(problem))
            continue
        run = ledger.run.pk if ledger.run else 0
        left_out = take_in_redirects(redirects, system=ledger.system, at=timezone.now(), told_by=run)
        told += len(redirects.pairs) + len(redirects.patterns) + len(redirects.gone)
        remarks += [
            _("%(file)s: this rule cannot be followed and was left out: %(rule)s")
            % {"file": path.name, "rule": rule}
            for rule in left_out
        ]
    return told, remarks


def _files(folder: Path) -> list[Path]:
    places = [folder, folder / "settings", folder.parent / "settings", folder.parent / "data"]
    return [place / name for place in places for name in _NAMES if (place / name).is_file()]
