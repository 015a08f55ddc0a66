"""The one base class of every error Azdarar raises on purpose.

An error has a stable code for machines, a whole sentence for people, and the data the sentence speaks of.
Building one never logs: the edge that answers a person logs once. Nothing here needs Django, because
``formats`` and ``language`` raise such errors too.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

_CODE = re.compile(r"[a-z]+(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)")


class AzdararError(Exception):
    """Something was refused, and a person is told what and why.

    A subclass lives beside the action that raises it and sets ``code`` (``room.reason-in-kebab``) and
    ``sentence``. The sentence says what happened, what was left unchanged and what to do, and names its
    data as ``%(name)s``. It may be a lazy translation: it is turned into text only when it is shown.

    Args:
        data: what the sentence names; kept as ``error.data``, so that machines need not parse prose.

    Raises:
        TypeError: a subclass without a code in the right form, or without a sentence.
    """

    code: ClassVar[str] = "azdarar.error"
    sentence: ClassVar[Any] = "Azdarar could not do this; nothing was changed."

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not _CODE.fullmatch(cls.code):
            raise TypeError(f"{cls.__name__}.code must look like room.reason-in-kebab, not {cls.code!r}.")
        # A lazy sentence is not looked into: that would translate it while modules are still being loaded.
        if isinstance(cls.sentence, str) and not cls.sentence:
            raise TypeError(f"{cls.__name__} needs a sentence.")

    def __init__(self, **data: Any) -> None:
        super().__init__()
        self.data = data

    def __str__(self) -> str:
        sentence = str(self.sentence)
        return sentence % self.data if self.data else sentence

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.code} {self.data!r}>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Let the error cross a process border (task results, parallel tests) with its data."""
        return _rebuild, (type(self), self.data)


def _rebuild(kind: type[AzdararError], data: dict[str, Any]) -> AzdararError:
    return kind(**data)
