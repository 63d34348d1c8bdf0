"""What is wrong with data files. Apart from reading them, so that a start needs no YAML for it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong in a data file, as "cards/gabuev-2024.yaml:41: sentence"."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


class FilesRefused(Exception):
    """Data files that cannot be loaded; `faults` names everything that is wrong in them."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))

    def told(self, most: int = 20) -> tuple[str, ...]:
        """That nothing was imported, and the first faults, each with its place."""
        more = len(self.faults) - most
        rest = (f"There are {more} more.",) if more > 0 else ()
        return ("Nothing was imported.", *map(str, self.faults[:most]), *rest)
