"""Whose a text is: sources, their credit lines by language and year.

Knows: sources and what they ask for. Refuses: any import of articles or media; they point here.
Doors: models, queries."""
