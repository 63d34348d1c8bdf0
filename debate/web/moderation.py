"""The console: what moderators see and do while debates run.

One page for all rooms of a session, one stream for it. What changes are frames (`run`, `stage`,
`queue`, `review`), shown to the moderators' view alone, and parts. The clock's controls have a file
of their own (`controls`), and so has the floor with the hands that seats raise (`floor`).
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from flask import Blueprint, Response, flash, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.events import MODERATORS
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.models.debates import Debate
from debate.queries import challenges, deadlines, floor_queue, modes, rooms
from debate.queries import controls as controls_reads
from debate.queries import moderation as reads
from debate.queries.debates import DebateNow
from debate.queries.speeches import PointRow, point_rows
from debate.services import debates as debate_writes
from debate.services import keys, moderation, sittings
from debate.web import access, links
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, wants_fragment, writing
from debate.web.debates import kept, load, positions, ticket
from debate.web.forms.moderation import AnnouncementForm, HoldForm, NoteForm, SeatForm
from debate.web.frames import frame
from debate.web.screens import choices

pages = Blueprint("moderation", __name__)

Answer = Response | BaseResponse
Act = Callable[[Session, Actor, Debate], object]
ACT_KEY_MAX = 40


@pages.get("/sittings/<slug>/console")
@may("sittings.moderate")
def console(slug: str) -> Response:
    """One room of a session with its controls, and the clocks of all."""
    session = reading()
    access.staff(session, sitting=slug)
    return kept(_console_page(session, slug, AnnouncementForm(formdata=None), 200))


@pages.get("/sittings/<slug>/console/parts/<any(stage, run, queue, review, people, room):noun>")
@may("sittings.moderate")
def part(slug: str, noun: str) -> Response:
    """One part of the console, asked for after a hint or at a boundary of the clock."""
    session = reading()
    access.staff(session, sitting=slug)
    rooms = reads.tabs(session, slug, _room(), now_ms())
    if noun == "room":
        number = request.args.get("tab", 0, type=int)
        tab = next((tab for tab in rooms if tab.number == number), None)
        if tab is None:
            raise NotFound
        return page("moderation/_room.html", tab=tab, sitting_slug=slug, room=_room())
    chosen = next((tab for tab in rooms if tab.chosen), None)
    if chosen is None:
        raise NotFound
    here = load(session, chosen.debate_id, MODERATORS)
    if noun == "people":
        return page("moderation/_people.html", here_now=here, people=reads.people(session, here))
    return page(f"moderation/_{noun}.html", **_parts(session, here, noun))


@pages.post("/sittings/<slug>/stream/ticket")
@may("sittings.moderate")
def stream_ticket(slug: str) -> Response:
    """A ticket for one stream that carries the moderators' views of all rooms."""
    session = reading()
    staff = access.staff(session, sitting=slug)
    rooms = [(debate_id, MODERATORS) for debate_id in reads.room_ids(session, slug)]
    return ticket(session, -staff.actor.account_id, 0, rooms)


@pages.post("/sittings/<slug>/announcements")
@may("sittings.moderate")
def announce(slug: str) -> Answer:
    """Tell everybody in the session one sentence."""
    form, status = tell(slug)
    if wants_fragment():
        return page("moderation/_announce.html", status, form=form, slug=slug, room=_room())
    if status == 200:
        return see_other(_console_at(slug, _room()))
    return _console_page(reading(), slug, form, status)


def tell(slug: str) -> tuple[AnnouncementForm, int]:
    """Store what was posted as an announcement; the form for the next one, or why it was not."""
    form = AnnouncementForm()
    text = form.text.data or ""
    status = 200
    try:
        with writing() as session:
            sitting = sittings.lock(session, slug)
            actor = access.staff(session, sitting=slug).actor
            sent = keys.Sent(actor.ref, "moderation.announce", slug, _key(), {"text": text})

            def do() -> None:
                moderation.announce(session, actor, sitting, text, now=now_ms())

            keys.once(session, sent, now_ms(), do)
        form = AnnouncementForm(formdata=None)
    except Refused as refused:
        if not refused.field:
            raise
        form.text.errors, status = (refused.sentence,), refused.status
    return form, status


