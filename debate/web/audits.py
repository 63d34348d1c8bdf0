"""The audit of a class."""

from flask import Blueprint, Response, request

from debate.queries import audits as reads
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import page, reading

pages = Blueprint("audits", __name__)


@pages.get("/courses/<slug>/audit")
@may("audits.read")
def audit(slug: str) -> Response:
    """Who did what, and when; `?before=` goes on to older acts."""
    session = reading()
    course = access.staff(session, slug).course
    before = request.args.get("before", 0, type=int)
    # A number that no column holds is the beginning.
    found = reads.of_course(session, course.course_id, before if 0 < before < 2**31 else 0)
    return page("audits/list.html", course=course, audit=found)
