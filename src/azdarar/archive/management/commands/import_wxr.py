"""``azdarar import wxr FILE…``: take WordPress exports in, and report."""

from azdarar.archive.importing import ImportCommand


class Command(ImportCommand):
    help = "Take the stories and pages of a WordPress export into the paper. Safe to run twice."
    system = "wordpress"
