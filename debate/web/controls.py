"""The clock's controls over HTTP, and the page that asks before a debate is ended."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.events import MODERATORS
from debate.domain.permissions import Actor
from debate.models.debates import Debate
from debate.queries.moderation import undecided
from debate.services import controls
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading
from debate.web.debates import load
from debate.web.forms.moderation import ControlForm
from debate.web.moderation import Act, act

pages = Blueprint("controls", __name__)


@pages.post("/debates/<slug>/controls")
@may("debates.control")
def control(slug: str) -> Response | BaseResponse:
    """Start, pause, resume, add time, next, back, preparation, finish."""
    fields, move = asked()
    return act(slug, "controls.act", "clock", fields, move)


def asked() -> tuple[Mapping[str, Any], Act]:
    """The control that a request asks for: its fields, for the key, and what it does."""
    form = ControlForm(formdata=request.values)
    kind, value, step = form.kind.data or "", form.value.data or 0, form.step.data
    confirmed = bool(form.confirmed.data)

    def move(session: Session, actor: Actor, debate: Debate) -> None:
        controls.act(
            session, actor, debate, kind, value, now=now_ms(), step=step, confirmed=confirmed
        )

    return {"kind": kind, "value": value, "step": step}, move


@pages.get("/debates/<slug>/finish")
@may("debates.control")
def finish(slug: str) -> Response:
    """Ask before the debate is ended, and name the points that nobody decided on."""
    session = reading()
    access.staff(session, debate=slug)
    here = load(session, slug, MODERATORS)
    waiting = [(here.label(seat_id), speech) for _, seat_id, speech in undecided(session, here.id)]
    remote = "remote" in request.args
    return page("moderation/finish.html", here_now=here, waiting=waiting, remote=remote)
