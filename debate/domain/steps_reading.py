"""Steps: one item of a format read from data, checked by itself, and written back.

Belongs here: the rules within one step. Does not belong here: rules between steps and of the whole
format (`formats`), the records themselves (`steps`).
"""

from collections.abc import Sequence
from typing import Any

from debate.domain.datafiles import Fields
from debate.domain.steps import (
    ADVANCES,
    CLAIM_MAX,
    DUE_HOURS_MAX,
    ENTRIES,
    GRACE_S_MAX,
    GROUPS,
    LATE,
    LATE_HOURS_MAX,
    LINK_KINDS,
    SCORED,
    SECONDS_MAX,
    SIDES,
    TURN_LEAST_S,
    Bell,
    Step,
    Turn,
    Window,
    default_bells,
)

# Written only where they say something, so that files stay short.
_SELDOM = (
    *("scored", "reversed", "grace_s", "new_arguments", "poi", "side_clocks", "turn_seconds"),
    *("late", "late_hours", "of"),
)


def read(part: Fields, index: int, team_seats: int) -> Step:
    seconds = part.number_or_none("seconds", 1, SECONDS_MAX)
    due_hours = part.number_or_none("due_hours", 1, DUE_HOURS_MAX)
    if (seconds is None) == (due_hours is None):
        part.fault("seconds", "Give exactly one of seconds and due_hours.")
    step = Step(
        index=index,
        slug=part.slug("slug"),
        name=part.text("name", 60),
        kind=part.slug("kind"),
        entry=part.choice("entry", ENTRIES),
        seconds=seconds,
        due_hours=due_hours,
        turns=tuple(_turn(part, "turns", text, team_seats) for text in part.texts("turns")),
        open_to=part.words("open_to", GROUPS),
        asker=_read_turn(part, "asker", team_seats),
        answerer=_read_turn(part, "answerer", team_seats),
        sealed=part.flag("sealed"),
        poll=part.choice("poll", ("before", "after")) if part.has("poll") else None,
        advance=part.choice("advance", ADVANCES, "time" if due_hours is not None else "act"),
        points_max=part.number_or_none("points_max", 1, 50),
        claim_max=part.number("claim_max", 20, CLAIM_MAX, default=CLAIM_MAX),
        reasons_max=part.number("reasons_max", 0, 20_000, default=1200),
        cards_min=part.number("cards_min", 0, 20, default=0),
        cards_max=part.number_or_none("cards_max", 0, 20),
        links=part.words("links", LINK_KINDS),
        answer_by=part.slug("answer_by") if part.has("answer_by") else None,
        bells=_read_bells(part, seconds),
        hint=part.text("hint", 200),
        scored=part.choice("scored", SCORED) if part.has("scored") else None,
        **_read_seldom(part),
    )
    _check(step, part)
    part.close()
    return step


def _read_seldom(part: Fields) -> dict[str, Any]:
    return {
        "reversed": part.flag("reversed"),
        "grace_s": part.number("grace_s", 0, GRACE_S_MAX, default=0),
        "new_arguments": part.flag("new_arguments") if part.has("new_arguments") else True,
        "poi": _read_window(part),
        "side_clocks": part.flag("side_clocks"),
        "turn_seconds": part.number_or_none("turn_seconds", TURN_LEAST_S, SECONDS_MAX),
        "late": part.choice("late", LATE, "refuse"),
        "late_hours": part.number("late_hours", 0, LATE_HOURS_MAX, default=0),
        "of": part.texts("of"),
    }


def _read_window(part: Fields) -> Window | None:
    if not part.has("poi"):
        return None
    inner = part.nested("poi")
    window = Window(inner.number("open_s", 0, SECONDS_MAX), inner.number("close_s", 1, SECONDS_MAX))
    inner.close()
    return window


def _read_turn(part: Fields, key: str, team_seats: int) -> Turn | None:
    return _turn(part, key, part.text(key, 2), team_seats) if part.has(key) else None


