"""The rules that are in force in a debate, in plain words, as everybody in it reads them.

Belongs here: sentences made from settings and format. Does not belong here: the run of show
(`formats_outline`), what an instructor adds in words of their own (`services.house_rules`). No
name, no extra time and no hold of a person stands here, for all read the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from debate.domain import modes, wordlists
from debate.domain.formats import Format
from debate.domain.refusals import Refused
from debate.domain.steps import Step
from debate.domain.text import in_line, listed

NOTE_MAX = 3000


@dataclass(frozen=True)
class Settings:
    """What the sentences are made from. `factor`: percent of the time in force for everyone."""

    fmt: Format
    mode: str
    hold: bool
    hold_steps: Sequence[str]  # names of rounds
    words_effect: str  # warn | hold | ""
    room_by_code: bool
    judges_by_code: bool
    challenges_each: int
    team_hands: bool
    months_kept: int | None  # None: until the instructor erases it


class Section(NamedTuple):
    """Some rules under a heading."""

    title: str
    rules: tuple[str, ...]


def sections(now: Settings) -> tuple[Section, ...]:
    """The rules in force, in the order in which one needs them."""
    return (
        Section("Speaking", tuple(_speaking(now))),
        Section("What is read before others see it", tuple(_review(now))),
        Section("Evidence", tuple(_evidence(now))),
        Section("What moderators may do", _MODERATORS),
        Section("If something is wrong", _REPORTS),
        Section("Names", tuple(_names(now))),
        Section("What is recorded, and who reads it", tuple(_record(now))),
    )


def as_timed(fmt: Format, percent: int) -> Format:
    """The format with its timed rounds as long as they are in this debate, for everyone alike."""
    if percent == 100:
        return fmt
    return replace(fmt, steps=tuple(_as_timed(step, percent) for step in fmt.steps))


def check_note(text: str) -> None:
    """Raises Refused for house rules that nobody would read."""
    if len(text) > NOTE_MAX:
        raise Refused(f"At most {NOTE_MAX} characters. Keep what people need to know.", "text")


_MODERATORS = (
    "They give and take the floor, and hold the clock.",
    "A point can come back to its author with a note, to be sent once more.",
    "A point can be hidden: the room keeps a gap with its address, and the author reads why.",
    "Words that should not stand can be taken out of a point; a mark shows where.",
    "A person can be warned, muted, or taken out of the room, and always reads who did it and why.",
    "What one person sends can be read first.",
    "Each of these acts stands in a log, with its reason.",
)
_REPORTS = (
    "You can report a point or a person, at the point itself or from this page.",
    "Moderators alone read reports; the person concerned is not told who made one.",
    "You see when yours was read, and when it was decided on.",
)


def _as_timed(step: Step, percent: int) -> Step:
    if step.own_end or step.seconds is None:
        return step
    return replace(step, seconds=step.seconds * percent // 100, bells=())


def _speaking(now: Settings) -> list[str]:
    said = [f"{modes.MODES[now.mode]}."]
    if any(step.turns for step in now.fmt.steps):
        said.append("In a speech only its speaker sends; everybody may prepare before.")
    if any(not step.turns and step.entry == "points" for step in now.fmt.steps):
        said.append("In an open floor you raise your hand, and a moderator lets you speak.")
    if any(step.poi for step in now.fmt.steps):
        said.append(
            "Points of information are offered in their window; the speaker takes or declines them."
        )
    if any(step.due_hours for step in now.fmt.steps):
        said.append("Written rounds have a due date, which stands at the top of your room.")
    if any(step.seconds for step in now.fmt.steps):
        said.append("What comes after the bell is kept as a draft, and nothing is lost.")
    return said


def _review(now: Settings) -> list[str]:
    if now.hold:
        said = ["Every point waits until a moderator shows it."]
    elif now.hold_steps:
        rounds = listed([in_line(name) for name in now.hold_steps])
        said = [f"In these rounds points wait until a moderator shows them: {rounds}."]
    else:
        said = ["Points are shown as they are sent."]
    if now.hold or now.hold_steps:
        said.append("You are told that yours waits. It keeps the time at which you sent it.")
    if now.words_effect == wordlists.WARN:
        said.append(
            "The class has a word list: if it finds something in your words, you are asked before "
            "they are sent, and decide yourself."
        )
    elif now.words_effect == wordlists.HOLD:
        said.append(
            "The class has a word list: if it finds something in your words, they wait until a "
            "moderator shows them. In a statement on a challenge, or on what is missing in a "
            "check, you are asked first instead, and decide yourself."
        )
    return said


def _evidence(now: Settings) -> list[str]:
    whose = "your hand, your team’s hand" if now.team_hands else "your own hand"
    said = [f"You may cite cards of {whose}, and any that was cited in this debate before."]
    if now.challenges_each:
        times = {1: "once", 2: "twice"}.get(now.challenges_each, f"{now.challenges_each} times")
        said.append(
            f"A debater may challenge how a card was used, up to {times}: the clock stops, both "
            "sides state their case, and a moderator rules with a reason. Until the other side has "
            "spoken, who made it may withdraw it; it counts."
        )
    return said


def _names(now: Settings) -> list[str]:
    who = {
        (False, False): "Everybody in the room, judges too, sees everybody’s name.",
        (True, True): "In the room everybody stands under a code; moderators know the names.",
        (False, True): "Debaters and listeners see names; judges see codes.",
        (True, False): "Debaters and listeners see codes; judges see names.",
    }
    return [who[(now.room_by_code, now.judges_by_code)]]


def _record(now: Settings) -> list[str]:
    kept = (
        f"The instructor’s rule is to erase names and words {_months(now.months_kept)} after the "
        "session."
        if now.months_kept
        else "It is kept until your instructor erases it."
    )
    return [
        "What is sent, when and by whom, what moderators do, and the clock. "
        "Drafts and private notes are not part of it.",
        "Staff of the class read the record. You read what the room was shown, and can take your "
        "own part with you.",
        "Votes are shown as totals.",
        kept,
    ]


def _months(months: int) -> str:
    return "one month" if months == 1 else f"{months} months"
