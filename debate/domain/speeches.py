"""Speeches and points: addresses, who holds a turn, and whether a point may be sent as it is.

Belongs here: numbering and the checks that need no clock.
Does not belong here: whether it came in time (`clock.accepts`), which cards may be cited (`cards`),
what has been answered (`flow`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from debate.domain.steps import OWN_LINKS, Format, Step, Turn, link_word

RESEND_MS = 120_000
_LETTERS = {"exchange": "X", "check": "C", "statement": "J"}
GROUP_OF = {"debater": "debaters", "audience": "audience", "judge": "judges"}


@dataclass(frozen=True)
class Slot:
    """A speech that a format provides. `turn` and `side` are None in an open floor or exchange.

    `side` is what it argues, which under reversal is not the side of the `turn`'s team.
    """

    step_index: int
    turn: Turn | None
    side: str | None
    address: str


@dataclass(frozen=True)
class Words:
    """What a person writes: card numbers in the order they are cited, and what the point does to
    others, by their ids.
    """

    claim: str
    reasons: str = ""
    cards: tuple[int, ...] = ()
    links: tuple[tuple[str, int], ...] = ()  # kind (steps.LINK_KINDS), id of the point


@dataclass(frozen=True)
class Target:
    """A point that another one takes up; `side` is its own, `mine`: of the same author."""

    kind: str
    address: str
    side: str | None
    mine: bool


@dataclass(frozen=True)
class Problem:
    """Why something cannot be sent: the form field ("" for the whole) and a sentence."""

    field: str
    message: str


def number_speeches(fmt: Format) -> tuple[Slot, ...]:
    """All speeches of a format in order: P1, O1, P2 by side, F1 for an open floor, X1 exchanges.

    What is added in a check stands in C1, the lines of a joint statement in J1. Votes, reflections
    and steps in which nobody speaks have none.
    """
    counts = dict.fromkeys(("P", "O", "F", *_LETTERS.values()), 0)
    slots = []
    for step in fmt.steps:
        for turn in _turns(step):
            side = step.argues(turn) if turn else None
            letter = side or _LETTERS.get(step.entry, "F")
            counts[letter] += 1
            slots.append(Slot(step.index, turn, side, f"{letter}{counts[letter]}"))
    return tuple(slots)


def point_address(speech: str, number: int, half: str = "") -> str:
    """P2.3 is the third point of P2; an exchange's halves are X1.2q and X1.2a."""
    return f"{speech}.{number}{half}"


def turn_holder(turn: Turn, team: Sequence[int]) -> int | None:
    """The seat that has this turn by its place in the team (seats in order); None: no seat.

    A team smaller than the format speaks in rotation, so nobody's speech falls away.
    """
    return team[(turn.speaker - 1) % len(team)] if team else None


def needs_floor(step: Step) -> bool:
    """Whether one speaks here only when given the floor.

    That is an open floor, but for those over days and a free debate, where the turn is the side's.
    """
    open_floor = step.entry == "points" and not step.turns
    return open_floor and step.seconds is not None and not step.side_clocks


def check_sender(
    step: Step, role: str, seat: int, holders: Collection[int | None], floor: int | None
) -> Problem | None:
    """Whether this seat may enter anything in the step; None means yes.

    `role`: debater | judge | audience. `holders`: seats of the step's speeches, of an exchange both
    its asker and its answerer. `floor`: the seat that was given the floor, if any.
    """
    if step.entry == "none":
        return Problem("", "Nothing is entered in this step.")
    if step.turns or step.entry == "exchange":
        return None if seat in holders else Problem("", "It is not your turn.")
    if GROUP_OF.get(role) not in step.open_to:
        return Problem("", "This step is not open to you.")
    if needs_floor(step) and seat != floor:
        return Problem("", "You do not have the floor. Raise your hand to ask for it.")
    return None


def exchange_half(seat: int, asker: int | None, answerer: int | None) -> str | None:
    """What a seat enters in an exchange: "q", "a", or None for nothing."""
    if seat == asker:
        return "q"
    return "a" if seat == answerer else None


