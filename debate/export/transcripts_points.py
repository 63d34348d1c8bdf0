"""The blocks that a transcript and a packet share: a point, a cited card, questions about a mark.

Belongs here: what the record says of each, in order. Does not belong here: which of them stand in a
file (`transcripts_document`, `packets_document`), and notation.
"""

from collections.abc import Iterable, Iterator

from debate.domain import visibility
from debate.domain.steps import link_word
from debate.export.transcripts_blocks import (
    Block,
    PointBlock,
    Prose,
    Runs,
    Source,
    line,
    moment,
)
from debate.export.transcripts_prose import Words, paragraphs
from debate.queries.cards import CardLine
from debate.queries.questions import Thread
from debate.queries.transcripts_copies import CitedCard
from debate.queries.transcripts_steps import PointLine

DECISIONS = {"stands": "The mark stands.", "changed": "The mark was changed."}
LOOKS = {"returned": "hidden", "unsent": "hidden", "hidden": "hidden"}


def point_block(
    point: PointLine, one_day: bool, *, beside: bool = False, extra: tuple[str, ...] = ()
) -> PointBlock:
    """One version of a point; `extra` are lines after what the record says of it."""
    row = point.row
    gap = ""
    if row.level == visibility.GAP:
        gap = "Returned to its author." if row.state == "returned" else "Hidden by a moderator."
    return PointBlock(
        number=f"{row.number}{row.half}" if row.number else "–",
        address=row.address if row.number else "",
        before=() if gap else tuple(_before(point)),
        claim=row.claim,
        gap=gap,
        paragraphs=paragraphs(row.reasons_html),
        cards=tuple((card.number, _citation(card)) for card in row.cards),
        after=(_times(point, one_day), *_acts(point, one_day), *extra),
        look=LOOKS.get(row.state, row.state if row.state in ("held", "struck") else ""),
        beside=beside,
    )


def source(found: CitedCard, *before: str) -> Source:
    """A cited card with its citation in full."""
    card = found.card
    said = f"{found.citation}, ¶ {card.passage}"
    if card.holder:
        said += f". The view of {card.holder}, reported by the author"
    if card.hedge:
        said += f". The author’s hedge: “{card.hedge}”"
    gist = (f"The passage in one sentence of ours: {found.gist}",) if found.gist else ()
    return Source(card.number, card.tag, (*before, f"{said}.", *gist))


def threads(found: Iterable[Thread]) -> Iterator[Block]:
    """Questions about marks with what was said about them; staff are not named."""
    for thread in found:
        for number, post in enumerate(thread.posts):
            who = "Staff" if post.by else ("Added" if number else "Asked")
            said = f"{who}, {moment(post.at_ms, False)} UTC"
            if post.kind == "decision":
                said += f". {DECISIONS.get(thread.decision, '')}".rstrip()
            yield line(said, "bold")
            yield Prose(paragraphs(post.html))


def _citation(card: CardLine) -> str:
    read = f", read up to “{card.read_until}”" if card.read_until else ""
    return card.citation + read


def _before(point: PointLine) -> Iterator[Runs]:
    row = point.row
    if row.half or row.speech[:1] == "F":
        yield (Words(f"{row.author}{ {'q': ' asks', 'a': ' answers'}.get(row.half, '') }", "b"),)
    for link in row.links:
        yield (
            Words(f"{link_word(link.kind)} "),
            Words(link.address, "b"),
            Words(f" {link.claim}".rstrip()),
        )


def _times(point: PointLine, one_day: bool) -> str:
    row = point.row
    said = f"{row.address} sent" if row.number else "Sent"
    said += f" {moment(point.sent_ms, one_day)}{', late' if row.late else ''}"
    said += f", entered by {row.entered_by}" if row.entered_by else ""
    said += ", new where no new arguments belong" if row.new else ""
    if point.visible_ms and point.visible_ms != point.sent_ms:
        said += f", shown to the room {moment(point.visible_ms, one_day)}"
    if row.state == "held":
        said += ". Waits for a moderator: the room has not seen it"
    elif row.state == "unsent":
        said += ". Not sent: nobody had decided on it when the debate ended"
    elif not point.visible_ms and not row.number:
        said += ". The room never saw it"
    if not point.current:
        return f"{said}. Replaced by a later version."
    return f"{said}. Version {point.version}." if point.version > 1 else f"{said}."


def _acts(point: PointLine, one_day: bool) -> Iterator[str]:
    for act in point.acts:
        by = f" by {act.by}" if act.by else ""
        note = f": “{act.note}”" if act.note else "."
        yield f"{act.words}{by} {moment(act.at_ms, one_day)}{note}"
