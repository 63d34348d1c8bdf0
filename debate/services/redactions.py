"""Redacting: a passage goes from a point, from all its versions and from what quotes them.

Belongs here: the rows that hold such words, the chain's contents, what streams are told. Does not
belong here: the same of words on a speech (`redactions_words`); finding words in a text
(`domain.redactions`); archives' files and the database's own files, which the background work
cleans afterwards (`Erasure.cleaned_ms`). The words of others are
not touched: where the same passage stands in them, the caller is told, and may redact there too.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from debate.db import Base, write
from debate.domain import redactions, text
from debate.domain.events import ALL_VIEWS, MODERATORS, Change
from debate.domain.permissions import Actor
from debate.domain.redactions import Redacted
from debate.domain.refusals import Refused
from debate.domain.speeches import point_address
from debate.models.challenges import Challenge, ChallengeStatement
from debate.models.debates import Debate
from debate.models.erasures import Erasure
from debate.models.events import Event, EventContent
from debate.models.flow import FlowLine
from debate.models.jottings import Jotting
from debate.models.marks import Mark, MarkDraft
from debate.models.measures import Measure
from debate.models.moderation import ModerationAct
from debate.models.notes import Note
from debate.models.nudges import Nudge
from debate.models.outlines import OutlineLine
from debate.models.questions import Question, QuestionPost
from debate.models.reports import Report
from debate.models.sittings import Sitting
from debate.models.speeches import Draft, Point, Speech
from debate.queries import redactions as reads
from debate.queries.debates import DebateNow
from debate.queries.erasures_mentions import Mention
from debate.services import archives, events, moderation_log, points
from debate.services.erasures_rules import WORDLESS

REASON_MAX = 500

OF_POINTS = frozenset({"point_sent", "point_held", "point_approved", "point_redacted"})
"""Kinds of events that hold the words of one version of a point, of whichever one."""

OF_WORDS = frozenset({"agreement_given", "agreement_redacted"})
"""Kinds that hold what one seat says is missing from a speech or a line."""

OTHERS = WORDLESS | {
    *OF_WORDS,
    "reflection_handed_in",
    "ballot_handed_in",
    "ballots_reopened",
    "announcement",
    "grade_set",
    "grade_formula_set",
    "second_mark_given",
    "second_mark_settled",
}
"""Kinds that stay: without words, or with somebody’s own that are not touched either.

