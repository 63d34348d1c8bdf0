"""Transcripts from files: taking one in, reading it, handing it out again, deleting it."""

from contextlib import closing

from flask import Blueprint, Response, flash
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.imports import MAX_BYTES, checked
from debate.domain.refusals import Refused
from debate.queries import courses
from debate.queries import imports as reads
from debate.services import courses as locks
from debate.services import imports
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, writing
from debate.web.forms.transcripts_files import ImportForm

pages = Blueprint("imports", __name__)

Answer = Response | BaseResponse


@pages.get("/transcripts/import")
@may("imports.make")
def form() -> Answer:
    """Where a file is chosen, and what was taken in before."""
    return _page(ImportForm(formdata=None))


@pages.post("/transcripts/import")
@may("imports.make")
def take_in() -> Answer:
    """Keep a transcript, if nothing in it was altered."""
    given = ImportForm()
    try:
        data = _read(given.file.data)
        slug = _course(reading(), given.course.data or "")
        access.staff(reading(), slug)
        # Nobody else could write while a large file is read, so that comes first.
        found = checked(data)
        with writing() as session:
            course = locks.lock(session, slug)
            actor = access.staff(session, slug).actor
            kept = imports.take_in(
                session, actor, course.id, found, given.title.data or "", now_ms()
            )
    except Refused as refused:
        given.tell(refused)
        return _page(given, refused.status)
    flash("The transcript is intact. This page shows what its records say.", "note")
    return see_other(f"/transcripts/{kept}/")


@pages.get("/transcripts/<slug>/")
@may("imports.read")
def transcript(slug: str) -> Answer:
    """One imported transcript, read-only."""
    session = reading()
    _, found = access.imported(session, slug)
    return page("imports/transcript.html", kept=reads.page(session, found))


@pages.get("/transcripts/<slug>.json")
@may("imports.read")
def file(slug: str) -> Answer:
    """The file as it came in."""
    session = reading()
    _, found = access.imported(session, slug)
    data = reads.document(session, found.id)
    response = Response(data, mimetype="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="transcript.json"'
    return response


@pages.post("/transcripts/<slug>/delete")
@may("imports.delete")
def delete(slug: str) -> Answer:
    """Delete it here."""
    with writing() as session:
        locks.lock(session, access.imported(session, slug)[1].course_id)
        actor, found = access.imported(session, slug)
        imports.remove(session, actor, found.id, found.course_id, now_ms())
    flash("The imported transcript is deleted.", "note")
    return see_other("/transcripts/import")


pages.add_app_template_filter(reads.shown, "markdown_html")


def _read(upload: FileStorage | None) -> bytes:
    """What was uploaded, as much of it as is looked at. Raises Refused."""
    if upload is None:
        raise Refused("Choose the JSON file of a transcript.", "file")
    with closing(upload):
        data: bytes = upload.read(MAX_BYTES + 1)
    if not data:
        raise Refused("Choose the JSON file of a transcript.", "file")
    return data


def _course(session: Session, slug: str) -> str:
    """The class that keeps it; who has one alone need not say. Raises Refused."""
    if slug:
        return slug
    mine = courses.owned(session, access.member(session).account_id)
    if len(mine) != 1:
        raise Refused("Choose the class that keeps it.", "course")
    return mine[0].slug


def _page(given: ImportForm, status: int = 200) -> Response:
    session = reading()
    account = access.member(session).account_id
    mine = courses.owned(session, account)
    given.course.choices = [(line.slug, line.title) for line in mine]
    return page(
        "imports/import.html",
        status,
        form=given,
        courses=mine,
        imports=reads.index(session, account),
    )
