"""What to read on to: stories close to this one, and stories far from it.

Knows: what stories have in common, which the fewest pages lead to, what is read most; plain rules where no
list was made yet. Refuses: hand-made selections (fronts), anybody's personal history. Doors: queries.
"""