@pages.post("/debates/<slug>/hold")
@may("moderation.act")
def hold(slug: str) -> Answer:
    """Have points wait for approval, or no longer."""
    on = bool(HoldForm(formdata=request.values).on.data)
    return act(
        slug,
        "moderation.hold",
        "hold",
        {"on": on},
        lambda session, actor, debate: moderation.set_hold(
            session, actor, debate, on, now=now_ms()
        ),
    )


@pages.post("/debates/<slug>/points/<int:point>/<any(approve, restore):verb>")
@may("moderation.act")
def let_in(slug: str, point: int, verb: str) -> Answer:
    """Show a held point to the room, or a hidden one again."""
    service = moderation.approve if verb == "approve" else moderation.restore
    return act(
        slug,
        f"moderation.{verb}",
        str(point),
        {},
        lambda session, actor, debate: service(session, actor, debate, point, now=now_ms()),
        point,
    )


@pages.get("/debates/<slug>/points/<int:point>/<any(return, hide):verb>")
@may("moderation.act")
def ask_note(slug: str, point: int, verb: str) -> Response:
    """The point in full, and a field for the note that its author reads."""
    session = reading()
    access.staff(session, debate=slug)
    return _note_page(session, slug, point, verb, NoteForm(formdata=None), 200)


@pages.post("/debates/<slug>/points/<int:point>/<any(return, hide):verb>")
@may("moderation.act")
def take_out(slug: str, point: int, verb: str) -> Answer:
    """Give a point back to its author with a note, or hide it."""
    form = NoteForm()
    note = form.note.data or ""
    service = moderation.return_point if verb == "return" else moderation.hide
    name, fields = f"moderation.{verb}", {"note": note}
    try:
        return act(
            slug,
            name,
            str(point),
            fields,
            lambda session, actor, debate: service(
                session, actor, debate, point, note, now=now_ms()
            ),
            point,
        )
    except Refused as refused:
        if refused.field != "note":
            raise
        form.note.errors = (refused.sentence,)
        session = reading()
        if not wants_fragment():
            return _note_page(session, slug, point, verb, form, refused.status)
        here, row = _row(session, slug, point)
        values = {"here_now": here, "point": row, "form": form, "csrf": False}
        return page("moderation/_note.html", refused.status, **values)


@pages.post("/debates/<slug>/speeches/<address>/seat")
@may("moderation.act")
def assign(slug: str, address: str) -> Answer:
    """Give a speech to a seat, or leave it vacant."""
    seat = SeatForm(formdata=request.values).seat.data
    half = request.args.get("half", "q")
    return act(
        slug,
        "debates.assign_speech",
        address[:20],
        {"seat": seat, "half": half},
        lambda session, actor, debate: debate_writes.assign_speech(
            session, actor, debate, address, seat, now_ms(), half
        ),
    )


def act(
    slug: str,
    name: str,
    target: str,
    fields: Mapping[str, Any],
    do: Act,
    point: int = 0,
) -> Answer:
    """One act of a moderator in a debate, once for its key; then what it changed on the console."""
    once(slug, name, target, fields, do)
    session = reading()
    here = load(session, slug, MODERATORS)
    if not wants_fragment():
        return see_other(_console_at(here.sitting_slug, here.number))
    rows = point_rows(session, here)
    said = next((row for row in rows if row.id == point and row.number), None)
    return page("moderation/_after.html", **_parts(session, here, rows=rows), point=said)