def _turn(part: Fields, key: str, text: str, team_seats: int) -> Turn:
    side, speaker = text[:1], text[1:]
    if side not in SIDES or speaker not in {str(n) for n in range(1, team_seats + 1)}:
        part.fault(key, f"Write a side and a speaker up to {team_seats}, such as P1; not “{text}”.")
        return Turn("P", 1)
    return Turn(side, int(speaker))


def _read_bells(part: Fields, seconds: int | None) -> tuple[Bell, ...]:
    if not part.has("bells"):
        return () if seconds is None else default_bells(seconds)
    bells = []
    for one in part.each("bells"):
        bells.append(Bell(one.number("at_s", 1, SECONDS_MAX), one.number("count", 1, 3)))
        one.close()
    if bells and seconds is None:
        part.fault("bells", "Bells need a step of seconds, not a due date.")
    elif seconds is not None and part.sound("bells", "seconds"):
        _check_bells(bells, seconds, part)
    return tuple(bells)


def _check_bells(bells: Sequence[Bell], seconds: int, part: Fields) -> None:
    last = 0
    for n, bell in enumerate(bells):
        if not last < bell.at_s <= seconds:
            message = f"Bells stand in order, none later than {seconds} seconds."
            part.fault(f"bells[{n}].at_s", message)
            return
        last = bell.at_s


def _check(step: Step, part: Fields) -> None:
    """The rules within one step: what may be entered, by whom, and when."""
    if part.sound("entry", "turns", "open_to", "asker", "answerer"):
        if len(set(step.turns)) < len(step.turns):
            part.fault("turns", "A speaker stands here twice.")
        if step.entry == "exchange":
            _check_exchange(step, part)
        else:
            _check_entry(step, part)
        _check_points(step, part)
    most = step.cards_max
    if most is not None and step.cards_min > most and part.sound("cards_min", "cards_max"):
        part.fault("cards_max", "This is below cards_min.")
    if part.sound("seconds", "due_hours", "entry", "turns", "open_to"):
        _check_window(step, part)
        _check_side_clocks(step, part)
        _check_due(step, part)


def _check_exchange(step: Step, part: Fields) -> None:
    """Either one asks and one answers, or all of its turns do both (crossfire)."""
    if step.turns:
        if step.asker or step.answerer:
            part.fault("asker", "A crossfire has turns, and no asker or answerer.")
        elif {turn.side for turn in step.turns} != set(SIDES):
            part.fault("turns", "A crossfire needs speakers of both sides.")
    elif step.asker is None or step.answerer is None:
        missing = "answerer" if step.asker else "asker"
        part.fault(missing, "An exchange needs an asker and an answerer, or turns of both sides.")
    elif step.asker.side == step.answerer.side:
        part.fault("answerer", "Asker and answerer must be of different sides.")
    if step.open_to:
        part.fault("open_to", "An exchange is between its speakers; it is not open to a group.")


def _check_entry(step: Step, part: Fields) -> None:
    if step.asker or step.answerer:
        part.fault(
            "asker" if step.asker else "answerer",
            "Only a step whose entry is exchange has an asker and an answerer.",
        )
    if step.turns and (step.open_to or step.entry not in ("points", "none")):
        part.fault("turns", "Turns stand only in a step of points (or none) without open_to.")
    elif step.entry != "none" and not step.turns and not step.open_to:
        part.fault("open_to", "Nobody can enter anything here: give turns or open_to.")
    elif step.entry in ("check", "statement") and step.open_to != ("debaters",):
        part.fault(
            "open_to", "A check or a joint statement is open to debaters, and to nobody else."
        )


