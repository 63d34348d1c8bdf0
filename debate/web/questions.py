"""Questions about a mark: asked from a seat, answered and decided by staff."""

from flask import Blueprint, Response, flash
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.refusals import Forbidden, NotFound, Refused
from debate.queries import questions as reads
from debate.queries import sittings
from debate.services import debates as debate_writes
from debate.services import keys
from debate.services import questions as writes
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, writing
from debate.web.debates import seat_base
from debate.web.forms.marks import QuestionForm
from debate.web.forms.marks import number as whole_number
from debate.web.forms.speeches import one_newline
from debate.web.marks import own_page
from debate.web.marks_desk import Typed, desk_page

pages = Blueprint("questions", __name__)

Answer = Response | BaseResponse
THREAD = "/debates/<slug>/questions/<int:question>"


@pages.post("/debates/<slug>/<int:number>/questions")
@may("questions.ask")
def ask(slug: str, number: int) -> Answer:
    """Ask about one's own mark, or add to what one asked."""
    form = QuestionForm()
    words, thread = one_newline(form.text.data), whole_number(form.question.data)
    fields = {"text": words, "question": thread or 0}
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.seat(session, slug, number)
            sent = keys.Sent(actor.ref, "questions.ask", slug, form.key.data or "", fields)

            def do() -> None:
                if thread is None:
                    writes.ask(session, actor, debate, words, now_ms())
                else:
                    writes.add(session, actor, debate, thread, words, now_ms())

            keys.once(session, sent, now_ms(), do)
    except (NotFound, Forbidden):
        raise
    except Refused as refused:
        if refused.status != 422:
            raise
        return own_page(slug, number, words, refused.sentence, refused.status)
    flash("Your question is sent. The answer stands here.", "note")
    return see_other(f"{seat_base(slug, number)}results#questions")


@pages.get("/sittings/<slug>/questions")
@may("questions.read")
def listing(slug: str) -> Response:
    """The questions of a session, those that wait first."""
    session = reading()
    staff = access.staff(session, sitting=slug)
    found = sittings.overview(session, slug, staff.actor.role, now_ms())
    if found is None:
        raise NotFound
    lines = reads.of_sitting(session, slug)
    return page("questions/list.html", sitting=found, lines=lines)


@pages.post(THREAD)
@may("questions.decide")
def answer(slug: str, question: int) -> Answer:
    """Answer without deciding yet."""
    return _staff(slug, question, decides=False)


@pages.post(f"{THREAD}/decision")
@may("questions.decide")
def decide(slug: str, question: int) -> Answer:
    """End it: the mark stands, or was changed."""
    return _staff(slug, question, decides=True)


def _staff(slug: str, question: int, *, decides: bool) -> Answer:
    form = QuestionForm()
    words, seat = one_newline(form.text.data), 0
    key, decision = form.key.data or "", (form.decision.data or "") if decides else ""
    act = "questions.decide" if decides else "questions.answer"
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.staff(session, debate=slug).actor
            seat = writes.seat_number(session, debate, question)
            fields = {"text": words, "question": question, "decision": decision}

            def do() -> None:
                if decides:
                    writes.decide(session, actor, debate, question, decision, words, now_ms())
                else:
                    writes.add(session, actor, debate, question, words, now_ms())

            keys.once(session, keys.Sent(actor.ref, act, slug, key, fields), now_ms(), do)
    except NotFound:
        raise
    except Refused as refused:
        errors = {f"question-{question}": refused.sentence, f"text-{question}": words}
        return desk_page(slug, seat, Typed(errors=errors, status=refused.status))
    flash("The question is decided." if decides else "Your answer is sent.", "note")
    return see_other(f"/debates/{slug}/marks/{seat}#questions")
