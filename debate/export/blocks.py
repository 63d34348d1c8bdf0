"""Blocks as files that a student takes along: Markdown for reading, CSV for a table."""

from collections.abc import Mapping, Sequence

from debate.export.tables import csv_file
from debate.queries.blocks import BlockLine

COLUMNS = ("Block", "Answer", "Reasons", "Deck", "Cards")


def markdown(blocks: Sequence[BlockLine], decks: Mapping[str, str]) -> bytes:
    """A heading for each block, one below it for each answer. `decks`: titles by slug."""
    parts = ["# Blocks"]
    for block in blocks:
        parts.append(f"## {block.title}")
        for answer in block.answers:
            parts.append(f"### {answer.claim}")
            if answer.reasons:
                parts.append(answer.reasons)
            if answer.cards:
                cards = ", ".join(f"No. {number}" for number in answer.cards)
                parts.append(f"Cards: {cards} ({decks.get(answer.deck, answer.deck)})")
    return ("\n\n".join(parts) + "\n").encode()


def csv(blocks: Sequence[BlockLine], decks: Mapping[str, str]) -> bytes:
    """A line for each answer, and one for a block without any."""
    rows = [
        (
            block.title,
            answer.claim,
            answer.reasons,
            decks.get(answer.deck, answer.deck),
            ", ".join(str(number) for number in answer.cards),
        )
        for block in blocks
        for answer in block.answers
    ]
    rows += [(block.title, "", "", "", "") for block in blocks if not block.answers]
    return csv_file(COLUMNS, rows)
