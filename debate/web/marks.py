"""Marks: the sheet, one student at a time, the release, and what students see after it."""

from flask import Blueprint, Response, flash
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain import permissions
from debate.domain.events import MODERATORS
from debate.domain.refusals import NotFound, Refused
from debate.queries import ballots, debates, marks, polls, speeches
from debate.services import debates as debate_writes
from debate.services import keys
from debate.services import marks as mark_writes
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, writing
from debate.web.debates import load, seat_base
from debate.web.forms.ballots import MarkForm, mark_levels
from debate.web.forms.speeches import KeyForm, one_newline

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
        may_mark=permissions.may("marks.give", staff.actor.role),
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
            levels = mark_levels(debates.parse_rubric(debate.rubric_json))
            comment = one_newline(form.comment.data)
            mark_writes.give(session, staff.actor, debate, seat, levels, comment, now=now_ms())
    except NotFound:
        raise
    except Refused as refused:
        session = reading()
        staff = access.staff(session, debate=slug)
        here = load(session, slug, MODERATORS)
        errors = {refused.field or "form": refused.sentence}
        return _mark_page(session, here, seat, staff.actor.role, form, errors, refused.status)
    flash("The mark is kept. Students see it after the next release.", "note")
    return see_other(f"/debates/{slug}/marks/{_next(slug, seat)}")


@pages.get("/debates/<slug>/release")
@may("marks.release")
def ask_release(slug: str) -> Response:
    """What a release does, and who has no score yet."""
    return _release_page(slug, "", 200)


@pages.post("/debates/<slug>/release")
@may("marks.release")
def release(slug: str) -> Answer:
    """Show marks and ballots to those they are about."""
    key = KeyForm().key.data or ""
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.staff(session, debate=slug).actor
            if keys.first_answer(session, actor.ref, "marks.release", slug, key, {}) is None:
                mark_writes.release(session, actor, debate, now_ms())
                keys.remember(session, actor.ref, "marks.release", slug, key, {}, {}, now_ms())
    except NotFound:
        raise
    except Refused as refused:
        return _release_page(slug, refused.sentence, refused.status)
    flash("Marks are released. Each student sees their own.", "note")
    return see_other(f"/debates/{slug}/marks/")


@pages.get("/debates/<slug>/results")
@may("debates.watch")
def results(slug: str) -> Response:
    """Swing, decision and scores as the instructor sees them."""
    session = reading()
    staff = access.staff(session, debate=slug)
    here = load(session, slug, MODERATORS)
    may_show = permissions.may("polls.show", staff.actor.role)
    return _results_page(here, marks.results(session, here), "", may_show)


@pages.get("/debates/<slug>/<int:number>/results")
@may("marks.own")
def own_results(slug: str, number: int) -> Response:
    """Decision and swing; one's own mark and comment after the release."""
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    found = marks.results(session, here, actor.seat_id)
    return _results_page(here, found, seat_base(slug, number))


def _results_page(
    here: debates.DebateNow, found: marks.ResultsPage, base: str, may_show: bool = False
) -> Response:
    return page(
        "marks/results.html",
        here_now=here,
        results=found,
        base=base,
        staff=not base,
        may_show=may_show,
        layout="layouts/room.html" if base else "layouts/page.html",
    )


def _release_page(slug: str, problem: str, status: int) -> Response:
    session = reading()
    access.staff(session, debate=slug)
    here = load(session, slug, MODERATORS)
    found = marks.results(session, here)
    return page("marks/release.html", status, here_now=here, results=found, problem=problem)


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
    if status == 200:
        form.comment.data = line.comment
    blocks = speeches.transcript(session, here)
    return page(
        "marks/mark.html",
        status,
        here_now=here,
        lines=lines,
        line=line,
        levels=line.mark_levels if status == 200 else mark_levels(here.rubric),
        form=form,
        errors=errors,
        words=marks.words_of(session, here, blocks, line.seat.id),
        reflection=polls.own_reflection(session, here.id, line.seat.id),
        may_mark=permissions.may("marks.give", role),
    )


def _next(slug: str, seat: int) -> str:
    """The next student of the sheet without a complete mark, or "" for the sheet itself."""
    session = reading()
    here = load(session, slug, MODERATORS)
    lines = marks.sheet(session, here)
    numbers = [line.seat.number for line in lines]
    at = numbers.index(seat)
    later = [*lines[at + 1 :], *lines[:at]]
    open_ = [line for line in later if not line.complete and line.seat.role == "debater"]
    return str(open_[0].seat.number) if open_ else ""