def _check_points(step: Step, part: Fields) -> None:
    """What only points, or only a check, can have."""
    speeches = step.entry == "points" and bool(step.turns)
    for key in ("sealed", "links", "answer_by"):
        if step.entry != "points" and getattr(step, key):
            part.fault(key, "sealed, links and answer_by need a step whose entry is points.")
    if (step.entry == "check") != bool(step.of):
        part.fault("of", "A check, and only a check, names the steps whose speeches are checked.")
    if step.reversed and not speeches:
        part.fault("reversed", "Only speeches with turns can argue the other side.")
    if not step.new_arguments and (step.entry != "points" or not step.links):
        part.fault(
            "new_arguments", "Where no point can answer another, all would be marked as new."
        )


def _check_window(step: Step, part: Fields) -> None:
    if step.poi is None:
        return
    if step.entry != "points" or len(step.turns) != 1:
        part.fault("poi", "Points of information are offered to one speaker who makes points.")
    elif step.seconds is None:
        part.fault("poi", "Points of information need a speech with a length, not a due date.")
    elif step.sealed:
        part.fault("poi", "A sealed speech takes no points of information: nobody hears it yet.")
    elif part.sound("poi"):
        if step.poi.open_s >= step.poi.close_s:
            part.fault("poi.open_s", "The window must open before it closes.")
        if step.poi.close_s > step.seconds:
            part.fault(
                "poi.close_s",
                f"The window must close within the speech, which has {step.seconds} seconds.",
            )


def _check_side_clocks(step: Step, part: Fields) -> None:
    free = step.entry == "points" and step.open_to == ("debaters",) and step.seconds is not None
    if step.side_clocks and not free:
        part.fault("side_clocks", "A clock for each side needs timed points open to debaters only.")
    if step.turn_seconds is None or not part.sound("turn_seconds", "side_clocks"):
        return
    if not step.side_clocks:
        part.fault("turn_seconds", "A length of one turn needs side_clocks.")
    elif step.turn_seconds > (step.seconds or 0) // 2:
        part.fault("turn_seconds", "A turn cannot be longer than one side's half of the step.")


def _check_due(step: Step, part: Fields) -> None:
    if step.due_hours is not None and step.advance == "act":
        part.fault("advance", "A step with a due date moves on by time.")
    if step.advance == "handed_in" and (step.entry != "points" or not step.turns):
        part.fault("advance", "Only speeches with turns can be handed in.")
    if step.due_hours is not None and step.grace_s:
        part.fault("grace_s", "A due date has a late policy instead: late and late_hours.")
    if step.due_hours is None and (step.late != "refuse" or step.late_hours):
        part.fault(
            "late" if step.late != "refuse" else "late_hours",
            "A late policy needs a step with a due date.",
        )
    elif part.sound("late", "late_hours") and (step.late == "refuse") != (step.late_hours == 0):
        part.fault("late_hours", "Say for how many hours late work is let in; with refuse, 0.")


def as_data(step: Step) -> dict[str, object]:
    data: dict[str, object] = {
        key: getattr(step, key)
        for key in Step.__dataclass_fields__
        if key not in ("index", "turns", "open_to", "asker", "answerer", "links", "bells", *_SELDOM)
    }
    data["turns"] = [f"{turn.side}{turn.speaker}" for turn in step.turns]
    data["open_to"] = list(step.open_to)
    for key, turn in (("asker", step.asker), ("answerer", step.answerer)):
        data[key] = f"{turn.side}{turn.speaker}" if turn else None
    data["links"] = list(step.links)
    data["bells"] = [{"at_s": bell.at_s, "count": bell.count} for bell in step.bells]
    return data | _seldom(step)


def _seldom(step: Step) -> dict[str, object]:
    """The fields that most steps leave as they are, where this one does not."""
    fields = Step.__dataclass_fields__
    told: dict[str, object] = {
        key: getattr(step, key) for key in _SELDOM if getattr(step, key) != fields[key].default
    }
    if step.poi:
        told["poi"] = {"open_s": step.poi.open_s, "close_s": step.poi.close_s}
    if step.of:
        told["of"] = list(step.of)
    return told
