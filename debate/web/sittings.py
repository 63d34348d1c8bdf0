"""Sessions: the list of mine, setting one up, one with its people, opening, closing and ending it.

The console that runs while people debate is in `moderation`.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.sittings import Sitting
from debate.queries import deadlines, retentions, rubrics
from debate.queries import formats as setups
from debate.queries import sittings as reads
from debate.services import courses, keys, sittings
from debate.web import access, links
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, wants_fragment, writing
from debate.web.forms.seats import ActForm
from debate.web.forms.sittings import SeatClassForm, SetUpForm

pages = Blueprint("sittings", __name__)

Answer = Response | BaseResponse


@pages.get("/sittings/")
@may("sittings.list")
def index() -> Answer:
    """My sessions: running, to come, ended."""
    session = reading()
    browser = access.member(session)
    return page(
        "sittings/index.html",
        home=reads.home(session, browser.account_id),
        warnings=retentions.warnings(session, browser.account_id, now_ms()),
    )


@pages.get("/sittings/new")
@may("sittings.plan")
def new() -> Answer:
    """Set a session up; a class, a motion and a format may come with the address."""
    session = reading()
    browser = access.member(session)
    form = SetUpForm(
        formdata=None, course=request.args.get("course"), motion=request.args.get("motion")
    )
    found = setups.setup(session, browser.account_id, form.wish())
    # What there is only one of is chosen, and so is the first format that came along.
    if len(found.courses) == 1:
        form.course.data = found.courses[0].slug
    bundled = [one.fmt.slug for one in found.formats if not one.own]
    if bundled:
        form.format.data = bundled[0]
    if any(one.fmt.slug == request.args.get("format") for one in found.formats):
        form.format.data = request.args["format"]
    return _setup_page(session, browser.account_id, form)


@pages.post("/sittings/new")
@may("sittings.plan")
def plan() -> Answer:
    """Work the page out anew from what was chosen, or make the session."""
    form = SetUpForm()
    sound = form.validate()
    action = request.form.get("action", "")
    if action != "create" or not sound:
        session = reading()
        browser = access.member(session)
        status = 422 if action == "create" else 200
        return _setup_page(session, browser.account_id, form, action, status)
    try:
        return see_other(f"/sittings/{_create(form)}/")
    except Refused as refused:
        if refused.status != 422:
            raise
        form.tell(refused)
        session = reading()
        return _setup_page(session, access.member(session).account_id, form, action, 422)


@pages.get("/sittings/<slug>/")
@may("sittings.read")
def overview(slug: str) -> Answer:
    """One session: its code, its people, its links."""
    return _overview_page(slug, SeatClassForm(formdata=None))


@pages.get("/sittings/<slug>/people")
@may("sittings.read")
def people(slug: str) -> Answer:
    """What the overview asks for every few seconds."""
    return page("sittings/_people.html", **_overview(slug))


@pages.get("/sittings/<slug>/slips")
@may("seats.slips")
def slips(slug: str) -> Answer:
    """A slip for each student with the personal link, eight to a sheet."""
    found = _overview(slug)["sitting"]
    cards = []
    for person in found.people:
        address = links.seat_link(person.id, person.generation)
        cards.append((person, found.room_of(person), address, links.qr(address)))
    return page(
        "sittings/slips.html",
        sitting=found,
        slips=cards,
        only_here=links.only_here(),
        lan_command=links.lan_command(),
    )


@pages.post("/sittings/<slug>/seats")
@may("sittings.moderate")
def seat_class(slug: str) -> Answer:
    """Draw the class into a session that has nobody in it yet."""
    form = SeatClassForm()
    present, rest = form.present.data or [], form.rest.data or ""
    try:
        with writing() as session:
            sitting = sittings.lock(session, slug)
            staff = access.staff(session, sitting=slug)
            sittings.seat_class(
                session, staff.actor, sitting, student_ids=present, rest=rest, now=now_ms()
            )
    except Refused as refused:
        if refused.status != 422:
            raise
        flash(refused.sentence, "error")
    return see_other(f"/sittings/{slug}/")


@pages.post("/sittings/<slug>/open")
@may("sittings.moderate")
def open_joining(slug: str) -> Answer:
    """Let people in."""
    return _act(slug, sittings.open_joining)


@pages.post("/sittings/<slug>/close")
@may("sittings.moderate")
def close_joining(slug: str) -> Answer:
    """The code is worth nothing from now on."""
    return _act(slug, sittings.close_joining)


@pages.post("/sittings/<slug>/end")
@may("sittings.edit")
def end(slug: str) -> Answer:
    """End the session."""
    return _act(slug, sittings.end)


@pages.post("/sittings/<slug>/duplicate")
@may("sittings.edit")
def duplicate(slug: str) -> Answer:
    """The same session once more, without its people."""
    with writing() as session:
        sitting = sittings.lock(session, slug)
        staff = access.staff(session, sitting=slug)
        copy = sittings.duplicate(session, staff.actor, sitting, now_ms()).slug
    flash("This is the copy. Nobody is in it yet; draw the class into its rooms below.")
    return see_other(f"/sittings/{copy}/")


def _create(form: SetUpForm) -> str:
    """The new sitting's slug; the same form twice makes one."""
    if not form.course.data:
        raise Refused("Choose a class.", field="course")
    fields = {name: request.form.getlist(name) for name in request.form if name != "csrf_token"}
    with writing() as session:
        course = courses.lock(session, form.course.data)
        actor = access.staff(session, form.course.data).actor
        key = (form.key.data or "")[:40]

        def do() -> dict[str, str]:
            found = setups.setup(session, actor.account_id, form.wish("create"))
            rubric = rubrics.definition(session, form.rubric.data or "", course.id)
            sitting = sittings.create(session, actor, form.plan(found, rubric), now_ms())
            return {"slug": sitting.slug}

        sent = keys.Sent(actor.ref, "sittings.create", str(course.id), key, fields)
        return str(keys.once(session, sent, now_ms(), do)["slug"])


