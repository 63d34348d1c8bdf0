"""The remote control: the clock and the projector of one debate, on a moderator's phone.

It is reached by signing in on that phone. Does not belong here: what a control does (`controls`),
what the projector shows (`screens`), the console with queue, review and people (`moderation`).
"""

from flask import Blueprint, Response
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.events import MODERATORS
from debate.queries import moderation as reads
from debate.queries.debates import DebateNow
from debate.web import access, links
from debate.web.access import access as may
from debate.web.answers import page, reading, see_other, wants_fragment
from debate.web.controls import asked
from debate.web.debates import load, positions
from debate.web.moderation import once
from debate.web.screens import choices

pages = Blueprint("remotes", __name__)


@pages.get("/debates/<slug>/remote")
@may("debates.control")
def remote(slug: str) -> Response:
    """The keys for a thumb; on a wide screen also the square that opens them on a phone."""
    session = reading()
    access.staff(session, debate=slug)
    here = load(session, slug, MODERATORS)
    return page(
        "remotes/remote.html",
        **_values(session, here),
        positions=positions(session, [(here.id, MODERATORS)]),
        address=links.external("remotes.remote", slug=slug),
        qr=links.qr(links.external("remotes.remote", slug=slug)),
        only_here=links.only_here(),
    )


@pages.get("/debates/<slug>/remote/keys")
@may("debates.control")
def part(slug: str) -> Response:
    """What is now and what can be pressed, asked for after a hint or at a boundary of the clock."""
    session = reading()
    access.staff(session, debate=slug)
    return page("remotes/_keys.html", **_values(session, load(session, slug, MODERATORS)))


@pages.post("/debates/<slug>/remote")
@may("debates.control")
def press(slug: str) -> Response | BaseResponse:
    """One control of the clock, from a phone."""
    fields, move = asked()
    once(slug, "controls.act", "clock", fields, move)
    if not wants_fragment():
        return see_other(f"/debates/{slug}/remote")
    session = reading()
    return page("remotes/_after.html", **_values(session, load(session, slug, MODERATORS)))


def _values(session: Session, here: DebateNow) -> dict[str, object]:
    return {
        "here_now": here,
        "stage": reads.stage(session, here),
        "screens": choices(session, here),
        "remote": True,
    }
