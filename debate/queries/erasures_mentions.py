"""Where others wrote a name: places to look at before and after somebody is erased.

Belongs here: texts of a class and whose they are. Does not belong here: what counts as a name in a
text (`domain.pseudonyms`). Nothing is rewritten: these words are somebody else's.
"""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import pseudonyms
from debate.domain.speeches import point_address
from debate.models.ballots import Ballot, BallotPoints
from debate.models.challenges import Challenge, ChallengeStatement
from debate.models.comments import BankComment
from debate.models.debates import Debate
from debate.models.grades import GradeEntry
from debate.models.imports import ImportedTranscript
from debate.models.marks import Mark, MarkDraft
from debate.models.moderation import ModerationAct
from debate.models.notes import Note
from debate.models.questions import Question, QuestionPost
from debate.models.seats import Seat
from debate.models.second_marks import SecondDecision, SecondMark
from debate.models.sittings import Announcement, Sitting
from debate.models.speeches import Point, Reflection, Speech

# What it is, its table and columns, and the table above it that says whose it is.
_OWNED: tuple[tuple[str, Any, tuple[str, ...], Any], ...] = (
    ("reflection", Reflection, ("text",), None),
    ("ballot", Ballot, ("reason",), None),
    ("ballot_points", BallotPoints, ("reason",), Ballot),
    ("mark", Mark, ("comment",), None),
    ("mark_draft", MarkDraft, ("comment",), None),
    ("note", Note, ("comment", "quote"), None),
    ("statement", ChallengeStatement, ("text",), None),
    ("ruling", Challenge, ("reason", "reversal"), None),
    ("question", QuestionPost, ("text",), Question),
    ("second_mark", SecondMark, ("comment",), None),
    ("second_decision", SecondDecision, ("reason",), SecondMark),
    ("moderation", ModerationAct, ("note",), Point),
    ("moderation", ModerationAct, ("note",), None),
    ("grade", GradeEntry, ("reason",), None),
)


class Mention(NamedTuple):
    """A text of somebody else in which the name stands. `place`: its address, or whose it is."""

    what: str  # point | announcement | bank | import, or one of _OWNED
    sitting: str
    debate: str  # slug; "" for a grade and for what is no debate's
    place: str


def mentions(
    session: Session, course_id: int, name: str, own: Collection[int]
) -> tuple[Mention, ...]:
    """Where others wrote this name, whole or in part; seats in `own` left out.

    One statement for each kind of text.
    """
    named, nobody = pseudonyms.replacer([name]), pseudonyms.replacer([])

    def tells(words: str) -> bool:
        # An address of e-mail of anybody is taken out of a copy too, and is not this name.
        return named.finds(words) and named(words) != nobody(words)

    found: dict[Mention, None] = {}
    for mention, words in _texts(session, course_id, own):
        if any(map(tells, words)):
            place = "" if mention.what == "import" and tells(mention.place) else mention.place
            found[mention._replace(place=place)] = None
    return tuple(found)


def _texts(
    session: Session, course_id: int, own: Collection[int]
) -> Iterator[tuple[Mention, list[str]]]:
    yield from _points(session, course_id, own)
    for what, model, columns, above in _OWNED:
        rows = session.execute(_owned(model, columns, above, course_id, own))
        for title, slug, number, *words in rows:
            yield Mention(what, title, slug or "", f"seat {number}"), words
    for title, document in session.execute(
        select(ImportedTranscript.title, ImportedTranscript.document).where(
            ImportedTranscript.course_id == course_id
        )
    ):
        yield Mention("import", "", "", title), [document]
    for title, text in session.execute(
        select(Sitting.title, Announcement.text)
        .join(Sitting, Sitting.id == Announcement.sitting_id)
        .where(Sitting.course_id == course_id)
    ):
        yield Mention("announcement", title, "", ""), [text]
    for text in session.scalars(select(BankComment.text).where(BankComment.course_id == course_id)):
        yield Mention("bank", "", "", ""), [text]


def _points(
    session: Session, course_id: int, own: Collection[int]
) -> Iterator[tuple[Mention, list[str]]]:
    place = (Sitting.title, Debate.slug, Speech.address, Point.number, Point.half)
    rows = session.execute(
        select(*place, Point.claim, Point.reasons, Point.note)
        .join(Debate, Debate.id == Point.debate_id)
        .join(Sitting, Sitting.id == Debate.sitting_id)
        .join(Speech, Speech.id == Point.speech_id)
        .where(Sitting.course_id == course_id, Point.seat_id.not_in(own))
        .order_by(Point.id)
    )
    for title, slug, speech, number, half, *words in rows:
        address = point_address(speech, number, half) if number else f"{speech}, not numbered"
        yield Mention("point", title, slug, address), words


def _owned(
    model: Any, columns: tuple[str, ...], above: Any, course_id: int, own: Collection[int]
) -> Any:
    table = model.__table__
    holder = table if above is None else above.__table__
    # A grade is of a session; a reason for speaker points is also theirs who got them.
    room = holder.c.debate_id if "debate_id" in holder.c else None
    whose = [holder.c.seat_id, *(table.c[name] for name in ("subject_id",) if name in table.c)]
    return (
        select(Sitting.title, Debate.slug, Seat.number, *(table.c[name] for name in columns))
        .select_from(table if holder is table else table.join(holder))
        .join(Seat, Seat.id == holder.c.seat_id)
        .join(Sitting, Sitting.id == Seat.sitting_id)
        .outerjoin(Debate, Debate.id == room)
        .where(Sitting.course_id == course_id, *(column.not_in(own) for column in whose))
        .order_by(table.c.id)
    )