All others are staff’s, or about this point, and may quote the passage: see TEXTS."""


class Quoting(NamedTuple):
    """A table of texts that may quote a point; `html` is the column that is made of `column`."""

    model: type[Base]
    column: str
    html: str = ""


TEXTS = (
    Quoting(Note, "comment", "comment_html"),
    Quoting(Mark, "comment", "comment_html"),
    Quoting(MarkDraft, "comment"),
    Quoting(QuestionPost, "text", "html"),
    Quoting(ModerationAct, "note"),
    Quoting(Point, "note"),
    Quoting(FlowLine, "name"),
    Quoting(Challenge, "reason"),
    Quoting(Challenge, "reversal"),
    Quoting(ChallengeStatement, "text"),
    Quoting(Measure, "note"),
    Quoting(Nudge, "text"),
    Quoting(Report, "words"),
    Quoting(Report, "note"),
)
"""What staff wrote in the debate, and what was said about points, marks and people."""


def redact(
    session: Session,
    actor: Actor,
    debate: Debate,
    point_id: int,
    passage: str,
    reason: str,
    *,
    now: int,
) -> tuple[Mention, ...]:
    """Take a passage out of a point, whatever its state; where else in the debate it stands.

    Raises NotFound, and Refused with the field "passage" or "note".
    """
    point, speech, here = reads.subject(session, debate.id, point_id, now)
    redactions.check(passage, point.claim, point.reasons)
    reason = clean_reason(reason)
    versions = reads.versions(session, point)
    gone = withhold(session, debate, passage, _of_versions(speech, versions))
    changed = [one for one in versions if _take_out(session, one, passage)]
    _from_drafts(session, debate, point.seat_id, passage, now)
    point.note = reason if point.state == "sent" else point.note
    moderation_log.add(session, actor, debate.id, "redact", now, point_id=point.id, note=reason)
    found = from_quotes(session, actor, debate, point.id, passage, len(gone), now)
    _tell(session, debate, here, speech, point, changed, gone, reason, now)
    return found


def from_quotes(
    session: Session,
    actor: Actor,
    debate: Debate,
    target_id: int,
    passage: str,
    records_n: int,
    now: int,
) -> tuple[Mention, ...]:
    """Take it out of what quotes it and forget archives, and keep a report of the whole.

    Gives where else in the debate the passage stands.
    """
    sitting = session.get_one(Sitting, debate.sitting_id)
    for table in TEXTS:
        _from_texts(session, debate, table, passage)
    archives.forget(session, sitting.course_id, [sitting.id])
    found = reads.elsewhere(session, debate, sitting.title, passage)
    session.add(
        Erasure(
            course_id=sitting.course_id,
            target_kind="passage",
            target_id=target_id,
            records_n=records_n,
            mentions=[mention._asdict() for mention in found],
            account_id=actor.account_id,
            at_ms=now,
        )
    )
    session.flush()
    return found


def clean_reason(typed: str) -> str:
    """Why, in one line. Raises Refused with the field "note" where it is missing or too long."""
    reason = " ".join(typed.split())
    if not reason:
        raise Refused("Say why: the author reads it, and it stands in the log.", "note")
    if len(reason) > REASON_MAX:
        raise Refused(f"At most {REASON_MAX} characters. Say the reason in short.", "note")
    return reason


def _take_out(session: Session, point: Point, passage: str) -> bool:
    """From one version of the point and the notes on it; whether it stood there."""
    parts = {name: getattr(point, name) for name in ("claim", "reasons")}
    made = {name: redactions.without(words, passage) for name, words in parts.items()}
    if not any(one.spans for one in made.values()):
        return False
    point.claim, point.reasons = made["claim"].text, made["reasons"].text
    point.reasons_html = text.render_safe(point.reasons) if point.reasons else ""
    for note in session.scalars(select(Note).where(Note.point_id == point.id)):
        if note.part in made:
            _move(note, made[note.part])
    session.flush()
    return True


def _move(note: Note, part: Redacted) -> None:
    """Let a note stand on the same words, as far as they are still there."""
    if note.begins is None or note.ends is None:
        return
    note.begins, note.ends = part.moved(note.begins, note.ends)
    note.quote = part.text[note.begins : note.ends]


def _from_drafts(session: Session, debate: Debate, seat_id: int, passage: str, now: int) -> None:
    """What the author would send again; a page that is open on it is told that it changed."""
    rows = select(Draft).where(Draft.debate_id == debate.id, Draft.seat_id == seat_id)
    for draft in session.scalars(rows):
        made = [
            redactions.without(words, passage)
            for words in (draft.claim, draft.reasons, draft.reason)
        ]
        if any(one.spans for one in made):
            draft.claim, draft.reasons, draft.reason = (one.text for one in made)
            draft.revision, draft.saved_ms = draft.revision + 1, now
    session.flush()
    _from_preparation(session, debate, seat_id, passage)


def _from_preparation(session: Session, debate: Debate, seat_id: int, passage: str) -> None:
    """The author's lines in outlines and notes on the flow of this debate: they would be sent, too.

    Nobody is told of them. Blocks are kept for other debates, and what others prepare is their own.
    """
    line, note = OutlineLine, Jotting
    mine = (line.seat_id == seat_id) | (line.editor_id == seat_id)
    rows: list[OutlineLine | Jotting] = [
        *session.scalars(select(line).where(line.debate_id == debate.id, mine)),
        *session.scalars(select(note).where(note.debate_id == debate.id, note.seat_id == seat_id)),
    ]
    for row in rows:
        made = redactions.without(row.text, passage)
        if made.spans:
            row.text, row.revision = made.text, row.revision + 1
    session.flush()


def _from_texts(session: Session, debate: Debate, table: Quoting, passage: str) -> None:
    most = getattr(table.model.__table__.c[table.column].type, "length", None)
    for row in session.scalars(select(table.model).where(_of_debate(table.model, debate.id))):
        made = redactions.without(getattr(row, table.column), passage)
        if made.spans:
            # A mark may be longer than what it is instead of: then it stands alone.
            left = made.text if most is None or len(made.text) <= most else redactions.MARK
            setattr(row, table.column, left)
            if table.html:
                setattr(row, table.html, text.render_safe(left))
    session.flush()


def _of_debate(model: type[Base], debate_id: int) -> ColumnElement[bool]:
    columns = model.__table__.c
    if "debate_id" in columns:
        return columns["debate_id"] == debate_id
    name, above = ("question_id", Question) if "question_id" in columns else _OF_CHALLENGE
    return columns[name].in_(select(above.id).where(above.debate_id == debate_id))


_OF_CHALLENGE = ("challenge_id", Challenge)


def withhold(
    session: Session, debate: Debate, passage: str, whose: Callable[[Any, Any], int | None]
) -> dict[int, int]:
    """Delete the contents of the records that hold the passage and are not somebody else's words.

    `whose` says of an event and its content whose words it holds: the id of a version, 0 where it
    quotes, None where they stay. The numbers of the records, in order, with that id.
    """
    rows = session.execute(
        select(Event.seq, Event.kind, Event.seat_number, EventContent.id, EventContent.content)
        .join(EventContent, EventContent.event_id == Event.id)
        .where(
            Event.debate_id == debate.id,
            EventContent.part == "payload",
            Event.kind.not_in(WORDLESS),
        )
        .order_by(Event.seq)
    ).all()
    gone: dict[int, int] = {}
    contents = []
    for row in rows:
        said = json.loads(row.content)
        version = whose(row, said)
        if version is not None and redactions.holds(said, passage):
            gone[row.seq] = version
            contents.append(row.id)
    write(session, delete(EventContent).where(EventContent.id.in_(contents)), [{}])
    return gone


def _of_versions(speech: Speech, versions: Sequence[Point]) -> Callable[[Any, Any], int | None]:
    """Which version of the point a record holds, or quotes; None for what others said."""
    known: dict[object, int] = {}
    for point in versions:
        known |= {point.id: point.id, (_address(speech, point), point.version): point.id}

    def whose(event: Any, said: Any) -> int | None:
        if event.kind in OTHERS:
            return None
        if event.kind not in OF_POINTS:
            return 0
        key = said["point"] if "point" in said else (said["address"], said["version"])
        return known.get(key)

    return whose


def _address(speech: Speech, point: Point) -> str:
    """The address of a point, that of its speech where it never had a number."""
    if point.number is None:
        return speech.address
    return point_address(speech.address, point.number, point.half)


def _tell(
    session: Session,
    debate: Debate,
    here: DebateNow,
    speech: Speech,
    point: Point,
    changed: Sequence[Point],
    gone: Mapping[int, int],
    reason: str,
    now: int,
) -> None:
    """Write the events, and have every page drop what it shows of the passage."""
    line = here.seat(point.seat_id)
    number = line.number if line else None
    for one in changed:
        half = {"half": one.half} if one.half and one.number is None else {}
        told = points.payload(session, one, _address(speech, one)) | {"point": one.id} | half
        told["instead_of"] = [seq for seq, version in gone.items() if version == one.id]
        events.record(session, debate, "point_redacted", now=now, seat_number=number, payload=told)
    events.record(
        session,
        debate,
        "passage_redacted",
        now=now,
        seat_number=number,
        payload={
            "point": point.id,
            "address": _address(speech, point),
            "version": point.version,
            "note": point.note,
            "reason": reason,
            "records": list(gone),
        },
        changes=list(_changes(session, here, speech, point, changed)),
        hint="turn",
    )
    events.hint_screens(session, debate.id, "floor")
    events.hint_screens(session, debate.id, "flow")


def _changes(
    session: Session,
    here: DebateNow,
    speech: Speech,
    point: Point,
    changed: Sequence[Point],
) -> Iterator[Change]:
    """The rows of pages that show the point, and those that name it by its claim."""
    ids = [one.id for one in changed]
    if point.number is not None:
        sealed = here.is_sealed(speech.step_index)
        views = (MODERATORS,) if sealed else ALL_VIEWS
        # The whole speech too: a joint statement says of each line by its claim how it stands.
        for target in (f"point-{_address(speech, point)}", f"speech-{speech.address}"):
            yield Change(target, "", views, taken_back=True)
        yield from linked(session, here, ids)
        for target in ("floor", "flow"):
            yield Change(target, "", views, taken_back=True)
    for target in ("stage", "queue", "review"):
        yield Change(target, views=(MODERATORS,), taken_back=True)


def linked(session: Session, here: DebateNow, ids: Collection[int]) -> Iterator[Change]:
    """The rows of points that show these by their claim: “answers P1.2 …”."""
    for one in reads.linking(session, ids):
        views = (MODERATORS,) if here.is_sealed(one.step_index) else ALL_VIEWS
        yield Change(f"point-{one.address}", "", views, taken_back=True)
