"""What somebody chooses of a record before it is copied: which part, whose names, what with it.

Belongs here: the choice as a value, and how an address spells it. Does not belong here: what a part
holds (`queries.transcripts_parts`) and how files look (export).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from debate.domain.steps import SIDES

WHOLE = ""
EXTRAS = ("moderation", "marks", "reflections")


class UnknownChoice(ValueError):
    """An address asks for a part or a copy that there is not."""


@dataclass(frozen=True)
class Choice:
    """Which copy of a record. `part`: "" the whole, "P" or "O" one team, else a seat's number.

    `moderation`: what moderators did and what the room was not shown; `marks`: ballots and marks,
    which are in no copy before their release.
    """

    names: bool = True
    part: str = WHOLE
    moderation: bool = True
    marks: bool = True
    reflections: bool = True

    @property
    def side(self) -> str:
        """The team that is chosen, "" for none."""
        return self.part if self.part in SIDES else ""

    @property
    def seat(self) -> int:
        """The number of the seat whose packet is chosen, 0 for none."""
        return int(self.part) if self.part.isdecimal() else 0

    @property
    def text(self) -> str:
        """How a file says which copy it is: what `told` gives."""
        return told(self)

    @property
    def whole(self) -> bool:
        """Whether no speech or person is left out."""
        return self.part == WHOLE


def read(values: Mapping[str, str]) -> Choice:
    """The choice that an address spells. Raises UnknownChoice.

    A form that names its part names the extras it wants; an address without one wants all of them.
    """
    names, part = values.get("names", "names"), values.get("part", WHOLE)
    if names not in ("names", "codes"):
        raise UnknownChoice(names)
    is_seat = part.isascii() and part.isdecimal() and len(part) < 7 and int(part) > 0
    if part not in (WHOLE, *SIDES) and not is_seat:
        raise UnknownChoice(part)
    wanted = {extra: "part" not in values or extra in values for extra in EXTRAS}
    return Choice(names == "names", part, **wanted)


def spelled(choice: Choice) -> dict[str, str]:
    """The values that `read` makes this choice of."""
    found = {"part": choice.part, "names": "names" if choice.names else "codes"}
    return found | {extra: "1" for extra in EXTRAS if getattr(choice, extra)}


def told(choice: Choice) -> str:
    """How a file says which copy it is, such as "names whole moderation marks reflections"."""
    part = f"seat-{choice.seat}" if choice.seat else choice.part or "whole"
    kept = [extra for extra in EXTRAS if getattr(choice, extra)]
    return " ".join(["names" if choice.names else "codes", part, *kept])


def heard(text: str) -> Choice:
    """The choice that `told` wrote as this. Raises UnknownChoice."""
    names, _, rest = text.partition(" ")
    part, *kept = rest.split(" ")
    values = {"names": names, "part": "" if part == "whole" else part.removeprefix("seat-")}
    return read(values | dict.fromkeys(kept, "1"))
