"""Classes: the list of mine, one class, its students one by one, its staff."""

from flask import Blueprint, Response, flash
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.deadlines import DEFAULT_ZONE
from debate.domain.refusals import NotFound, Refused
from debate.queries import courses as reads
from debate.queries import retentions
from debate.services import accounts, courses, keys
from debate.web import access
from debate.web.access import access as may
from debate.web.accounts import ROW_ID, invitation_link
from debate.web.answers import now_ms, page, reading, see_other, writing
from debate.web.forms.accounts import InviteForm
from debate.web.forms.courses import CourseForm, NewCourseForm, RoleForm, StudentForm

pages = Blueprint("courses", __name__)

Answer = Response | BaseResponse


@pages.get("/courses/")
@may("accounts.own")
def index() -> Answer:
    """My classes."""
    session = reading()
    browser = access.member(session)
    return page("courses/index.html", courses=reads.index(session, browser.account_id))


@pages.get("/courses/new")
@may("courses.create")
def new() -> Answer:
    """A class is made of a title; everything else can come later."""
    access.member(reading())
    return page("courses/new.html", form=NewCourseForm(formdata=None).offer())


@pages.post("/courses/new")
@may("courses.create")
def create() -> Answer:
    """Make a class and go on to its list."""
    form = NewCourseForm().offer()
    try:
        with writing() as session:
            browser = access.member(session)
            title, zone = form.title.data or "", form.time_zone.data or DEFAULT_ZONE
            course = courses.create(session, browser.account_id, title, now_ms(), zone)
            slug = course.slug
    except Refused as refused:
        if not refused.field:
            raise
        form.tell(refused)
        return page("courses/new.html", 422, form=form)
    return see_other(f"/courses/{slug}/roster")


@pages.get("/courses/<slug>/")
@may("courses.read")
def course(slug: str) -> Answer:
    """Students, sessions and staff of one class."""
    session = reading()
    staff = access.staff(session, slug)
    found = reads.page(session, staff.course.course_id, staff.actor.role)
    teaches = staff.actor.account_id if found.may_edit else 0
    return page(
        "courses/course.html",
        course=found,
        retention=retentions.rule(session, staff.course.course_id),
        warnings=retentions.warnings(session, teaches, now_ms(), slug),
    )


@pages.get("/courses/<slug>/title")
@may("courses.edit")
def title(slug: str) -> Answer:
    """The form for another title."""
    staff = access.staff(reading(), slug)
    form = CourseForm(formdata=None, title=staff.course.title)
    return page("courses/title.html", course=staff.course, form=form)


@pages.post("/courses/<slug>/title")
@may("courses.edit")
def rename(slug: str) -> Answer:
    """Give the class another title."""
    form = CourseForm()
    try:
        with writing() as session:
            row = courses.lock(session, slug)
            staff = access.staff(session, slug)
            courses.rename(session, staff.actor, row, form.title.data or "", now_ms())
    except Refused as refused:
        if not refused.field:
            raise
        form.tell(refused)
        known = access.staff(reading(), slug).course
        return page("courses/title.html", 422, course=known, form=form)
    return see_other(f"/courses/{slug}/")


@pages.get(f"/courses/<slug>/students/<{ROW_ID}:student>")
@may("courses.edit")
def student(slug: str, student: int) -> Answer:
    """One line of the list."""
    return _student_page(slug, student, None)


@pages.post(f"/courses/<slug>/students/<{ROW_ID}:student>")
@may("courses.edit")
def change_student(slug: str, student: int) -> Answer:
    """Change one line of the list, extra time included."""
    form = StudentForm()
    try:
        with writing() as session:
            row = courses.lock(session, slug)
            actor = access.staff(session, slug).actor
            courses.change_student(session, actor, row, student, form.fields(), now_ms())
    except Refused as refused:
        if not refused.field:
            raise
        form.tell(refused)
        return _student_page(slug, student, form, 422)
    return see_other(f"/courses/{slug}/#students")


