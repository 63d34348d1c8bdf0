"""Blocks: prepared answers to one argument, each a claim with reasons and cards of one deck.

Belongs here: their shape, as stored and as typed, and what is wrong with it. Does not belong here:
whose they are (`queries.blocks`).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from debate.domain.refusals import Refused, RefusedFields

BLOCKS_MAX = 100
ANSWERS_MAX = 20
CARDS_MAX = 10
TITLE_MAX = 120
TEXT_MAX = 5_000
_NUMBER = re.compile(r"#?(\d{1,6})")


@dataclass(frozen=True)
class BlockAnswer:
    """One answer. `cards` are numbers in the deck with the slug `deck`."""

    claim: str
    reasons: str = ""
    deck: str = ""
    cards: tuple[int, ...] = ()


def card_numbers(text: str) -> tuple[int, ...] | None:
    """Card numbers as they are typed ("4, 12"), each once; None where it is something else."""
    # Taken apart first: one pattern for the whole text could be made to look for minutes.
    typed = text.replace(",", " ").replace(";", " ").split()
    found = [_NUMBER.fullmatch(one) for one in typed]
    if not all(found):
        return None
    return tuple(dict.fromkeys(int(one[1]) for one in found if one))


def as_typed(
    rows: Iterable[tuple[str, str, str, str]], deck: str
) -> tuple[BlockAnswer | None, ...]:
    """The answers of a form, (claim, reasons, deck, cards) each; None where nothing was typed.

    Cards that are typed where none stood are of the deck `deck`. Raises RefusedFields with the
    fields `claim-2`, `cards-2` … that are at fault.
    """
    found: list[BlockAnswer | None] = []
    faults: list[tuple[str, str]] = []
    for place, row in enumerate(rows):
        claim, reasons, known = " ".join(row[0].split()), row[1].strip(), row[2]
        cards = card_numbers(row[3])
        faults += [(f"{field}-{place}", words) for field, words in _wrong(claim, reasons, cards)]
        if claim or reasons or cards:
            found.append(BlockAnswer(claim, reasons, (known or deck) if cards else "", cards or ()))
        else:
            found.append(None)
    if sum(answer is not None for answer in found) > ANSWERS_MAX:
        faults.append(("form", f"A block has at most {ANSWERS_MAX} answers. Begin another one."))
    if faults:
        raise RefusedFields(faults)
    return tuple(found)


def _wrong(claim: str, reasons: str, cards: tuple[int, ...] | None) -> list[tuple[str, str]]:
    """What is wrong with one answer: fields and sentences."""
    found = []
    if cards is None:
        found.append(("cards", "Write card numbers with commas between them, such as 4, 12."))
    elif len(cards) > CARDS_MAX:
        found.append(("cards", f"An answer has at most {CARDS_MAX} cards."))
    elif not claim and (reasons or cards):
        found.append(("claim", "Write the answer itself: one line."))
    if len(claim) + len(reasons) > TEXT_MAX:
        found.append(("reasons", f"An answer has at most {TEXT_MAX} characters."))
    return found


def check_title(title: str) -> str:
    """The title as it is kept. Raises Refused for an empty or a long one."""
    title = " ".join(title.split())
    if not title:
        raise Refused("Say what the block answers, such as “Sanctions have backfired”.", "title")
    if len(title) > TITLE_MAX:
        raise Refused(f"A title has at most {TITLE_MAX} characters.", "title")
    return title


def stored(answers: Sequence[BlockAnswer]) -> list[dict[str, Any]]:
    """The answers as they are kept."""
    return [
        {"claim": one.claim, "reasons": one.reasons, "deck": one.deck, "cards": list(one.cards)}
        for one in answers
    ]


def read(data: Iterable[Mapping[str, Any]]) -> tuple[BlockAnswer, ...]:
    """The answers from what is kept."""
    return tuple(
        BlockAnswer(one["claim"], one["reasons"], one["deck"], tuple(one["cards"])) for one in data
    )
