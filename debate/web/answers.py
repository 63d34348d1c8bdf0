"""Answers: a page or its fragment, a redirect after a post, and refusals that keep the text.

A request with `X-Fragment: 1` comes from `forms.js` or `stream.js` and is answered with elements
that carry ids; the same post without it is answered with a redirect.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Response, g, make_response, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.db import clock_ms, db, transaction

HIDDEN_FIELDS = {"csrf_token", "password", "new_password", "again", "key"}


def now_ms() -> int:
    """The time of this request in ms since 1970 UTC; one value for the whole request."""
    if "now_ms" not in g:
        g.now_ms = clock_ms()
    value: int = g.now_ms
    return value


def arrival_ms() -> int:
    """When the head of this request arrived; a late post is judged by it."""
    stamped = request.environ.get("clashroom.arrival_ms")
    return int(stamped) if stamped is not None else now_ms()


def reading() -> Session:
    """The session for a page that only reads: all its statements see one state of the database."""
    return db.session()


@contextmanager
def writing() -> Iterator[Session]:
    """One write transaction; committed at the end, rolled back when anything is raised."""
    session = db.session()
    with transaction(session):
        yield session


def wants_fragment() -> bool:
    """Whether a script asks for elements instead of a page."""
    return request.headers.get("X-Fragment") == "1"


def page(template: str, status: int = 200, /, **values: Any) -> Response:
    """A rendered page or fragment."""
    return make_response(render_template(template, **values), status)


def see_other(address: str) -> BaseResponse:
    """After a post without a script: go and look."""
    return redirect(address, code=303)


def go_to(address: str) -> BaseResponse:
    """The same, where a script may have posted: it is told, so that a notice is left for the page.

    A script that follows a redirect fetches the page, notice and all, and then loads it again.
    """
    return make_response("", 204, {"X-Go": address}) if wants_fragment() else see_other(address)


def posted_text() -> list[tuple[str, str]]:
    """What a person typed into the form that was refused, so that nothing is lost."""
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in HIDDEN_FIELDS and len(value.strip()) > 12
    ]


def refusal(sentence: str, status: int, title: str = "Not done") -> Response:
    """The page (or notice) of a refusal, with the person's text."""
    if wants_fragment():
        return page("errors/_notice.html", status, sentence=sentence)
    return page(
        "errors/error.html",
        status,
        status=status,
        title=title,
        sentence=sentence,
        # What is too large cannot be read, not even to show it again.
        kept=posted_text() if request.method == "POST" and status != 413 else [],
    )
