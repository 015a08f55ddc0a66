"""The facts this room announces."""

from django.dispatch import Signal

#: Something a page may show has changed. Sent at least once for each announcement, outside the
#: writer's transaction: ``fact`` (str), ``tags`` (frozenset of str), ``data`` (dict), ``announced_at``,
#: ``due`` (list of instants at which the same changes again), ``takes_away`` (bool), ``number`` (int).
changed = Signal()
