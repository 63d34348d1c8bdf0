"""Second marking: asking for it, the work under codes, and settling where two marks differ."""

from flask import Blueprint, Response, flash
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain import permissions
from debate.domain.marks import decimal
from debate.domain.refusals import NotFound, Refused
from debate.queries import second_marks as reads
from debate.queries import second_marks_work
from debate.queries.second_marks import Pair, RoundLine
from debate.services import keys, second_marks, sittings
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, writing
from debate.web.forms.ballots import mark_levels
from debate.web.forms.second_marks import HOW, SETTLE, AskForm, SecondMarkForm, SettleForm, agreed
from debate.web.forms.speeches import one_newline

pages = Blueprint("second_marks", __name__)

Answer = Response | BaseResponse

ROUND = "/sittings/<slug>/second-marks/<int:number>/"
WORK = ROUND + "work/<code>"


@pages.get("/sittings/<slug>/second-marks/")
@may("second_marks.read")
def index(slug: str) -> Answer:
    """The rounds of a session, and asking for one."""
    return _index_page(slug, AskForm(formdata=None), 200)


@pages.post("/sittings/<slug>/second-marks/")
@may("second_marks.ask")
def ask(slug: str) -> Answer:
    """Give work to a second marker; the same form twice asks once."""
    form = AskForm()
    try:
        with writing() as session:
            sitting = sittings.lock(session, slug)
            actor = access.staff(session, sitting=slug).actor
            wish, key = form.wish(), (form.key.data or "")[:40]
            fields = {"how": wish.how, "marker": wish.marker_id, "seats": list(wish.seats)}
            fields |= {"n": wish.n, "seed": wish.seed, "threshold": wish.threshold}
            sent = keys.Sent(actor.ref, "second_marks.ask", slug, key, fields)

            def do() -> dict[str, int]:
                return {"number": second_marks.ask(session, actor, sitting, wish, now_ms()).number}

            known = keys.once(session, sent, now_ms(), do)
    except Refused as refused:
        if refused.status != 422:
            raise
        form.tell(refused)
        return _index_page(slug, form, 422)
    flash("The work is given out under codes. The marker finds it on this page.", "note")
    return see_other(f"/sittings/{slug}/second-marks/{known['number']}/")


@pages.get(ROUND)
@may("second_marks.settle")
def pairs(slug: str, number: int) -> Answer:
    """Both marks of each student, where they differ, and settling it."""
    session = reading()
    access.staff(session, sitting=slug)
    round_ = _round(session, slug, number)
    return _pairs_page(session, slug, round_, "", SettleForm(formdata=None), 200)


@pages.post(ROUND + "pairs/<code>")
@may("second_marks.settle")
def settle(slug: str, number: int, code: str) -> Answer:
    """Decide between two marks."""
    form = SettleForm()
    try:
        with writing() as session:
            sitting = sittings.lock(session, slug)
            actor = access.staff(session, sitting=slug).actor
            pair = _pair(session, _round(session, slug, number), code)
            second_marks.settle(
                session,
                actor,
                sitting,
                (number, code),
                form.how.data or "",
                agreed(pair.rubric),
                one_newline(form.reason.data).strip(),
                now=now_ms(),
            )
    except Refused as refused:
        if refused.status != 422:
            raise
        form.form_errors.append(refused.sentence)
        session = reading()
        access.staff(session, sitting=slug)
        return _pairs_page(session, slug, _round(session, slug, number), code, form, 422)
    flash("Settled. The mark that counts is on the score sheet.", "note")
    return see_other(f"/sittings/{slug}/second-marks/{number}/")


@pages.get(ROUND + "work/")
@may("second_marks.give")
def tasks(slug: str, number: int) -> Answer:
    """The codes of a round, for its marker."""
    session = reading()
    account_id = access.staff(session, sitting=slug).actor.account_id
    round_ = _round(session, slug, number)
    if round_.marker_id != account_id:
        return see_other(f"/sittings/{slug}/second-marks/")
    found = reads.tasks(session, round_.id)
    return page("second_marks/tasks.html", slug=slug, round=round_, tasks=found)


