"""One student's packet as blocks: what stands in its PDF, Word and Markdown files, in order.

Belongs here: which part of a packet becomes which block. Does not belong here: what a packet holds
(`queries.packets`) and notation. The HTML file has the templates of the page instead.
"""

from collections.abc import Iterator, Sequence

from debate.domain import text
from debate.export import transcripts_challenges
from debate.export.transcripts_blocks import (
    Block,
    Comment,
    Document,
    Prose,
    Section,
    Table,
    line,
    many,
    moment,
    of_100,
    written,
)
from debate.export.transcripts_document import JOINED, ROLES
from debate.export.transcripts_points import point_block, source, threads
from debate.export.transcripts_prose import paragraphs
from debate.queries.notes import NoteLine
from debate.queries.packets import OwnJudgement, Packet, PacketCard, PacketPoint, Turn

CHOICES = {"P": "for", "O": "against", "U": "undecided"}


def document(packet: Packet) -> Document:
    """The blocks of a packet."""
    here, head = packet.here, packet.head
    when = f"Packet, {moment(head.started_ms, False)}" if head.started_ms else "Packet"
    where = f"{head.sitting}, room {here.number}"
    return Document(
        subject="Packet",
        title=packet.name,
        when=when,
        sides=(),
        top=tuple(_top(packet)),
        running=(packet.name, where),
        sections=tuple(_sections(packet)),
        head="",
        made_ms=head.made_ms,
    )


def _top(packet: Packet) -> Iterator[Block]:
    here, head, counts = packet.here, packet.head, packet.counts
    yield line(here.motion_text, "lede")
    part = packet.team or ROLES.get(packet.role, "")
    if packet.label != packet.name:
        part += f", shown to the room as {packet.label}"
    absent = " Marked absent." if packet.absent else ""
    yield line(f"{part}. Joined by: {JOINED[packet.joined]}.{absent}")
    where = f"{head.sitting}, room {here.number}"
    said = [head.course, where, here.fmt.title, head.instructor, "Times are in UTC"]
    yield line(" ".join(f"{part.rstrip('.')}." for part in said if part), "quiet")
    done = [many(counts[f"{noun}s"], noun) for noun in ("point", "question", "answer", "card")]
    yield line(f"{', '.join(done)} cited.")
    if waits := _not_released(packet.judgement):
        yield line(f"{waits} not released yet, so they are not in this copy.", "quiet")


def _not_released(found: OwnJudgement | None) -> str:
    if found is None:
        return "Marks and ballots are"
    if not found.marked:
        return "Marks are"
    return "" if found.judged else "Ballots are"


def _sections(packet: Packet) -> Iterator[Section]:
    if packet.judgement is not None:
        comments = _comment(packet, packet.judgement)
        yield Section("Mark", "", "", "", tuple(_mark(packet, packet.judgement)), False, comments)
    if packet.threads:
        yield Section("Questions about the mark", "", "", "", tuple(threads(packet.threads)))
    for turn in packet.turns:
        yield _turn(packet, turn)
    if packet.challenges:
        told = transcripts_challenges.blocks(packet.challenges, packet.head.one_day)
        yield Section("Challenges", "", "", "", tuple(told))
    if packet.cards:
        cards = tuple(source(card.cited, _came(card)) for card in packet.cards)
        yield Section("Cards", "", "", "", cards)
    if packet.votes is not None:
        yield Section("Votes", "", "", "", tuple(_votes(packet.votes)))
    if packet.reflection_html:
        yield Section("Reflection", "", "", "", (Prose(paragraphs(packet.reflection_html)),))


def _turn(packet: Packet, turn: Turn) -> Section:
    blocks: list[Block] = []
    for item in turn.points:
        block = point_block(
            item.line, packet.head.one_day, beside=not item.own, extra=tuple(_after(item))
        )
        notes = item.noted.notes if item.noted else ()
        blocks.append(block._replace(comments=tuple(_noted(packet, note) for note in notes)))
    if not turn.points:
        nothing = "Not handed in." if turn.missed else "Nothing was sent."
        blocks.append(line(nothing, "quiet"))
    return Section(turn.step_name, turn.address, turn.side or "", "", tuple(blocks), True)


