"""Decks, formats and rubrics of a class are begun alike: as a copy of another one, or from a file.

Belongs here: the page on which one begins, what becomes of its post, and the file that leaves. Does
not belong here: what is copied, and the editors, which differ.
"""

from collections.abc import Callable

from flask import Response, make_response
from sqlalchemy.orm import Session

from debate.domain.permissions import OWNERS
from debate.domain.refusals import Refused
from debate.queries import courses
from debate.queries.decks import Bundled
from debate.queries.formats_pages import FormatPage
from debate.queries.rubrics import RubricPage
from debate.web import access
from debate.web.answers import page, reading, writing
from debate.web.forms.decks import DeckForm
from debate.web.forms.formats import FormatForm
from debate.web.forms.rubrics import RubricForm

Form = DeckForm | FormatForm | RubricForm
Like = Bundled | FormatPage | RubricPage | None


def begun(
    form: Form,
    make: Callable[[Session, int], str],
    like: Callable[[Session, int], Like],
    template: str,
) -> str | Response:
    """The slug of what `make` made for the account; the page with why not, where it was refused.

    `like`: what is copied, as the account sees it.
    """
    try:
        with writing() as session:
            return make(session, access.member(session).account_id)
    except Refused as refused:
        if refused.status != 422:
            raise
        form.tell(refused)
        session = reading()
        account_id = access.member(session).account_id
        return new_page(session, account_id, template, form, like(session, account_id), 422)


def new_page(
    session: Session, account_id: int, template: str, form: Form, like: Like, status: int = 200
) -> Response:
    """The page on which one begins, with one's own classes to choose from."""
    found = courses.owned(session, account_id)
    form.course.choices = {one.slug: one.title for one in found}
    return page(template, status, form=form, like=like, courses=found)


def may_edit(found: FormatPage | RubricPage) -> bool:
    """Whether the account may change it: it is a class's, and the class is theirs to edit."""
    return found.course is not None and found.role in OWNERS


def yaml_file(data: bytes, slug: str) -> Response:
    """A format or rubric as the file that another server can read."""
    answer = make_response(data)
    answer.headers["Content-Type"] = "application/yaml; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}.yaml"'
    return answer
