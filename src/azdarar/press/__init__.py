"""The fast page layer: what a page shows, what changed, the stored pages and whether they still hold.

Knows: tags, announcements, bytes, and what became of requests. Refuses: any import of a content room.
Doors: models, actions, queries, signals, showing (what a query says it shows), watching, remembering,
at_home (this process's store, press and counts)."""
