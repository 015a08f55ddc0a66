"""What to read on to: stories close to this one, and stories far from it.

Knows: plain rules over subjects, signatures and age. Refuses: hand-made selections (fronts), anybody's
personal history. Doors: queries.
"""
