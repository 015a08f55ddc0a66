"""Pictures and documents: upload checks, embedded metadata, renditions, alt text.

Knows: files and what is seen in them. Refuses: licence decisions (rights).
Doors: models, actions, queries."""
