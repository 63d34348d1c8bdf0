"""Writing jottings: a seat's private notes on the flow; they stay open after the end; no events."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain.permissions import Actor
from debate.domain.refusals import ChangedMeanwhile, Refused
from debate.models.debates import Debate
from debate.models.jottings import Jotting

TEXT_MAX = 2_000
TAB_MAX = 40


def keep(
    session: Session,
    actor: Actor,
    debate: Debate,
    address: str,
    text: str,
    revision: int | None,
    tab: str,
    now: int,
) -> None:
    """Keep a note on the point or speech at `address`; an empty one is removed.

    `revision`: what the form began with; `tab` tells pages apart. Raises Refused above 2,000
    characters, ChangedMeanwhile after another page.
    """
    if len(text) > TEXT_MAX:
        raise Refused(f"A note has at most {TEXT_MAX} characters. Shorten it.", "text")
    row = session.scalar(
        select(Jotting).where(
            Jotting.debate_id == debate.id,
            Jotting.seat_id == actor.seat_id,
            Jotting.address == address,
        )
    )
    if row is not None and row.text == text:
        return
    if row is not None and revision != row.revision and not (tab and tab == row.tab):
        raise ChangedMeanwhile
    if not text.strip():
        if row is not None:
            session.delete(row)
        return
    if row is None:
        row = Jotting(
            debate_id=debate.id, seat_id=actor.seat_id, address=address, text="", revision=0
        )
        session.add(row)
    row.text, row.tab, row.saved_ms = text, tab[:TAB_MAX], now
    row.revision += 1
    session.flush()
