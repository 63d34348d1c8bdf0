"""Modes: whether a debate is typed, spoken, or both, and what follows for entering points.

Belongs here: which points may be entered after they were said, and by whom; how far a card was
read. Does not belong here: the clock itself (`clock`), who holds a turn (`speeches`).

- typed: who speaks types; the bell counts.
- spoken: people speak, and their points are typed by themselves or a scribe, until the debate ends.
- mixed: what the speakers type follows the rules of a typed debate, what a scribe enters those of a
  spoken one.
Sealed and written steps, votes and reflections are typed in every mode.
"""

import re
from collections.abc import Mapping

from debate.domain.steps import Step

TYPED, SPOKEN, MIXED = "typed", "spoken", "mixed"
MODES: Mapping[str, str] = {
    TYPED: "Typed in the browser",
    SPOKEN: "Spoken, points entered beside it",
    MIXED: "Mixed: some type, some speak",
}
TAIL_WORDS = 6
"""Words of a card that a record quotes to say how far it was read."""
_WORD = re.compile(r"\S+")


def entered_later(mode: str, step: Step, by_scribe: bool) -> bool:
    """Whether points of this step may be entered while the debate lasts, without being late."""
    if mode == TYPED or step.own_end or step.entry == "none":
        return False
    return mode == SPOKEN or by_scribe


def words_of(body: str) -> tuple[str, ...]:
    """The words of a card's body, as its reader marks them."""
    return tuple(_WORD.findall(body))


def split(body: str, stopped_at: int | None) -> tuple[str, str]:
    """What was read of a card and what was not; all of it where nothing is marked."""
    words = list(_WORD.finditer(body))
    if stopped_at is None or stopped_at >= len(words):
        return body, ""
    end = words[stopped_at - 1].end() if stopped_at > 0 else 0
    return body[:end], body[end:].strip()


def tail(body: str, stopped_at: int | None) -> str:
    """The last words that were read, at most six; "" where all was."""
    read, rest = split(body, stopped_at)
    if not rest:
        return ""
    words = words_of(read)
    return ("… " if len(words) > TAIL_WORDS else "") + " ".join(words[-TAIL_WORDS:])
