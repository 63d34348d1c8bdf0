"""Reports: making one and seeing how far it is, from a seat; the queue, for moderators."""

from flask import Blueprint, Response, flash, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.events import MODERATORS
from debate.domain.permissions import Actor
from debate.domain.refusals import NotFound, Refused
from debate.queries import reports as reads
from debate.queries.debates import DebateNow
from debate.queries.speeches import point
from debate.services import debates as debate_writes
from debate.services import keys, reports
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, writing
from debate.web.debates import load, seat_base
from debate.web.forms.reports import DecisionForm, ReportForm
from debate.web.forms.speeches import one_newline
from debate.web.moderation import once

pages = Blueprint("reports", __name__)

Answer = Response | BaseResponse
ADDRESS_MAX = 20


@pages.get("/debates/<slug>/<int:number>/reports/")
@may("reports.make")
def own(slug: str, number: int) -> Response:
    """What this seat reported, and how far it is."""
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    found = reads.of_seat(session, here, actor.seat_id)
    base = seat_base(slug, number)
    return page("reports/own.html", here_now=here, reports=found, base=base)


@pages.get("/debates/<slug>/<int:number>/reports/new")
@may("reports.make")
def new(slug: str, number: int) -> Response:
    """The form: for a point, or for a person."""
    session = reading()
    actor = access.seat(session, slug, number)
    at = request.args.get("at", "")[:ADDRESS_MAX]
    return _form_page(session, slug, actor, ReportForm(formdata=None, at=at), 200)


@pages.post("/debates/<slug>/<int:number>/reports/")
@may("reports.make")
def make(slug: str, number: int) -> Answer:
    """Report it, once for its key."""
    form = ReportForm()
    at, person = (form.at.data or "")[:ADDRESS_MAX], form.person()
    reason, words, key = form.reason.data or "", one_newline(form.words.data), form.key.data or ""
    fields = {"at": at, "about": person or 0, "reason": reason, "words": words}
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.seat(session, slug, number)
            sent = keys.Sent(actor.ref, "reports.make", slug, key, fields)

            def do() -> None:
                reports.make(session, actor, debate, at, person, reason, words, now=now_ms())

            keys.once(session, sent, now_ms(), do)
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        if refused.field in form:
            form[refused.field].errors = [refused.sentence]
        else:
            form.form_errors.append(refused.sentence)
        session = reading()
        return _form_page(session, slug, access.seat(session, slug, number), form, refused.status)
    flash("Reported. Moderators alone read it; here you see how far it is.")
    return see_other(f"{seat_base(slug, number)}reports/")


@pages.get("/debates/<slug>/reports/")
@may("reports.decide")
def queue(slug: str) -> Response:
    """All reports of a debate, those that wait first."""
    session = reading()
    access.staff(session, debate=slug)
    return _queue_page(session, slug, 0, DecisionForm(formdata=None), 200)


@pages.post("/debates/<slug>/reports/<int:report>/read")
@may("reports.decide")
def read(slug: str, report: int) -> Answer:
    """Tell the reporter that it was read."""
    once(
        slug,
        "reports.read",
        str(report),
        {},
        lambda session, actor, debate: reports.read(session, actor, debate, report, now=now_ms()),
    )
    return see_other(f"/debates/{slug}/reports/#report-{report}")


@pages.post("/debates/<slug>/reports/<int:report>/decision")
@may("reports.decide")
def decide(slug: str, report: int) -> Answer:
    """End a report."""
    form = DecisionForm()
    decision, note = form.decision.data or "", form.note.data or ""
    try:
        once(
            slug,
            "reports.decide",
            str(report),
            {"decision": decision, "note": note},
            lambda session, actor, debate: reports.decide(
                session, actor, debate, report, decision, note, now=now_ms()
            ),
            asked=("note", "decision"),
        )
    except Refused as refused:
        if refused.field not in ("note", "decision"):
            raise
        form[refused.field].errors = [refused.sentence]
        return _queue_page(reading(), slug, report, form, refused.status)
    flash("Decided. The reporter sees whether anything was done, not what.")
    return see_other(f"/debates/{slug}/reports/")


def _form_page(
    session: Session, slug: str, actor: Actor, form: ReportForm, status: int
) -> Response:
    here = load(session, slug, actor.view)
    row = point(session, here, form.at.data) if form.at.data else None
    if row is None:
        form.at.data = ""
    form.about.choices = {"": "Choose a person", **_people(here, actor)}
    base = seat_base(slug, actor.seat_number)
    return page("reports/new.html", status, here_now=here, point=row, form=form, base=base)


def _people(here: DebateNow, actor: Actor) -> dict[str, str]:
    return {str(line.number): line.label for line in here.seats if line.id != actor.seat_id}


def _queue_page(
    session: Session, slug: str, chosen: int, form: DecisionForm, status: int
) -> Response:
    here = load(session, slug, MODERATORS)
    found = reads.of_debate(session, here)
    if chosen and all(line.number != chosen for line in found):
        raise NotFound
    return page(
        "reports/queue.html", status, here_now=here, reports=found, chosen=chosen, form=form
    )
