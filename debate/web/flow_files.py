"""The flow as files: for staff with names or codes, for a seat as its view may see it now."""

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from debate.domain.refusals import NotFound, Refused
from debate.export import drawings, flow, flow_drawing
from debate.export.flow import FlowCopy
from debate.queries import transcripts_copies
from debate.queries.transcripts_copies import Copy
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, reading
from debate.web.debates import load
from debate.web.transcripts_files import FORMATS, named

pages = Blueprint("flow_files", __name__)

KINDS = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "csv": FORMATS["csv"].mimetype,
    "xlsx": FORMATS["xlsx"].mimetype,
}
"""The endings of the files, and what they are."""


@pages.get("/debates/<slug>/flow.svg", defaults={"ending": "svg"})
@pages.get("/debates/<slug>/flow.png", defaults={"ending": "png"})
@pages.get("/debates/<slug>/flow.csv", defaults={"ending": "csv"})
@pages.get("/debates/<slug>/flow.xlsx", defaults={"ending": "xlsx"})
@may("transcripts.export")
def of_staff(slug: str, ending: str) -> Response:
    """What moderators see; with `names=codes` what the room saw, to be passed on."""
    session = reading()
    access.staff(session, debate=slug)
    opened = transcripts_copies.load(session, slug, now_ms(), names=_names())
    if opened is None:
        raise NotFound
    found = flow.read(session, *opened)
    return _file(found, ending, "" if opened[1].names else ", code names")


@pages.get("/debates/<slug>/<int:number>/flow.svg", defaults={"ending": "svg"})
@pages.get("/debates/<slug>/<int:number>/flow.png", defaults={"ending": "png"})
@pages.get("/debates/<slug>/<int:number>/flow.csv", defaults={"ending": "csv"})
@pages.get("/debates/<slug>/<int:number>/flow.xlsx", defaults={"ending": "xlsx"})
@may("debates.read")
def of_seat(slug: str, number: int, ending: str) -> Response:
    """What this seat's view may see now, with the names that it shows."""
    session = reading()
    actor = access.seat(session, slug, number)
    found = _of_view(session, slug, actor.view)
    return _file(found, ending, "")


def _of_view(session: Session, slug: str, view: str) -> FlowCopy:
    return flow.read(session, load(session, slug, view), Copy(True))


def _names() -> bool:
    """Whether the copy has names; code names are asked for as in the address of a transcript."""
    asked = request.args.get("names", "names")
    if asked not in ("names", "codes"):
        raise NotFound
    return asked == "names"


def _file(found: FlowCopy, ending: str, copy: str) -> Response:
    here = found.here
    name = f"Flow, {here.sitting_title}, room {here.number}{copy}.{ending}"
    return named(Response(_bytes(found, ending), mimetype=KINDS[ending]), name)


def _bytes(found: FlowCopy, ending: str) -> bytes:
    if ending == "csv":
        return flow.csv(found)
    if ending == "svg":
        return drawings.svg(flow_drawing.drawing(found)).encode()
    if ending == "xlsx":
        from debate.export import flow_xlsx  # here: a start would read all of it

        return flow_xlsx.file(found)
    return _png(found)


def _png(found: FlowCopy) -> bytes:
    from debate.export import flow_png, transcripts_pdf

    try:
        return flow_png.file(flow_drawing.drawing(found), found.here.now)
    except flow_png.TooLarge as error:
        raise Refused(
            "This flow is too large for one picture. Take SVG, or print it.", status=409
        ) from error
    except transcripts_pdf.NotSet as error:
        raise Refused(
            "The picture could not be made. Try again in a minute, or take SVG.", status=503
        ) from error
