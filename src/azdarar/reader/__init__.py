"""The public face: every page a reader sees, its look, and what goes with each answer.

Knows: templates, styles, scripts, page composition, the pages for what is missing or gone. Refuses:
database writes; deciding access, rights or prices. Doors: none, nothing looks up to this room.
"""
