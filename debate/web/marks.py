"""Marks: everybody's score, results, and what students see after a release.

Marking itself is `marks_desk`, showing it to students `releases`.
"""

from flask import Blueprint, Response

from debate.domain import permissions
from debate.domain.events import MODERATORS
from debate.queries import ballots, debates, grades, marks, marks_own, releases
from debate.queries.marks_own import NOTHING, Own
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import page, reading
from debate.web.debates import load, seat_base

pages = Blueprint("marks", __name__)


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
        grades={row.seat_id: row for row in grades.table(session, here.sitting_id).rows},
        ballots=given,
        actor=staff.actor,
        may_mark=permissions.may("marks.give", staff.actor.role),
    )


@pages.get("/debates/<slug>/results")
@may("marks.read")
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
    return own_page(slug, number)


def own_page(
    slug: str, number: int, typed: str = "", problem: str = "", status: int = 200
) -> Response:
    """The results of a seat; `typed` is a question that was refused, `problem` says why."""
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    out = releases.of_debate(session, here.id, here.released_ms)
    found = marks.results(session, here, actor.seat_id, out)
    mine = marks_own.own(session, here, actor.seat_id, out)
    return _results_page(
        here,
        found,
        seat_base(slug, number),
        status=status,
        mine=mine,
        typed=typed,
        problem=problem,
        grade=grades.own(session, here, actor.seat_id),
    )


def _results_page(
    here: debates.DebateNow,
    found: marks.ResultsPage,
    base: str,
    may_show: bool = False,
    *,
    mine: Own = NOTHING,
    typed: str = "",
    problem: str = "",
    status: int = 200,
    grade: grades.GradeRow | None = None,
) -> Response:
    return page(
        "marks/results.html",
        status,
        here_now=here,
        results=found,
        base=base,
        staff=not base,
        may_show=may_show,
        mine=mine,
        typed=typed,
        problem=problem,
        grade=grade,
        layout="layouts/room.html" if base else "layouts/page.html",
    )
