"""The work itself: stories, bylines, sections, corrections, addresses.

Knows: what a story is, when it may be seen, how it is published, corrected and withdrawn.
Refuses: who may read how much (members), where a story is placed (fronts).
Doors: models, actions, queries, signals, disclosure."""
