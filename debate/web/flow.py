"""The flow sheet: for a seat and for staff, on paper, and one line of it by itself; names of lines.

What is shown is alike for all in a view and made once for each state of a debate (`frames.alike`);
rows outlive a state (`frames.lasting`). The wall's is in `screens`.
"""

import zlib
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, current_app, flash, request
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.events import MODERATORS
from debate.domain.permissions import ACTS
from debate.domain.refusals import NotFound, Refused
from debate.queries import flow_choices, flow_sheets
from debate.queries.debates import DebateNow
from debate.queries.flow_choices import Choice, Chosen
from debate.queries.flow_sheets import Sheet
from debate.services import debates as debate_writes
from debate.services import flow as writes
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, writing
from debate.web.debates import head, heard, kept, load, positions, room_of, seat_base
from debate.web.forms.flow import NameForm
from debate.web.frames import alike, lasting

pages = Blueprint("flow", __name__)

MODERATE = ACTS["moderation.act"]
PAPER_COLUMNS = 8  # that A3 has room for
PIECES_MAX = 2000  # of a view; rows of earlier states are not missed


@pages.get("/debates/<slug>/<int:number>/flow")
@may("debates.read")
def sheet(slug: str, number: int) -> Response:
    """The flow as a seat's view sees it."""
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    return heard(actor, kept(_sheet_page(session, here, seat_base(slug, number))))


@pages.get("/debates/<slug>/flow")
@may("debates.watch")
def watch(slug: str) -> Response:
    """The flow as staff see it."""
    session = reading()
    role = access.staff(session, debate=slug).actor.role
    here = load(session, slug, MODERATORS)
    return kept(_sheet_page(session, here, f"/debates/{slug}/", role in MODERATE))


@pages.get("/debates/<slug>/<int:number>/parts/sheet")
@may("debates.read")
def part(slug: str, number: int) -> Response:
    """The table of a seat's flow, asked for when the debate has changed."""
    session = reading()
    actor = access.seat(session, slug, number)
    return heard(actor, _part(session, load(session, slug, actor.view)))


@pages.get("/debates/<slug>/parts/sheet")
@may("debates.watch")
def watch_part(slug: str) -> Response:
    """The same of the staff's flow."""
    session = reading()
    access.staff(session, debate=slug)
    return _part(session, load(session, slug, MODERATORS))


@pages.get("/debates/<slug>/<int:number>/flow/print")
@may("debates.read")
def paper(slug: str, number: int) -> Response:
    """A seat's flow on sheets of A3."""
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    return _paper(session, here, seat_base(slug, number))


@pages.get("/debates/<slug>/flow/print")
@may("debates.watch")
def watch_paper(slug: str) -> Response:
    """The staff's flow on sheets of A3."""
    session = reading()
    access.staff(session, debate=slug)
    return _paper(session, load(session, slug, MODERATORS), f"/debates/{slug}/")


@pages.get("/debates/<slug>/<int:number>/flow/<address>")
@may("debates.read")
def line(slug: str, number: int, address: str) -> Response:
    """One line from its first claim to its last word, for a seat."""
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    return page("flow/line.html", **_line(session, here, address, seat_base(slug, number)))


@pages.get("/debates/<slug>/flow/<address>")
@may("debates.watch")
def watch_line(slug: str, address: str) -> Response:
    """The same for staff."""
    session = reading()
    role = access.staff(session, debate=slug).actor.role
    here = load(session, slug, MODERATORS)
    found = _line(session, here, address, f"/debates/{slug}/", role in MODERATE)
    return page("flow/line.html", **found)


@pages.get("/debates/<slug>/flow/<address>/name")
@may("moderation.act")
def ask_name(slug: str, address: str) -> Response:
    """A field for the name of a line."""
    session = reading()
    access.staff(session, debate=slug)
    here = load(session, slug, MODERATORS)
    found = _line(session, here, address, f"/debates/{slug}/")
    named = found["line"].name if found["line"].named else ""
    return page("flow/name.html", **found, form=NameForm(formdata=None, name=named))


@pages.post("/debates/<slug>/flow/<address>/name")
@may("moderation.act")
def name(slug: str, address: str) -> Response | BaseResponse:
    """Give a line a name, or take it away."""
    form = NameForm()
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.staff(session, debate=slug).actor
            first = writes.name_line(
                session, actor, debate, address, form.name.data or "", now=now_ms()
            )
    except Refused as refused:
        if refused.field != "name":
            raise
        form.name.errors = (refused.sentence,)
        session = reading()
        here = load(session, slug, MODERATORS)
        found = _line(session, here, address, f"/debates/{slug}/")
        return page("flow/name.html", refused.status, **found, form=form)
    flash("The line is named." if (form.name.data or "").strip() else "The name is taken away.")
    return see_other(f"/debates/{slug}/flow/{first}")