@pages.post(f"/courses/<slug>/students/<{ROW_ID}:student>/remove")
@may("courses.edit")
def remove_student(slug: str, student: int) -> Answer:
    """Take one student off the list."""
    with writing() as session:
        row = courses.lock(session, slug)
        actor = access.staff(session, slug).actor
        name = courses.remove_student(session, actor, row, student, now_ms()).name
    flash(f"{name} is off the list. You can put them back below it.")
    return see_other(f"/courses/{slug}/#students")


@pages.post(f"/courses/<slug>/students/<{ROW_ID}:student>/restore")
@may("courses.edit")
def restore_student(slug: str, student: int) -> Answer:
    """Put a student back on the list."""
    with writing() as session:
        row = courses.lock(session, slug)
        actor = access.staff(session, slug).actor
        courses.restore_student(session, actor, row, student, now_ms())
    return see_other(f"/courses/{slug}/#students")


def _student_page(
    slug: str, student_id: int, form: StudentForm | None, status: int = 200
) -> Response:
    session = reading()
    staff = access.staff(session, slug)
    found = reads.student(session, staff.course.course_id, student_id)
    if found is None:
        raise NotFound
    typed = form or StudentForm(formdata=None, obj=found, extra_time=f"{found.factor} %")
    return page("courses/student.html", status, course=staff.course, student=found, form=typed)


@pages.get("/courses/<slug>/staff")
@may("accounts.invite")
def staff(slug: str) -> Answer:
    """Who teaches, marks and assists, and who is invited."""
    return _staff_page(reading(), slug)


@pages.post("/courses/<slug>/staff")
@may("accounts.invite")
def invite(slug: str) -> Answer:
    """Make an invitation; its link is shown this once."""
    form = InviteForm()
    key, role = form.key.data or "", form.role.data or ""
    token = ""
    try:
        with writing() as session:
            row = courses.lock(session, slug)
            actor = access.staff(session, slug).actor
            sent = keys.Sent(actor.ref, "invite", slug, key, {"role": role})

            def do() -> None:  # the link is shown this once and kept nowhere
                nonlocal token
                token = accounts.invite(session, actor.account_id, role, now_ms(), course_id=row.id)

            keys.once(session, sent, now_ms(), do)
    except Refused as refused:
        if not refused.field:
            raise
        form.tell(refused)
        return _staff_page(reading(), slug, 422, form=form)
    return _staff_page(reading(), slug, link=invitation_link(token), asked=True)


@pages.post(f"/courses/<slug>/invitations/<{ROW_ID}:invitation>/revoke")
@may("accounts.invite")
def revoke(slug: str, invitation: int) -> Answer:
    """Make an invitation worthless."""
    with writing() as session:
        row = courses.lock(session, slug)
        actor = access.staff(session, slug).actor
        accounts.revoke(session, actor.account_id, invitation, now_ms(), course_id=row.id)
    flash("The link no longer works.")
    return see_other(f"/courses/{slug}/staff")


@pages.post(f"/courses/<slug>/staff/<{ROW_ID}:account>/role")
@may("accounts.invite")
def set_role(slug: str, account: int) -> Answer:
    """Give somebody another role."""
    form = RoleForm()
    with writing() as session:
        row = courses.lock(session, slug)
        actor = access.staff(session, slug).actor
        courses.set_role(session, actor, row, account, form.role.data or "", now_ms())
    flash("The role is changed.")
    return see_other(f"/courses/{slug}/staff")


@pages.post(f"/courses/<slug>/staff/<{ROW_ID}:account>/remove")
@may("accounts.invite")
def remove_member(slug: str, account: int) -> Answer:
    """End somebody's role in the class."""
    with writing() as session:
        row = courses.lock(session, slug)
        actor = access.staff(session, slug).actor
        courses.remove_member(session, actor, row, account, now_ms())
    flash("They no longer have a part in this class.")
    return see_other(f"/courses/{slug}/staff")


def _staff_page(
    session: Session,
    slug: str,
    status: int = 200,
    *,
    form: InviteForm | None = None,
    link: str = "",
    asked: bool = False,
) -> Response:
    known = access.staff(session, slug)
    found = reads.staff_page(session, known.course.course_id, known.actor.role, now_ms())
    return page(
        "courses/staff.html",
        status,
        course=found,
        form=form or InviteForm(formdata=None),
        link=link,
        asked=asked,
    )
