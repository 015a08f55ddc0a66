"""Bring an archive home: imports from other systems, and the ledger that makes them safe to repeat.

Knows: what of a foreign site became what here. Refuses: parsing (formats), silent rewriting of an old
text. Doors: actions, queries.
"""
