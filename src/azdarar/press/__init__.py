"""The fast page layer: what a page shows, what changed, and the queue between the two.

Knows: tags and announcements. Refuses: any import of a content room.
Doors: models, actions, signals."""
