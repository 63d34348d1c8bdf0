"""Private notes on the flow, over HTTP: one at an address, and all of a seat's."""

from flask import Blueprint, Response, flash
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.refusals import NotFound, Refused
from debate.queries import jottings
from debate.services import debates as debate_writes
from debate.services import jottings as writes
from debate.services import keys
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, refusal, see_other, wants_fragment, writing
from debate.web.debates import head, kept, load, positions, room_of, seat_base
from debate.web.forms.outlines import JottingForm
from debate.web.forms.speeches import one_newline

pages = Blueprint("jottings", __name__)

Answer = Response | BaseResponse


@pages.get("/debates/<slug>/<int:number>/preparation/notes")
@may("jottings.keep")
def listed(slug: str, number: int) -> Response:
    """All of a seat's notes, by address."""
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    rows = room_of(session, here).said.rows_of(actor.seat_id)
    return page(
        "jottings/list.html",
        here_now=here,
        base=seat_base(slug, number),
        positions=positions(session, [(here.id, here.view)]),
        floor=head(session, here),
        actor=actor,
        lines=jottings.of_seat(session, here, actor.seat_id, rows),
    )


@pages.get("/debates/<slug>/<int:number>/jottings/<address>")
@may("jottings.keep")
def jotting(slug: str, number: int, address: str) -> Response:
    """One's note on a point or speech."""
    return _page(slug, number, address, JottingForm(formdata=None), 200)


@pages.post("/debates/<slug>/<int:number>/jottings/<address>")
@may("jottings.keep")
def keep(slug: str, number: int, address: str) -> Answer:
    """Keep it; an empty one is removed."""
    form = JottingForm()
    text, tab = one_newline(form.text.data), form.tab.data or ""
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.seat(session, slug, number)
            here = load(session, slug, actor.view)
            rows = room_of(session, here).said.rows_of(actor.seat_id)
            jottings.subject(here, rows, address)
            writes.keep(session, actor, debate, address, text, form.revision.data, tab, now_ms())
    except NotFound:
        raise
    except Refused as refused:
        if wants_fragment():
            return refusal(refused.sentence, refused.status)
        form.text.errors = (refused.sentence,)
        return _page(slug, number, address, form, refused.status)
    if wants_fragment():
        return Response(status=204)
    flash("Your note is kept. Only you see it." if text.strip() else "The note is removed.", "note")
    return see_other(f"{seat_base(slug, number)}preparation/notes")


def _page(slug: str, number: int, address: str, form: JottingForm, status: int) -> Response:
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    rows = room_of(session, here).said.rows_of(actor.seat_id)
    about = jottings.subject(here, rows, address)
    known = jottings.of_seat(session, here, actor.seat_id, rows)
    stored = next((line for line in known if line.subject.address == address), None)
    if status == 200:
        form.text.data = stored.text if stored else ""
    return kept(
        page(
            "jottings/jotting.html",
            status,
            here_now=here,
            base=seat_base(slug, number),
            positions=positions(session, [(here.id, here.view)]),
            floor=head(session, here),
            about=about,
            stored=stored,
            other=stored if status == 409 else None,
            form=form,
            tab_key=keys.fresh(),
        )
    )
