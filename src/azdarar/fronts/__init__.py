"""Curated pages: the front page, section picks, dossiers.

Knows: containers, picks and backfill, no story twice. Refuses: article fields, personal ranking.
Doors: models, queries."""
