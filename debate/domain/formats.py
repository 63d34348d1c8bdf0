"""Formats: read from a data file, checked whole, written back, and fitted to the time there is.

Belongs here: everything that makes one format out of data or out of another format.
Does not belong here: the records (`debate.domain.steps`, whose names are given on from here), what
time it is (`clock`), who holds which speech (`speeches`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from debate.domain import ballots_points
from debate.domain.datafiles import Fields, Problem
from debate.domain.steps import (
    ADVANCES,
    CLAIM_MAX,
    DECISIONS,
    DUE_HOURS_MAX,
    ENTRIES,
    GROUPS,
    LINK_KINDS,
    SCORED,
    SEATS_MAX,
    SECONDS_MAX,
    SIDES,
    Bell,
    Format,
    FormatError,
    Step,
    Turn,
    default_bells,
    may_answer,
    other_side,
    speaking_seconds,
    total_seconds,
)

__all__ = [
    "Bell",
    "Format",
    "FormatError",
    "Problem",
    "Step",
    "Turn",
    "as_data",
    "fit",
    "read",
    "speaking_seconds",
    "total_seconds",
    "with_seconds",
]

FIT_STEP_S = 5
FIT_LEAST_S = 15


def read(data: Mapping[str, object]) -> Format:
    """The format in a parsed file: YAML with every scalar a string, or JSON with integers.

    Raises FormatError with all problems at once, each with its path such as ``steps[3].seconds``.
    """
    problems: list[Problem] = []
    top = Fields(data, "", problems)
    team_seats = top.number("team_seats", 1, SEATS_MAX, default=2)
    parts = top.each("steps")
    steps = tuple(_read_step(part, index, team_seats) for index, part in enumerate(parts))
    fmt = Format(
        slug=top.slug("slug"),
        title=top.text("title", 80),
        summary=top.text("summary", 400),
        sides=_read_sides(top),
        team_seats=team_seats,
        decision=top.choice("decision", DECISIONS),
        **ballots_points.read(top),
        prep_bank_s=top.number("prep_bank_s", 0, 3600, default=0),
        steps=steps,
    )
    ballots_points.check_format(fmt, top, parts)
    if not 1 <= len(steps) <= 60:
        top.fault("steps", f"A format has from 1 to 60 steps; this has {len(steps)}.")
    elif fmt.first_timed == len(steps):
        top.fault("steps", "After an opening vote at least one more step is needed.")
    _check_polls(fmt, top, parts)
    _check_duties(fmt, parts)
    top.close()
    if problems:
        raise FormatError(problems)
    return fmt


def as_data(fmt: Format) -> dict[str, object]:
    """The format as plain data, ready for JSON; `read` makes the same format of it again."""
    return {
        "slug": fmt.slug,
        "title": fmt.title,
        "summary": fmt.summary,
        "sides": dict(fmt.sides),
        "team_seats": fmt.team_seats,
        "decision": fmt.decision,
        **ballots_points.as_data(fmt),
        "prep_bank_s": fmt.prep_bank_s,
        "steps": [_step_as_data(one) for one in fmt.steps],
    }


def with_seconds(fmt: Format, seconds: Sequence[int | None]) -> Format:
    """The format with other durations in seconds, one for each step; None leaves a step as it is.

    Bells that stood at the usual places stand there again; others keep their distance from the end.
    Raises FormatError: wrong count, a duration for a step with a due date, or one out of range.
    """
    if len(seconds) != len(fmt.steps):
        message = f"This format has {len(fmt.steps)} steps; {len(seconds)} durations were given."
        raise FormatError([Problem("steps", message)])
    problems = []
    for step, new in zip(fmt.steps, seconds, strict=True):
        if new is not None and step.seconds is None:
            message = "This step has a due date, not a length in seconds."
            problems.append(Problem(f"steps[{step.index}].seconds", message))
        elif new is not None and not 1 <= new <= SECONDS_MAX:
            message = f"This must be from 1 to {SECONDS_MAX} seconds."
            problems.append(Problem(f"steps[{step.index}].seconds", message))
    if problems:
        raise FormatError(problems)
    steps = (_lasting(step, new) for step, new in zip(fmt.steps, seconds, strict=True))
    return replace(fmt, steps=tuple(steps))


def fit(fmt: Format, minutes: int) -> Format:
    """The format scaled to `minutes`, in whole 5-second steps of at least 15 seconds each.

    Steps of the sides that were equally long stay so: no side may win five seconds by rounding.
    What rounding leaves goes to the steps of the whole room, so the sum is exact wherever there is
    one, and otherwise as near below as equal sides allow. Never above.
    Raises FormatError when nothing is timed, or `minutes` is too small or too large.
    """
    timed = [step for step in fmt.steps if step.seconds is not None]
    least = -(-len(timed) * FIT_LEAST_S // 60)
    if not timed:
        raise FormatError([Problem("minutes", "This format has due dates, so nothing is to fit.")])
    if minutes < least:
        message = f"{len(timed)} steps of at least {FIT_LEAST_S} seconds need {least} minutes."
        raise FormatError([Problem("minutes", message)])
    units = _share({step.index: step.seconds or 0 for step in timed}, _alike(timed), minutes * 12)
    return with_seconds(
        fmt,
        [FIT_STEP_S * units[step.index] if step.index in units else None for step in fmt.steps],
    )


def _alike(timed: Sequence[Step]) -> list[list[int]]:
    """Indices of steps that must stay equally long; a step of the whole room stands alone."""
    groups: dict[tuple[str, int], list[int]] = {}
    for step in timed:
        sided = bool(step.turns or step.asker)
        key = (step.entry, step.seconds or 0) if sided else ("", step.index)
        groups.setdefault(key, []).append(step.index)
    return list(groups.values())


def _share(lengths: Mapping[int, int], groups: list[list[int]], units: int) -> dict[int, int]:
    """`units` shared in proportion to `lengths`, by the largest remainder, group by group."""
    least = FIT_LEAST_S // FIT_STEP_S
    short: set[int] = set()
    while True:
        free = {index: length for index, length in lengths.items() if index not in short}
        left, weight = units - least * len(short), sum(free.values())
        more = {index for index, length in free.items() if left * length < least * weight}
        if not more:
            break
        short |= more
    shared = {index: least if index in short else left * free[index] // weight for index in lengths}
    rest = {index: left * length % weight for index, length in free.items()}
    groups = sorted(groups, key=lambda group: -rest.get(group[0], 0))
    spare = units - sum(shared.values())
    while any(len(group) <= spare for group in groups):
        for group in groups:
            if len(group) <= spare:
                spare -= len(group)
                shared.update((index, shared[index] + 1) for index in group)
    return shared


def _lasting(step: Step, seconds: int | None) -> Step:
    if seconds is None or step.seconds is None or seconds == step.seconds:
        return step
    if step.bells == default_bells(step.seconds):
        return replace(step, seconds=seconds, bells=default_bells(seconds))
    moved = (Bell(bell.at_s + seconds - step.seconds, bell.count) for bell in step.bells)
    return replace(step, seconds=seconds, bells=tuple(bell for bell in moved if bell.at_s > 0))


def _read_sides(top: Fields) -> Mapping[str, str]:
    names = top.nested("sides")
    sides = {side: names.text(side, 40) for side in SIDES}
    names.close()
    return sides


def _read_step(part: Fields, index: int, team_seats: int) -> Step:
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
    )
    _check_step(step, part)
    part.close()
    return step


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
    times = [bell.at_s for bell in bells]
    if bells and seconds is None:
        part.fault("bells", "Bells need a step of seconds, not a due date.")
    elif seconds is not None and (times != sorted(set(times)) or max(times, default=0) > seconds):
        part.fault("bells", f"Bells stand in order, none later than {seconds} seconds.")
    return tuple(bells)


def _check_step(step: Step, part: Fields) -> None:
    """The rules within one step: what may be entered, and by whom."""
    if step.due_hours is not None and step.advance == "act":
        part.fault("advance", "A step with a due date moves on by time.")
    if len(set(step.turns)) < len(step.turns):
        part.fault("turns", "A speaker stands here twice.")
    if step.entry == "exchange":
        if step.asker is None or step.answerer is None:
            part.fault("asker", "An exchange needs an asker and an answerer.")
        elif step.asker.side == step.answerer.side:
            part.fault("answerer", "Asker and answerer must be of different sides.")
        if step.turns or step.open_to:
            part.fault("turns", "An exchange has an asker and an answerer, no turns or open floor.")
        return
    if step.asker or step.answerer:
        part.fault("asker", "Only a step whose entry is exchange has an asker and an answerer.")
    if step.turns and (step.open_to or step.entry not in ("points", "none")):
        part.fault("turns", "Turns stand only in a step of points (or none) without open_to.")
    if step.entry != "none" and not step.turns and not step.open_to:
        part.fault("open_to", "Nobody can enter anything here: give turns or open_to.")
    if step.entry != "points" and (step.sealed or step.links or step.answer_by):
        part.fault("entry", "sealed, links and answer_by need a step whose entry is points.")
    if step.cards_max is not None and step.cards_max < step.cards_min:
        part.fault("cards_max", "This is below cards_min.")


def _check_polls(fmt: Format, top: Fields, parts: Sequence[Fields]) -> None:
    """At most one poll before and one after, in this order; a swing needs both."""
    seen: list[str | None] = []
    for step, part in zip(fmt.steps, parts, strict=True):
        if (step.entry == "vote") != (step.poll is not None):
            part.fault("poll", "A vote, and only a vote, says whether it is before or after.")
        elif step.poll in seen or (step.poll == "before" and "after" in seen):
            part.fault("poll", "One vote before and one after at most, in this order.")
        if step.poll:
            seen.append(step.poll)
    if fmt.decision == "swing" and not {"before", "after"} <= set(seen):
        top.fault("decision", "A swing needs a vote before and a vote after.")


def _check_duties(fmt: Format, parts: Sequence[Fields]) -> None:
    """Slugs are unique; `answer_by` is a later step, and each side can answer until then."""
    slugs = [step.slug for step in fmt.steps]
    for step, part in zip(fmt.steps, parts, strict=True):
        if step.slug in slugs[: step.index]:
            part.fault("slug", "Another step has this slug.")
        if step.answer_by is None:
            continue
        if step.answer_by not in slugs[step.index + 1 :]:
            part.fault("answer_by", "This must be the slug of a later step.")
            continue
        until = slugs.index(step.answer_by, step.index + 1)
        owing = {other_side(turn.side) for turn in step.turns} or set(SIDES)
        later = fmt.steps[step.index + 1 : until + 1]
        if any(not any(may_answer(one, side) for one in later) for side in owing):
            part.fault("answer_by", "Nobody can answer until then: no step in between allows it.")


def _step_as_data(step: Step) -> dict[str, object]:
    data: dict[str, object] = {
        key: getattr(step, key)
        for key in Step.__dataclass_fields__
        if key not in ("index", "turns", "open_to", "asker", "answerer", "links", "bells", "scored")
    }
    data["turns"] = [f"{turn.side}{turn.speaker}" for turn in step.turns]
    data["open_to"] = list(step.open_to)
    for key, turn in (("asker", step.asker), ("answerer", step.answerer)):
        data[key] = f"{turn.side}{turn.speaker}" if turn else None
    data["links"] = list(step.links)
    data["bells"] = [{"at_s": bell.at_s, "count": bell.count} for bell in step.bells]
    return data | ({"scored": step.scored} if step.scored else {})
