"""How often Python looks for garbage that refers to itself, in a process that renders pages.

As it comes, the collector looks after every seven hundred new objects, and a page makes fifty times as many:
a fifth of the processor's time for a page went there. What is let go of while a page is made refers to itself
but seldom, so it can be looked for seldom; in between it takes a few megabytes.
"""

import gc

#: New objects between two looks at the youngest; how many of those looks make one at the next older.
_SELDOM = (20_000, 25, 20)


def collect_seldom() -> None:
    """Look for garbage seldom from now on, and never again among what is loaded already."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_SELDOM)
