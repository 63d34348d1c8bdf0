"""Reads of the page on which points are entered that somebody says, and of how far a card was read.

Does not belong here: who may (`modes`), the composer of those who type (`composers`).
"""

from typing import NamedTuple

from debate.domain import modes
from debate.domain.permissions import MODERATORS, Actor
from debate.domain.steps import Step
from debate.queries.cards import CardLine
from debate.queries.debates import DebateNow, SeatLine, SpeechLine
from debate.queries.modes import entered
from debate.queries.rooms import Room
from debate.queries.speeches import PointRow


class Choice(NamedTuple):
    """A speech whose points may be entered. `status`: now | begun | next."""

    address: str
    name: str
    who: str
    side: str | None
    status: str


class Entry(NamedTuple):
    """The page for entering points of one speech; `speech` None: there is none to enter."""

    choices: tuple[Choice, ...]
    speech: Choice | None
    step: Step | None
    speakers: tuple[SeatLine, ...]
    speaker_id: int  # who is meant where nobody is chosen
    crossfire: bool
    halves: bool  # questions and answers, without reasons and cards
    cards: tuple[CardLine, ...]
    kinds: tuple[str, ...]  # of links that points have here
    targets: tuple[PointRow, ...]  # points of others
    carried: tuple[PointRow, ...]  # points of the speaker's side
    said: tuple[PointRow, ...]  # of this speech, newest first
    markable: frozenset[int]  # of these the ids of those whose readings the actor may mark


class Reading(NamedTuple):
    """A cited card, word by word, for marking where its reading stopped."""

    point: PointRow
    card: CardLine
    words: tuple[str, ...]


def entry(here: DebateNow, actor: Actor, room: Room, address: str = "") -> Entry:
    """What the actor may enter; of the speech `address`, else of the one that runs."""
    found = entered(here, actor, room.scribes)
    choices = tuple(_choice(here, line, people) for line, people in found)
    index = _chosen(here, [line for line, _ in found], address)
    if index is None:
        return Entry(choices, None, None, (), 0, False, False, (), (), (), (), (), frozenset())
    line, people = found[index]
    step = here.fmt.steps[line.step_index]
    halves = step.entry == "exchange"
    shown = [row for row in room.said.rows if row.number and row.state == "sent"]
    numbers = {card.number: card for one in people for card in room.citable(here, one.id)}
    sides = {line.side} if line.side else {one.side for one in people}
    taken_up = [row for row in reversed(shown) if not row.half and row.level == "full"]
    return Entry(
        choices=choices,
        speech=choices[index],
        step=step,
        speakers=people,
        speaker_id=_speaker(here, people, line, shown),
        crossfire=step.crossfire,
        halves=halves,
        cards=() if halves else tuple(numbers[number] for number in sorted(numbers)),
        kinds=step.links,
        targets=tuple(row for row in taken_up if sides != {row.side}),
        carried=tuple(row for row in taken_up if row.side and row.side in sides),
        said=tuple(reversed([row for row in shown if row.speech == line.address])),
        markable=frozenset(
            point.id
            for point in room.said.points
            if actor.role in MODERATORS or actor.seat_id in (point.seat_id, point.entered_by_id)
        ),
    )


def reading(room: Room, address: str, number: int) -> Reading | None:
    """A card as the point `address` cites it; None where there is none such."""
    row = next((one for one in room.said.rows if one.address == address and one.number), None)
    card = next((one for one in row.cards if one.number == number), None) if row else None
    return Reading(row, card, modes.words_of(card.body)) if row and card else None


def _choice(here: DebateNow, line: SpeechLine, people: tuple[SeatLine, ...]) -> Choice:
    step, at = here.fmt.steps[line.step_index], here.reading
    who = " and ".join(one.label for one in people) if step.turns or step.asker else ""
    status = "begun" if line.step_index < at.step_index else "now"
    if at.state == "ready" or line.step_index > at.step_index:
        status = "next"
    return Choice(line.address, step.name, who, line.side, status)


def _chosen(here: DebateNow, lines: list[SpeechLine], address: str) -> int | None:
    """The place of the speech that was asked for, runs, or was the last to begin."""
    by_address = {line.address: place for place, line in enumerate(lines)}
    if address in by_address:
        return by_address[address]
    begun = [n for n, line in enumerate(lines) if line.step_index <= here.reading.step_index]
    return begun[-1] if begun else (0 if lines else None)


def _speaker(
    here: DebateNow, people: tuple[SeatLine, ...], line: SpeechLine, shown: list[PointRow]
) -> int:
    """Who has the floor, or is to answer a question, else the first."""
    ids = [one.id for one in people]
    halves = [row.half for row in shown if row.speech == line.address]
    if line.answerer_id in ids and halves.count("q") > halves.count("a"):
        return line.answerer_id or ids[0]
    runs = line.step_index == here.reading.step_index
    return here.floor_seat_id if runs and here.floor_seat_id in ids else ids[0]
