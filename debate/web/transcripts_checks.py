"""The page where anybody checks a transcript: files go in, a sentence comes out, none is kept."""

import threading
from contextlib import closing

from flask import Blueprint, Response, request

from debate.domain.refusals import Refused
from debate.domain.transcripts import Report, Unreadable
from debate.seeding.transcripts_checks import checked
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import page, reading
from debate.web.forms.transcripts_files import CheckForm

pages = Blueprint("transcripts_checks", __name__)

PATIENCE_SECONDS = 5.0
turns = threading.BoundedSemaphore(2)
"""Checks that this process makes at once; a third waits PATIENCE_SECONDS."""

NO_FILE = "Choose a JSON file, or two files of the same debate."


@pages.get("/verify")
@may("public")
def form() -> Response:
    """Where files are chosen or dropped."""
    return _page(CheckForm(formdata=None), None)


@pages.post("/verify")
@may("public")
def check() -> Response:
    """The outcome, on the same page."""
    given = CheckForm()
    files = []
    for upload in request.files.getlist("files"):
        with closing(upload):
            files += [upload.read()] if upload.filename else []
    if not turns.acquire(timeout=PATIENCE_SECONDS):
        raise Refused("Two files are being checked already. Try again in a moment.", status=429)
    try:
        return _page(given, checked(files))
    except Unreadable as error:
        given.tell(Refused(str(error), "files"))
        return _page(given, None, 422)
    finally:
        turns.release()


def _page(given: CheckForm, report: Report | None, status: int = 200) -> Response:
    access.visitor(reading())
    return page("transcripts/check.html", status, form=given, report=report)
