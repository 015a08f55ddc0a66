"""``azdarar import spip FILE``: take a SPIP site in, and report."""

from azdarar.archive.importing import ImportCommand


class Command(ImportCommand):
    help = "Take the articles and briefs of a SPIP site into the paper. Safe to run twice."
    system = "spip"