def _after(item: PacketPoint) -> Iterator[str]:
    if not item.own:
        return
    row = item.line.row
    if row.note:
        yield f"{item.act} with the note: “{row.note}”"
    for near in item.answered_by:
        claim = f": {near.claim}" if near.claim else ""
        yield f"{near.how} {near.address} {near.author}{claim}"
    if item.status == "dropped":
        later = f" ({item.afterwards})" if item.afterwards else ""
        yield f"Not answered by the end of {item.due.lower()}{later}."


def _noted(packet: Packet, note: NoteLine) -> Comment:
    """A note with the words that it stands on, and the level it speaks for."""
    said = f"“{note.anchor.quote}” " if note.anchor.quote else ""
    names = {one.slug: one.name for one in packet.here.rubric.criteria}
    if note.criterion in names:
        level = f" {note.level}" if note.level else ""
        said += f"({names[note.criterion]}{level}) "
    return Comment(
        note.by or packet.head.instructor or "Instructor", f"{said}{text.plain(note.comment)}"
    )


def _comment(packet: Packet, found: OwnJudgement) -> tuple[Comment, ...]:
    if not found.marked or not found.score.comment:
        return ()
    return (Comment(packet.head.instructor or "Instructor", text.plain(found.score.comment)),)


def _mark(packet: Packet, found: OwnJudgement) -> Iterator[Block]:
    score, criteria = found.score, packet.here.rubric.criteria
    if score.total is None:
        yield line("No score was given.", "quiet")
    else:
        yield line(f"{of_100(score.total)} of 100", "lede")
        if score.source == "instructor":
            yield line("The instructor’s mark.")
        else:
            judges = "judge’s ballot" if score.n == 1 else "judges’ ballots"
            yield line(f"The mean of {score.n} {judges}; there is no mark by the instructor.")
        rows = []
        for one in criteria:
            level = score.levels.get(one.slug, 0)
            whole = score.source == "instructor" and level
            says = one.descriptors[level // 100 - 1] if whole else ""
            rows.append((one.name, f"{level // 100}" if whole else f"{level / 100:.2f}", says))
        most = len(packet.here.rubric.levels)
        yield Table(("Criterion", f"Level of {most}", "What it says"), tuple(rows), (1,))
    if score.comment_html:
        yield line("Comment", "bold")
        yield Prose(paragraphs(score.comment_html))
    yield from _ballots(packet, found)


def _ballots(packet: Packet, found: OwnJudgement) -> Iterator[Block]:
    criteria = packet.here.rubric.criteria
    for ballot in found.ballots:
        said = [ballot.said]
        said += [
            f"{one.name.lower()} {ballot.levels[one.slug]}"
            for one in criteria
            if ballot.levels.get(one.slug)
        ]
        yield line(f"Judge {ballot.judge}: {'; '.join(said)}", "bold")
        if ballot.reason:
            yield written(ballot.reason)
    if found.written is not None:
        yield line(f"The ballot handed in: {found.written.said}", "bold")
        if found.written.reason:
            yield written(found.written.reason)
        for subject in found.written.subjects:
            levels = [
                f"{one.name.lower()} {subject.levels[one.slug]}"
                for one in criteria
                if subject.levels.get(one.slug)
            ]
            yield line(f"{subject.seat.label}: {', '.join(levels)}", "small")


def _came(card: PacketCard) -> str:
    if card.n is None:
        said = "From another hand"
    else:
        said = "Given back in a swap" if card.back else "In the hand"
    cited = f"cited in {', '.join(card.cited_in)}" if card.cited_in else "not cited"
    return f"{said}; {cited}."


def _votes(votes: Sequence[tuple[str, str, int | None]]) -> Iterator[Block]:
    for poll, choice, sure in votes:
        when = "Before" if poll == "before" else "After"
        yield line(f"{when}: {CHOICES[choice]}{f', sure {sure} of 5' if sure else ''}.")
    if not votes:
        yield line("No vote was cast.", "quiet")
    yield line("Votes stand in this copy alone. The instructor sees totals only.", "quiet")
