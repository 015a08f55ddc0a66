"""Bringing an archive home from the newsroom: upload, see what was found, choose, run, stop, go on, undo."""
