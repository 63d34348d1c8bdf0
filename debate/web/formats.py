"""Formats: the lists, one of them, a copy for a class, the editor, and files in and out."""

from flask import Blueprint, Response, flash, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain import formats_editing, formats_outline
from debate.domain.formats import Format
from debate.domain.formats_editing import READY, STEPS_MAX, Typed
from debate.domain.permissions import Actor
from debate.domain.refusals import Forbidden, NotFound, Refused, RefusedFields
from debate.export import formats as files
from debate.queries import formats_pages as reads
from debate.queries.formats_pages import FormatPage
from debate.services import formats
from debate.web import access, copies
from debate.web.access import access as may
from debate.web.answers import go_to, now_ms, page, reading, see_other, wants_fragment, writing
from debate.web.forms.formats import FormatForm, seen, typed
from debate.web.forms.speeches import one_newline

pages = Blueprint("formats", __name__)

FAULTS_SHOWN = 20
TITLE_MAX = 80
SAVE = "save"
STRIP = "strip"

# What the choices of the editor are called.
WORDS = {
    "decision": formats_outline.DECISIONS,
    "entry": formats_outline.ENTRIES,
    "advance": formats_outline.ADVANCES,
    "late": formats_outline.LATE,
    "poll": formats_outline.POLLS,
    "scored": formats_outline.SCORED,
    "ready": {slug: words for slug, (words, _) in READY.items()},
}

Answer = Response | BaseResponse


@pages.get("/formats/")
@may("formats.read")
def listing() -> Answer:
    """The formats of one's classes, and those that came along."""
    session = reading()
    browser = access.member(session)
    return page("formats/list.html", lines=reads.listing(session, browser.account_id), course=None)


@pages.get("/courses/<slug>/formats")
@may("formats.read")
def of_course(slug: str) -> Answer:
    """The formats of one class, and those that came along."""
    session = reading()
    staff = access.staff(session, slug)
    lines = reads.of_course(session, staff.course.course_id)
    return page("formats/list.html", lines=lines, course=staff.course)


@pages.get("/formats/new")
@may("formats.create")
def new() -> Answer:
    """A format of a class is a copy of another one, or comes from a file."""
    session = reading()
    browser = access.member(session)
    like = _to_copy(session, request.args.get("like", ""), browser.account_id)
    form = FormatForm(
        formdata=None,
        title=like.fmt.title if like else "",
        like=like.slug if like else "",
        course=request.args.get("course"),
    )
    return copies.new_page(session, browser.account_id, "formats/new.html", form, like)


@pages.post("/formats/new")
@may("formats.create")
def create() -> Answer:
    """Copy a format to a class, or read one from a file or its text."""
    form = FormatForm()
    made = copies.begun(
        form,
        lambda session, account_id: _create(session, account_id, form),
        lambda session, account_id: _to_copy(session, form.like.data or "", account_id),
        "formats/new.html",
    )
    if not isinstance(made, str):
        return made
    flash("This is the class’s own copy. Change it as you like.", "note")
    return see_other(f"/formats/{made}/edit")


@pages.get("/formats/<slug>/")
@may("formats.read")
def format_page(slug: str) -> Answer:
    """One format: its run of show."""
    _, found = access.format_of(reading(), slug)
    return page("formats/format.html", found=found, may_edit=copies.may_edit(found))


@pages.get("/formats/<slug>.yaml")
@may("formats.read")
def export(slug: str) -> Answer:
    """The format as the file that another server can read."""
    _, found = access.format_of(reading(), slug)
    return copies.yaml_file(files.yaml(found.fmt), slug)


@pages.get("/formats/<slug>/edit")
@may("formats.edit")
def edit(slug: str) -> Answer:
    """The editor of a class's format."""
    _, found = access.format_of(reading(), slug)
    return _edit_page(found, formats_editing.typed(found.fmt), found.version, {}, 200)


