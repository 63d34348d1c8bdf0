"""A point before the room: its number, its event, and the words that the record must prove."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import bindparam, func, insert, select, text, update
from sqlalchemy.orm import Session, aliased

from debate.db import read, write
from debate.domain.events import ALL_VIEWS, MODERATORS, TEAMS, Change
from debate.domain.refusals import Refused
from debate.domain.spans import LOCATED, Badge
from debate.domain.speeches import Words, point_address
from debate.models.challenges import Challenge
from debate.models.debates import Debate
from debate.models.moderation import FloorRequest, FloorTurn
from debate.models.seats import Seat
from debate.models.speeches import Citation, Point, PointLink, Speech
from debate.queries import texts
from debate.queries.debates import DebateNow, SpeechLine
from debate.services import events

OPEN_STATES = ("sent", "held")


class Attached(NamedTuple):
    """What a point cites and takes up, as its event tells it."""

    cards: Sequence[Mapping[str, object]]
    links: Sequence[Mapping[str, object]]


@dataclass(frozen=True)
class Spoken:
    """What a speech holds already. Each of these is one statement, run where it is asked for."""

    session: Session
    debate_id: int
    speech_id: int

    def standing(self, half: str, but: Point | None = None) -> int:
        """How many points, questions or answers stand or wait for review, `but` this one.

        A change that waits takes no place beside what it is to replace. Every version is read: ask
        only where a step takes so many and no more.
        """
        rows = read(self.session, _SPOKEN, self._values).all()
        replaces = {row.id: row.replaces_id for row in rows}
        places = {
            _first(row.id, replaces)
            for row in rows
            if row.current and row.state in OPEN_STATES and row.half == half
        }
        return len(places if but is None else places - {_first(but.id, replaces)})

    def waiting(self) -> tuple[int, ...]:
        """The numbers of questions that stand before the room without an answer."""
        asked, answered = set(), set()
        for number, half, state, question in read(self.session, _HALVES, self._values):
            if half == "a":
                answered.add(question or number)
            elif state == "sent" and number is not None:
                asked.add(number)
        return tuple(sorted(asked - answered))

    def first_waiting(self) -> int:
        """The number of the question that comes first. Raises Refused where none waits."""
        waiting = self.waiting()
        if not waiting:
            raise Refused("There is no question to answer yet. Your words are still here.", "claim")
        return waiting[0]

    @property
    def _values(self) -> Mapping[str, int]:
        return {"debate": self.debate_id, "speech": self.speech_id}


def spoken(session: Session, speech: Speech | SpeechLine, debate_id: int) -> Spoken:
    """What stands in a speech."""
    return Spoken(session, debate_id, speech.id)


def asker(session: Session, speech: Speech | SpeechLine, number: int) -> int | None:
    """The seat that put the question with this number, if it stands in the speech."""
    return read(session, _ASKER, {"speech": speech.id, "number": number}).scalar()


def show(session: Session, point: Point, said: Spoken, now: int) -> None:
    """Give a point its number in its speech, that of what it replaces or the next.

    The next number of a new point comes when it is written (`add`).
    """
    if point.number is None:
        number = _replaced_number(session, point) or point.question_number
        if number is None and point.half == "a":
            number = said.first_waiting()
        elif number is None and point.id is not None:
            number = read(session, _NEXT_NUMBER, {"of_speech": point.speech_id}).scalar_one()
        point.number = number
    point.state, point.visible_ms = "sent", now


def add(session: Session, point: Point) -> None:
    """Write a new point past the ORM, which would take twice as long; it gets its id.

    One that is sent gets the next number of its speech, unless it has one.
    """
    given = vars(point)  # an attribute that was not set has no value here
    row = {name: given[name] for name in _COLUMNS if given.get(name) is not None}
    session.flush()
    if point.state == "sent" and point.number is None:
        added = session.connection().execute(_ADD_NEXT, row | {"of_speech": point.speech_id})
        point.id, point.number = added.one()
    else:
        key = session.connection().execute(_ADD, row).inserted_primary_key
        assert key is not None
        point.id = key[0]


def attach(
    session: Session,
    here: DebateNow,
    point: Point,
    cards: Mapping[int, int],
    targets: Sequence[tuple[str, Point]],
) -> Attached:
    """Let a new point cite `cards` (number → id, in order) and take up `targets`, each in a way."""
    badges: Mapping[int, Badge] = {}
    if cards and here.deck_version_id is not None:
        badges = texts.badges_of(session, here.deck_version_id, here.course_id, cards)
    cited = [
        (number, card, badges[number].name if number in badges else LOCATED)
        for number, card in cards.items()
    ]
    rows = [
        {"point_id": point.id, "position": n, "card_id": card, "card_number": no, "badge": badge}
        for n, (no, card, badge) in enumerate(cited, start=1)
    ]
    if rows:
        write(session, _CITE, rows)
    links = [
        {"point_id": point.id, "kind": kind, "target_id": target.id} for kind, target in targets
    ]
    if links:
        write(session, _LINK, links)
    return Attached(
        [{"number": number, "card": card, "badge": badge} for number, card, badge in cited],
        [{"kind": kind, "target": _address(here, target)} for kind, target in targets],
    )


def words_of(session: Session, point: Point) -> Words:
    """What its author wrote, with the cards and links that it has now."""
    cards = session.scalars(
        select(Citation.card_number)
        .where(Citation.point_id == point.id)
        .order_by(Citation.position)
    )
    links = session.execute(
        select(PointLink.kind, PointLink.target_id)
        .where(PointLink.point_id == point.id)
        .order_by(PointLink.id)
    )
    return Words(
        point.claim, point.reasons, tuple(cards), tuple((kind, target) for kind, target in links)
    )


def challenged_card(session: Session, point: Point) -> int | None:
    """The number of the card for which a point's evidence is challenged; None: no ruling waits."""
    return read(session, _CHALLENGED, {"point": point.id}).scalar()


