"""Releases: everything of a session or of a debate, or what there is on one student."""

from flask import Blueprint, Response, flash
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.events import MODERATORS
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.domain.releases import BOTH
from debate.queries import ballots, marks, sittings
from debate.queries import releases as reads
from debate.services import debates as debate_writes
from debate.services import keys, marks_drafts
from debate.services import releases as writes
from debate.services import sittings as sitting_writes
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, writing
from debate.web.debates import load
from debate.web.forms.marks import ReleaseForm

pages = Blueprint("releases", __name__)

Answer = Response | BaseResponse
DONE = {
    "both": "Marks are released. Each student sees their own.",
    "marks": "Marks and comments are released; ballots are not.",
    "ballots": "Ballots are released; marks are not.",
}


@pages.get("/debates/<slug>/release")
@may("marks.release")
def ask(slug: str) -> Response:
    """What a release does, and who has no score yet."""
    return _page(slug, "", 200)


@pages.post("/debates/<slug>/release")
@may("marks.release")
def release(slug: str) -> Answer:
    """Show marks, ballots or both to everybody in a debate."""
    form = ReleaseForm()
    what = form.what.data or BOTH
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.staff(session, debate=slug).actor
            sent = _sent(actor, slug, form)

            def do() -> None:
                writes.release(session, actor, debate, now_ms(), what=what)

            keys.once(session, sent, now_ms(), do)
    except NotFound:
        raise
    except Refused as refused:
        return _page(slug, refused.sentence, refused.status)
    flash(DONE[what], "note")
    return see_other(f"/debates/{slug}/marks/")


@pages.post("/debates/<slug>/marks/<int:seat>/release")
@may("marks.release")
def release_one(slug: str, seat: int) -> Answer:
    """Show one student what there is on them."""
    form = ReleaseForm()
    what = form.what.data or BOTH
    with writing() as session:
        debate = debate_writes.lock(session, slug)
        actor = access.staff(session, debate=slug).actor
        row = marks_drafts.seat_of(session, debate, seat)
        sent = _sent(actor, f"{slug} {seat}", form)

        def do() -> None:
            writes.release(session, actor, debate, now_ms(), what=what, seat=row)

        keys.once(session, sent, now_ms(), do)
    flash("Released to this student alone.", "note")
    return see_other(f"/debates/{slug}/marks/{seat}")


@pages.get("/sittings/<slug>/release")
@may("marks.release")
def ask_all(slug: str) -> Response:
    """The rooms of a session and what a release of all of them shows."""
    return _session_page(slug, "", 200)


@pages.post("/sittings/<slug>/release")
@may("marks.release")
def release_all(slug: str) -> Answer:
    """Show marks, ballots or both to everybody in every room."""
    form = ReleaseForm()
    what = form.what.data or BOTH
    try:
        with writing() as session:
            sitting = sitting_writes.lock(session, slug)
            rooms = debate_writes.lock_all(session, sitting)
            actor = access.staff(session, sitting=slug).actor
            sent = _sent(actor, f"session {slug}", form)

            def do() -> None:
                writes.release_all(session, actor, rooms, now_ms(), what=what)

            keys.once(session, sent, now_ms(), do)
    except NotFound:
        raise
    except Refused as refused:
        return _session_page(slug, refused.sentence, refused.status)
    flash(DONE[what], "note")
    return see_other(f"/sittings/{slug}/release")


def _sent(actor: Actor, target: str, form: ReleaseForm) -> keys.Sent:
    """One press of the button, which counts once."""
    fields = {"what": form.what.data or BOTH}
    return keys.Sent(actor.ref, "marks.release", target, form.key.data or "", fields)


def _page(slug: str, problem: str, status: int) -> Response:
    session = reading()
    access.staff(session, debate=slug)
    here = load(session, slug, MODERATORS)
    found = marks.results(session, here)
    missing = ballots.missing(session, here)
    return page(
        "marks/release.html",
        status,
        here_now=here,
        results=found,
        problem=problem,
        missing=[line.label for line in missing],
    )


def _session_page(slug: str, problem: str, status: int) -> Response:
    session = reading()
    staff = access.staff(session, sitting=slug)
    found = sittings.overview(session, slug, staff.actor.role, now_ms())
    if found is None:
        raise NotFound
    rooms = reads.of_sitting(session, slug)
    return page("marks/release_all.html", status, sitting=found, rooms=rooms, problem=problem)
