"""One's hand: look, draw, swap; a card from one's seat, with a private note."""

from dataclasses import replace

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.refusals import NotFound, Refused
from debate.queries import cards, challenges_cards, clashes, decks, hands
from debate.queries import challenges_calls as calls
from debate.services import debates as debate_writes
from debate.services import hands as hand_writes
from debate.services import keys
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, refusal, see_other, wants_fragment, writing
from debate.web.debates import kept, load, room_of, seat_base
from debate.web.forms.hands import NoteForm
from debate.web.forms.speeches import KeyForm, one_newline

pages = Blueprint("hands", __name__)

Answer = Response | BaseResponse


@pages.get("/debates/<slug>/<int:number>/hand")
@may("hands.draw")
def hand(slug: str, number: int) -> Response:
    """All cards of one's hand."""
    return _hand(slug, number, "", 200)


@pages.post("/debates/<slug>/<int:number>/hand/draw")
@may("hands.draw")
def draw(slug: str, number: int) -> Answer:
    """Draw the next card of one's side."""
    key = KeyForm().key.data or ""
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.seat(session, slug, number)
            sent = keys.Sent(actor.ref, "hands.draw", slug, key)

            def do() -> dict[str, int]:
                return {"card": hand_writes.draw(session, actor, debate, now_ms())}

            done = keys.once(session, sent, now_ms(), do)
    except Refused as refused:
        return _again(slug, number, refused)
    return see_other(f"{seat_base(slug, number)}cards/{done['card']}?drawn=1")


@pages.post("/debates/<slug>/<int:number>/hand/<int(max=9999):n>/swap")
@may("hands.draw")
def swap(slug: str, number: int, n: int) -> Answer:
    """Give the nth card back for another."""
    key = KeyForm().key.data or ""
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.seat(session, slug, number)
            sent = keys.Sent(actor.ref, "hands.swap", f"{slug}-{n}", key)

            def do() -> dict[str, int]:
                return {"card": hand_writes.swap(session, actor, debate, n, now_ms())}

            done = keys.once(session, sent, now_ms(), do)
    except Refused as refused:
        return _again(slug, number, refused)
    return see_other(f"{seat_base(slug, number)}cards/{done['card']}?drawn=1")


@pages.get("/debates/<slug>/<int:number>/cards/<int(max=999999):card>")
@may("cards.read")
def card(slug: str, number: int, card: int) -> Response:
    """One card with its passage and neighbours; right after a draw, the card alone."""
    if request.args.get("drawn"):
        found = _drawn(slug, number, card)
        if found is not None:
            return kept(found)
    return kept(_card(slug, number, card, NoteForm(formdata=None), 200))


@pages.post("/debates/<slug>/<int:number>/cards/<int(max=999999):card>/note")
@may("cards.note")
def note(slug: str, number: int, card: int) -> Answer:
    """Keep a private note on a card."""
    form = NoteForm()
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.seat(session, slug, number)
            text = one_newline(form.text.data)
            hand_writes.note(session, actor, debate, card, text, now_ms())
    except NotFound:
        raise
    except Refused as refused:
        if wants_fragment():
            return refusal(refused.sentence, refused.status)
        form.text.errors = (refused.sentence,)
        return kept(_card(slug, number, card, form, refused.status))
    if wants_fragment():
        return Response(status=204)
    flash("Your note is kept. Only you see it.", "note")
    return see_other(f"{seat_base(slug, number)}cards/{card}")


def _hand(slug: str, number: int, problem: str, status: int) -> Response:
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    found = hands.hand_page(session, here, actor.seat_id, actor.side)
    base = seat_base(slug, number)
    return kept(
        page("hands/hand.html", status, hand=found, here_now=here, base=base, problem=problem)
    )


def _again(slug: str, number: int, refused: Refused) -> Response:
    """The hand as it is now, with the sentence that says why nothing was drawn."""
    if wants_fragment():
        return refusal(refused.sentence, refused.status)
    return _hand(slug, number, refused.sentence, refused.status)


def _drawn(slug: str, number: int, card_number: int) -> Response | None:
    """The card that was just drawn, to keep or to swap; None when it is not in the hand."""
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    found = hands.hand_page(session, here, actor.seat_id, actor.side)
    line = next((line for line in found.cards if line.card.number == card_number), None)
    if line is None:
        return None
    base = seat_base(slug, number)
    return page("hands/drawn.html", hand=found, line=line, here_now=here, base=base)


def _card(slug: str, number: int, card_number: int, form: NoteForm, status: int) -> Response:
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    version = calls.version_of(here, card_number) or decks.version_of(session, here.deck_slug)
    courses = (here.course_id,)
    if version is None:
        raise NotFound("This debate has no card of that number.")
    found = cards.page(session, version, card_number, here.motion_slug, courses)
    if found is None:
        raise NotFound("This debate has no card of that number.")
    card = challenges_cards.as_held(session, here, {card_number: found.card})[card_number]
    found = replace(found, card=replace(card, badge=found.card.badge))
    cited = calls.calls(session, here, actor, room_of(session, here).said)
    hand = hands.hand_page(session, here, actor.seat_id, actor.side)
    if status == 200:
        form.text.data = hand.notes.get(card_number, "")
    return page(
        "cards/seat.html",
        status,
        found=found,
        beside=clashes.of_card(session, version, card_number),
        here_now=here,
        base=seat_base(slug, number),
        form=form,
        hand=hand,
        held=next((line for line in hand.cards if line.card.number == card_number), None),
        uses=next((one.uses for one in cited if one.card.number == card_number), ()),
        may_challenge=actor.role == "debater",
        cards_at="cards/",
        sources_at="",
        motions_at="",
        under_card="cards/_note.html",
    )