def came_back(session: Session, point: Point) -> bool:
    """Whether an earlier version of the point was returned to its author: that happens once."""
    old = None if point.replaces_id is None else session.get(Point, point.replaces_id)
    while old is not None and old.state != "returned":
        old = None if old.replaces_id is None else session.get(Point, old.replaces_id)
    return old is not None


def follow(session: Session, here: DebateNow, point: Point) -> list[Change]:
    """Let all links to what `point` replaces lead to it; the points that show them.

    For a point that replaces none this does nothing.
    """
    old = _version_before(session, point)
    if old is None:
        return []
    session.flush()
    rows = session.execute(
        select(Point.speech_id, Point.number, Point.half)
        .join(PointLink, PointLink.point_id == Point.id)
        .where(PointLink.target_id == old.id, Point.current, Point.number.is_not(None))
        .distinct()
    ).all()
    for table, column in _FOLLOWING:
        session.execute(update(table).where(column == old.id).values({column: point.id}))
    changes = []
    for speech_id, number, half in rows:
        speech = here.speech_of[speech_id]
        target = f"point-{point_address(speech.address, number or 0, half)}"
        views = (MODERATORS,) if here.is_sealed(speech.step_index) else ALL_VIEWS
        changes.append(Change(target, f"points-{speech.address}", views))
    return changes


def _address(here: DebateNow, point: Point) -> str:
    speech = here.speech_of[point.speech_id].address
    return point_address(speech, point.number or 0, point.half)


def publish(
    session: Session,
    debate: Debate,
    point: Point,
    speech: Speech | SpeechLine,
    *,
    sealed: bool,
    now: int,
    kind: str = "point_sent",
    attached: Attached | None = None,
    seat_number: int | None = None,
    also: Sequence[Change] = (),
) -> str:
    """Tell a point that has its number (`show`) and stands; returns its address.

    An approval calls this too, with the kind "point_approved": the duty to answer runs from here.
    `attached` and `seat_number` are read where the caller does not know them. `sealed`: nobody but
    moderators sees it yet (`DebateNow.is_sealed`). `also`: what `follow` changed.
    """
    address = point_address(speech.address, point.number or 0, point.half)
    views = (MODERATORS,) if sealed else ALL_VIEWS
    events.record(
        session,
        debate,
        kind,
        now=now,
        seat_number=seat_number or _seat_number(session, point.seat_id),
        payload=payload(session, point, address, attached),
        changes=[
            Change(f"point-{address}", f"points-{speech.address}", views),
            Change("flow", views=views),
            *also,
        ],
        hint="flow",
        hint_to=MODERATORS,
    )
    events.hint_screens(session, debate.id, "flow")
    # Who prepares may answer it now; who asked or was asked sees it in the composer.
    for view in (*TEAMS.values(), f"seat:{point.seat_id}"):
        events.hint(session, debate.id, "turn", view)
    return address


def payload(
    session: Session, point: Point, address: str, attached: Attached | None = None
) -> dict[str, object]:
    """The words of a point as they stand in its event: everything the record must prove."""
    cards, links = attached or _attached(session, point)
    marks = {"late": 1} if point.late else {}
    if point.by_scribe:  # the seat's number; 0: a moderator
        marks["entered_by"] = _seat_number(session, point.entered_by_id or 0) or 0
    return marks | {
        "address": address,
        "side": point.side or "",
        "claim": point.claim,
        "reasons": point.reasons,
        "version": point.version,
        "cards": list(cards),
        "links": list(links),
    }


