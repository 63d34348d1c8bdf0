"""The result of the votes in words: who moved, by how much, and whether that can be told at all."""

from collections.abc import Mapping

from debate.domain.polls import MovedBy, Swing
from debate.domain.text import listed
from debate.queries.polls import Moves, PollResults

SIDES = ("P", "O")


def headline(votes: PollResults, sides: Mapping[str, str]) -> str:
    """Who moved the room, by the rule; "" where nobody may know or nobody voted twice."""
    if votes.swing is None or not votes.swing.n:
        return ""
    winner = votes.swing.winner
    return f"{sides[winner]} moved the room" if winner else "The room did not move"


def sentences(votes: PollResults, sides: Mapping[str, str]) -> list[str]:
    """Who moved, what each side gained, and how sure that is."""
    swing = votes.swing
    if swing is None:
        return []
    if not swing.n:
        return ["Nobody in the audience voted both times."]
    found = [_moves(votes.moves, swing.n, sides)] if votes.moves is not None else []
    found.append(gains(swing, sides))
    found.append(doubt(swing, sides))
    return found


def few(votes: PollResults, sides: Mapping[str, str]) -> tuple[str, ...]:
    """The same for a wall: who moved, and whether that is too little to tell."""
    if votes.swing is None or votes.moves is None:
        return ()
    unsure = () if votes.swing.clear else ("Too few voters to tell it from chance.",)
    return (_moves(votes.moves, votes.swing.n, sides), *unsure)


def record_lines(votes: PollResults, sides: Mapping[str, str]) -> tuple[str, ...]:
    """The same for a transcript, with intervals, and the points that were named: one line each."""
    found = []
    for swing, who in ((votes.swing, "in the audience"), (votes.debaters_swing, "debaters")):
        if swing is not None and swing.n:
            told = ", ".join(_gain(swing, side, sides) for side in SIDES)
            even = " A lead below five points is a dead heat." if swing.dead_heat else ""
            found.append(
                f"Swing of the {swing.n} {who} who voted both times: {told}.{even} "
                f"{doubt(swing, sides)}"
            )
    if votes.moves is not None and votes.swing is not None:
        found.insert(1, _moves(votes.moves, votes.swing.n, sides))
    for named, who in ((votes.moved_by, "audience"), (votes.debaters_moved_by, "debaters")):
        if named is not None:
            found.append(_named(named.counts, who))
    return tuple(found)


def gains(swing: Swing, sides: Mapping[str, str]) -> str:
    """What each side gained among those who voted both times, and whether that is a dead heat."""
    told = ", ".join(f"{sides[side]} {gain_text(swing, side)} points" for side in SIDES)
    even = " A lead below five points is a dead heat." if swing.dead_heat else ""
    return f"{told}, among those in the audience who voted both times.{even}"


def doubt(swing: Swing, sides: Mapping[str, str]) -> str:
    """Whether the gains can be told from none, by their 95 % intervals."""
    if swing.intervals is None:
        return "Fewer than five voters are too few to tell a swing from chance."
    if not swing.clear:
        return "Both intervals include zero: too few voters to tell this swing from chance."
    known = listed([f"the change for {sides[side]}" for side in SIDES if side in swing.clear])
    if len(swing.clear) == len(SIDES):
        return f"Neither interval includes zero: {known} stand out from chance."
    other = next(side for side in SIDES if side not in swing.clear)
    return (
        f"{known[0].upper()}{known[1:]} stands out from chance; for {sides[other]} the interval "
        "includes zero: too few voters to tell."
    )


def gain_text(swing: Swing, side: str) -> str:
    """A side's gain in points, with its sign and one decimal: "+22.7", "−4.5", "0.0".

    Worked from the people: rounded twice, −1 of 22 would be −4.6.
    """
    people = getattr(swing.after, side) - getattr(swing.before, side)
    return _tenths(people, (2000 * abs(people) + swing.n) // (2 * swing.n) if swing.n else 0)


def points_text(hundredths: int) -> str:
    """The end of an interval in points, written alike."""
    return _tenths(hundredths, (abs(hundredths) + 5) // 10)


def _tenths(sign: int, tenths: int) -> str:
    mark = "" if not tenths else "−" if sign < 0 else "+"
    return f"{mark}{tenths // 10}.{tenths % 10}"


def _gain(swing: Swing, side: str, sides: Mapping[str, str]) -> str:
    told = f"{sides[side]} {gain_text(swing, side)} points"
    if swing.intervals is None:
        return told
    low, high = swing.intervals[side]
    return f"{told} (95 % interval {points_text(low)} to {points_text(high)})"


def _named(counts: MovedBy, who: str) -> str:
    rows = [(one.address, one.n, one.moved) for one in counts.points]
    rows += [("no point", counts.none, counts.none_moved)] if counts.none else []
    told = [f"{words} {n}" + ("" if moved is None else f" ({moved})") for words, n, moved in rows]
    apart = "" if counts.moved is None else "; in brackets those who changed their vote"
    return f"What moved the {who} most, by {counts.n} answers{apart}: {', '.join(told)}."


def _moves(moves: Moves, n: int, sides: Mapping[str, str]) -> str:
    (most, first), (fewer, second) = sorted(
        ((moves.to_p, sides["P"]), (moves.to_o, sides["O"])), key=lambda one: -one[0]
    )
    return (
        f"{most} of {n} voters moved towards {first} and {fewer} towards {second}; "
        f"{moves.stayed} stayed put."
    )
