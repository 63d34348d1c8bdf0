"""Seats: joining by code or personal link, waiting for a room, leaving; and, for staff, one seat.

A GET never takes a seat: links are fetched by chat previews, so a button does it.
"""

from collections.abc import Callable

from flask import Blueprint, Response, flash, g
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.queries import seats as reads
from debate.queries import sittings as overviews
from debate.services import (
    accounts,
    debates,
    keys,
    seats,
    seats_places,
    sittings,
    sittings_codes,
)
from debate.web import access, browsers, links
from debate.web.access import access as may
from debate.web.accounts import first_page
from debate.web.answers import now_ms, page, reading, see_other, wants_fragment, writing
from debate.web.forms.seats import AbsentForm, ActForm, CodeForm, ConfirmForm, JoinForm, PlaceForm

pages = Blueprint("seats", __name__)

Answer = Response | BaseResponse

GONE = "This link no longer works. Ask your instructor for the new one."


@pages.post("/join")
@may("public")
def enter_code() -> Answer:
    """The code from the board, on to the name."""
    form = CodeForm()
    typed = form.code.data or ""
    with writing() as session:
        found = sittings_codes.sitting_with(session, typed, browsers.address_hash(), now_ms())
        code = "" if isinstance(found, sittings_codes.NoCode) else found.code or ""
    if isinstance(found, sittings_codes.NoCode):
        return _no_code(found, typed)
    return see_other(f"/join/{code}")


@pages.get("/join/<code>")
@may("public")
def name_page(code: str) -> Answer:
    """Ask for the name; who has a seat here already is shown the way to it."""
    return _name_page(code, JoinForm(formdata=None))


@pages.post("/join/<code>")
@may("public")
def join(code: str) -> Answer:
    """Take the seat of that name, or a walk-in's; the instructor confirms it."""
    form = JoinForm()
    try:
        with writing() as session:
            found = sittings_codes.sitting_with(session, code, browsers.address_hash(), now_ms())
            claimed = _claim_by_code(session, found, form) if isinstance(found, Sitting) else None
    except Refused as refused:
        if not refused.field:
            raise
        form.tell(refused)
        return _name_page(code, form, 422)
    if claimed is None:
        assert isinstance(found, sittings_codes.NoCode)
        return _no_code(found, code)
    browsers.keep(claimed[0])
    return see_other(claimed[1])


@pages.get("/s/<token>")
@may("public")
def link(token: str) -> Answer:
    """Whose seat it is, and the button that takes it; straight on where this browser has it."""
    session = reading()
    seat = _linked(session, token)
    if seat.held:
        return see_other(seat.door)
    return page("seats/link.html", seat=seat, token=token, form=ActForm())


@pages.post("/s/<token>")
@may("public")
def claim(token: str) -> Answer:
    """Take the seat of a personal link."""
    read = links.read_seat(token)
    if read is None:
        raise Refused(GONE, status=410)
    with writing() as session:
        seat = seats.claim_by_link(session, *read, now_ms())
        new = accounts.rotate(
            session, browsers.token_hash(), now_ms(), seat=(seat.id, seat.generation)
        )
        door = _door(session, seat)
    browsers.keep(new)
    return see_other(door)


@pages.get("/sittings/<slug>/<int:number>/")
@may("sittings.wait")
def waiting(slug: str, number: int) -> Answer:
    """Wait for the session to open, or for a room."""
    session = reading()
    try:
        access.waiting_seat(session, slug, number)
    except access.SeatNotHeld:
        # A walk-in who was recognised as a student has that student's seat now.
        other = reads.held_by_slug(session, slug, access.visitor(session).id)
        if not other:
            raise
        return see_other(other[0].door)
    seat = reads.own(session, g.seat.id, g.browser.id)
    if seat is not None and seat.door != f"/sittings/{slug}/{number}/":
        return see_other(seat.door)
    return page("seats/waiting.html", seat=seat, form=ActForm())


@pages.get("/sittings/<slug>/<int:number>/parts/place")
@may("sittings.wait")
def waiting_part(slug: str, number: int) -> Answer:
    """What the waiting page asks for every few seconds."""
    session = reading()
    access.waiting_seat(session, slug, number)
    return page("seats/_place.html", seat=reads.own(session, g.seat.id, g.browser.id))


@pages.post("/sittings/<slug>/<int:number>/leave")
@may("seats.leave")
def leave_waiting(slug: str, number: int) -> Answer:
    """Give the seat up on this browser, before it has a room."""
    with writing() as session:
        actor, _ = access.waiting_seat(session, slug, number)
        left = seats.leave(session, g.browser.id, actor.seat_id)
    return _left(left)


@pages.post("/debates/<slug>/<int:number>/leave")
@may("seats.leave")
def leave(slug: str, number: int) -> Answer:
    """Give the seat up on this browser; the seat itself stays taken."""
    with writing() as session:
        actor = access.seat(session, slug, number)
        left = seats.leave(session, g.browser.id, actor.seat_id)
    return _left(left)


@pages.get("/sittings/<slug>/seats/<int:number>/")
@may("seats.slips")
def seat(slug: str, number: int) -> Answer:
    """One seat for staff: its personal link, its place, and what can be done with it."""
    return _seat_page(slug, number)


@pages.post("/sittings/<slug>/seats/<int:number>/confirm")
@may("sittings.moderate")
def confirm(slug: str, number: int) -> Answer:
    """Say that it is the right person, or which student it is."""
    form = ConfirmForm()
    return _act_on(
        slug,
        number,
        lambda session, actor, row: seats.confirm(session, actor, row, now_ms(), form.chosen()),
    )


