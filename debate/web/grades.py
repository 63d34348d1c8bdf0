"""Grades of a session: the table, its formula, what is entered for many at once and for one."""

from collections.abc import Collection, Mapping

from flask import Blueprint, Response, flash
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain import grades as rules
from debate.domain import grades_reading, permissions
from debate.domain.refusals import NotFound, Refused, RefusedFields
from debate.queries import grades as reads
from debate.queries import grades_history
from debate.services import grades, sittings
from debate.services.grades import EntriesChanged
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, writing
from debate.web.forms.grades import (
    STANDINGS,
    EntryForm,
    FormulaForm,
    TeamForm,
    Typed,
    as_typed,
    entered,
    typed_rows,
    whole,
)
from debate.web.forms.speeches import one_newline

pages = Blueprint("grades", __name__)

Answer = Response | BaseResponse


@pages.get("/sittings/<slug>/grades/")
@may("grades.read")
def table(slug: str) -> Answer:
    """Everybody's grade, over all rooms of the session."""
    return _table_page(slug, TeamForm(formdata=None))


@pages.get("/sittings/<slug>/grades/formula")
@may("grades.edit")
def formula(slug: str) -> Answer:
    """What counts how much, of how many points, rounded to what."""
    return _formula_page(slug, None, 200)


@pages.post("/sittings/<slug>/grades/formula")
@may("grades.edit")
def set_formula(slug: str) -> Answer:
    """A new version of the formula; all grades follow."""
    form = FormulaForm()
    try:
        with writing() as session:
            sitting = sittings.lock(session, slug)
            actor = access.staff(session, sitting=slug).actor
            wanted, version = form.formula(), whole(form.version.data)
            grades.set_formula(session, actor, sitting, wanted, version=version, now=now_ms())
    except Refused as refused:
        if refused.status not in (409, 422):
            raise
        form.tell_all(refused)
        return _formula_page(slug, form, refused.status)
    flash("The formula is kept. Students see grades by it after the next release.", "note")
    return see_other(f"/sittings/{slug}/grades/")


@pages.get("/sittings/<slug>/grades/entries")
@may("grades.edit")
def entries(slug: str) -> Answer:
    """Reflection, participation and standing of everybody, in one table."""
    found = _table(reading(), slug)
    typed = {row.seat_number: as_typed(row.entry) for row in found.rows}
    return _entries_page(found, typed, {}, 200)


@pages.post("/sittings/<slug>/grades/entries")
@may("grades.edit")
def enter(slug: str) -> Answer:
    """Keep the table; what was not touched stays as it is."""
    try:
        with writing() as session:
            sitting = sittings.lock(session, slug)
            actor = access.staff(session, sitting=slug).actor
            typed = typed_rows(reads.table(session, sitting.id).rows)
            n = grades.enter(session, actor, sitting, entered(typed), now=now_ms())
    except EntriesChanged as changed:
        found = _table(reading(), slug)
        typed = typed_rows(found.rows)
        return _entries_page(found, _onto(found, typed, changed.seats), {}, 409, changed.seats)
    except RefusedFields as refused:
        found = _table(reading(), slug)
        return _entries_page(found, typed_rows(found.rows), dict(refused.faults), 422)
    flash(f"Kept for {n} student{'' if n == 1 else 's'}." if n else "Nothing was changed.", "note")
    return see_other(f"/sittings/{slug}/grades/")


@pages.post("/sittings/<slug>/grades/team")
@may("grades.edit")
def set_team(slug: str) -> Answer:
    """One grade for a whole team."""
    form = TeamForm()
    try:
        with writing() as session:
            sitting = sittings.lock(session, slug)
            actor = access.staff(session, sitting=slug).actor
            maximum = reads.table(session, sitting.id).maximum
            points = grades_reading.points(form.points.data or "", "points", maximum)
            if points is None:
                raise Refused("Type the grade of the team.", "points")
            reason = grades_reading.reason(one_newline(form.reason.data))
            n = grades.set_team(session, actor, sitting, form.place, points, reason, now=now_ms())
    except Refused as refused:
        if refused.status != 422:
            raise
        form.tell(refused)
        return _table_page(slug, form, 422)
    flash(f"Set for {n} student{'' if n == 1 else 's'}.", "note")
    return see_other(f"/sittings/{slug}/grades/")


