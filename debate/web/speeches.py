"""Sending points, and the drafts they are prepared in."""

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.permissions import Actor
from debate.domain.refusals import Refused
from debate.domain.speeches import Words
from debate.queries import drafts as turns
from debate.queries.debates import DebateNow
from debate.services import debates as debate_writes
from debate.services import drafts, keys, revisions, speeches
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import (
    arrival_ms,
    now_ms,
    page,
    reading,
    see_other,
    wants_fragment,
    writing,
)
from debate.web.debates import Chips, kept, load, own_part, room_of, seat_base, seat_room
from debate.web.forms.speeches import KeyForm, WordsForm

pages = Blueprint("speeches", __name__)

Answer = Response | BaseResponse
# Long lists that stand closed in the room, and where they are when it is shown with one of them.
MORE = {"links": "?more=links#pick-links", "mine": "?more=mine#sent-mine"}


@pages.post("/debates/<slug>/<int:number>/speeches/<address>/points")
@may("points.send")
def send_point(slug: str, number: int, address: str) -> Answer:
    """Send what stands in the composer."""
    form = WordsForm()
    words, key = form.words(), form.key.data or ""
    fields = {
        "claim": words.claim,
        "reasons": words.reasons,
        "cards": list(words.cards),
        "links": [list(link) for link in words.links],
        "revises": form.revised() or 0,
    }
    here = None
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.seat(session, slug, number)
            sent = keys.Sent(actor.ref, "points.send", address, key, fields)

            def do() -> dict[str, str]:
                nonlocal here
                outcome = speeches.send_point(
                    session,
                    actor,
                    debate,
                    address,
                    words,
                    now=now_ms(),
                    arrival=arrival_ms(),
                    revises=form.revised(),
                )
                here = outcome.here
                return {"kind": outcome.kind, "sentence": outcome.sentence}

            done = keys.once(session, sent, now_ms(), do)
            if here is None and done["kind"] != "draft":  # it was sent before
                drafts.forget_again(session, actor, words)
    except Refused as refused:
        return _composer_again(slug, number, refused, words)
    if here is not None and wants_fragment():
        return _own_part(actor, here)
    return _after(slug, number, 409 if done["kind"] == "draft" else 200)


@pages.post("/debates/<slug>/<int:number>/drafts/<int:draft>/send")
@may("points.send")
def send_draft(slug: str, number: int, draft: int) -> Answer:
    """Send a prepared point with one tap."""
    form = KeyForm()
    key = form.key.data or ""
    with writing() as session:
        debate = debate_writes.lock(session, slug)
        actor = access.seat(session, slug, number)
        sent = keys.Sent(actor.ref, "points.send", f"draft-{draft}", key)

        def do() -> dict[str, str]:
            outcome = speeches.send_prepared(
                session, actor, debate, draft, now=now_ms(), arrival=arrival_ms()
            )
            return {"kind": outcome.kind, "sentence": outcome.sentence}

        done = keys.once(session, sent, now_ms(), do)
    return _after(slug, number, 409 if done["kind"] == "draft" else 200)


@pages.post("/debates/<slug>/<int:number>/speeches/<address>/hand-in")
@may("points.send")
def hand_in(slug: str, number: int, address: str) -> Answer:
    """Say that the speech is whole."""
    with writing() as session:
        debate = debate_writes.lock(session, slug)
        actor = access.seat(session, slug, number)
        speeches.hand_in(session, actor, debate, address, now=now_ms(), arrival=arrival_ms())
    return _after(slug, number)


@pages.post("/debates/<slug>/<int:number>/drafts/<int:step>/open")
@may("drafts.save")
def save_open(slug: str, number: int, step: int) -> Answer:
    """Keep what stands in the composer; the script posts this as one types.

    `more` in the address: the list of the room that is to be open after (`more_part`).
    """
    form = WordsForm()
    words = form.words()
    with writing() as session:
        debate = debate_writes.lock(session, slug)
        actor = access.seat(session, slug, number)
        drafts.save_open(session, actor, debate, step, words, now_ms(), form.revised())
    if wants_fragment():
        return Response(status=204)
    opened = MORE.get(request.args.get("more", ""), "")
    return see_other(seat_base(slug, number) + opened)


@pages.get("/debates/<slug>/<int:number>/parts/<any(links, mine):noun>")
@may("debates.read")
def more_part(slug: str, number: int, noun: str) -> Answer:
    """A long list of one's own part of the room, which is asked for when it is opened.

    Nothing is chosen in it: the composer shows its list itself where something is.
    """
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    known = room_of(session, here)
    turn = turns.turn(session, here, actor, known)
    composer = turn.composer._replace(chosen_links=()) if turn.composer else None
    chips = Chips(here, known)
    return page(f"speeches/_more_{noun}.html", turn=turn, c=composer, chips=chips)


@pages.post("/debates/<slug>/<int:number>/drafts/<int:step>/keep")
@may("drafts.save")
def keep(slug: str, number: int, step: int) -> Answer:
    """Put the composer's words aside as a prepared point."""
    words = WordsForm().words()
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.seat(session, slug, number)
            drafts.keep(session, actor, debate, step, words, now_ms())
    except Refused as refused:
        return _composer_again(slug, number, refused, words)
    return _after(slug, number)


@pages.post("/debates/<slug>/<int:number>/drafts/<int:draft>/edit")
@may("drafts.save")
def edit(slug: str, number: int, draft: int) -> Answer:
    """Bring a prepared point back into the composer, that of another step where `step` says so."""
    step = request.args.get("step", type=int)
    with writing() as session:
        debate_writes.lock(session, slug)
        actor = access.seat(session, slug, number)
        drafts.edit(session, actor, draft, now_ms(), step)
    return _after(slug, number)


@pages.post("/debates/<slug>/<int:number>/drafts/<int:draft>/delete")
@may("drafts.save")
def delete(slug: str, number: int, draft: int) -> Answer:
    """Throw a prepared point away."""
    with writing() as session:
        debate_writes.lock(session, slug)
        actor = access.seat(session, slug, number)
        drafts.remove(session, actor, draft)
    return _after(slug, number)


@pages.post("/debates/<slug>/<int:number>/points/<int:point>/revise")
@may("points.send")
def revise(slug: str, number: int, point: int) -> Answer:
    """Take one's own sent point into the composer, to change it while its step lasts."""
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.seat(session, slug, number)
            revisions.begin(session, actor, debate, point, now=now_ms(), arrival=arrival_ms())
    except Refused as refused:
        return _composer_again(slug, number, refused, None)
    return _after(slug, number)


def _after(slug: str, number: int, status: int = 200) -> Answer:
    if not wants_fragment():
        return see_other(seat_base(slug, number))
    session = reading()
    actor = access.seat(session, slug, number)
    return _own_part(actor, load(session, slug, actor.view), status)


def _own_part(actor: Actor, here: DebateNow, status: int = 200) -> Answer:
    return page("speeches/_turn_answer.html", status, **own_part(reading(), here, actor))


def _composer_again(slug: str, number: int, refused: Refused, words: Words | None) -> Answer:
    """The composer with the sentence at its field and the words as they were posted, if any."""
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    values = own_part(session, here, actor, words) | {
        "errors": {refused.field or "form": refused.sentence}
    }
    if wants_fragment():
        return page("speeches/_turn_answer.html", refused.status, **values)
    return kept(
        page("debates/room.html", refused.status, **seat_room(session, here, actor) | values)
    )
