"""What a control of the clock is refused for.

Belongs here: sentences for who pressed. Does not belong here: moving the clock (`controls`), which
controls a clock takes as it stands (`debate.domain.clock`).
"""

from sqlalchemy.orm import Session

from debate.domain import clock
from debate.domain.refusals import NotFound, Refused
from debate.domain.steps import DUE_HOURS_MAX, SECONDS_MAX, SIDES
from debate.queries.debates import DebateNow
from debate.queries.moderation import undecided

KINDS = frozenset("start pause resume add next back finish prep_on prep_off pass".split())
_REFUSALS = {
    "start": "The debate has started already.",
    "pause": "The clock stands already.",
    "resume": "The clock runs already.",
    "next": "This is the last round. End the debate instead.",
    "back": "There is no round to go back to.",
    "prep_on": "The clock stands, or no preparation time is left.",
    "prep_off": "No preparation time is running.",
    "pass": "The clock stands, or no turn can be passed in this round.",
}


def check(here: DebateNow, kind: str, value: int, step: int | None) -> None:
    """Raise Refused where this control is not allowed now, NotFound for one that there is not."""
    reading = here.reading
    if kind not in KINDS:
        raise NotFound
    if here.heartbeat_ms is not None and here.now - here.heartbeat_ms > clock.STALE_MS:
        # The next beat writes what the silence interrupted; a control before it would be undone.
        raise Refused("The server has only just come back. Press once more.", status=503)
    if step is not None and step != reading.step_index:
        name = reading.step.name if reading.step else "its end"
        raise Refused(f"The debate has moved on already: it is at “{name}”.", status=409)
    if reading.state == "finished":
        raise Refused("The debate is over.")
    if kind == "start" and here.sitting_state in ("planned", "ended"):
        raise Refused(
            "Open the session first, so that people can come in."
            if here.sitting_state == "planned"
            else "This session has ended."
        )
    if kind not in clock.allowed_controls(reading):
        not_yet = reading.state == "ready"
        raise Refused("The debate has not started yet." if not_yet else _REFUSALS[kind])
    if kind == "add":
        _check_seconds(here, value)
    if kind == "prep_on":
        side = SIDES[value] if value in (0, 1) else ""
        if reading.prep_left_ms.get(side, 0) <= 0:
            raise Refused("That side has no preparation time left.")
    if kind == "pass":
        _check_pass(here, value)


def check_undecided(session: Session, here: DebateNow, confirmed: bool) -> None:
    """Raise Refused where points wait for a decision and the end was not confirmed."""
    waiting = [] if confirmed else undecided(session, here.id)
    if not waiting:
        return
    names = ", ".join(f"{here.label(seat_id)} in {speech}" for _, seat_id, speech in waiting)
    what = "A point waits" if len(waiting) == 1 else f"{len(waiting)} points wait"
    raise Refused(
        f"{what} for your decision: {names}. Decide, or end the debate all the same: "
        "then they count as not sent.",
        "confirmed",
        status=409,
    )


def _check_pass(here: DebateNow, value: int) -> None:
    side = SIDES[value] if value in (0, 1) else ""
    if side == here.reading.turn_side:
        raise Refused(f"{here.fmt.sides[side]} has the turn already.", status=409)
    if here.reading.side_left_ms.get(side, 0) <= 0:
        raise Refused("That side has no time left.", status=409)


def _check_seconds(here: DebateNow, value: int) -> None:
    step = here.reading.step
    over_days = step is not None and step.due_hours is not None
    most = DUE_HOURS_MAX * 3600 if over_days else SECONDS_MAX
    if value == 0 or abs(value) > most:
        longest = "ninety days" if over_days else "four hours"
        raise Refused(f"Say how much time to add: from one second to {longest}.", "value")
