"""The comment bank of a class: its page, and what one does there."""

from flask import Blueprint, Response, flash
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.refusals import NotFound, Refused
from debate.queries import comments as reads
from debate.services import comments, courses
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, writing
from debate.web.forms.marks import CommentForm
from debate.web.forms.speeches import one_newline

pages = Blueprint("comments", __name__)

Answer = Response | BaseResponse
BANK = "/courses/<slug>/comments"


@pages.get(BANK)
@may("comments.edit")
def bank(slug: str) -> Response:
    """The comments of a class, to edit and remove, and a place for a new one."""
    return _page(slug, CommentForm(formdata=None), 0, "", 200)


@pages.post(BANK)
@may("comments.edit")
def save(slug: str) -> Answer:
    """Put a comment into the bank."""
    return _write(slug, 0)


@pages.post(f"{BANK}/<int:comment>")
@may("comments.edit")
def edit(slug: str, comment: int) -> Answer:
    """Change a comment of the bank."""
    return _write(slug, comment)


@pages.post(f"{BANK}/<int:comment>/remove")
@may("comments.edit")
def remove(slug: str, comment: int) -> Answer:
    """Take a comment out of the bank."""
    with writing() as session:
        course = courses.lock(session, slug)
        actor = access.staff(session, slug).actor
        comments.remove(session, actor, course, comment, now_ms())
    flash("The comment is removed. Marks that have it stay as they are.", "note")
    return see_other(f"/courses/{slug}/comments")


def _write(slug: str, comment: int) -> Answer:
    form = CommentForm()
    words = one_newline(form.comment.data)
    try:
        with writing() as session:
            course = courses.lock(session, slug)
            actor = access.staff(session, slug).actor
            if comment:
                comments.edit(session, actor, course, comment, words, now_ms())
            else:
                comments.save(session, actor, course, words, now_ms())
    except NotFound:
        raise
    except Refused as refused:
        return _page(slug, form, comment, refused.sentence, refused.status)
    flash("The comment is in the bank.", "note")
    return see_other(f"/courses/{slug}/comments")


def _page(slug: str, form: CommentForm, at: int, problem: str, status: int) -> Response:
    session = reading()
    course = access.staff(session, slug).course
    return page(
        "comments/comments.html",
        status,
        course=course,
        comments=reads.of_course(session, course.course_id),
        typed=one_newline(form.comment.data),
        at=at,
        problem=problem,
    )
