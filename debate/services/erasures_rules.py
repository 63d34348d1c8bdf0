"""What an erasure takes out of each table: one line for each kind of row that holds words.

Belongs here: tables and columns. Does not belong here: the act itself (`erasures`). A test walks
every column of text of every table and fails for one that is neither here nor in its own list of
columns that hold no words of a student.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from debate.db import Base, write
from debate.domain.erasures import MARK
from debate.models.accounts import BrowserSeat
from debate.models.agreements import Agreement
from debate.models.ballots import Ballot, BallotPoints
from debate.models.blocks import Block
from debate.models.challenges import Challenge, ChallengeStatement
from debate.models.decks import CardProposal
from debate.models.flow import FlowLine
from debate.models.grades import GradeEntry
from debate.models.hands import CardNote
from debate.models.jottings import Jotting
from debate.models.marks import Mark, MarkDraft
from debate.models.measures import Measure
from debate.models.moderation import ModerationAct
from debate.models.notes import Note
from debate.models.nudges import Nudge
from debate.models.outlines import OutlineLine
from debate.models.questions import QuestionPost
from debate.models.reports import Report
from debate.models.seats import Presence
from debate.models.second_marks import SecondDecision, SecondMark
from debate.models.speeches import Draft, Point, Reflection


class Rule(NamedTuple):
    """Rows of `model` whose column `owner` points to a seat in question, or to a row of its own.

    Their `blanks` (column → what stands there afterwards) are emptied; without any the row goes.
    """

    model: type[Base]
    owner: str = "seat_id"
    blanks: Mapping[str, Any] = {}


RULES = (
    Rule(ModerationAct, "point_id", {"note": ""}),
    Rule(ModerationAct, blanks={"note": ""}),
    Rule(Measure, blanks={"note": ""}),
    Rule(Report, blanks={"words": "", "note": ""}),
    Rule(Report, "about_id", {"words": "", "note": ""}),
    Rule(FlowLine, "point_id", {"name": ""}),
    Rule(Point, blanks={"claim": MARK, "reasons": "", "reasons_html": "", "note": ""}),
    Rule(Draft),
    Rule(Agreement, blanks={"words": ""}),
    Rule(ChallengeStatement, blanks={"text": MARK}),
    Rule(Challenge, blanks={"reason": "", "reversal": ""}),
    Rule(Challenge, "point_id", {"reason": "", "reversal": ""}),
    Rule(CardNote),
    Rule(OutlineLine, "editor_id"),
    Rule(OutlineLine),
    Rule(Jotting),
    # Those of a student go with the line of the class list.
    Rule(Block),
    Rule(Nudge),
    Rule(Reflection, blanks={"text": MARK, "html": MARK}),
    Rule(BallotPoints, "ballot_id", {"reason": ""}),
    Rule(BallotPoints, "subject_id", {"reason": ""}),
    Rule(Ballot, blanks={"reason": ""}),
    Rule(Note, blanks={"quote": "", "comment": "", "comment_html": ""}),
    Rule(MarkDraft),
    Rule(Mark, blanks={"comment": "", "comment_html": ""}),
    Rule(QuestionPost, "question_id", {"text": MARK, "html": MARK}),
    Rule(SecondDecision, "second_mark_id", {"reason": ""}),
    Rule(SecondMark, blanks={"comment": ""}),
    Rule(GradeEntry, blanks={"reason": ""}),
    Rule(CardProposal),
    Rule(BrowserSeat),
    Rule(Presence),
)
"""Children before the rows they point to. Places, links, votes, levels and figures stay."""

WORDLESS = frozenset(
    {
        "debate_created",
        "seat_claimed",
        "seat_confirmed",
        "seat_released",
        "seat_assigned",
        "seat_left",
        "seat_absent",
        "speech_assigned",
        "control",
        "cards_dealt",
        "card_drawn",
        "card_swapped",
        "points_not_sent",
        "speech_handed_in",
        "challenge_skipped",
        "challenge_withdrawn",
        "challenges_set",
        "offer_made",
        "offer_accepted",
        "offer_declined",
        "offer_withdrawn",
        "hand_raised",
        "hand_lowered",
        "floor_given",
        "floor_taken",
        "hold_set",
        "measure_lifted",
        "measure_read",
        "report_made",
        "report_read",
        "report_decided",
        "mode_set",
        "scribe_named",
        "scribe_ended",
        "reading_marked",
        "announcement_withdrawn",
        "vote_cast",
        "totals_shown",
        "ballots_closed",
        "released",
        "interrupted",
        "sealed",
        "erased",
    }
)
"""Kinds of events whose payload holds numbers and choices alone; that of any other is withheld."""


def apply(session: Session, rules: Iterable[Rule], seats: Iterable[int]) -> None:
    """Empty or remove what the rules name for these seats."""
    ids = list(seats)
    for rule in rules:
        table = rule.model.__table__
        chosen = _owned(rule, ids)
        if rule.blanks:
            write(session, table.update().where(chosen).values(rule.blanks), [{}])  # type: ignore[attr-defined]
        else:
            write(session, table.delete().where(chosen), [{}])  # type: ignore[attr-defined]


def _owned(rule: Rule, seats: list[int]) -> ColumnElement[bool]:
    column = rule.model.__table__.c[rule.owner]
    parent = next(iter(column.foreign_keys)).column.table
    if parent.name == "seats":
        return column.in_(seats)
    # A table that holds no words itself needs no rule: its rows point to a seat.
    above = next((one for one in RULES if one.model.__table__ is parent), None)
    own = parent.c.seat_id.in_(seats) if above is None else _owned(above, seats)
    return column.in_(select(parent.c.id).where(own))
