"""The case file of a seat: what it prepared, on one page, for reading and for paper."""

from flask import Blueprint, Response

from debate.queries import blocks, case_files
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import page, reading
from debate.web.debates import load, room_of, seat_base

pages = Blueprint("case_files", __name__)


@pages.get("/debates/<slug>/<int:number>/case-file")
@may("outlines.keep")
def case_file(slug: str, number: int) -> Response:
    """Outlines by contention with their cards, the hand, prepared points and blocks."""
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    who = blocks.owner(session, actor.seat_id)
    found = case_files.case_file(session, here, actor, room_of(session, here), who)
    base = seat_base(slug, number)
    return page("case_files/case_file.html", case=found, here_now=here, base=base)
