"""Find a story by its words.

Knows: the index and what a typed query means. Refuses: its own transliteration (language), closed text
in the index or in a result. Doors: queries, actions.
"""
