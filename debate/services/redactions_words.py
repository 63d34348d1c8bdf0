"""Redacting what a seat said is missing from a speech or from a line of a joint statement.

Does not belong here: points, and what both have in common (`redactions`). Earlier words of the same
seat on the same thing lose the passage too.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from debate.domain import redactions as rules
from debate.domain.events import ALL_VIEWS, Change
from debate.domain.permissions import Actor
from debate.models.debates import Debate
from debate.queries import agreements
from debate.queries import redactions as reads
from debate.queries.debates import DebateNow
from debate.queries.erasures_mentions import Mention
from debate.services import events, moderation_log
from debate.services.redactions import (
    OF_POINTS,
    OF_WORDS,
    OTHERS,
    clean_reason,
    from_quotes,
    withhold,
)


def redact(
    session: Session,
    actor: Actor,
    debate: Debate,
    address: str,
    seat: int,
    passage: str,
    reason: str,
    *,
    now: int,
) -> tuple[Mention, ...]:
    """Take a passage out of what seat number `seat` says is missing at `address`.

    Gives where else in the debate it stands. Raises NotFound, and Refused with the field "passage"
    or "note".
    """
    here = reads.whole(session, debate.id, now)
    said = reads.words(session, here, address, seat)
    rules.check(passage, *(row.words for row in said))
    reason = clean_reason(reason)

    def whose(event: Any, content: Any) -> int | None:
        if event.kind in OF_WORDS:
            own = event.seat_number == seat and content["address"] == address
            return said[0].id if own else None
        return None if event.kind in OTHERS | OF_POINTS else 0

    gone = withhold(session, debate, passage, whose)
    for row in said:
        row.words = rules.without(row.words, passage).text
    session.flush()
    about = said[0].seat_id
    moderation_log.add(session, actor, debate.id, "redact", now, seat_id=about, note=reason)
    found = from_quotes(session, actor, debate, said[0].id, passage, len(gone), now)
    _tell(session, debate, here, address, seat, said[0].words, gone, reason, now)
    return found


def _tell(
    session: Session,
    debate: Debate,
    here: DebateNow,
    address: str,
    seat: int,
    left: str,
    gone: Mapping[int, int],
    reason: str,
    now: int,
) -> None:
    """Write what is left and why, and have every page drop what it shows of the passage."""
    own = [seq for seq, row_id in gone.items() if row_id]
    said = {"address": address, "words": left, "instead_of": own}
    events.record(session, debate, "agreement_redacted", now=now, seat_number=seat, payload=said)
    told = {"address": address, "version": 0, "note": "", "reason": reason, "records": [*gone]}
    events.record(
        session,
        debate,
        "passage_redacted",
        now=now,
        seat_number=seat,
        payload=told,
        changes=[
            Change(f"speech-{one}", "", ALL_VIEWS, taken_back=True)
            for one in _shown_in(here, address)
        ],
        hint="turn",
    )
    events.hint_screens(session, debate.id, "floor")


def _shown_in(here: DebateNow, address: str) -> Iterator[str]:
    """The speeches under which such words stand: a joint statement itself, or what checks one."""
    line = here.speech(address.partition(".")[0])
    for step in here.fmt.steps:
        if step.entry == "check":
            shows = line in agreements.checked(here, step)
        else:
            shows = step.entry == "statement" and line in here.speeches_of(step.index)
        if shows:
            yield from (one.address for one in here.speeches_of(step.index))
