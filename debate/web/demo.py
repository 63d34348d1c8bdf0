"""The demo's entrance: a link by which a visitor becomes its instructor, and those of other roles.

It is there only where DEMO_TOKEN is set. A GET changes nothing, here as for every link.
"""

import hmac

from flask import Blueprint, Response, current_app
from flask.blueprints import BlueprintSetupState
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.refusals import NotFound
from debate.seeding import demo
from debate.services import accounts
from debate.web import access, browsers, links
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, writing
from debate.web.forms.seats import ActForm

pages = Blueprint("demo", __name__)


def role_links(sample: demo.Sample, address: str) -> dict[str, str]:
    """Role → the address that a visitor opens; `address` is that of the site, without a slash."""
    seats = {
        role: f"{address}/s/{links.seat_token(seat.id, seat.generation)}"
        for role, seat in sample.seats.items()
    }
    return {
        "instructor": f"{address}/demo/{current_app.config['DEMO_TOKEN']}",
        **seats,
        "projector": f"{address}/screens/{links.screen_token(sample.debate_id)}",
    }


@pages.record
def _hand_out(state: BlueprintSetupState) -> None:
    """The command prints these links; it stands beside the pages and may not import them."""
    state.app.extensions["demo_links"] = role_links


@pages.get("/demo/<token>")
@may("public")
def entrance(token: str) -> Response:
    """The button that makes this browser the instructor's, and the links of the others."""
    session = reading()
    access.visitor(session)
    sample = _sample(session, token)
    return page(
        "demo/entrance.html",
        sample=sample,
        links=role_links(sample, ""),
        token=token,
        form=ActForm(),
    )


@pages.post("/demo/<token>")
@may("public")
def enter(token: str) -> BaseResponse:
    """Sign this browser in as the instructor of the sample class. Seats it holds stay."""
    with writing() as session:
        sample = _sample(session, token)
        new = accounts.rotate(
            session, browsers.token_hash(), now_ms(), account_id=sample.account_id
        )
    browsers.keep(new)
    return see_other("/sittings/")


def _sample(session: Session, token: str) -> demo.Sample:
    """The sample class, for who knows the token. Raises NotFound."""
    wanted = str(current_app.config["DEMO_TOKEN"])
    if not wanted or not hmac.compare_digest(token.encode(), wanted.encode()):
        raise NotFound
    sample = demo.find(session)
    if sample is None:
        raise NotFound
    return sample