def check_point(
    step: Step,
    claim: str,
    reasons: str,
    cards_count: int,
    links: Sequence[str],
    sent_so_far: int,
) -> tuple[Problem, ...]:
    """What is wrong with a point, field by field: claim, reasons, cards, links, or the whole.

    `links`: the kinds of its links. `sent_so_far`: points of this speech, held ones included.
    """
    found = []
    if not any(sign.isprintable() and sign != " " for sign in claim):
        found.append(Problem("claim", "Write the claim: one line that says what you hold."))
    elif "\n" in claim.strip():
        found.append(Problem("claim", "The claim is one line. Put the rest into the reasons."))
    found += _too_long("claim", claim, step.claim_max) + _too_long(
        "reasons", reasons, step.reasons_max
    )
    found += _wrong_cards(step, cards_count)
    found += [
        Problem("links", f"In this step a point cannot be marked as “{link_word(kind)}”.")
        for kind in dict.fromkeys(links)
        if kind not in step.links
    ]
    if step.points_max is not None and sent_so_far >= step.points_max:
        message = f"This speech has its {_some(step.points_max, 'point')}; no more can be sent."
        found.append(Problem("", message))
    return tuple(found)


def check_links(targets: Sequence[Target], side: str | None) -> tuple[Problem, ...]:
    """What is wrong with the links of a point of `side`: one kind a target, each of its side.

    Who is on no side may answer any point of others; points of no side may only be answered.
    """
    found = []
    for n, one in enumerate(targets):
        if any(one.address == before.address for before in targets[:n]):
            message = f"{one.address} is marked twice. Choose one thing to do to it, then send."
        else:
            message = _wrong_link(one, side)
        if message:
            found.append(Problem("links", message))
    return tuple(found)


def _wrong_link(one: Target, side: str | None) -> str:
    own = one.mine or (side is not None and one.side == side)
    if one.kind in OWN_LINKS:
        return "" if own else f"{one.address} is not of your side, so it cannot be carried on."
    if own:
        return f"{one.address} is of your own side: it cannot be answered, conceded or turned."
    if one.kind != "answers" and (side is None or one.side is None):
        return f"{one.address} can be answered, not conceded or turned: that is between two sides."
    return ""


def answering(*points: int) -> tuple[tuple[str, int], ...]:
    """The links of a point that answers these, by their ids."""
    return tuple(("answers", point) for point in points)


def check_length(field: str, text: str, most: int) -> tuple[Problem, ...]:
    """What is wrong with a question or an answer of at most `most` characters."""
    empty = [] if text.strip() else [Problem(field, "Write something first.")]
    return (*empty, *_too_long(field, text, most))


def check_text(step: Step, field: str, text: str, sent_so_far: int = 0) -> tuple[Problem, ...]:
    """What is wrong with a question, an answer or a reflection.

    `sent_so_far` counts the questions of the exchange; leave it at 0 for the others.
    """
    found = list(check_length(field, text, step.reasons_max))
    if step.points_max is not None and sent_so_far >= step.points_max:
        message = f"The {_some(step.points_max, 'question')} of this exchange have been asked."
        found.append(Problem("", message))
    return tuple(found)


def resend_until_ms(bell_ms: int | None, returned_ms: int) -> int | None:
    """Until when a returned point may be sent again; None while its step has no end yet.

    Two minutes after the bell or after the return, whichever is later (DESIGN section 4).
    """
    return None if bell_ms is None else max(bell_ms, returned_ms) + RESEND_MS


def _turns(step: Step) -> Sequence[Turn | None]:
    if step.entry == "exchange":
        return (None,)
    if step.turns:
        return step.turns if step.entry in ("points", "none") else ()
    return (None,) if step.takes_points else ()


def _too_long(field: str, text: str, most: int) -> list[Problem]:
    over = len(text.strip()) - most
    if over <= 0:
        return []
    return [Problem(field, f"{_some(over, 'character')} too long; at most {most}.")]


def _wrong_cards(step: Step, count: int) -> list[Problem]:
    if count < step.cards_min:
        return [Problem("cards", f"A point here cites at least {_some(step.cards_min, 'card')}.")]
    if step.cards_max is not None and count > step.cards_max:
        if step.cards_max == 0:
            return [Problem("cards", "A point here cites no cards.")]
        return [Problem("cards", f"A point here cites at most {_some(step.cards_max, 'card')}.")]
    return []


def _some(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
