"""What moderators do, in words: one place for every page and file.

Belongs here: each kind of act with its words and its group, and which event it stands beside. Does
not belong here: who may do it (`permissions`), the acts (services), what a point is then
(`visibility`).
"""

from collections.abc import Mapping
from typing import NamedTuple

POINTS, CLOCK, FLOOR, PEOPLE, CHALLENGES, ROOM = (
    "points",
    "clock",
    "floor",
    "people",
    "challenges",
    "room",
)
GROUPS: Mapping[str, str] = {
    POINTS: "Points and words",
    CLOCK: "The clock",
    FLOOR: "The floor",
    PEOPLE: "People",
    CHALLENGES: "Challenges",
    ROOM: "The room",
}
"""What the log can be narrowed to, and its name."""

ANNOUNCEMENT = "announcement"
WITHDRAWN = "drop_challenge"
"""What the log tells besides of a seat: it took back what a moderator was to decide on."""


class Act(NamedTuple):
    """A kind of act. `event`: the kind of event that tells of it in the chain, "" where none does.

    `private`: between a moderator and one person; copies that others read leave it out.
    """

    group: str
    words: str
    event: str = ""
    private: bool = False


ACTS: Mapping[str, Act] = {
    "approve": Act(POINTS, "Approved", "point_approved"),
    "return": Act(POINTS, "Returned", "point_returned"),
    "hide": Act(POINTS, "Hidden", "point_hidden"),
    "restore": Act(POINTS, "Restored", "point_restored"),
    "redact": Act(POINTS, "Passage removed", "passage_redacted"),
    "strike": Act(POINTS, "Struck", "point_struck"),
    "name_line": Act(POINTS, "Line named", "line_named"),
    "unstrike": Act(POINTS, "Counts again", "point_unstruck"),
    "uphold": Act(CHALLENGES, "Challenge upheld", "challenge_ruled"),
    "dismiss": Act(CHALLENGES, "Challenge dismissed", "challenge_ruled"),
    "skip_statement": Act(CHALLENGES, "Went on without a statement", "challenge_skipped"),
    WITHDRAWN: Act(CHALLENGES, "Challenge withdrawn", "challenge_withdrawn"),
    "reverse": Act(CHALLENGES, "Ruling taken back", "challenge_reversed"),
    "set_challenges": Act(CHALLENGES, "Challenges a debater may make", "challenges_set"),
    "floor_give": Act(FLOOR, "Floor given", "floor_given"),
    "floor_end": Act(FLOOR, "Floor taken back", "floor_taken"),
    "decline": Act(FLOOR, "Hand declined", "hand_lowered"),
    "speech": Act(PEOPLE, "Speech assigned", "speech_assigned"),
    "vacate": Act(PEOPLE, "Speech left vacant", "speech_assigned"),
    "confirm": Act(PEOPLE, "Seat confirmed", "seat_confirmed"),
    "release": Act(PEOPLE, "Seat released", "seat_released"),
    "absent": Act(PEOPLE, "Marked absent", "seat_absent"),
    "present": Act(PEOPLE, "Marked present", "seat_absent"),
    "place": Act(PEOPLE, "Placed", "seat_assigned"),
    "warn": Act(PEOPLE, "Warned", "measure_taken", private=True),
    "mute": Act(PEOPLE, "Muted", "measure_taken", private=True),
    "unmute": Act(PEOPLE, "No longer muted", "measure_lifted", private=True),
    "remove": Act(PEOPLE, "Taken out of the room", "measure_taken", private=True),
    "readmit": Act(PEOPLE, "Let back in", "measure_lifted", private=True),
    "hold_seat": Act(PEOPLE, "Points wait for approval", "measure_taken", private=True),
    "unhold_seat": Act(PEOPLE, "Points no longer wait", "measure_lifted", private=True),
    "report": Act(PEOPLE, "Report decided", "report_decided", private=True),
    "hold": Act(ROOM, "Points wait for approval", "hold_set"),
    "unhold": Act(ROOM, "Points are shown at once", "hold_set"),
    "hold_step": Act(ROOM, "Points of a round wait for approval", "hold_set"),
    "unhold_step": Act(ROOM, "Points of a round no longer wait", "hold_set"),
    "mode": Act(ROOM, "Held as", "mode_set"),
    "scribe": Act(ROOM, "Scribe named", "scribe_named"),
    "unscribe": Act(ROOM, "Scribe ended", "scribe_ended"),
    "totals": Act(ROOM, "Totals of the vote shown", "totals_shown"),
    "withdraw": Act(ROOM, "Announcement withdrawn", "announcement_withdrawn"),
}
"""The kinds of `moderation_acts`."""

CONTROLS: Mapping[str, str] = {
    "start": "Started",
    "pause": "Paused",
    "resume": "Went on",
    "next": "Next step",
    "back": "One step back",
    "finish": "Ended",
    "interrupted": "Interrupted: the server was away",
    "prep_off": "Preparation time ended",
    "assign": "Speeches assigned",
}
"""The kinds of the clock's control events that need no value to be said."""


def said(kind: str, value: int, sides: Mapping[str, str]) -> str:
    """What a line of the log is called. `value` and `sides` are those of a control of the clock."""
    if kind == ANNOUNCEMENT:
        return "Announcement"
    if kind == "add":
        return f"{abs(value)} seconds {'added' if value > 0 else 'taken off'}"
    if kind in ("prep_on", "pass"):
        side = sides["O" if value else "P"]
        began = f"Preparation time of {side} began"
        return began if kind == "prep_on" else f"The turn passed to {side}"
    if kind in CONTROLS:
        return CONTROLS[kind]
    return ACTS[kind].words if kind in ACTS else kind.replace("_", " ").capitalize()


def told(words: str, about: str = "", person: str = "", why: str = "") -> str:
    """A line of the log in one sentence without its end, its time and who did it."""
    line = words + (f" ({about})" if about else "") + (f": {person}" if person else "")
    return line + (f": “{why}”" if why else "")


def group_of(kind: str) -> str:
    """Where the log puts a kind."""
    if kind == ANNOUNCEMENT:
        return ROOM
    return ACTS[kind].group if kind in ACTS else CLOCK


def kinds_of(group: str) -> tuple[str, ...]:
    """The kinds of `moderation_acts` in a group."""
    return tuple(kind for kind, act in ACTS.items() if act.group == group)


def is_private(kind: str) -> bool:
    """Whether copies that others read leave out that it happened."""
    return kind in ACTS and ACTS[kind].private