@pages.post("/formats/<slug>/edit")
@may("formats.edit")
def change(slug: str) -> Answer:
    """Move, add or remove a step in the form, draw its strip anew, or save what stands there."""
    act = request.form.get("act", SAVE)
    form = typed()
    if act != SAVE:
        _, found = access.format_of(reading(), slug)
        fresh = formats_editing.after(form, act)
        added = {step.slug for step in fresh.steps} - {step.slug for step in form.steps}
        part = "formats/_strip.html" if act == STRIP else "formats/_form.html"
        return _edit_page(found, fresh, seen(), {}, 200, part, next(iter(added), ""))
    try:
        with writing() as session:
            actor, _ = access.format_of(session, slug)
            formats.change(session, actor, slug, seen(), form, now_ms())
    except (NotFound, Forbidden):
        raise
    except Refused as refused:
        _, found = access.format_of(reading(), slug)
        return _edit_page(found, form, found.version, _errors(refused), refused.status)
    flash("The format is saved. Sessions that have it already keep their copy.", "note")
    return go_to(f"/formats/{slug}/")


@pages.post("/formats/<slug>/remove")
@may("formats.edit")
def remove(slug: str) -> Answer:
    """Take a class's format off the list."""
    with writing() as session:
        actor, found = access.format_of(session, slug)
        formats.remove(session, actor, slug, now_ms())
    flash(f"{found.fmt.title} is removed. Sessions that have it keep their copy.", "note")
    return see_other(f"/courses/{found.course}/formats")


def _create(session: Session, account_id: int, form: FormatForm) -> str:
    """The new format's slug. Raises Refused for a class that is not the account's to edit."""
    course = access.own_class(session, account_id, form.course.data)
    like = _to_copy(session, form.like.data or "", account_id)
    content = like.fmt if like else _given(form)
    title = " ".join(one_newline(form.title.data).split()) or content.title
    if len(title) > TITLE_MAX:
        raise Refused(f"Give the format a title of up to {TITLE_MAX} characters.", "title")
    actor = Actor("owner", account_id=account_id)
    key = request.form.get("key", "")
    return formats.create(session, actor, course.id, content, title, now_ms(), key)


def _given(form: FormatForm) -> Format:
    """The format in an uploaded file or a pasted text. Raises Refused with each fault's place."""
    # The reader of files is no part of the start.
    from debate.seeding import formats_given
    from debate.seeding.faults import FilesRefused

    upload = form.file.data
    data = upload.read(formats_given.BYTES_MAX + 1) if upload and upload.filename else b""
    field = "file" if data else "text"
    if data and len(data) <= formats_given.BYTES_MAX:
        # A file that is refused can be mended where it stands.
        form.text.data = data.decode("utf-8-sig", "replace")
    data = data or (form.text.data or "").encode()
    if not data.strip():
        raise Refused("Choose a file, paste its text, or copy a format in the list.", "file")
    try:
        return formats_given.read(data, "format")
    except FilesRefused as refused:
        faults = [f"Line {one.line}: {one.sentence}" for one in refused.faults[:FAULTS_SHOWN]]
        more = len(refused.faults) - len(faults)
        rest = [f"There are {more} more."] if more else []
        raise Refused("\n".join(["Nothing was imported.", *faults, *rest]), field) from refused


def _to_copy(session: Session, slug: str, account_id: int) -> FormatPage | None:
    """The format to copy, if any is named. Raises NotFound for one that is not theirs to see."""
    found = reads.page(session, slug, account_id) if slug else None
    if slug and found is None:
        raise NotFound
    return found


def _edit_page(
    found: FormatPage,
    form: Typed,
    version: int,
    errors: dict[str, str],
    status: int,
    part: str = "formats/_form.html",
    added: str = "",
) -> Response:
    return page(
        part if wants_fragment() else "formats/edit.html",
        status,
        found=found,
        form=form,
        version=version,
        errors=errors,
        words=WORDS,
        parts=formats_outline.parts_typed(form),
        total=formats_outline.total_typed(form),
        spoken=formats_outline.strip_words(formats_outline.parts_typed(form)),
        may_add=len(form.steps) < STEPS_MAX,
        added=added,
        changed=status == 409,
    )


def _errors(refused: Refused) -> dict[str, str]:
    """Field → sentence; what belongs to no field of the form stands under ""."""
    faults = refused.faults if isinstance(refused, RefusedFields) else (("", refused.sentence),)
    told: dict[str, str] = {}
    for field, sentence in faults:
        told.setdefault(field, sentence)
    return told
