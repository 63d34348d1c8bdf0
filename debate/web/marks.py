"""Marks: the sheet, one student at a time, the release, and what students see after it."""

from flask import Blueprint, Response, flash
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.events import MODERATORS
from debate.domain.refusals import NotFound, Refused
from debate.queries import ballots, debates, marks, polls, speeches
from debate.services import debates as debate_writes
from debate.services import marks as mark_writes
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, writing
from debate.web.debates import load, seat_base
from debate.web.forms.ballots import MarkForm, mark_levels
from debate.web.forms.speeches import KeyForm

pages = Blueprint("marks", __name__)

Answer = Response | BaseResponse


@pages.get("/debates/<slug>/marks/")
@may("marks.read")
def sheet(slug: str) -> Response:
    """Everybody's score and where it comes from."""
    session = reading()
    staff = access.staff(session, debate=slug)
    here = load(session, slug, MODERATORS)
    given = ballots.handed_in(session, here)
    return page(
        "marks/sheet.html",
        here_now=here,
        lines=marks.sheet(session, here, given),
        ballots=given,
        actor=staff.actor,
    )


@pages.get("/debates/<slug>/marks/<int:seat>")
@may("marks.read")
def mark(slug: str, seat: int) -> Response:
    """One student's words on the left, the rubric on the right."""
    session = reading()
    staff = access.staff(session, debate=slug)
    here = load(session, slug, MODERATORS)
    return _mark_page(session, here, seat, staff.actor.role, MarkForm(formdata=None), {}, 200)


@pages.post("/debates/<slug>/marks/<int:seat>")
@may("marks.give")
def give(slug: str, seat: int) -> Answer:
    """Keep a mark and go on to the next student."""
    form = MarkForm()
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            staff = access.staff(session, debate=slug)
            rubric = debates.parse_rubric(debate.rubric_json)
            levels = mark_levels(rubric)
            comment = form.comment.data or ""
            mark_writes.give(session, staff.actor, debate, seat, levels, comment, now=now_ms())
    except NotFound:
        raise
    except Refused as refused:
        session = reading()
        staff = access.staff(session, debate=slug)
        here = load(session, slug, MODERATORS)
        errors = {refused.field or "form": refused.sentence}
        return _mark_page(session, here, seat, staff.actor.role, form, errors, refused.status)
    flash("The mark is kept. Students see it after the release.", "note")
    return see_other(f"/debates/{slug}/marks/{_next(slug, seat)}")


@pages.get("/debates/<slug>/release")
@may("marks.release")
def ask_release(slug: str) -> Response:
    """What a release does, and who has no score yet."""
    session = reading()
    access.staff(session, debate=slug)
    here = load(session, slug, MODERATORS)
    lines = marks.sheet(session, here)
    return page("marks/release.html", here_now=here, lines=lines, form=KeyForm())


@pages.post("/debates/<slug>/release")
@may("marks.release")
def release(slug: str) -> Answer:
    """Show marks and ballots to those they are about."""
    with writing() as session:
        debate = debate_writes.lock(session, slug)
        staff = access.staff(session, debate=slug)
        mark_writes.release(session, staff.actor, debate, now_ms())
    flash("Marks are released. Each student sees their own.", "note")
    return see_other(f"/debates/{slug}/marks/")


@pages.get("/debates/<slug>/results")
@may("debates.watch")
def results(slug: str) -> Response:
    """Swing, decision and scores as the instructor sees them."""
    session = reading()
    access.staff(session, debate=slug)
    here = load(session, slug, MODERATORS)
    given = ballots.handed_in(session, here)
    return page(
        "marks/results.html",
        here_now=here,
        polls=polls.results(session, here),
        panel=marks.panel(given),
        lines=marks.sheet(session, here, given),
        own=None,
        base="",
        staff=True,
        layout="layouts/page.html",
    )


@pages.get("/debates/<slug>/<int:number>/results")
@may("marks.own")
def own_results(slug: str, number: int) -> Response:
    """Decision and swing; one's own mark and comment after the release."""
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    released = here.released_ms is not None
    given = ballots.handed_in(session, here) if released else ()
    return page(
        "marks/results.html",
        here_now=here,
        polls=polls.results(session, here),
        panel=marks.panel(given) if released else None,
        lines=(),
        own=marks.own(session, here, actor.seat_id) if released else None,
        base=seat_base(slug, number),
        staff=False,
        layout="layouts/room.html",
    )


def _mark_page(
    session: Session,
    here: debates.DebateNow,
    seat: int,
    role: str,
    form: MarkForm,
    errors: dict[str, str],
    status: int,
) -> Response:
    lines = marks.sheet(session, here)
    line = next((line for line in lines if line.seat.number == seat), None)
    if line is None:
        raise NotFound("Nobody in this debate has that seat.")
    posted = form.is_submitted()
    if not posted:
        form.comment.data = line.comment
    return page(
        "marks/mark.html",
        status,
        here_now=here,
        lines=lines,
        line=line,
        levels=mark_levels(here.rubric) if posted else line.mark_levels,
        form=form,
        errors=errors,
        words=marks.words_of(speeches.transcript(session, here), line.seat.label),
        reflection=polls.own_reflection(session, here.id, line.seat.id),
        may_mark=role != "assistant",
    )


def _next(slug: str, seat: int) -> str:
    """The next student of the sheet without a complete mark, or the sheet itself."""
    session = reading()
    here = load(session, slug, MODERATORS)
    order = [line.seat.number for line in marks.sheet(session, here) if not line.complete]
    later = [number for number in order if number > seat] or order
    return str(later[0]) if later else ""