@pages.get(WORK)
@may("second_marks.give")
def work(slug: str, number: int, code: str) -> Answer:
    """One student's words without names, and the rubric."""
    return _work_page(slug, number, code, None, {}, 200)


@pages.post(WORK)
@may("second_marks.give")
def give(slug: str, number: int, code: str) -> Answer:
    """Keep a second mark, or hand it in and go on."""
    form = SecondMarkForm()
    hand_in = form.act.data == "hand_in"
    try:
        with writing() as session:
            sitting = sittings.lock(session, slug)
            actor = access.staff(session, sitting=slug).actor
            found = _work(session, slug, number, code)
            second_marks.give(
                session,
                actor,
                sitting,
                (number, code),
                mark_levels(found.rubric),
                one_newline(form.comment.data),
                hand_in=hand_in,
                now=now_ms(),
            )
    except Refused as refused:
        if refused.status != 422:
            raise
        errors = {refused.field or "form": refused.sentence}
        return _work_page(slug, number, code, form, errors, 422)
    flash("Handed in." if hand_in else "Kept. Hand it in when it is complete.", "note")
    root = f"/sittings/{slug}/second-marks/{number}/work/"
    return see_other(root if hand_in else root + code)


def _round(session: Session, slug: str, number: int) -> RoundLine:
    found = next((one for one in reads.rounds(session, slug) if one.number == number), None)
    if found is None:
        raise NotFound
    return found


def _pair(session: Session, round_: RoundLine, code: str) -> Pair:
    found = next((one for one in reads.pairs(session, round_) if one.code == code), None)
    if found is None:
        raise NotFound
    return found


def _work(session: Session, slug: str, number: int, code: str) -> second_marks_work.Work:
    found = second_marks_work.work(session, slug, number, code, now_ms())
    if found is None:
        raise NotFound
    return found


def _index_page(slug: str, form: AskForm, status: int) -> Response:
    session = reading()
    staff = access.staff(session, sitting=slug)
    me = staff.actor.account_id
    may_ask = permissions.may("second_marks.ask", staff.actor.role)
    people = reads.markers(session, staff.course.course_id, me) if may_ask else ()
    form.marker.choices = {str(one): name for one, name in people}
    return page(
        "second_marks/index.html",
        status,
        slug=slug,
        course=staff.course.slug,
        rounds=reads.rounds(session, slug),
        me=me,
        may_ask=may_ask,
        form=form,
        candidates=reads.candidates(session, slug) if may_ask else (),
        chosen=form.chosen() if status != 200 else (),
        how=HOW,
        percent=decimal,
    )


def _pairs_page(
    session: Session, slug: str, round_: RoundLine, code: str, form: SettleForm, status: int
) -> Response:
    found = reads.pairs(session, round_)
    refused = next((one for one in found if one.code == code), None)
    return page(
        "second_marks/pairs.html",
        status,
        slug=slug,
        round=round_,
        pairs=found,
        at_fault=code,
        form=form,
        typed=agreed(refused.rubric) if refused and status != 200 else {},
        settle=SETTLE,
        how=HOW,
        percent=decimal,
    )


def _work_page(
    slug: str,
    number: int,
    code: str,
    form: SecondMarkForm | None,
    errors: dict[str, str],
    status: int,
) -> Answer:
    session = reading()
    account_id = access.staff(session, sitting=slug).actor.account_id
    found = _work(session, slug, number, code)
    if found.marker_id != account_id:
        return see_other(f"/sittings/{slug}/second-marks/")
    levels = mark_levels(found.rubric) if form else found.levels
    comment = one_newline(form.comment.data) if form else found.comment
    return page(
        "second_marks/work.html",
        status,
        slug=slug,
        number=number,
        work=found,
        levels=levels,
        comment=comment,
        errors=errors,
        one_day=False,
    )