@pages.get("/sittings/<slug>/grades/<int:seat>")
@may("grades.read")
def grade(slug: str, seat: int) -> Answer:
    """One grade: its sum, what was entered, and what was entered before."""
    return _grade_page(slug, seat, None, 200)


@pages.post("/sittings/<slug>/grades/<int:seat>")
@may("grades.edit")
def set_grade(slug: str, seat: int) -> Answer:
    """Keep what was entered for one student."""
    form = EntryForm()
    try:
        with writing() as session:
            sitting = sittings.lock(session, slug)
            actor = access.staff(session, sitting=slug).actor
            fields = form.fields(reads.table(session, sitting.id).maximum)
            one = {seat: (whole(form.version.data), fields)}
            n = grades.enter(session, actor, sitting, one, now=now_ms())
    except Refused as refused:
        if refused.status not in (409, 422):
            raise
        form.tell_all(refused, f"{seat}-")
        return _grade_page(slug, seat, form, refused.status)
    flash("Kept. Students see it after the next release." if n else "Nothing was changed.", "note")
    return see_other(f"/sittings/{slug}/grades/{seat}")


def _table(session: Session, slug: str) -> reads.GradeTable:
    access.staff(session, sitting=slug)
    return reads.table(session, reads.sitting_id(session, slug))


def _table_page(slug: str, team: TeamForm, status: int = 200) -> Response:
    session = reading()
    role = access.staff(session, sitting=slug).actor.role
    found = reads.table(session, reads.sitting_id(session, slug))
    places = {(row.room, row.team): row.team_name for row in found.rows if row.room and row.team}
    team.team.choices = {
        f"{room}.{key}": f"Room {room}, {name}" for (room, key), name in sorted(places.items())
    }
    return page(
        "grades/table.html",
        status,
        table=found,
        said=rules.formula_text(found.formula),
        team=team,
        may_edit=permissions.may("grades.edit", role),
    )


def _formula_page(slug: str, form: FormulaForm | None, status: int) -> Response:
    session = reading()
    found = _table(session, slug)
    conflict = rules.formula_text(found.formula) if status == 409 else ""
    if form is None:
        form = FormulaForm(formdata=None)
        form.show(found.formula, found.formula_version)
    elif conflict:
        form.version.data = str(found.formula_version)
    history = grades_history.formulas(session, found.sitting_id)
    return page(
        "grades/formula.html",
        status,
        table=found,
        form=form,
        conflict=conflict,
        history=history,
        parts=rules.COMPONENTS,
    )


def _onto(
    found: reads.GradeTable, typed: Mapping[int, Typed], seats: Collection[int]
) -> dict[int, Typed]:
    """What was typed, for these seats upon the newest entry: kept once more, it counts."""
    newest = {row.seat_number: row.entry.version for row in found.rows}
    return {
        number: one._replace(version=newest[number]) if number in seats else one
        for number, one in typed.items()
    }


def _entries_page(
    found: reads.GradeTable,
    typed: Mapping[int, Typed],
    errors: Mapping[str, str],
    status: int,
    changed: Collection[int] = (),
) -> Response:
    now = {row.seat_number: as_typed(row.entry) for row in found.rows}
    return page(
        "grades/entries.html",
        status,
        table=found,
        typed=now | dict(typed),
        stored={number: now[number] for number in changed},
        errors=errors,
        standings=STANDINGS,
    )


def _grade_page(slug: str, seat: int, form: EntryForm | None, status: int) -> Response:
    session = reading()
    role = access.staff(session, sitting=slug).actor.role
    found = reads.table(session, reads.sitting_id(session, slug))
    row = found.row(seat)
    if row is None:
        raise NotFound("Nobody in this session has that seat.")
    if form is None:
        form = EntryForm(formdata=None)
        form.show(row.entry)
    elif status == 409:
        form.version.data = str(row.entry.version)
    numbers = [one.seat_number for one in found.rows]
    at = numbers.index(seat)
    return page(
        "grades/grade.html",
        status,
        table=found,
        row=row,
        form=form,
        conflict=status == 409,
        history=grades_history.entries(session, row.seat_id),
        before=found.rows[at - 1] if at else None,
        after=found.rows[at + 1] if at + 1 < len(numbers) else None,
        may_edit=permissions.may("grades.edit", role),
    )
