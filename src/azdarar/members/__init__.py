"""Who may read what: the one maker of a disclosure.

Knows: how much of a story a reader gets, and what a reader keeps: saved stories, their reading if they wish
it, letters wished for. Refuses: passwords, rendering, article text.
Doors: models, actions, queries."""