def _setup_page(
    session: Session, account_id: int, form: SetUpForm, action: str = "", status: int = 200
) -> Response:
    found = setups.setup(session, account_id, form.wish(action))
    seats_changed = form.another_format and action != "create"
    if seats_changed:
        # What was posted would be shown again otherwise.
        form.team_seats.raw_data = None
        form.team_seats.data, form.seats_of.data = found.team_seats, form.format.data
    form.course.choices = {"": "Choose a class"} | {one.slug: one.title for one in found.courses}
    form.rubric.choices = {one.slug: one.rubric.title for one in found.rubrics}
    if form.rubric.data not in form.rubric.choices and action != "create":
        form.rubric.data = found.default_rubric
    whole = not wants_fragment() or action in ("", "create", "share")
    template = "sittings/new.html" if not wants_fragment() else "sittings/_setup_parts.html"
    return page(
        template,
        status,
        setup=found,
        form=form,
        action=action,
        whole=whole,
        seats_changed=seats_changed,
        dues=deadlines.preview(found.format.fmt, now_ms()) if found.format else (),
    )


def _overview(slug: str) -> dict[str, Any]:
    session = reading()
    staff = access.staff(session, sitting=slug)
    found = reads.overview(session, slug, staff.actor.role, now_ms())
    if found is None:
        raise NotFound
    return {"sitting": found, "seat_link": links.seat_link, "form": ActForm()}


def _overview_page(slug: str, seat_form: SeatClassForm) -> Response:
    values = _overview(slug)
    found: reads.Overview = values["sitting"]
    address = links.external("seats.name_page", code=found.code) if found.code else ""
    screens = {room.id: f"/screens/{links.screen_token(room.id)}" for room in found.rooms}
    return page(
        "sittings/sitting.html",
        **values,
        seat_form=seat_form,
        join_address=address,
        join_qr=links.qr(address) if address else "",
        site=links.external("accounts.landing"),
        screens=screens,
        only_here=links.only_here(),
        lan_command=links.lan_command(),
    )


def _act(slug: str, act: Callable[[Session, Actor, Sitting, int], object]) -> Answer:
    """One act on the whole session, and back to it; a refusal is said there."""
    try:
        with writing() as session:
            sitting = sittings.lock(session, slug)
            staff = access.staff(session, sitting=slug)
            act(session, staff.actor, sitting, now_ms())
    except Refused as refused:
        if refused.status != 422 or wants_fragment():
            raise
        flash(refused.sentence, "error")
    return Response(status=204) if wants_fragment() else see_other(f"/sittings/{slug}/")
