"""Reads of evidence challenges: what is alleged, what both sides say, how it was ruled on.

One line serves the strip in the room, the pages, the record and the clash map. Does not belong
here: whether a citation may be challenged (`challenges_calls`), what the moderator is shown beside
it (`challenges_cases`).
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from debate.db import read
from debate.domain import challenges, visibility
from debate.domain.challenges import Ground, Remedy
from debate.domain.events import MODERATORS
from debate.domain.speeches import point_address
from debate.domain.visibility import PointFacts
from debate.models.accounts import Account
from debate.models.challenges import Challenge, ChallengeStatement
from debate.models.speeches import Point
from debate.queries.debates import DebateNow


class Statement(NamedTuple):
    """What a seat said for or against a challenge."""

    seat_id: int
    label: str
    side: str | None
    text: str
    at_ms: int


class Ruled(NamedTuple):
    """How it was decided. `by` and `reversed_by` are for the moderators' view alone."""

    upheld: bool
    remedy: Remedy
    reason: str
    at_ms: int
    by: str
    reversed_ms: int | None
    reversal: str
    reversed_by: str

    @property
    def stands(self) -> bool:
        """Whether the ruling was not taken back."""
        return self.reversed_ms is None


class ChallengeLine(NamedTuple):
    """A challenge as a view sees it; labels come from the view."""

    number: int
    card: int
    ground: Ground
    point_id: int
    address: str
    point: str  # the claim; "" where the view does not read it
    point_state: str
    author_id: int
    author: str
    author_side: str | None
    seat_id: int
    challenger: str
    side: str | None
    made_ms: int
    waits_for: str  # answer | ruling | ""
    stopped: bool  # it stopped the clock
    stopped_n: int | None
    resumed_n: int | None
    skipped_ms: int | None
    claim: Statement | None
    answer: Statement | None
    ruled: Ruled | None
    withdrawn_ms: int | None = None

    @property
    def open(self) -> bool:
        """Whether it waits for a statement or the ruling."""
        return self.ruled is None and self.withdrawn_ms is None


def of_debate(session: Session, here: DebateNow) -> tuple[ChallengeLine, ...]:
    """All challenges of a debate, the first one first; two statements."""
    rows = read(session, _LINES, {"debate": here.id}).all()
    if not rows:
        return ()
    said: dict[int, dict[str, Statement]] = {}
    for row in read(session, _STATEMENTS, {"debate": here.id}):
        line = here.seat(row.seat_id)
        said.setdefault(row.challenge_id, {})[row.part] = Statement(
            row.seat_id, here.label(row.seat_id), line.side if line else None, row.text, row.at_ms
        )
    return tuple(_line(here, row, said.get(row.id, {})) for row in rows)


def open_one(session: Session, here: DebateNow) -> ChallengeLine | None:
    """The challenge that waits for a statement or a ruling; no statement where there is none."""
    if here.challenged is None:
        return None
    return one(session, here, here.challenged.challenge)


def one(session: Session, here: DebateNow, number: int) -> ChallengeLine | None:
    """A challenge by its number; two statements."""
    return next((line for line in of_debate(session, here) if line.number == number), None)


def _line(here: DebateNow, row: Any, said: Mapping[str, Statement]) -> ChallengeLine:
    author, seat = here.seat(row.author_id), here.seat(row.seat_id)
    skipped, closed = row.skipped_ms is not None, row.ruled_ms is not None
    speech = here.speech_of[row.speech_id]
    return ChallengeLine(
        number=row.number,
        card=row.card_number,
        ground=challenges.GROUNDS[row.ground],
        point_id=row.point_id,
        address=point_address(speech.address, row.point_number or 0, row.half),
        point=row.point_claim if _reads(here, row) else "",
        point_state=row.state,
        author_id=row.author_id,
        author=here.label(row.author_id),
        author_side=author.side if author else row.point_side,
        seat_id=row.seat_id,
        challenger=here.label(row.seat_id),
        side=seat.side if seat else None,
        made_ms=row.made_ms,
        waits_for=challenges.awaited(challenges.ANSWER in said, skipped, closed),
        stopped=row.stopped_n is not None,
        stopped_n=row.stopped_n,
        resumed_n=row.resumed_n,
        skipped_ms=row.skipped_ms,
        claim=said.get(challenges.CLAIM),
        answer=said.get(challenges.ANSWER),
        ruled=_ruled(here, row) if row.upheld is not None else None,
        withdrawn_ms=row.ruled_ms if row.upheld is None else None,
    )


def _ruled(here: DebateNow, row: Any) -> Ruled:
    staff = here.view == MODERATORS
    return Ruled(
        upheld=bool(row.upheld),
        remedy=challenges.REMEDIES[row.remedy],
        reason=row.reason,
        at_ms=row.ruled_ms,
        by=(row.by or "") if staff else "",
        reversed_ms=row.reversed_ms,
        reversal=row.reversal,
        reversed_by=(row.reversed_by or "") if staff else "",
    )


def _reads(here: DebateNow, row: Any) -> bool:
    """Whether the view reads the words of the point."""
    speech = here.speech_of[row.speech_id]
    facts = PointFacts(
        state=row.state,
        seat_id=row.author_id,
        numbered=row.point_number is not None,
        sealed=here.fmt.steps[speech.step_index].sealed,
        sealed_until_ms=here.ends[speech.step_index].end_ms,
    )
    return visibility.of_point(facts, here.view, 0, here.now) == visibility.FULL


_REVERSER = aliased(Account)
_LINES = (
    select(
        Challenge.id,
        Challenge.number,
        Challenge.card_number,
        Challenge.ground,
        Challenge.point_id,
        Challenge.seat_id,
        Challenge.made_ms,
        Challenge.stopped_n,
        Challenge.resumed_n,
        Challenge.skipped_ms,
        Challenge.ruled_ms,
        Challenge.upheld,
        Challenge.remedy,
        Challenge.reason,
        Challenge.reversed_ms,
        Challenge.reversal,
        Point.speech_id,
        Point.seat_id.label("author_id"),
        Point.side.label("point_side"),
        Point.number.label("point_number"),
        Point.half,
        Point.state,
        Point.claim.label("point_claim"),
        Account.name.label("by"),
        _REVERSER.name.label("reversed_by"),
    )
    .join(Point, Point.id == Challenge.point_id)
    .outerjoin(Account, Account.id == Challenge.account_id)
    .outerjoin(_REVERSER, _REVERSER.id == Challenge.reversed_by_id)
    .where(Challenge.debate_id == bindparam("debate"))
    .order_by(Challenge.number)
)
_STATEMENTS = select(
    ChallengeStatement.challenge_id,
    ChallengeStatement.part,
    ChallengeStatement.seat_id,
    ChallengeStatement.text,
    ChallengeStatement.at_ms,
).where(ChallengeStatement.debate_id == bindparam("debate"))
