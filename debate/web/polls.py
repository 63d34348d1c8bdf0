"""Voting before and after, and the reflection: pages of a seat."""

from flask import Blueprint, Response, flash
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.refusals import NotFound, Refused
from debate.queries import drafts, polls
from debate.services import debates as debate_writes
from debate.services import polls as poll_writes
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import arrival_ms, now_ms, page, reading, see_other, writing
from debate.web.debates import load, seat_base
from debate.web.forms.polls import ReflectionForm, VoteForm

pages = Blueprint("polls", __name__)

Answer = Response | BaseResponse


@pages.get("/debates/<slug>/<int:number>/polls/<any(before, after):poll>")
@may("polls.vote")
def ballot_box(slug: str, number: int, poll: str) -> Response:
    """The form of a poll, with one's own vote so far."""
    return _vote_page(slug, number, poll, VoteForm(formdata=None), 200)


@pages.post("/debates/<slug>/<int:number>/polls/<any(before, after):poll>")
@may("polls.vote")
def vote(slug: str, number: int, poll: str) -> Answer:
    """Cast or change one's vote."""
    form = VoteForm()
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.seat(session, slug, number)
            poll_writes.vote(
                session,
                actor,
                debate,
                poll,
                form.choice.data or "",
                form.sure(),
                now=now_ms(),
                arrival=arrival_ms(),
            )
    except Refused as refused:
        form.choice.errors = (refused.sentence,)
        return _vote_page(slug, number, poll, form, refused.status)
    flash("Your vote is in. You can change it until the vote closes.", "note")
    return see_other(seat_base(slug, number))


@pages.get("/debates/<slug>/<int:number>/reflection")
@may("reflections.write")
def reflection(slug: str, number: int) -> Response:
    """The reflection, as far as it is written."""
    return _reflection_page(slug, number, ReflectionForm(formdata=None), 200)


@pages.post("/debates/<slug>/<int:number>/reflection")
@may("reflections.write")
def reflect(slug: str, number: int) -> Answer:
    """Hand the reflection in."""
    form = ReflectionForm()
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.seat(session, slug, number)
            words = form.text.data or ""
            poll_writes.reflect(session, actor, debate, words, now=now_ms(), arrival=arrival_ms())
    except Refused as refused:
        form.text.errors = (refused.sentence,)
        return _reflection_page(slug, number, form, refused.status)
    flash("Your reflection is handed in. You can change it while the step lasts.", "note")
    return see_other(seat_base(slug, number))


def _vote_page(slug: str, number: int, poll: str, form: VoteForm, status: int) -> Response:
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    step = next((step for step in here.fmt.steps if step.poll == poll), None)
    if step is None:
        raise NotFound("This debate has no such vote.")
    own = polls.own_vote(session, here.id, poll, actor.seat_id)
    if own and not form.is_submitted():
        form.choice.data, form.confidence.data = own[0], str(own[1] or "")
    turn = drafts.turn(session, here, actor)
    return page(
        "polls/vote.html",
        status,
        form=form,
        here_now=here,
        step=step,
        poll=poll,
        voted=own is not None,
        open_now=turn.poll == poll and turn.act == "vote",
        turn=turn,
        base=seat_base(slug, number),
    )


def _reflection_page(slug: str, number: int, form: ReflectionForm, status: int) -> Response:
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    step = next((step for step in here.fmt.steps if step.entry == "reflection"), None)
    if step is None:
        raise NotFound("This debate asks for no reflection.")
    own = polls.own_reflection(session, here.id, actor.seat_id)
    if not form.is_submitted():
        form.text.data = own
    turn = drafts.turn(session, here, actor)
    return page(
        "polls/reflection.html",
        status,
        form=form,
        here_now=here,
        step=step,
        handed_in=bool(own),
        open_now=turn.act == "reflect",
        turn=turn,
        base=seat_base(slug, number),
    )
