"""What of a thing a viewer is shown: one function for page, frame, catch-up, export and counters.

Levels, from most to least: FULL (its text), GAP (its address, and that something was taken out),
NONE (not even that it exists). See DESIGN, "Visibility and taking back".
"""

from dataclasses import dataclass

from debate.domain import events, polls, seats

FULL = "full"
GAP = "gap"
NONE = "none"


@dataclass(frozen=True)
class PointFacts:
    """What decides who sees a point. `numbered`: it stood in front of others at some time."""

    state: str  # held | sent | returned | hidden | struck | unsent
    seat_id: int
    numbered: bool
    sealed_until_ms: int | None = None  # of a sealed step; None: no seal, or still unknown end
    sealed: bool = False


def of_point(point: PointFacts, view: str, seat_id: int, now: int) -> str:
    """What `view` (and, in it, the seat `seat_id`; 0: no seat) sees of a point at `now` (ms)."""
    if view == events.MODERATORS:
        return FULL
    if seat_id and seat_id == point.seat_id:
        return FULL
    if point.state in {"held", "unsent"} or not point.numbered:
        return NONE
    if point.sealed and (point.sealed_until_ms is None or now < point.sealed_until_ms):
        return NONE
    if point.state in {"returned", "hidden"}:
        return GAP
    return FULL


def of_poll(shown: bool, voters: int, view: str) -> str:
    """Totals of `voters` votes: nobody sees them before they are shown, moderators included.

    GAP is the number of votes alone: below `polls.LEAST` voters the others would learn who voted
    how.
    """
    if not shown:
        return NONE
    return FULL if view == events.MODERATORS or voters >= polls.LEAST else GAP


def of_judgement(released: bool, view: str, own: bool) -> str:
    """A ballot or mark: staff always, its author always, the one it is about after release."""
    if view == events.MODERATORS:
        return FULL
    return FULL if released and own else NONE


def of_hands(over: bool, view: str) -> str:
    """What a view is told of the cards in others' hands: nothing before the debate is over.

    GAP is the card and its side, without who held it.
    """
    if view == events.MODERATORS:
        return FULL
    return GAP if over else NONE


def label(
    number: int,
    name: str,
    code_name: str,
    view: str,
    room_labels: str,
    judge_labels: str,
    staff_labels: str = "names",
) -> str:
    """The label that a view shows for a seat; `*_labels` are "names" or "codes"."""
    modes = {events.JUDGES: judge_labels, events.MODERATORS: staff_labels}
    names = modes.get(view, room_labels) == "names"
    return seats.label(number, name, code_name, names=names)