def sheet_of(session: Session, here: DebateNow) -> Sheet:
    """The flow sheet of a view, made once for each state of the debate."""
    return alike(here, "sheet", lambda: flow_sheets.sheet(session, here, room_of(session, here)))


def _sheet_page(session: Session, here: DebateNow, base: str, moderates: bool = False) -> Response:
    found = _sheet(session, here)
    return page(
        "flow/sheet.html",
        **found,
        base=base,
        moderates=moderates,
        positions=positions(session, [(here.id, here.view)]),
        floor=head(session, here),
    )


def _part(session: Session, here: DebateNow) -> Response:
    """The table, sent only when it is not the one that the browser has."""
    response = kept(page("flow/_sheet.html", **_sheet(session, here)))
    response.add_etag()
    response.make_conditional(request)
    return response


def _sheet(session: Session, here: DebateNow) -> dict[str, Any]:
    """What the table is rendered from, and the choice that it shows."""
    whole, choice = sheet_of(session, here), _choice()
    lines = flow_choices.chosen(whole, choice)
    everything = choice == Choice()
    return {
        "here_now": here,
        "sheet": whole,
        "choice": choice,
        "rows": _all_rows(here, whole) if everything else _rows(here, whole, lines),
        "query": request.query_string.decode("ascii", "ignore")[:500],
        "shown": len(lines),
        "filtered": not everything,
    }


def _paper(session: Session, here: DebateNow, base: str) -> Response:
    whole = sheet_of(session, here)
    lines = [one.line for one in flow_choices.chosen(whole, _choice())]
    sheets = [
        (
            one,
            _rows(here, one, list(map(Chosen, one.lines))) + _piece(here, one, "asked", one.asked),
        )
        for one in flow_choices.papers(whole, lines, PAPER_COLUMNS)
    ]
    return page("flow/print.html", here_now=here, sheets=sheets, base=base, sheet=whole)


def _line(
    session: Session, here: DebateNow, address: str, base: str, names: bool = False
) -> dict[str, Any]:
    whole = sheet_of(session, here)
    found = whole.line_of(address)
    if found is None:
        raise NotFound
    rows = {row.address: row for row in room_of(session, here).said.rows if not row.half}
    return {
        "here_now": here,
        "sheet": whole,
        "line": found,
        "points": rows,
        "base": base,
        "names": names,
    }


def _choice() -> Choice:
    """What the address asks for; what does not fit a field is left out."""
    args = request.args
    sides = tuple(one for one in args.getlist("side") if one in ("P", "O"))
    cards = tuple(int(one) for one in args.getlist("card") if one.isdecimal() and len(one) < 7)
    people = tuple(one[:12] for one in args.getlist("person") if one)
    show = args.get("show", "")
    return Choice(sides, cards, people, show if show in flow_choices.SHOWN else "")


def _all_rows(here: DebateNow, whole: Sheet) -> Markup:
    """Every row of a table, the questions last."""

    def render() -> Markup:
        rows = _rows(here, whole, [Chosen(line) for line in whole.lines])
        return rows + _piece(here, whole, "asked", whole.asked)

    return alike(here, "sheet table", render)


def _rows(here: DebateNow, whole: Sheet, lines: Sequence[Chosen]) -> Markup:
    """The rows of a table; each is rendered once for all in a view."""
    return Markup("").join(_piece(here, whole, "row", one.line, one.found) for one in lines)


def _piece(here: DebateNow, whole: Sheet, macro: str, *shown: Any) -> Markup:
    pieces = lasting(here, "sheet rows")
    now = next((n for n, one in enumerate(whole.columns) if one.status == "now"), -1)
    key = (macro, shown, tuple(one.address for one in whole.columns), now, whole.ends_ms)
    piece: Markup | None = pieces.get(key)
    if piece is None:
        if len(pieces) >= PIECES_MAX:
            pieces.clear()
        macros: Any = current_app.jinja_env.get_template("macros/sheets.html").module
        text = getattr(macros, macro)(whole, now, *shown)
        # A row that is the same as before is left alone where it stands.
        digest = f"{zlib.crc32(text.encode()):x}"
        piece = pieces[key] = Markup(text.replace("data-h", f'data-h="{digest}"', 1))  # noqa: S704
    return piece