@pages.post("/sittings/<slug>/confirm-all")
@may("sittings.moderate")
def confirm_all(slug: str) -> Answer:
    """Confirm everybody who took a seat by code."""
    with writing() as session:
        sitting = sittings.lock(session, slug)
        staff = access.staff(session, sitting=slug)
        count = seats.confirm_all(session, staff.actor, sitting, now_ms())
    if wants_fragment():
        return Response(status=204)
    flash(f"{count} confirmed." if count else "There was nobody to confirm.")
    return see_other(f"/sittings/{slug}/")


@pages.post("/sittings/<slug>/seats/<int:number>/release")
@may("sittings.moderate")
def release(slug: str, number: int) -> Answer:
    """Take the seat from every browser, and show the new link."""
    answer = _act_on(
        slug,
        number,
        lambda session, actor, row: seats.release(session, actor, row, now_ms()),
        f"/sittings/{slug}/seats/{number}/",
    )
    if not wants_fragment():
        flash("The seat is free. The old link and its pages no longer work; the new link is below.")
    return answer


@pages.post("/sittings/<slug>/seats/<int:number>/absent")
@may("sittings.moderate")
def absent(slug: str, number: int) -> Answer:
    """Mark a person absent or present."""
    act = seats.set_absent if AbsentForm().absent.data else seats.set_present
    return _act_on(slug, number, lambda session, actor, row: act(session, actor, row, now_ms()))


@pages.post("/sittings/<slug>/seats/<int:number>/place")
@may("sittings.moderate")
def place(slug: str, number: int) -> Answer:
    """Bring a seat into a room, on a side or as a judge or listener."""
    room, role, side = PlaceForm().chosen()

    def move(session: Session, actor: Actor, row: Seat) -> None:
        debate = debates.numbered(session, row.sitting_id, room) if room else None
        seats_places.place(session, actor, row, debate, role, side, now_ms())

    return _act_on(slug, number, move)


def _name_page(code: str, form: JoinForm, status: int = 200) -> Response:
    with writing() as session:
        found = sittings_codes.sitting_with(session, code, browsers.address_hash(), now_ms())
        if isinstance(found, Sitting):
            title = found.title
            mine = reads.held_in(session, found.id, access.visitor(session).id)
    if isinstance(found, sittings_codes.NoCode):
        return _no_code(found, code)
    return page("seats/join.html", status, code=code, title=title, form=form, mine=mine)


def _no_code(found: sittings_codes.NoCode, typed: str) -> Response:
    form = CodeForm(formdata=None, code=typed)
    form.code.errors = [f"{found.title} {found.sentence}"]
    return first_page(reading(), form, found.status)


def _claim_by_code(session: Session, sitting: Sitting, form: JoinForm) -> tuple[str, str]:
    """The browser's new token, and where to go. The same form twice takes one seat."""
    key, fields = form.key.data or "", {"name": form.name.data or ""}

    def claim() -> dict[str, int]:
        made = seats.claim_by_code(session, sitting, fields["name"], now_ms())
        return {"seat": made.id, "generation": made.generation}

    sent = keys.Sent("visitor", "seats.join", str(sitting.id), key, fields)
    known = keys.once(session, sent, now_ms(), claim)
    seat = session.get(Seat, known["seat"])
    if seat is None or seat.generation != known["generation"]:
        # Released since: the form must not be a way back in.
        raise Refused("This form was used already. Enter the code again.", status=409)
    token = accounts.rotate(
        session, browsers.token_hash(), now_ms(), seat=(seat.id, seat.generation)
    )
    return token, _door(session, seat)


def _door(session: Session, seat: Seat) -> str:
    own = reads.own(session, seat.id, 0)
    assert own is not None
    return own.door


def _linked(session: Session, token: str) -> reads.OwnSeat:
    read = links.read_seat(token)
    browser = access.visitor(session)
    found = reads.own(session, read[0], browser.id) if read else None
    if read is None or found is None or found.generation != read[1]:
        raise Refused(GONE, status=410)
    return found


def _left(left: int) -> Answer:
    """After leaving: nothing of the last seat stays in the browser."""
    answer = see_other("/")
    answer.headers["Clear-Site-Data"] = '"cache"' if left else '"cache", "storage"'
    return answer


def _seat_page(slug: str, number: int) -> Response:
    session = reading()
    staff = access.staff(session, sitting=slug)
    sitting = overviews.overview(session, slug, staff.actor.role, now_ms())
    person = sitting.person(number) if sitting else None
    if sitting is None or person is None:
        raise NotFound
    address = links.seat_link(person.id, person.generation)
    return page(
        "seats/seat.html",
        sitting=sitting,
        person=person,
        room=sitting.room_of(person),
        address=address,
        qr=links.qr(address),
        only_here=links.only_here(),
        lan_command=links.lan_command(),
        form=ActForm(),
    )


def _act_on(
    slug: str,
    number: int,
    act: Callable[[Session, Actor, Seat], object],
    back: str = "",
) -> Answer:
    """One act of staff on one seat, and back; a refusal is said on the seat's page."""
    try:
        with writing() as session:
            sitting = sittings.lock(session, slug)
            staff = access.staff(session, sitting=slug)
            act(session, staff.actor, seats.in_sitting(session, sitting, number))
    except Refused as refused:
        if refused.status != 422 or wants_fragment():
            raise
        flash(refused.sentence, "error")
        return see_other(f"/sittings/{slug}/seats/{number}/")
    if wants_fragment():
        return Response(status=204)
    return see_other(back or f"/sittings/{slug}/")
