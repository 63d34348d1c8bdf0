"""Grade files of a session: which platform, a look at every row, and the file."""

from typing import NamedTuple
from urllib.parse import quote

from flask import Blueprint, Response
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain import grade_files, grade_files_filling
from debate.domain.grade_files import AMBIGUOUS, CSV, FOR_PEOPLE, XLSX, Line
from debate.domain.grade_files_filling import NEW, Target, Upload
from debate.domain.refusals import NotFound, Refused
from debate.export import grade_files as files
from debate.queries import grade_files as reads
from debate.services import grade_files as writes
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, writing
from debate.web.forms.grade_files import GradeFileForm

pages = Blueprint("grade_files", __name__)

Answer = Response | BaseResponse
AT = "/sittings/<slug>/grade-files/"


class Made(NamedTuple):
    """A file as it would be: what becomes of whom, its bytes, and what is odd."""

    lines: tuple[Line, ...]
    others: tuple[str, ...]
    notes: tuple[str, ...]
    data: bytes
    ending: str

    @property
    def unsettled(self) -> int:
        """How many students could be taken for somebody else."""
        return sum(line.state == AMBIGUOUS for line in self.lines)

    def count(self, state: str) -> int:
        """How many students are in this state."""
        return sum(line.state == state for line in self.lines)


class Chosen(NamedTuple):
    """The platform's own file: its columns, and the one that is filled."""

    upload: Upload
    targets: list[Target]
    target: Target | None
    why_none: str


@pages.get(AT)
@may("grade_files.make")
def choose(slug: str) -> Answer:
    """Where the grades go."""
    session = reading()
    sheet = _sheet(session, slug)
    form = GradeFileForm(formdata=None, title=sheet.title, comments=True)
    form.platform.data = grade_files.platform_guess(sheet.grades)
    return _page(sheet, form)


@pages.post(AT)
@may("grade_files.make")
def make(slug: str) -> Answer:
    """Show every row of the file, or give it (`act`)."""
    form = GradeFileForm()
    sheet = _sheet(reading(), slug)
    chosen, made = None, None
    try:
        platform = form.chosen_platform()
        chosen = _chosen(form, platform)
        made = _made(form, platform, sheet, chosen)
    except Refused as refused:
        form.tell(Refused(refused.sentence, refused.field or "file"))
        return _page(sheet, form, chosen, status=422)
    if made is None or form.act.data != "download":
        return _page(sheet, form, chosen, made)
    if form.shown.data != form.digest():
        said = "The choices changed since the rows were shown. Look once more, then download."
        return _page(sheet, form, chosen, made, said, 409)
    if made.unsettled:
        rows = "One student is" if made.unsettled == 1 else f"{made.unsettled} students are"
        return _page(sheet, form, chosen, made, f"{rows} not settled yet.", 422)
    with writing() as session:
        staff = access.staff(session, sitting=slug)
        course = staff.course.course_id
        writes.note(session, staff.actor, sheet.sitting_id, course, platform, now_ms())
    return _file(made, form, platform)


def _sheet(session: Session, slug: str) -> reads.Sheet:
    access.staff(session, sitting=slug)
    sitting = reads.sitting_id(session, slug)
    if sitting is None:
        raise NotFound
    return reads.sheet(session, sitting)


def _chosen(form: GradeFileForm, platform: str) -> Chosen | None:
    """The file that was given, with its columns; None without one. Raises Refused."""
    data = form.upload()
    if data is None:
        return None
    if platform == XLSX:
        raise Refused("A workbook is made new. Choose CSV to fill a file of your own.", "platform")
    upload = grade_files_filling.take_apart(data)
    found = grade_files_filling.targets(upload, platform)
    why_none = grade_files_filling.may_add(platform)
    number = form.chosen_column()
    target = next((one for one in found if one.index == number and not one.why_not), None)
    if number == NEW and not why_none:
        title = grade_files.clean_title(platform, form.title.data or "")
        header = grade_files.item_header(platform, title)
        target = Target(NEW, title, header)
    elif target is None and not form.column.data:
        target = grade_files_filling.target_of(found, form.title.data or "")
        form.column.data = str(target.index) if target else ""
    return Chosen(upload, found, target, why_none)


def _made(
    form: GradeFileForm, platform: str, sheet: reads.Sheet, chosen: Chosen | None
) -> Made | None:
    """The file as it would be; None while its column is not chosen. Raises Refused."""
    comments, choices = bool(form.comments.data), form.choices()
    if chosen is None:
        title = grade_files.clean_title(platform, form.title.data or "")
        new = grade_files.compose(
            platform, title, sheet.maximum, sheet.grades, choices, comments=comments
        )
        ending = "xlsx" if platform == XLSX else "csv"
        return Made(new.lines, (), new.notes, files.new(new, platform), ending)
    if chosen.target is None:
        return None
    filled = grade_files_filling.fill(
        chosen.upload,
        platform,
        chosen.target,
        sheet.maximum,
        sheet.grades,
        choices,
        comments=comments,
    )
    ending = (form.file_name.data or "").rpartition(".")[2].casefold()
    data = files.filled(filled, chosen.upload)
    kept = ending if ending in ("csv", "tsv", "txt", "xls") else "csv"
    return Made(filled.lines, filled.others, filled.notes, data, kept)


def _page(
    sheet: reads.Sheet,
    form: GradeFileForm,
    chosen: Chosen | None = None,
    made: Made | None = None,
    problem: str = "",
    status: int = 200,
) -> Response:
    if chosen:
        open_ones = {str(one.index): one.header for one in chosen.targets if not one.why_not}
        new = {} if chosen.why_none else {"new": "A new column with the title above"}
        form.column.choices = {"": "Choose…"} | open_ones | new
    return page(
        "grade_files/page.html",
        status,
        sheet=sheet,
        form=form,
        chosen=chosen,
        made=made,
        problem=problem,
        choices=form.choices(),
        for_people=FOR_PEOPLE,
        platforms=grade_files.PLATFORMS,
        shown=form.digest(),
    )


def _file(made: Made, form: GradeFileForm, platform: str) -> Response:
    """The bytes under a name in ASCII, and under the item's own title."""
    kinds = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
    response = Response(made.data, mimetype=kinds.get(made.ending, "text/csv"))
    title = " ".join((form.title.data or "").split()) or "Grades"
    where = "" if platform in (CSV, XLSX) else f" for {grade_files.PLATFORMS[platform]}"
    name = quote(f"Grades, {title}{where}.{made.ending}".replace("/", "-"), safe="")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"grades-{platform}.{made.ending}\"; filename*=UTF-8''{name}"
    )
    return response
