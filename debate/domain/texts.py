"""Texts: holding somebody's own copy of a source against the passages that a deck numbers.

Belongs here: which words of the copy stand for which passage, and where they differ. Does not
belong here: reading uploads (seeding), cutting into sentences (`passages`), badges (`spans`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from debate.domain import passages
from debate.domain.sources import Passage
from debate.domain.spans import Held

SAME_TEXT_FROM = 3
"""One in this many of the deck's sentences must stand in a copy, or it is another text."""
_SHORTER = 2  # a sentence that grew or shrank beyond this ratio is no version of the other


@dataclass(frozen=True)
class Attached:
    """A copy held against a source: the sentences of each passage that it has, by number.

    `equal`, `sentences`: how many of the deck's sentences stand there word for word, of how many.
    """

    passages: dict[int, tuple[Held, ...]]
    equal: int
    sentences: int

    @property
    def same_text(self) -> bool:
        """Whether this can be a copy of the source at all."""
        return self.sentences > 0 and self.equal * SAME_TEXT_FROM >= self.sentences

    def differences(self) -> tuple[tuple[int, int, str], ...]:
        """Passage, sentence (from 1) and what the copy says there ("" for nothing), in order."""
        return tuple(
            (number, n, held.text)
            for number, sentences in sorted(self.passages.items())
            for n, held in enumerate(sentences, 1)
            if not held.equal
        )


def attach(deck: Sequence[Passage], paragraphs: Sequence[str]) -> Attached:
    """Hold a copy's paragraphs against a deck's passages, sentence by sentence.

    How the copy is parted into paragraphs, and what else it holds (headlines, captions), does not
    matter: sentences are found by their hashes, in order. What lies between two that were found is
    paired by length, so that an altered sentence is shown beside the one it stands for.
    """
    ours = [(part.number, mark) for part in deck for mark in part.sentences]
    theirs = [one for text in paragraphs for one in passages.sentences(text)]
    hashes = [passages.short_hash(one) for one in theirs]
    found: list[Held] = [Held("", False)] * len(ours)
    matcher = SequenceMatcher(None, [mark.hash for _, mark in ours], hashes, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found[a:b] = [Held(text, True) for text in theirs[c:d]]
        elif kind == "replace":
            lengths = [mark.words for _, mark in ours[a:b]]
            for place, other in _paired(lengths, [len(one.split()) for one in theirs[c:d]]):
                found[a + place] = Held(theirs[c + other], False)
    held: dict[int, list[Held]] = {}
    for (number, _), one in zip(ours, found, strict=True):
        held.setdefault(number, []).append(one)
    return Attached(
        passages={n: tuple(parts) for n, parts in held.items() if any(one.text for one in parts)},
        equal=sum(one.equal for one in found),
        sentences=len(ours),
    )


def whole(text: str) -> tuple[Held, ...]:
    """The sentences of a passage whose own text the deck has: each equals itself."""
    return tuple(Held(one, True) for one in passages.sentences(text))


def _paired(ours: Sequence[int], theirs: Sequence[int]) -> list[tuple[int, int]]:
    """Pairs of places, in order, of sentences of about one length: as many as go, as close as can.

    The best pairs of the first i and j sentences are built up from those of fewer.
    """
    best: list[list[tuple[int, int, list[tuple[int, int]]]]] = [
        [(0, 0, []) for _ in range(len(theirs) + 1)] for _ in range(len(ours) + 1)
    ]
    for i, long in enumerate(ours, 1):
        for j, other in enumerate(theirs, 1):
            choices = [best[i - 1][j], best[i][j - 1]]
            if max(long, other) <= _SHORTER * min(long, other):
                count, cost, pairs = best[i - 1][j - 1]
                choices.append((count + 1, cost - abs(long - other), [*pairs, (i - 1, j - 1)]))
            best[i][j] = max(choices, key=lambda choice: choice[:2])
    return best[-1][-1][2]
