"""Taking a passage out of words: the mark in its place, and where it stands.

Belongs here: finding a passage in a text and what the text is afterwards, with the places of notes
on it. Does not belong here: which rows hold such words (`services.redactions`), and who may do it.

Words are compared by their letters and digits alone, as those of notes are (`domain.notes`): what
was selected on a page has neither the signs of Markdown nor the line ends of the text as written.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from debate.domain import notes
from debate.domain.refusals import Refused

MARK = "▮removed▮"
"""In place of a passage. A word and no picture, so that a screen reader says it and every file
carries it; no sign of it means anything in Markdown."""

PASSAGE_MAX = 20_000
"""Longest passage, in characters: as long as the longest text."""


@dataclass(frozen=True)
class Redacted:
    """A text after a passage went; `spans` are the places of the old text, in order."""

    text: str
    spans: tuple[tuple[int, int], ...]

    def moved(self, begins: int, ends: int) -> tuple[int, int]:
        """Where code points of the old text stand now; what lay in a passage covers its mark."""
        return self._place(begins, at_end=False), self._place(ends, at_end=True)

    def _place(self, at: int, *, at_end: bool) -> int:
        shift = 0
        for begins, ends in self.spans:
            if at >= ends:
                shift += len(MARK) - (ends - begins)
            elif at > begins:
                return begins + shift + (len(MARK) if at_end else 0)
        return at + shift


def check(passage: str, *texts: str) -> None:
    """Whether the passage can be taken out of a point with these texts.

    Raises Refused with the field "passage": nothing chosen, too long, or not in any of them.
    """
    if not any(sign.isalnum() for sign in passage):
        raise Refused(
            "Choose the words to remove: select them, or type them as they are.", "passage"
        )
    if len(passage) > PASSAGE_MAX:
        raise Refused(f"Remove at most {PASSAGE_MAX} characters at a time.", "passage")
    if not any(stands(text, passage) for text in texts):
        raise Refused("These words do not stand there. Copy them from the text above.", "passage")


def stands(text: str, passage: str) -> bool:
    """Whether the passage stands in a text."""
    return bool(_places(text, passage))


def without(text: str, passage: str) -> Redacted:
    """The text with the mark wherever the passage stands.

    Whole words are meant: "art" leaves "party" alone, unless it stands nowhere as a word by itself.
    """
    kept, at, spans = [], 0, _places(text, passage)
    for begins, ends in spans:
        kept += [text[at:begins], MARK]
        at = ends
    return Redacted("".join([*kept, text[at:]]), spans)


def holds(content: object, passage: str) -> bool:
    """Whether the passage stands in any text of what a record holds."""
    return any(stands(text, passage) for text in _texts(content))


def _places(text: str, passage: str) -> tuple[tuple[int, int], ...]:
    """Where the passage stands, in order and without overlaps."""
    found = notes.occurrences(text, passage)
    whole = tuple(place for place in found if _is_whole(text, place))
    places: list[tuple[int, int]] = []
    for begins, ends in whole or found:
        if not places or begins >= places[-1][1]:
            places.append((begins, ends))
    return tuple(places)


def _is_whole(text: str, place: tuple[int, int]) -> bool:
    begins, ends = place
    before, after = text[begins - 1 : begins], text[ends : ends + 1]
    return not (before.isalnum() or after.isalnum())


def _texts(content: object) -> Iterator[str]:
    waiting: list[Any] = [content]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, Mapping):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