def once(
    slug: str,
    name: str,
    target: str,
    fields: Mapping[str, Any],
    do: Act,
    *,
    asked: Collection[str] = ("note",),
) -> None:
    """Do one act of a moderator in a debate, once for its key.

    Without a script a refusal is said on the page that comes next; with one, and for a field that
    the page `asked` for, it is raised.
    """
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.staff(session, debate=slug).actor
            sent = keys.Sent(actor.ref, name, target, _key(), fields)
            keys.once(session, sent, now_ms(), lambda: do(session, actor, debate))
    except Refused as refused:
        if wants_fragment() or refused.field in asked or refused.status in (403, 404):
            raise
        flash(refused.sentence, "error")


def _key() -> str:
    return request.form.get("key", "")[:ACT_KEY_MAX]


def _room() -> int:
    """The number of the room that is looked at; 0: the first."""
    return max(request.args.get("room", 0, type=int), 0)


def _console_at(sitting_slug: str, room: int) -> str:
    return f"/sittings/{sitting_slug}/console" + (f"?room={room}" if room else "")


def _console_page(session: Session, slug: str, form: AnnouncementForm, status: int) -> Response:
    found = reads.console(session, slug, _room(), now_ms())
    if found is None:
        raise NotFound
    here = found.here
    return page(
        "moderation/console.html",
        status,
        here_now=here,
        tabs=found.tabs,
        show=found.show,
        left_ms=found.left_ms,
        stage=found.stage,
        queue=found.queue,
        review=found.review,
        people=found.people,
        csrf=True,
        form=form,
        slug=slug,
        room=here.number,
        sitting_slug=slug,
        screen=links.screen_token(here.id),
        screens=choices(session, here),
        remote_qr=links.qr(links.external("remotes.remote", slug=here.slug)),
        owed=deadlines.owed(session, here),
        announcements=rooms.announcements(session, here.sitting_id),
        challenge=challenges.open_one(session, here),
        scribes=modes.scribes(session, here),
        positions=positions(session, [(tab.debate_id, MODERATORS) for tab in found.tabs]),
    )


def _parts(
    session: Session, here: DebateNow, noun: str = "", rows: tuple[PointRow, ...] | None = None
) -> dict[str, Any]:
    """What the templates of one frame are rendered from; without `noun` of all four."""
    values: dict[str, Any] = {"here_now": here, "csrf": False}
    if noun in ("", "run"):
        values |= {
            "show": controls_reads.show(session, here),
            "left_ms": controls_reads.left_ms(here),
        }
    if noun in ("", "stage"):
        values["stage"] = reads.stage(session, here, rows)
    if noun in ("", "queue"):
        values["queue"] = floor_queue.queue(session, here)
    if noun in ("", "review"):
        values["review"] = reads.review(session, here, rows)
    return values


def _row(session: Session, slug: str, point: int) -> tuple[DebateNow, PointRow]:
    here = load(session, slug, MODERATORS)
    row = next((row for row in point_rows(session, here) if row.id == point), None)
    if row is None:
        raise NotFound
    return here, row


def _note_page(
    session: Session, slug: str, point: int, verb: str, form: NoteForm, status: int
) -> Response:
    here, row = _row(session, slug, point)
    return page("moderation/note.html", status, here_now=here, point=row, form=form, verb=verb)


def _render(noun: str, session: Session, here: DebateNow) -> str:
    """A frame of the console. No other view is ever shown one."""
    if here.view != MODERATORS:
        return ""
    return render_template(f"moderation/_{noun}.html", **_parts(session, here, noun))


@frame("run")
def _run_frame(session: Session, here: DebateNow, rest: str) -> str:
    del rest
    return _render("run", session, here)


@frame("stage")
def _stage_frame(session: Session, here: DebateNow, rest: str) -> str:
    del rest
    return _render("stage", session, here)


@frame("queue")
def _queue_frame(session: Session, here: DebateNow, rest: str) -> str:
    del rest
    return _render("queue", session, here)


@frame("review")
def _review_frame(session: Session, here: DebateNow, rest: str) -> str:
    del rest
    return _render("review", session, here)
