"""Who may read what: the one maker of a disclosure.

Knows: how much of a story a reader gets. Refuses: passwords, rendering, article text.
Doors: queries."""
