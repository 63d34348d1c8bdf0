"""Erasing: pages that say what happens and ask for the name, and what was erased so far."""

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, flash
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.db import db
from debate.domain.refusals import NotFound, Refused
from debate.queries import erasures as reads
from debate.queries.erasures_mentions import mentions
from debate.services import courses, erasures, sittings
from debate.web import access
from debate.web.access import access as may
from debate.web.accounts import ROW_ID
from debate.web.answers import now_ms, page, reading, see_other, writing
from debate.web.forms.erasures import EraseForm

pages = Blueprint("erasures", __name__)

Answer = Response | BaseResponse
BACKUPS = "backups"


@pages.get("/courses/<slug>/erasures/")
@may("erasures.make")
def index(slug: str) -> Answer:
    """What was erased, where a name may still stand, and which copies remain."""
    session = reading()
    course = access.staff(session, slug).course
    found = reads.reports(session, course.course_id)
    return page("erasures/list.html", course=course, reports=found, **_copies())


@pages.get(f"/courses/<slug>/students/<{ROW_ID}:student>/erase")
@may("erasures.make")
def ask_student(slug: str, student: int) -> Answer:
    """What erasing a student does."""
    return _student_page(reading(), slug, student, EraseForm(formdata=None))


@pages.post(f"/courses/<slug>/students/<{ROW_ID}:student>/erase")
@may("erasures.make")
def erase_student(slug: str, student: int) -> Answer:
    """Erase a student of the list."""
    form = EraseForm()
    try:
        with writing() as session:
            course = courses.lock(session, slug)
            actor = access.staff(session, slug).actor
            erasures.student(session, actor, course, student, form.name.data or "", now_ms())
    except Refused as refused:
        if not refused.field:
            raise
        form.tell(refused)
        return _student_page(reading(), slug, student, form, 422)
    return _done(slug)


@pages.get("/sittings/<slug>/seats/<int:number>/erase")
@may("erasures.make")
def ask_guest(slug: str, number: int) -> Answer:
    """What erasing a guest does; the seat of a student leads to the student's page."""
    session = reading()
    course = access.staff(session, sitting=slug).course
    student = reads.student_in(session, slug, number)
    if student is not None:
        return see_other(f"/courses/{course.slug}/students/{student}/erase")
    return _guest_page(session, slug, number, EraseForm(formdata=None))


@pages.post("/sittings/<slug>/seats/<int:number>/erase")
@may("erasures.make")
def erase_guest(slug: str, number: int) -> Answer:
    """Erase somebody who is on no list."""
    form = EraseForm()
    try:
        with writing() as session:
            courses.lock(session, access.staff(session, sitting=slug).course.course_id)
            row = sittings.lock(session, slug)
            staff = access.staff(session, sitting=slug)
            erasures.guest(session, staff.actor, row, number, form.name.data or "", now_ms())
    except Refused as refused:
        if not refused.field:
            raise
        form.tell(refused)
        return _guest_page(reading(), slug, number, form, 422)
    return _done(staff.course.slug)


@pages.get("/sittings/<slug>/erase")
@may("erasures.make")
def ask_sitting(slug: str) -> Answer:
    """What erasing a session does."""
    return _sitting_page(reading(), slug, EraseForm(formdata=None))


@pages.post("/sittings/<slug>/erase")
@may("erasures.make")
def erase_sitting(slug: str) -> Answer:
    """Erase names and texts of a session that has ended."""
    form = EraseForm()
    try:
        with writing() as session:
            course = courses.lock(session, access.staff(session, sitting=slug).course.course_id)
            staff = access.staff(session, sitting=slug)
            typed = form.name.data or ""
            erasures.sitting(session, staff.actor.account_id, course, slug, now_ms(), typed=typed)
    except Refused as refused:
        if not refused.field:
            raise
        form.tell(refused)
        return _sitting_page(reading(), slug, form, 422)
    return _done(staff.course.slug)


def _done(slug: str) -> Answer:
    flash("It is erased. The files of the database are written anew within seconds.")
    return see_other(f"/courses/{slug}/erasures/")


def _student_page(
    session: Session, slug: str, student: int, form: EraseForm, status: int = 200
) -> Answer:
    course = access.staff(session, slug).course
    person = reads.student(session, course.course_id, student)
    back = f"/courses/{slug}/students/{student}"
    return _ask(session, course, person, form, back, status)


def _guest_page(
    session: Session, slug: str, number: int, form: EraseForm, status: int = 200
) -> Answer:
    course = access.staff(session, sitting=slug).course
    person = reads.guest(session, reads.sitting(session, slug).id, number)
    return _ask(session, course, person, form, f"/sittings/{slug}/seats/{number}/", status)


def _sitting_page(session: Session, slug: str, form: EraseForm, status: int = 200) -> Answer:
    course = access.staff(session, sitting=slug).course
    found = reads.sitting(session, slug)
    return page(
        "erasures/sitting.html", status, course=course, sitting=found, form=form, **_copies()
    )


def _ask(
    session: Session,
    course: Any,
    person: reads.Person | None,
    form: EraseForm,
    back: str,
    status: int,
) -> Answer:
    if person is None:
        raise NotFound
    own = [held.seat_id for held in person.seats]
    return page(
        "erasures/person.html",
        status,
        course=course,
        person=person,
        mentions=mentions(session, course.course_id, person.name, own),
        form=form,
        back=back,
        **_copies(),
    )


def _copies() -> dict[str, Any]:
    """The copies that an erasure does not reach: named, since nobody else would think of them."""
    folder = Path(current_app.config["INSTANCE_PATH"]) / BACKUPS
    names = sorted(path.name for path in folder.glob("*")) if folder.is_dir() else []
    return {"backups": names, "postgresql": db.engine.dialect.name == "postgresql"}
