"""Projectors: the page on the wall with its parts, and what a moderator has it show."""

from collections.abc import Sequence

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.events import MODERATORS, ROOM, screens
from debate.domain.refusals import Refused
from debate.queries import floor, flow_choices, marks_screen
from debate.queries import screens as reads
from debate.queries.debates import DebateNow
from debate.queries.speeches import PointRow
from debate.services import debates as debate_writes
from debate.services import screens as writes
from debate.web import access, links
from debate.web.access import access as may
from debate.web.answers import page, reading, see_other, wants_fragment, writing
from debate.web.debates import kept, load, positions, room_of, ticket
from debate.web.flow import sheet_of
from debate.web.forms.screens import ScreenForm

pages = Blueprint("screens", __name__)

WALL_LINES, WALL_COLUMNS = 3, 3


@pages.get("/screens/<token>")
@may("debates.screen")
def screen(token: str) -> Response:
    """What the room reads: by itself who has the floor, how long, the point on the table, the code;
    or the one thing that a moderator chose.
    """
    session = reading()
    return kept(page("screens/screen.html", **_screen(session, access.screen(token), token)))


@pages.get("/screens/<token>/<any(stage, table):part>")
@may("debates.screen")
def part(token: str, part: str) -> Response:
    """What changes on a projector: its stage, and the foot with the point on the table."""
    session = reading()
    return page(f"screens/_{part}.html", **_screen(session, access.screen(token), token))


@pages.post("/screens/<token>/stream/ticket")
@may("debates.screen")
def screen_ticket(token: str) -> Response:
    """A ticket for a projector; it holds no seat."""
    session = reading()
    debate_id = access.screen(token)
    return ticket(session, screens(debate_id), 0, [(debate_id, ROOM)])


@pages.post("/debates/<slug>/screen")
@may("screens.choose")
def choose(slug: str) -> Response | BaseResponse:
    """Have the projectors of a debate show one thing."""
    form = ScreenForm(formdata=request.values)
    with writing() as session:
        debate = debate_writes.lock(session, slug)
        access.staff(session, debate=slug)
        if form.card.process_errors:
            raise Refused("Give the number of a card.", "card")
        writes.choose(session, debate, form.view.data or "", form.card.data)
    session = reading()
    here = load(session, slug, MODERATORS)
    if wants_fragment():
        return _choice_part(session, here)
    if "remote" in request.args:
        return see_other(f"/debates/{slug}/remote")
    return see_other(f"/sittings/{here.sitting_slug}/console?room={here.number}")


@pages.get("/debates/<slug>/screen")
@may("screens.choose")
def choice(slug: str) -> Response:
    """The keys of the console by which it is chosen, asked for after a hint."""
    session = reading()
    access.staff(session, debate=slug)
    return _choice_part(session, load(session, slug, MODERATORS))


def choices(session: Session, here: DebateNow) -> dict[str, object]:
    """What the keys of the console and the remote are rendered from."""
    chosen = reads.choice(session, here.id)
    rows = reads.shown(room_of(session, here).said.rows) if chosen.view == "card" else ()
    return {
        "choice": chosen,
        "cited": [one.card for one in reads.cited(rows)],
        "has_vote": any(step.poll for step in here.fmt.steps),
    }


def _choice_part(session: Session, here: DebateNow) -> Response:
    values = {"here_now": here, "screens": choices(session, here)}
    return page("screens/_choice.html", **values, remote="remote" in request.args)


def _screen(session: Session, debate_id: int, token: str) -> dict[str, object]:
    here = load(session, debate_id, ROOM)
    known, chosen = room_of(session, here), reads.choice(session, debate_id)
    rows, view = reads.shown(known.said.rows), chosen.view
    code = here.sitting_code if here.sitting_state == "open" else None
    square = view == "vote" or (view == "auto" and here.reading.state == "ready")
    return {
        "here_now": here,
        "view": view,
        "token": token,
        "positions": positions(session, [(here.id, ROOM)]),
        "floor": floor.floor(here, known.offers),
        "result": marks_screen.result(session, here) if view in ("auto", "vote") else None,
        "point": rows[-1] if rows else None,
        "wall": _wall(session, here, rows) if view == "flow" else None,
        "card": reads.card(rows, chosen.card) if view == "card" else None,
        "polling": reads.polling(session, here) if view == "vote" else None,
        "challenge": known.challenge,
        "code": code,
        "site": links.external("accounts.landing").partition("://")[2].rstrip("/"),
        "qr": links.qr(links.external("seats.name_page", code=code)) if code and square else "",
    }


def _wall(session: Session, here: DebateNow, rows: Sequence[PointRow]) -> flow_choices.Wall:
    """The lines in which something was said last, as far as they can be read from ten metres."""
    return flow_choices.latest(sheet_of(session, here), rows, WALL_LINES, WALL_COLUMNS)
