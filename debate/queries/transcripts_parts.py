"""Parts of a record: what a choice leaves of a whole debate, or of one student's packet.

Belongs here: leaving out, so that every export of a choice leaves out the same. Does not belong
here: names and codes (`transcripts_copies`), and the choice itself (`domain.transcripts_choice`).
JSON is always the whole record, since a chain has no parts.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from debate.domain import visibility
from debate.domain.transcripts_choice import Choice
from debate.queries.packets import Packet
from debate.queries.transcripts import Judgement, Transcript
from debate.queries.transcripts_steps import PointLine, SpeechPart, StepPart

OUT = ("returned", "hidden")
UNSEEN = ("held", "unsent")


@dataclass(frozen=True)
class ChosenSteps:
    """The steps of a record as a choice leaves them; can be gone through more than once."""

    steps: Iterable[StepPart]
    choice: Choice
    seats: Collection[int]  # ids of the seats that are kept

    def __iter__(self) -> Iterator[StepPart]:
        for step in self.steps:
            speeches = tuple(part for part in map(self._speech, step.speeches) if part is not None)
            reflections = tuple(
                line
                for line in step.reflections
                if self.choice.reflections and line.seat_id in self.seats
            )
            if self.choice.whole or speeches or reflections:
                yield step._replace(speeches=speeches, reflections=reflections)

    def _speech(self, part: SpeechPart) -> SpeechPart | None:
        points = part.points
        if not self.choice.moderation:
            points = tuple(point for line in points for point in _as_seen(line))
        if not self.choice.whole:
            owned = part.seat_id in self.seats or part.answerer_id in self.seats
            if not owned:
                points = tuple(point for point in points if point.seat_id in self.seats)
            if not owned and not points:
                return None
        cited = {card.number: card for point in points for card in point.row.cards}
        cards = tuple(cited[number] for number in sorted(cited))
        standing = part.standing if self.choice.whole else ()
        return part._replace(points=points, cards=cards, standing=standing)


def chosen(record: Transcript, choice: Choice) -> Transcript:
    """The record as a choice leaves it. `choice.names` has to be that of the record's copy."""
    people = tuple(
        person
        for person in record.people
        if choice.whole or (choice.seat == person.number or choice.side == (person.side or "-"))
    )
    seats = frozenset(person.seat_id for person in people)
    steps = ChosenSteps(record.steps, choice, seats)
    cited = record.cited
    if not (choice.whole and choice.moderation):
        numbers = {number for step in steps for number in _numbers(step)}
        cited = tuple(line for line in cited if line.card.number in numbers)
    return record._replace(
        choice=choice,
        people=people,
        steps=steps,
        run=record.run if choice.moderation else (),
        challenges=tuple(
            one
            for one in record.challenges
            if choice.whole or one.seat_id in seats or one.author_id in seats
        ),
        cited=cited,
        judgement=_judgement(record.judgement, seats) if choice.marks else None,
        questions=tuple(
            thread for thread in record.questions if choice.marks and thread.seat_id in seats
        ),
    )


def chosen_packet(packet: Packet, choice: Choice) -> Packet:
    """A packet as a choice leaves it: without its mark, reflection, or notes of moderators."""
    turns = packet.turns
    if not choice.marks:
        turns = tuple(
            turn._replace(points=tuple(item._replace(noted=None) for item in turn.points))
            for turn in turns
        )
    if not choice.moderation:
        turns = tuple(
            turn._replace(
                points=tuple(
                    item._replace(line=line) for item in turn.points for line in _as_seen(item.line)
                )
            )
            for turn in turns
        )
    return packet._replace(
        turns=turns,
        judgement=packet.judgement if choice.marks else None,
        threads=packet.threads if choice.marks else (),
        reflection_html=packet.reflection_html if choice.reflections else "",
    )


def _as_seen(line: PointLine) -> tuple[PointLine, ...]:
    """A point as the room saw it: without acts; a gap for what was taken out; or not at all."""
    row = line.row
    if row.state in UNSEEN or not row.number:
        return ()
    if row.state in OUT:
        row = row._replace(
            level=visibility.GAP, claim="", reasons_html="", note="", cards=(), links=()
        )
        return (line._replace(row=row, reasons="", acts=()),)
    return (line._replace(row=row._replace(note=""), acts=()),)


def _numbers(step: StepPart) -> Iterator[int]:
    return (card.number for part in step.speeches for card in part.cards)


def _judgement(found: Judgement | None, seats: Collection[int]) -> Judgement | None:
    """What was judged of the seats that are kept."""
    if found is None:
        return None
    return found._replace(
        ballots=tuple(
            ballot._replace(subjects=tuple(one for one in ballot.subjects if one.seat.id in seats))
            for ballot in found.ballots
        ),
        scores=tuple(line for line in found.scores if line.seat.id in seats),
    )
