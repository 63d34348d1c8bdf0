"""Formats: read from a data file, checked whole, written back, and fitted to the time there is.

Belongs here: everything that makes one format out of data or out of another format.
Does not belong here: the records (`debate.domain.steps`, whose names are given on from here), what
time it is (`clock`), who holds which speech (`speeches`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from debate.domain import ballots_points, steps_reading
from debate.domain.datafiles import Fields, Problem
from debate.domain.steps import (
    DECISIONS,
    FOUR_TEAMS,
    SEATS_MAX,
    SECONDS_MAX,
    SIDES,
    TURN_LEAST_S,
    Bell,
    Format,
    FormatError,
    Step,
    Turn,
    Window,
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
STEPS_MAX = 60
_POINTS = ("points_min", "points_max", "points_step", "usual_min", "usual_max", "lowest_percent")


def read(data: Mapping[str, object]) -> Format:
    """The format in a parsed file: YAML with every scalar a string, or JSON with integers.

    Raises FormatError with all problems at once, each with its path such as ``steps[3].seconds``.
    """
    problems: list[Problem] = []
    top = Fields(data, "", problems)
    team_seats = top.number("team_seats", 1, SEATS_MAX, default=2)
    parts = top.each("steps")
    most = team_seats if top.sound("team_seats") else SEATS_MAX
    steps = tuple(steps_reading.read(part, index, most) for index, part in enumerate(parts))
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
        teams=_read_teams(top),
    )
    _check_whole(fmt, top, parts)
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
        **({"teams": dict(fmt.teams)} if fmt.teams else {}),
        "steps": [steps_reading.as_data(one) for one in fmt.steps],
    }


def with_seconds(fmt: Format, seconds: Sequence[int | None]) -> Format:
    """The format with other durations in seconds, one for each step; None leaves a step as it is.

    Bells that stood at the usual places stand there again; others keep their distance from the end.
    Windows for points of information keep their share of the speech, and the bells at their edges
    go with them. A turn of a free debate has at most half of the step.
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
    planned = step.seconds
    window = step.poi
    places = {}
    if step.poi:
        opens, closes = (at * seconds // planned for at in (step.poi.open_s, step.poi.close_s))
        window = Window(opens, max(opens + 1, closes))
        places = {step.poi.open_s: window.open_s, step.poi.close_s: window.close_s}
    step = replace(step, seconds=seconds, poi=window, turn_seconds=_turn_seconds(step, seconds))
    if step.bells == default_bells(planned):
        return replace(step, bells=default_bells(seconds))
    rings = {
        at: bell.count
        for bell in step.bells
        if (at := places.get(bell.at_s, bell.at_s + seconds - planned)) > 0
    }
    return replace(step, bells=tuple(Bell(at, rings[at]) for at in sorted(rings)))


def _turn_seconds(step: Step, seconds: int) -> int | None:
    """How long a turn of a free debate may be in a step that lasts so long."""
    most = seconds // 2
    if step.turn_seconds is None or most < TURN_LEAST_S:
        return None
    return min(step.turn_seconds, most)


def _check_whole(fmt: Format, top: Fields, parts: Sequence[Fields]) -> None:
    """The rules over several steps, or several keys of the whole."""
    if top.sound(*_POINTS):
        ballots_points.check_format(fmt, top, parts)
    _check_teams(fmt, top)
    _check_bank(fmt, top)
    if not top.sound("steps") and not fmt.steps:
        return
    if not 1 <= len(fmt.steps) <= STEPS_MAX:
        top.fault("steps", f"A format has from 1 to {STEPS_MAX} steps; this has {len(fmt.steps)}.")
        return
    if fmt.first_timed == len(fmt.steps):
        top.fault("steps", "After an opening vote at least one more step is needed.")
    _check_polls(fmt, top, parts)
    _check_duties(fmt, parts)
    _check_checks(fmt, parts)


def _read_sides(top: Fields) -> Mapping[str, str]:
    names = top.nested("sides")
    sides = {side: names.text(side, 40) for side in SIDES}
    if names.sound(*SIDES) and sides["P"] == sides["O"]:
        names.fault("O", "The other side has this name.")
    names.close()
    return sides


def _read_teams(top: Fields) -> Mapping[str, str]:
    if not top.has("teams"):
        return {}
    names = top.nested("teams")
    teams = {key: names.text(key, 40) for key in FOUR_TEAMS}
    for n, key in enumerate(FOUR_TEAMS):
        if names.sound(key) and teams[key] in [teams[one] for one in FOUR_TEAMS[:n]]:
            names.fault(key, "Another team has this name.")
    names.close()
    return teams


def _check_teams(fmt: Format, top: Fields) -> None:
    if fmt.teams and fmt.team_seats % 2 and top.sound("team_seats"):
        top.fault("team_seats", "With four teams each side has an even number of seats.")
    if (fmt.decision == "ranks") != bool(fmt.teams) and top.sound("decision", "teams"):
        top.fault("decision", "Four teams are ranked, and only four teams are: decision is ranks.")


def _check_bank(fmt: Format, top: Fields) -> None:
    """One bank for each side, spent while the clock of a step stands."""
    if fmt.prep_bank_s and fmt.teams:
        top.fault("prep_bank_s", "A bank of preparation time is for two teams, not for four.")
    elif fmt.prep_bank_s and fmt.steps and all(step.seconds is None for step in fmt.steps):
        top.fault("prep_bank_s", "A bank of preparation time needs steps with a length.")


def _check_checks(fmt: Format, parts: Sequence[Fields]) -> None:
    """A check looks back at speeches of one team each."""
    speeches = {step.slug: step for step in fmt.steps if step.entry == "points" and step.turns}
    for step, part in zip(fmt.steps, parts, strict=True):
        looked_at = [speeches.get(slug, step) for slug in step.of]
        if not part.sound("of"):
            continue
        if any(one.index >= step.index for one in looked_at):
            part.fault("of", "These must be slugs of earlier steps with speeches.")
        elif len(set(step.of)) < len(step.of):
            part.fault("of", "An entry stands here twice.")
        elif any(len({turn.side for turn in one.turns}) > 1 for one in looked_at):
            part.fault("of", "Each of these steps must have speeches of one team only.")


def _check_polls(fmt: Format, top: Fields, parts: Sequence[Fields]) -> None:
    """At most one poll before and one after, in this order; a swing needs both."""
    seen: list[str | None] = []
    for step, part in zip(fmt.steps, parts, strict=True):
        if not part.sound("entry", "poll"):
            continue
        if (step.entry == "vote") != (step.poll is not None):
            part.fault("poll", "A vote, and only a vote, says whether it is before or after.")
        elif step.poll in seen or (step.poll == "before" and "after" in seen):
            part.fault("poll", "One vote before and one after at most, in this order.")
        if step.poll:
            seen.append(step.poll)
    polls_sound = all(part.sound("entry", "poll") for part in parts)
    if fmt.decision == "swing" and polls_sound and not {"before", "after"} <= set(seen):
        top.fault("decision", "A swing needs a vote before and a vote after.")


def _check_duties(fmt: Format, parts: Sequence[Fields]) -> None:
    """Slugs are unique; `answer_by` is a later step, and each side can answer until then."""
    slugs = [step.slug for step in fmt.steps]
    for step, part in zip(fmt.steps, parts, strict=True):
        if step.slug in slugs[: step.index] and part.sound("slug"):
            part.fault("slug", "Another step has this slug.")
        if step.answer_by is None or not part.sound("answer_by"):
            continue
        if step.answer_by not in slugs[step.index + 1 :]:
            part.fault("answer_by", "This must be the slug of a later step.")
            continue
        until = slugs.index(step.answer_by, step.index + 1)
        owing = {other_side(side) for side in step.sides} or set(SIDES)
        later = fmt.steps[step.index + 1 : until + 1]
        readable = all(one.sound("entry", "turns", "open_to", "links") for one in parts)
        if readable and any(not any(may_answer(one, side) for one in later) for side in owing):
            part.fault("answer_by", "Nobody can answer until then: no step in between allows it.")
