"""Reads of the rules in force: settings of a debate and its class as sentences, and the note."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import formats_outline as outline
from debate.domain import house_rules as rules
from debate.models.courses import Course
from debate.models.house_rules import HouseRules
from debate.models.sittings import Sitting
from debate.queries import measures, retentions
from debate.queries.debates import DebateNow


class InForce(NamedTuple):
    """The rules of a debate as all read them. `note`: safe HTML of the class's own, or ""."""

    facts: tuple[tuple[str, str], ...]
    rows: tuple[outline.Row, ...]
    sections: tuple[rules.Section, ...]
    note: str


def in_force(session: Session, here: DebateNow) -> InForce:
    """The rules of a debate now; two statements."""
    row = session.execute(
        select(Sitting.room_labels, Sitting.judge_labels, HouseRules.html)
        .join(Course, Course.id == Sitting.course_id)
        .outerjoin(HouseRules, HouseRules.course_id == Course.id)
        .where(Sitting.id == here.sitting_id)
    ).one()
    kept = retentions.rule(session, here.course_id)
    settings = rules.Settings(
        fmt=here.fmt,
        mode=here.mode,
        hold=here.hold,
        hold_steps=measures.held(here).steps,
        words_effect=here.words_effect,
        room_by_code=row.room_labels == "codes",
        judges_by_code=row.judge_labels == "codes",
        challenges_each=here.challenges_each,
        team_hands=here.team_hands,
        months_kept=kept.months if kept else None,
    )
    timed = rules.as_timed(here.fmt, here.factors[-1][1] if here.factors else 100)
    return InForce(
        outline.facts(timed), outline.rows(timed), rules.sections(settings), row.html or ""
    )


def note(session: Session, course_id: int) -> str:
    """The house rules of a class as they were typed; "" where it has none."""
    chosen = select(HouseRules.text).where(HouseRules.course_id == course_id)
    return session.scalar(chosen) or ""
