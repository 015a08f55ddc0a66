"""Mistakes in the edition's files: collected, so that a writer mends them all at once."""

from dataclasses import dataclass, field
from typing import ClassVar

from azdarar.errors import AzdararError


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in the edition something stands: a file below its folder, and a line counted from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One mistake, where it is, in a whole sentence."""

    place: Place
    sentence: str

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}"


class BadEditionError(AzdararError):
    """The edition's files cannot be loaded as they are; ``mistakes`` says why."""

    code: ClassVar[str] = "demo.bad-edition"
    sentence = (
        "The edition was not loaded and nothing was changed; mistakes to mend first: %(count)d.\n%(list)s"
    )

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = sorted(set(mistakes))
        super().__init__(count=len(self.mistakes), list="\n".join(map(str, self.mistakes)))


@dataclass(slots=True)
class Proof:
    """The proofreader's sheet: mistakes are noted while reading goes on."""

    mistakes: list[Mistake] = field(default_factory=list)

    def note(self, place: Place, sentence: str) -> None:
        """Note one mistake."""
        self.mistakes.append(Mistake(place, sentence))

    def refuse(self) -> None:
        """Raise ``BadEditionError`` with everything noted so far, if anything was."""
        if self.mistakes:
            raise BadEditionError(self.mistakes)
