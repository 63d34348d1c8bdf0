"""The statements by which debates are read: the row with its session and clock, seats, speeches.

Built once: building one costs more than running it, and every page reads these. What is short and
of no fixed number comes joined into one text of the row. Does not belong here: what is made of the
rows (`debates`).
"""

from functools import reduce
from typing import Any

from sqlalchemy import BindParameter, String, bindparam, cast, func, literal_column, select

from debate.models.challenges import Challenge
from debate.models.courses import Course, Student
from debate.models.debates import Control, Debate, DebateFactor, Heartbeat
from debate.models.decks import Deck
from debate.models.measures import Measure
from debate.models.moderation import FloorRequest, FloorTurn
from debate.models.reports import Report
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.models.speeches import Speech
from debate.models.wordlists import Wordlist

# Written into the statement: a value that never changes would be handed over each time.
_TO: Any = literal_column("':'", String)
LISTED: Any = literal_column("','", String)
_NONE: Any = literal_column("''", String)
_ZERO: Any = literal_column("0")
_ONE: Any = literal_column("1")


def _told(*columns: Any) -> Any:
    """Columns as one text, "1:pause:1000"."""
    return reduce(lambda text, column: text + _TO + column, columns)


# A control event, and a change of the extra time, as `debates` reads them.
_CONTROL = _told(
    cast(Control.n, String),
    Control.kind,
    cast(Control.at_ms, String),
    cast(Control.value, String),
)
_FACTOR = _told(
    cast(DebateFactor.from_ms, String),
    cast(DebateFactor.id, String),
    cast(DebateFactor.percent, String),
)
# A measure that stands, as `domain.measures.read_standing` reads it.
STANDING = _told(
    cast(Measure.seat_id, String),
    Measure.kind,
    func.coalesce(cast(Measure.step_index, String), _NONE),
)
# What challenges did to cards, as `domain.challenges.read_marks` reads it.
_MARK = _told(
    cast(Challenge.number, String),
    cast(Challenge.card_number, String),
    Challenge.mark,
    Challenge.ground,
    cast(func.coalesce(Challenge.deck_version_id, _ZERO), String),
)
_DEBATE = (
    select(
        Debate.id,
        Debate.slug,
        Debate.number,
        Debate.deck_id,
        Debate.deck_version_id,
        Debate.motion_slug,
        Debate.motion_text,
        Debate.format_json,
        Debate.rubric_json,
        Debate.mode,
        Debate.challenges_each,
        Debate.hold,
        Debate.hold_steps.label("held_steps"),
        Debate.dealt,
        Debate.exclusive,
        Debate.hand_size,
        Debate.swaps,
        Debate.team_hands,
        Debate.last_seq,
        Debate.head,
        Debate.started_ms,
        Debate.ended_ms,
        Debate.released_ms,
        Sitting.id.label("sitting_id"),
        Sitting.slug.label("sitting_slug"),
        Sitting.title.label("sitting_title"),
        Sitting.state.label("sitting_state"),
        Sitting.code.label("sitting_code"),
        Sitting.course_id,
        Course.time_zone,
        Sitting.room_labels,
        Sitting.judge_labels,
        Sitting.staff_labels,
        Deck.slug.label("deck_slug"),
        select(Heartbeat.at_ms).where(Heartbeat.id == _ONE).scalar_subquery().label("heartbeat_ms"),
        select(func.aggregate_strings(_CONTROL, LISTED))
        .where(Control.debate_id == Debate.id)
        .scalar_subquery()
        .label("control_events"),
        select(func.aggregate_strings(_FACTOR, LISTED))
        .where(DebateFactor.debate_id == Debate.id)
        .scalar_subquery()
        .label("factor_changes"),
        select(func.aggregate_strings(STANDING, LISTED))
        .where(Measure.debate_id == Debate.id, Measure.ended_ms.is_(None))
        .scalar_subquery()
        .label("standing"),
        select(func.aggregate_strings(_MARK, LISTED))
        .where(Challenge.debate_id == Debate.id, Challenge.mark != _NONE)
        .scalar_subquery()
        .label("card_marks"),
        select(Wordlist.effect)
        .where(Wordlist.course_id == Sitting.course_id)
        .scalar_subquery()
        .label("words_effect"),
        select(func.count(Report.id))
        .where(Report.debate_id == Debate.id, Report.decision == _NONE)
        .scalar_subquery()
        .label("open_reports"),
        select(FloorTurn.seat_id)
        .where(FloorTurn.debate_id == Debate.id, FloorTurn.ended_ms.is_(None))
        .scalar_subquery()
        .label("floor_seat_id"),
        select(FloorTurn.about_id)
        .where(FloorTurn.debate_id == Debate.id, FloorTurn.ended_ms.is_(None))
        .scalar_subquery()
        .label("floor_about_id"),
        select(FloorRequest.seat_id)
        .where(FloorRequest.debate_id == Debate.id, FloorRequest.done_ms.is_(None))
        .order_by(FloorRequest.raised_ms, FloorRequest.id)
        .limit(_ONE)
        .scalar_subquery()
        .label("next_seat_id"),
    )
    .join(Sitting, Sitting.id == Debate.sitting_id)
    .join(Course, Course.id == Sitting.course_id)
    .join(Deck, Deck.id == Debate.deck_id)
)
BY_ID = _DEBATE.where(Debate.id == bindparam("debate"))
BY_SLUG = _DEBATE.where(Debate.slug == bindparam("debate"))
OF_SITTING = _DEBATE.where(Sitting.slug == bindparam("slug")).order_by(Debate.number)
# The columns of these three, in their order.
COLUMNS = tuple(_DEBATE.selected_columns.keys())
_SEAT_ROWS = (
    select(
        Seat.id,
        Seat.number,
        Seat.role,
        Seat.side,
        Seat.position,
        Seat.typed_name,
        Seat.code_name,
        Seat.claimed_ms,
        Seat.confirmed_ms,
        Seat.absent_ms,
        Seat.nudged_until_ms,
        Seat.shadow,
        Student.name,
        Student.factor,
    )
    .outerjoin(Student, Student.id == Seat.student_id)
    .order_by(Seat.number)
)
_SPEECH_ROWS = select(
    Speech.id,
    Speech.step_index,
    Speech.address,
    Speech.side,
    Speech.seat_id,
    Speech.answerer_id,
    Speech.handed_in_ms,
).order_by(Speech.step_index, Speech.id)
SEATS = _SEAT_ROWS.where(Seat.debate_id == bindparam("debate"))
SPEECHES = _SPEECH_ROWS.where(Speech.debate_id == bindparam("debate"))
# The same of several debates, with the debate's id as the last column.
_THESE: BindParameter[Any] = bindparam("debates", expanding=True)
ALL_SEATS = _SEAT_ROWS.add_columns(Seat.debate_id).where(Seat.debate_id.in_(_THESE))
ALL_SPEECHES = _SPEECH_ROWS.add_columns(Speech.debate_id).where(Speech.debate_id.in_(_THESE))
