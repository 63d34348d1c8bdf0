"""Archives of a class: asking for one, how far it is, taking it away, cancelling and deleting."""

from pathlib import Path

from flask import Blueprint, Response, flash, send_file
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.archives import plain_name
from debate.domain.refusals import NotFound, Refused
from debate.export import archives as files
from debate.queries import archives as reads
from debate.services import archives, courses
from debate.web import access, work
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, wants_fragment, writing
from debate.web.forms.archives import WHOLE, ArchiveForm

pages = Blueprint("archives", __name__)

Answer = Response | BaseResponse


@pages.get("/courses/<slug>/archives/")
@may("archives.make")
def index(slug: str) -> Answer:
    """What has been asked for, how far it is, and the form for one more."""
    return _page(reading(), slug, ArchiveForm(formdata=None))


@pages.post("/courses/<slug>/archives/")
@may("archives.make")
def ask(slug: str) -> Answer:
    """Have an archive made in the background."""
    form = ArchiveForm()
    try:
        with writing() as session:
            course = courses.lock(session, slug)
            actor = access.staff(session, slug).actor
            archives.ask(session, actor, course, form.sitting.data or "", now_ms())
    except Refused as refused:
        if not refused.field:
            raise
        form.tell(refused)
        return _page(reading(), slug, form, 422)
    return see_other(f"/courses/{slug}/archives/")


@pages.post("/courses/<slug>/archives/<archive>/cancel")
@may("archives.make")
def cancel(slug: str, archive: str) -> Answer:
    """Stop making it."""
    with writing() as session:
        course = courses.lock(session, slug)
        actor = access.staff(session, slug).actor
        archives.cancel(session, actor, course, archive, now_ms())
    return see_other(f"/courses/{slug}/archives/")


@pages.post("/courses/<slug>/archives/<archive>/delete")
@may("archives.make")
def delete(slug: str, archive: str) -> Answer:
    """Delete it, with its file."""
    with writing() as session:
        course = courses.lock(session, slug)
        actor = access.staff(session, slug).actor
        archives.remove(session, actor, course, archive, now_ms())
    flash("The archive is deleted.")
    return see_other(f"/courses/{slug}/archives/")


@pages.get("/courses/<slug>/archives/<archive>.zip")
@may("archives.make")
def download(slug: str, archive: str) -> Answer:
    """The file. The address stays until somebody deletes the archive."""
    session = reading()
    course = access.staff(session, slug).course
    line = reads.of(session, course.course_id, archive)
    if line is None:
        raise NotFound("This archive was deleted. Make another one.")
    if line.state != "done":
        raise Refused("This archive is not done. Its page says how far it is.", status=409)
    path = files.file_of(work.folder(), line.slug)
    if not path.is_file():
        raise NotFound("The file of this archive is no longer on the disk. Make another one.")
    return _file(path, f"packets-{plain_name(line.title or course.title)}.zip")


def _file(path: Path, name: str) -> Response:
    answer = send_file(path, mimetype="application/zip", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(session: Session, slug: str, form: ArchiveForm, status: int = 200) -> Response:
    course = access.staff(session, slug).course
    found = reads.index(session, course.course_id)
    form.sitting.choices = [WHOLE, *found.sittings]
    template = "archives/_list.html" if wants_fragment() and status == 200 else "archives/list.html"
    return page(template, status, course=course, archives=found, form=form)
