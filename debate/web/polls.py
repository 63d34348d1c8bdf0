"""Voting before and after, and the reflection: pages of a seat; and the totals, shown by staff."""

from flask import Blueprint, Response, flash
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.refusals import NotFound, Refused
from debate.queries import drafts, polls, polls_points
from debate.services import debates as debate_writes
from debate.services import polls as poll_writes
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import (
    arrival_ms,
    now_ms,
    page,
    reading,
    refusal,
    see_other,
    wants_fragment,
    writing,
)
from debate.web.debates import load, room_of, seat_base
from debate.web.forms.polls import MovedByForm, ReflectionForm, VoteForm
from debate.web.forms.speeches import one_newline

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
    except NotFound:
        raise
    except Refused as refused:
        field = form.confidence if refused.field == "confidence" else form.choice
        field.errors = (refused.sentence,)
        return _vote_page(slug, number, poll, form, refused.status)
    flash("Your vote is in. You can change it until the vote closes.", "note")
    return see_other(seat_base(slug, number) + ("polls/after/point" if poll == "after" else ""))


@pages.get("/debates/<slug>/<int:number>/polls/after/point")
@may("polls.vote")
def ask_point(slug: str, number: int) -> Answer:
    """Which point moved one most; back to the vote for who has not voted."""
    return _point_page(slug, number, MovedByForm(formdata=None), 200)


@pages.post("/debates/<slug>/<int:number>/polls/after/point")
@may("polls.vote")
def name_point(slug: str, number: int) -> Answer:
    """Say which point moved one most."""
    form = MovedByForm()
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.seat(session, slug, number)
            poll_writes.name_point(
                session, actor, debate, form.point.data or "", now=now_ms(), arrival=arrival_ms()
            )
    except NotFound:
        raise
    except Refused as refused:
        form.point.errors = (refused.sentence,)
        return _point_page(slug, number, form, refused.status)
    flash("Noted with your vote. Only numbers are shown, once the vote has closed.", "note")
    return see_other(seat_base(slug, number))


@pages.post("/debates/<slug>/totals")
@may("polls.show")
def show_totals(slug: str) -> Answer:
    """Show totals that wait since somebody voted who is not confirmed."""
    with writing() as session:
        debate = debate_writes.lock(session, slug)
        actor = access.staff(session, debate=slug).actor
        poll_writes.show_totals(session, actor, debate, now_ms())
    return see_other(f"/debates/{slug}/results")


@pages.get("/debates/<slug>/<int:number>/reflection")
@may("reflections.write")
def reflection(slug: str, number: int) -> Response:
    """The reflection, as far as it is written."""
    return _reflection_page(slug, number, ReflectionForm(formdata=None), 200)


@pages.post("/debates/<slug>/<int:number>/reflection")
@may("reflections.write")
def reflect(slug: str, number: int) -> Answer:
    """Hand the reflection in with its button; without it (as one types) keep it as a draft."""
    form = ReflectionForm()
    words, late = one_newline(form.text.data), ""
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.seat(session, slug, number)
            if form.act.data == "hand-in":
                late = poll_writes.reflect(
                    session, actor, debate, words, now=now_ms(), arrival=arrival_ms()
                )
            else:
                poll_writes.keep_reflection(session, actor, debate, words, now_ms())
    except NotFound:
        raise
    except Refused as refused:
        if wants_fragment():
            return refusal(refused.sentence, refused.status)
        form.text.errors = (refused.sentence,)
        return _reflection_page(slug, number, form, refused.status)
    if late:
        form.text.errors = (f"{late} Your words are kept here, and only you see them.",)
        return _reflection_page(slug, number, form, 409)
    if wants_fragment():
        return Response(status=204)
    if form.act.data != "hand-in":
        flash("Your reflection is kept, and not handed in yet.", "note")
        return see_other(seat_base(slug, number) + "reflection")
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
    if own and status == 200:
        form.choice.data, form.confidence.data = own.choice, str(own.confidence or "")
    turn = drafts.turn(session, here, actor, room_of(session, here))
    return page(
        "polls/vote.html",
        status,
        form=form,
        here_now=here,
        step=step,
        poll=poll,
        own=own,
        why_not=polls.why_not(here, actor, step, here.now),
        turnout=polls.turnout(session, here, step),
        turn=turn,
        base=seat_base(slug, number),
    )


def _point_page(slug: str, number: int, form: MovedByForm, status: int) -> Answer:
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    step = next((step for step in here.fmt.steps if step.poll == "after"), None)
    if step is None:
        raise NotFound("This debate has no closing vote.")
    why_not = polls.why_not(here, actor, step, here.now)
    own = polls.own_vote(session, here.id, "after", actor.seat_id)
    lines = polls_points.points(session, here)
    speeches = polls_points.by_speech(here, lines, actor.seat_id)
    if status == 200 and own is None:
        return see_other(seat_base(slug, number) + "polls/after")
    if status == 200 and not speeches:
        return see_other(seat_base(slug, number))
    if own and status == 200:
        form.point.data = own.moved_by
    return page(
        "polls/point.html",
        status,
        form=form,
        here_now=here,
        step=step,
        speeches=speeches,
        own=own,
        why_not=why_not,
        turn=drafts.turn(session, here, actor, room_of(session, here)),
        base=seat_base(slug, number),
    )


def _reflection_page(slug: str, number: int, form: ReflectionForm, status: int) -> Response:
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    step = next((step for step in here.fmt.steps if step.entry == "reflection"), None)
    if step is None:
        raise NotFound("This debate asks for no reflection.")
    given = polls.own_reflection(session, here.id, actor.seat_id)
    draft = polls.kept_reflection(session, here, step, actor.seat_id)
    if status == 200:
        form.text.data = draft or given
    turn = drafts.turn(session, here, actor, room_of(session, here))
    return page(
        "polls/reflection.html",
        status,
        form=form,
        here_now=here,
        step=step,
        handed_in=bool(given),
        changed=bool(draft) and draft != given,
        why_not=polls.why_not(here, actor, step, here.now),
        turn=turn,
        base=seat_base(slug, number),
    )
