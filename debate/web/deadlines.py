"""Deadlines over days: dates of a debate, who owes what, calendar files, a class's time zone."""

from collections.abc import Sequence

from flask import Blueprint, Response, flash, make_response
from werkzeug.wrappers import Response as BaseResponse

from debate.domain import deadlines as rules
from debate.domain.events import MODERATORS
from debate.domain.permissions import OWNERS, may
from debate.domain.refusals import Refused
from debate.export import deadlines as calendars
from debate.queries import courses as course_reads
from debate.queries import deadlines as reads
from debate.queries import debates
from debate.services import courses, deadlines
from debate.services import debates as debate_writes
from debate.web import access, links
from debate.web.access import access as allow
from debate.web.answers import now_ms, page, reading, see_other, wants_fragment, writing
from debate.web.debates import load, own_part, seat_base
from debate.web.forms.deadlines import DateForm, ZoneForm

pages = Blueprint("deadlines", __name__)

Answer = Response | BaseResponse


@pages.get("/debates/<slug>/deadlines")
@allow("debates.watch")
def dates(slug: str) -> Answer:
    """When each step is due, and who owes what."""
    return _dates_page(slug, None)


@pages.post("/debates/<slug>/deadlines")
@allow("debates.control")
def move(slug: str) -> Answer:
    """Move the due date of the step that runs to a local date and time."""
    form = DateForm()
    day, hour = form.date.data or "", form.time.data or ""
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.staff(session, debate=slug).actor
            deadlines.move(session, actor, debate, day, hour, now=now_ms(), step=form.step.data)
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        form.tell(refused)
        return _dates_page(slug, form, refused.status)
    flash("The due date is moved.")
    return see_other(f"/debates/{slug}/deadlines")


@pages.get("/debates/<slug>/deadlines/owed")
@allow("debates.watch")
def owed(slug: str) -> Answer:
    """Who owes what: a part of the console and of the page of dates."""
    session = reading()
    access.staff(session, debate=slug)
    here = load(session, slug, MODERATORS)
    found = reads.owed(session, here)
    if found is None:
        return Response(status=204)
    return page("deadlines/_owed.html", here_now=here, owed=found)


@pages.get("/debates/<slug>/<int:number>/deadlines.ics")
@allow("debates.read")
def of_seat(slug: str, number: int) -> Answer:
    """The due dates of one seat as a calendar file."""
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    return _calendar(
        reads.of_seat(here, actor), links.external("debates.room", slug=slug, number=number)
    )


@pages.post("/debates/<slug>/<int:number>/deadlines/<int:step>/write")
@allow("drafts.save")
def write(slug: str, number: int, step: int) -> Answer:
    """Work on another of the speeches that one owes."""
    with writing() as session:
        debate = debate_writes.lock(session, slug)
        actor = access.seat(session, slug, number)
        deadlines.take_up(session, actor, debate, step, now=now_ms())
    if not wants_fragment():
        return see_other(seat_base(slug, number))
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    return page("speeches/_turn_answer.html", **own_part(session, here, actor))


@pages.get("/debates/<slug>/deadlines.ics")
@allow("debates.watch")
def of_debate(slug: str) -> Answer:
    """The due dates of a room as a calendar file."""
    session = reading()
    access.staff(session, debate=slug)
    here = load(session, slug, MODERATORS)
    return _calendar(reads.of_debates([here]), links.external("deadlines.dates", slug=slug))


@pages.get("/sittings/<slug>/deadlines.ics")
@allow("sittings.read")
def of_sitting(slug: str) -> Answer:
    """The due dates of all rooms of a session as one calendar file."""
    session = reading()
    access.staff(session, sitting=slug)
    rooms = debates.load_all(session, slug, MODERATORS, now_ms())
    return _calendar(reads.of_debates(rooms), links.external("sittings.overview", slug=slug))


@pages.get("/courses/<slug>/time-zone")
@allow("courses.edit")
def zone(slug: str) -> Answer:
    """The form for another time zone."""
    session = reading()
    staff = access.staff(session, slug)
    now = course_reads.time_zone(session, staff.course.course_id)
    form = ZoneForm(formdata=None, time_zone=now).offer()
    return page("deadlines/zone.html", course=staff.course, form=form)


@pages.post("/courses/<slug>/time-zone")
@allow("courses.edit")
def set_zone(slug: str) -> Answer:
    """Say the due dates of a class in another time zone."""
    form = ZoneForm().offer()
    try:
        with writing() as session:
            row = courses.lock(session, slug)
            staff = access.staff(session, slug)
            courses.set_time_zone(session, staff.actor, row, form.time_zone.data or "", now_ms())
    except Refused as refused:
        if not refused.field:
            raise
        form.tell(refused)
        known = access.staff(reading(), slug).course
        return page("deadlines/zone.html", 422, course=known, form=form)
    return see_other(f"/courses/{slug}/")


def _dates_page(slug: str, form: DateForm | None, status: int = 200) -> Response:
    session = reading()
    staff = access.staff(session, debate=slug)
    here = load(session, slug, MODERATORS)
    schedule, found = reads.schedule(here), reads.owed(session, here)
    if found is None:
        raise Refused("This debate runs by the clock, so nothing in it has a due date.", status=409)
    if form is None and schedule.due_ms and may("debates.control", staff.course.role):
        day, hour = rules.fields(schedule.due_ms, here.time_zone)
        form = DateForm(formdata=None, date=day, time=hour, step=here.reading.step_index)
    return page(
        "deadlines/dates.html",
        status,
        here_now=here,
        course=staff.course,
        may_edit=staff.course.role in OWNERS,
        schedule=schedule,
        owed=found,
        form=form,
    )


def _calendar(entries: Sequence[reads.Entry], address: str) -> Response:
    if not entries:
        raise Refused("No due date is known before the debate has started.", status=409)
    answer = make_response(calendars.file(entries, now_ms(), address))
    answer.headers["Content-Type"] = calendars.MIMETYPE
    answer.headers["Content-Disposition"] = 'attachment; filename="deadlines.ics"'
    return answer
