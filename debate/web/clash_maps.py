"""The clash map of a debate: for a seat as its view may see it, and for staff."""

from flask import Blueprint, Response
from markupsafe import Markup

from debate.domain.clash_maps import STATES
from debate.domain.events import MODERATORS
from debate.export import clash_maps as pictures
from debate.queries import clash_maps as reads
from debate.queries.debates import DebateNow
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import page, reading
from debate.web.debates import heard, load, seat_base

pages = Blueprint("clash_maps", __name__)


@pages.get("/debates/<slug>/clash")
@may("debates.watch")
def watch(slug: str) -> Response:
    """The map with everything that staff may see, hands included."""
    session = reading()
    access.staff(session, debate=slug)
    here = load(session, slug, MODERATORS)
    return _page(here, reads.page(session, here), "")


@pages.get("/debates/<slug>/<int:number>/clash")
@may("debates.read")
def own(slug: str, number: int) -> Response:
    """The map as this seat's view may see it now."""
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    return heard(actor, _page(here, reads.page(session, here), seat_base(slug, number)))


def _page(here: DebateNow, found: reads.ClashMap, base: str) -> Response:
    sides = here.fmt.sides
    drawn = {
        "people": pictures.people(found, sides),
        "speeches": pictures.speeches(found, sides),
        "cards": pictures.cards(found, sides),
    }
    return page(
        "clash_maps/map.html",
        here_now=here,
        found=found,
        states=STATES,
        pictures={name: Markup(svg) for name, svg in drawn.items()},  # noqa: S704 (ours, escaped)
        base=base,
        layout="layouts/room.html" if base else "layouts/page.html",
        cards_at="cards/" if base else f"/decks/{here.deck_slug}/cards/",
        points_at=base or f"/debates/{here.slug}/",
    )