def _attached(session: Session, point: Point) -> Attached:
    cards = read(session, _CITATIONS, {"point": point.id})
    links = read(session, _LINKS, {"point": point.id})
    return Attached(
        [{"number": row[0], "card": row[1], "badge": row[2]} for row in cards],
        [{"kind": row[0], "target": point_address(row[1], row[2] or 0, row[3])} for row in links],
    )


def _replaced_number(session: Session, point: Point) -> int | None:
    """The number of what stood in its place until now, which steps back."""
    before = _version_before(session, point)
    if before is None:
        return None
    place = (Point.speech_id == before.speech_id, Point.half == before.half)
    standing = session.scalars(
        select(Point).where(*place, Point.number == before.number, Point.current)
    )
    for old in standing.all():
        _check_replaceable(session, old)
        old.current = False
    session.flush()
    return before.number


def _check_replaceable(session: Session, old: Point) -> None:
    """Raises Refused where what stands must stay as it is: by a ruling, or until one."""
    if old.state == "struck":
        raise Refused("This point was struck by a ruling, so no change of it can take its place.")
    card = challenged_card(session, old) if old.state == "sent" else None
    if card is not None:
        raise Refused(f"Its card No. {card} is challenged, so it stands as it is until the ruling.")


def _first(point_id: int, replaces: Mapping[int, int | None]) -> int:
    """The id of the first version of a point."""
    while (above := replaces.get(point_id)) is not None:
        point_id = above
    return point_id


def _version_before(session: Session, point: Point) -> Point | None:
    """The newest earlier version that had a number; one that was held and came back had none."""
    old = None if point.replaces_id is None else session.get(Point, point.replaces_id)
    while old is not None and old.number is None:
        old = None if old.replaces_id is None else session.get(Point, old.replaces_id)
    return old


def _seat_number(session: Session, seat_id: int) -> int | None:
    return read(session, _SEAT_NUMBER, {"seat": seat_id}).scalar()


# Built once: each point that is sent runs these.
_CITATIONS = (
    select(Citation.card_number, Citation.card_id, Citation.badge)
    .where(Citation.point_id == bindparam("point"))
    .order_by(Citation.position)
)
_LINKS = (
    select(PointLink.kind, Speech.address, Point.number, Point.half)
    .join(Point, Point.id == PointLink.target_id)
    .join(Speech, Speech.id == Point.speech_id)
    .where(PointLink.point_id == bindparam("point"))
    .order_by(PointLink.id)
)
_OF_SPEECH = Point.debate_id == bindparam("debate"), Point.speech_id == bindparam("speech")
_SPOKEN = select(Point.half, Point.state, Point.current, Point.id, Point.replaces_id).where(
    *_OF_SPEECH
)
_HALVES = select(Point.number, Point.half, Point.state, Point.question_number).where(
    *_OF_SPEECH, Point.half != "", Point.current
)
# Points and questions of a speech share their numbers. The index of numbers, by which it is found,
# holds what is current: what was replaced left its number to that.
_NUMBERED = aliased(Point)
_NEXT_NUMBER = select(func.coalesce(func.max(_NUMBERED.number), 0) + 1).where(
    _NUMBERED.speech_id == bindparam("of_speech"), text("current AND number IS NOT NULL")
)
_CHALLENGED = select(Challenge.card_number).where(
    Challenge.point_id == bindparam("point"), Challenge.ruled_ms.is_(None)
)
_ASKER = select(Point.seat_id).where(
    Point.speech_id == bindparam("speech"),
    Point.number == bindparam("number"),
    Point.half == "q",
    Point.current,
    Point.state == "sent",
)
# What names a point by its id and means the words that stand there, whichever version they are.
_FOLLOWING = (
    (PointLink, PointLink.target_id),
    (FloorRequest, FloorRequest.about_id),
    (FloorTurn, FloorTurn.about_id),
)
_ADD, _CITE, _LINK = insert(Point), insert(Citation), insert(PointLink)
_ADD_NEXT = _ADD.values(number=_NEXT_NUMBER.scalar_subquery()).returning(Point.id, Point.number)
_COLUMNS = [column.key for column in Point.__table__.columns if not column.primary_key]
_SEAT_NUMBER = select(Seat.number).where(Seat.id == bindparam("seat"))
