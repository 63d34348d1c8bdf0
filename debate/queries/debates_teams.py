"""Reads of a debate's teams: one on each side, or two, an opening and a closing team.

Belongs here: which seats are a team, and what it is called. Does not belong here: the debate itself
(`debates`), who speaks when (`domain.speeches`).
"""

from debate.domain.speeches import turn_holder
from debate.domain.steps import FOUR_TEAMS, Step
from debate.domain.text import listed
from debate.queries.debates import DebateNow, SeatLine, SpeechLine


def team(here: DebateNow, line: SeatLine) -> str:
    """The team of a debater by its key: P or O, of four teams PA .. OB."""
    return here.fmt.team(line.side or "P", line.position or 1)


def part(here: DebateNow, line: SeatLine) -> str:
    """What a seat is in the debate: the name of its team, else its role."""
    return here.fmt.team_name(team(here, line)) if line.side else line.role.capitalize()


def own(here: DebateNow, line: SeatLine | None) -> str:
    """Of four teams the name of a debater's own; "" for everybody else."""
    return part(here, line) if line and line.side and here.fmt.teams else ""


def of_team(here: DebateNow, key: str) -> tuple[SeatLine, ...]:
    """The seats of a team by their places."""
    own = [line for line in here.seats if line.side and team(here, line) == key]
    return tuple(sorted(own, key=lambda line: line.position or 0))


def of_step(here: DebateNow, step: Step) -> str:
    """Of four teams the name of the one whose speech a step is; "" in every other debate."""
    if not here.fmt.teams or len(step.turns) != 1:
        return ""
    return here.fmt.team_name(here.fmt.in_team(step.turns[0]).side)


def speakers(here: DebateNow, step: Step) -> tuple[SeatLine, ...]:
    """Who ask and answer each other in a crossfire, in order of its turns.

    Absent seats are left out and the others take their turns, as in speeches.
    """
    found: dict[int, SeatLine] = {}
    for turn in step.turns if step.crossfire else ():
        place = here.fmt.in_team(turn)
        there = {line.id: line for line in of_team(here, place.side) if not line.absent}
        holder = turn_holder(place, list(there))
        if holder is not None:
            found[holder] = there[holder]
    return tuple(found.values())


def speaker(here: DebateNow, line: SpeechLine) -> str:
    """Who speaks in a speech, or asks in an exchange; in a crossfire all who do; else ""."""
    step = here.fmt.steps[line.step_index]
    if step.crossfire:
        return listed([one.label for one in speakers(here, step)])
    return here.label(line.seat_id) if line.side or step.asker else ""


def members(here: DebateNow, key: str) -> str:
    """The people of a team as this view names them, by their places."""
    return listed([line.label for line in of_team(here, key)])


def present(here: DebateNow) -> tuple[str, ...]:
    """Of four teams those that somebody sits in who is there, in speaking order."""
    return tuple(key for key in FOUR_TEAMS if any(not line.absent for line in of_team(here, key)))


def sharers(here: DebateNow, seat_id: int) -> frozenset[int]:
    """The seats whose hands a seat may cite from: its own, and by setting its team's."""
    own = here.seat(seat_id)
    if own is None or own.side is None or not here.team_hands:
        return frozenset((seat_id,))
    return frozenset(line.id for line in of_team(here, team(here, own)))
