"""Reads for the record of what debaters accepted of each other, and what they said was missing.

Does not belong here: how it stands (`agreements`), the points themselves (`transcripts_steps`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from debate.queries import agreements
from debate.queries.agreements import Given, Subject
from debate.queries.debates import DebateNow
from debate.queries.transcripts_copies import Copy
from debate.queries.transcripts_steps import PointLine, SpeechPart, StepPart


@dataclass(frozen=True)
class AgreedSteps:
    """The steps of a record, with how the others stood to what was written in them."""

    steps: Iterable[StepPart]
    here: DebateNow
    copy: Copy
    said: Sequence[Given]

    def __iter__(self) -> Iterator[StepPart]:
        for step in self.steps:
            if step.entry not in agreements.ENTRIES:
                yield step
            else:
                yield step._replace(speeches=tuple(map(self._speech, step.speeches)))

    def _speech(self, part: SpeechPart) -> SpeechPart:
        line = self.here.speech(part.address)
        assert line is not None
        found = [_subject(part, point) for point in part.points if _stands(point)]
        lines = agreements.lines(self.here, line, found, self.said)
        return part._replace(standing=tuple(map(self._written, lines)))

    def _written(self, line: agreements.Line) -> agreements.Line:
        against = tuple(one._replace(words=self.copy.plain(one.words)) for one in line.against)
        return line._replace(against=against)


def agreed(
    session: Session, here: DebateNow, copy: Copy, steps: Iterable[StepPart]
) -> Iterable[StepPart]:
    """The steps with what was accepted; the same steps where the format asks for nothing."""
    if not agreements.asks(here):
        return steps
    return AgreedSteps(steps, here, copy, agreements.given(session, here))


def _stands(point: PointLine) -> bool:
    return point.current and point.row.state == "sent" and point.row.number > 0


def _subject(part: SpeechPart, point: PointLine) -> Subject:
    row = point.row
    return Subject(row.id, part.address, row.address, row.claim, point.seat_id)
