"""``azdarar import SOURCE…``: what it is, is seen from its content."""

from azdarar.archive.importing import ImportCommand


class Command(ImportCommand):
    """As it is."""
