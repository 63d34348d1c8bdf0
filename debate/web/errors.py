"""What a person sees when something cannot be done: one sentence, their text, what to do next."""

import logging
from contextlib import suppress
from urllib.parse import quote

from flask import Flask, Response, current_app, g, redirect, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.refusals import Refused
from debate.queries import seats
from debate.queries.accounts import NOBODY
from debate.services.keys import KeyReused
from debate.web.access import SeatNotHeld, SeatRemoved, SignInNeeded
from debate.web.answers import reading, refusal, wants_fragment

log = logging.getLogger(__name__)

SENTENCES = {
    400: "The request could not be read. Go back, reload the page and try again.",
    403: "This is not open to you.",
    404: "There is nothing at this address. Check it, or start again from the first page.",
    405: "This address does not take that kind of request.",
    413: "That is too large to send. Shorten it and send it again.",
    429: "Too many wrong tries from here. Wait a minute, then try again.",
    500: "Something went wrong on our side. What you sent was not stored; try again.",
}


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(KeyReused, _key_reused)
    app.register_error_handler(SignInNeeded, _sign_in)
    app.register_error_handler(SeatNotHeld, _seat_not_held)
    app.register_error_handler(SeatRemoved, _seat_removed)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(OperationalError, _database)
    # A number or a text that fits no column: PostgreSQL's way to say it, and SQLite's.
    app.register_error_handler(DataError, _unstorable)
    app.register_error_handler(OverflowError, _unstorable)
    app.register_error_handler(MethodNotAllowed, _method)
    app.register_error_handler(HTTPException, _http)
    if not app.testing:
        app.register_error_handler(Exception, _unforeseen)


def _refused(error: Refused) -> Response:
    return refusal(error.sentence, error.status)


def _key_reused(error: KeyReused) -> Response:
    del error
    return refusal(
        "This form was already sent with other words. Your text is below; send it anew.", 409
    )


def _sign_in(error: SignInNeeded) -> Response | BaseResponse:
    if wants_fragment():
        return refusal("You are signed out. Sign in again in another tab, then repeat this.", 401)
    return redirect(url_for("accounts.sign_in", next=error.next or None), code=303)


def _seat_not_held(error: SeatNotHeld) -> Response | BaseResponse:
    del error
    door = _door()
    if door and request.method == "GET" and not wants_fragment():
        return redirect(door, code=303)
    if door:
        answer = refusal("Your seat was moved to another room.", 410)
        answer.headers["X-Go"] = door
        return answer
    return refusal(
        "This browser does not hold that seat. Open your personal link, or ask for a new one.",
        403,
        "Not your seat",
    )


def _seat_removed(error: SeatRemoved) -> Response:
    answer = refusal(error.sentence, 403, "You are out of this room")
    if request.method == "POST" or wants_fragment():
        answer.headers["X-Go"] = error.door  # where a page says the same
    return answer


def _door() -> str:
    """Where the seat in the address is now, if this browser holds it and it was moved; else ""."""
    asked, browser = request.view_args or {}, g.get("browser", NOBODY)
    if not request.path.startswith("/debates/") or not {"slug", "number"} <= asked.keys():
        return ""
    found = seats.moved(reading(), asked["slug"], asked["number"], browser.id)
    return found.door if found and found.debate_slug != asked["slug"] else ""


def _csrf(error: CSRFError) -> Response:
    del error
    return refusal("This page was open too long or in another browser. Reload it and repeat.", 400)


def _database(error: OperationalError) -> Response:
    log.error("database: %s", error.orig)
    return refusal("The server cannot store anything just now. Try again in a moment.", 503)


def _unstorable(error: Exception) -> Response:
    log.info("unstorable: %s", type(error).__name__)
    return refusal(SENTENCES[400], 400)


def _method(error: MethodNotAllowed) -> Response | BaseResponse:
    """Who asks again for the address of a refused form is led to the page where the form stands.

    Browsers alone: scripts and other programs hear that it takes no such request.
    """
    html = "text/html" in request.headers.get("Accept", "")
    if html and request.method == "GET" and not wants_fragment():
        return redirect(quote(_page_above(request.path)), code=303)
    return _http(error)


def _page_above(path: str) -> str:
    """The nearest page over an address: forms post to an address under the page they stand on."""
    adapter = current_app.create_url_adapter(request)
    while adapter and (path := path.rstrip("/").rpartition("/")[0]):
        for page in (path, f"{path}/"):
            with suppress(HTTPException):
                adapter.match(page, method="GET")
                return page
    return "/"


def _http(error: HTTPException) -> Response | BaseResponse:
    code = error.code or 500
    if code < 400:
        return error.get_response(request.environ)
    title = {404: "Not found", 403: "Not open"}.get(code, "Not done")
    return refusal(SENTENCES.get(code, str(error.description)), code, title)


def _unforeseen(error: Exception) -> Response:
    log.exception("unforeseen", exc_info=error)
    return refusal(SENTENCES[500], 500, "Our fault")
