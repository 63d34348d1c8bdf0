"""Rubrics: the list, one of them, a copy for a class, the editor, and files in and out."""

from flask import Blueprint, Response, flash, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain import rubrics_editing
from debate.domain.permissions import Actor
from debate.domain.refusals import Forbidden, NotFound, Refused, RefusedFields
from debate.domain.rubrics import DESCRIPTOR_MAX, LEVEL_MAX, NAME_MAX, NOTE_MAX, TITLE_MAX, Rubric
from debate.domain.rubrics_editing import Typed
from debate.export import rubrics as files
from debate.queries import rubrics as reads
from debate.queries.rubrics import RubricPage
from debate.services import rubrics
from debate.web import access, copies
from debate.web.access import access as may
from debate.web.answers import go_to, now_ms, page, reading, see_other, wants_fragment, writing
from debate.web.forms.rubrics import RubricForm, seen, typed

pages = Blueprint("rubrics", __name__)

SAVE = "save"
LIMITS = {
    "title": TITLE_MAX,
    "note": NOTE_MAX,
    "name": NAME_MAX,
    "level": LEVEL_MAX,
    "descriptor": DESCRIPTOR_MAX,
}

Answer = Response | BaseResponse


@pages.get("/rubrics/")
@may("rubrics.read")
def listing() -> Answer:
    """The rubrics that came along, and those of one's classes."""
    session = reading()
    browser = access.member(session)
    return page("rubrics/list.html", rubrics=reads.listing(session, browser.account_id))


@pages.get("/rubrics/new")
@may("rubrics.create")
def new() -> Answer:
    """A rubric of a class is a copy of another one, or comes from a file."""
    session = reading()
    browser = access.member(session)
    like = _to_copy(session, request.args.get("like", ""), browser.account_id)
    form = RubricForm(
        formdata=None, title=like.rubric.title if like else "", like=like.slug if like else ""
    )
    return copies.new_page(session, browser.account_id, "rubrics/new.html", form, like)


@pages.post("/rubrics/new")
@may("rubrics.create")
def create() -> Answer:
    """Copy a rubric to a class, or read one from a file."""
    form = RubricForm()
    made = copies.begun(
        form,
        lambda session, account_id: _create(session, account_id, form),
        lambda session, account_id: _to_copy(session, form.like.data or "", account_id),
        "rubrics/new.html",
    )
    if not isinstance(made, str):
        return made
    flash("This is the class’s own copy. Change it as you like.", "note")
    return see_other(f"/rubrics/{made}/edit")


@pages.get("/rubrics/<slug>/")
@may("rubrics.read")
def rubric(slug: str) -> Answer:
    """One rubric as a table."""
    _, found = access.rubric(reading(), slug)
    return page("rubrics/rubric.html", found=found, may_edit=copies.may_edit(found))


@pages.get("/rubrics/<slug>.yaml")
@may("rubrics.read")
def export(slug: str) -> Answer:
    """The rubric as the file that another server can read."""
    _, found = access.rubric(reading(), slug)
    return copies.yaml_file(files.yaml(found.rubric), slug)


@pages.get("/rubrics/<slug>/edit")
@may("rubrics.edit")
def edit(slug: str) -> Answer:
    """The editor of a class's rubric."""
    _, found = access.rubric(reading(), slug)
    return _edit_page(found, rubrics_editing.typed(found.rubric), found.version, {}, 200)


@pages.post("/rubrics/<slug>/edit")
@may("rubrics.edit")
def change(slug: str) -> Answer:
    """Move, add or remove something in the form, or save what stands there."""
    act = request.form.get("act", SAVE)
    form = typed()
    if act != SAVE:
        _, found = access.rubric(reading(), slug)
        return _edit_page(found, rubrics_editing.after(form, act), seen(), {}, 200)
    try:
        with writing() as session:
            actor, _ = access.rubric(session, slug)
            rubrics.change(session, actor, slug, seen(), form, now_ms())
    except (NotFound, Forbidden):
        raise
    except Refused as refused:
        _, found = access.rubric(reading(), slug)
        return _edit_page(found, form, found.version, _errors(refused), refused.status)
    flash("The rubric is saved. Sessions that have it already keep their copy.", "note")
    return go_to(f"/rubrics/{slug}/")


@pages.post("/rubrics/<slug>/remove")
@may("rubrics.edit")
def remove(slug: str) -> Answer:
    """Take a class's rubric off the list."""
    with writing() as session:
        actor, found = access.rubric(session, slug)
        rubrics.remove(session, actor, slug, now_ms())
    flash(f"{found.rubric.title} is removed. Sessions that have it keep their copy.", "note")
    return see_other("/rubrics/")


def _create(session: Session, account_id: int, form: RubricForm) -> str:
    """The new rubric's slug. Raises Refused for a class that is not the account's to edit."""
    course = access.own_class(session, account_id, form.course.data)
    like = _to_copy(session, form.like.data or "", account_id)
    content = like.rubric if like else _uploaded(form)
    title = " ".join((form.title.data or "").split()) or content.title
    if len(title) > TITLE_MAX:
        raise Refused(f"Give the rubric a title of up to {TITLE_MAX} characters.", "title")
    actor = Actor("owner", account_id=account_id)
    key = request.form.get("key", "")
    return rubrics.create(session, actor, course.id, content, title, now_ms(), key)


def _uploaded(form: RubricForm) -> Rubric:
    """The rubric in an uploaded file. Raises Refused with the file's faults, each at its line."""
    upload = form.file.data
    if upload is None or not upload.filename:
        raise Refused("Choose a file, or copy one of the rubrics in the list.", "file")
    # The reader of files is no part of the start.
    from debate.seeding import rubrics as readers
    from debate.seeding.faults import FilesRefused

    try:
        return readers.read(upload.read(), "rubric.yaml")
    except FilesRefused as refused:
        raise Refused(" ".join(refused.told()), "file") from refused


def _to_copy(session: Session, slug: str, account_id: int) -> RubricPage | None:
    """The rubric to copy, if any is named. Raises NotFound for one that is not theirs to see."""
    found = reads.page(session, slug, account_id) if slug else None
    if slug and found is None:
        raise NotFound
    return found


def _edit_page(
    found: RubricPage, form: Typed, version: int, errors: dict[str, str], status: int
) -> Response:
    template = "rubrics/_form.html" if wants_fragment() else "rubrics/edit.html"
    return page(
        template,
        status,
        found=found,
        form=form,
        version=version,
        errors=errors,
        limits=LIMITS,
        changed=status == 409,
    )


def _errors(refused: Refused) -> dict[str, str]:
    """Field → sentence; what belongs to no field of the form stands under ""."""
    faults = refused.faults if isinstance(refused, RefusedFields) else (("", refused.sentence),)
    told: dict[str, str] = {}
    for field, sentence in faults:
        told.setdefault(field if not field.startswith(("slug", "descriptors")) else "", sentence)
    return told
