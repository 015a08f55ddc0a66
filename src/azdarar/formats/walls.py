"""Walls around this process, for whoever decodes foreign bytes in a process of its own.

The readers of ``formats`` have them by themselves (``confined``). Another program that is run for one file,
as the one that decodes pictures, puts them up before it looks at it.
"""

from azdarar.formats.internal.confined_walls import put_up

__all__ = ["put_up"]
