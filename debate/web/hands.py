"""One's hand: look, draw, swap; a card from one's seat, with a private note."""

from flask import Blueprint, Response, flash
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.refusals import NotFound, Refused
from debate.queries import cards, decks, hands
from debate.services import debates as debate_writes
from debate.services import hands as hand_writes
from debate.services import keys
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, wants_fragment, writing
from debate.web.debates import kept, load, seat_base
from debate.web.forms.hands import NoteForm
from debate.web.forms.speeches import KeyForm

pages = Blueprint("hands", __name__)


@pages.get("/debates/<slug>/<int:number>/hand")
@may("hands.draw")
def hand(slug: str, number: int) -> Response:
    """All cards of one's hand."""
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    found = hands.hand_page(session, here, actor.seat_id, actor.side)
    base = seat_base(slug, number)
    return kept(page("hands/hand.html", hand=found, here_now=here, base=base))


@pages.post("/debates/<slug>/<int:number>/hand/draw")
@may("hands.draw")
def draw(slug: str, number: int) -> BaseResponse:
    """Draw the next card of one's side."""
    key = KeyForm().key.data or ""
    with writing() as session:
        debate = debate_writes.lock(session, slug)
        actor = access.seat(session, slug, number)
        done = keys.first_answer(session, actor.ref, "hands.draw", slug, key, {})
        if done is None:
            done = {"card": hand_writes.draw(session, actor, debate, now_ms())}
            keys.remember(session, actor.ref, "hands.draw", slug, key, {}, done, now_ms())
    return see_other(f"{seat_base(slug, number)}cards/{done['card']}?drawn=1")


@pages.post("/debates/<slug>/<int:number>/hand/<int:n>/swap")
@may("hands.draw")
def swap(slug: str, number: int, n: int) -> BaseResponse:
    """Give the nth card back for another."""
    key = KeyForm().key.data or ""
    with writing() as session:
        debate = debate_writes.lock(session, slug)
        actor = access.seat(session, slug, number)
        target = f"{slug}-{n}"
        done = keys.first_answer(session, actor.ref, "hands.swap", target, key, {})
        if done is None:
            done = {"card": hand_writes.swap(session, actor, debate, n, now_ms())}
            keys.remember(session, actor.ref, "hands.swap", target, key, {}, done, now_ms())
    return see_other(f"{seat_base(slug, number)}cards/{done['card']}?drawn=1")


@pages.get("/debates/<slug>/<int:number>/cards/<int:card>")
@may("cards.read")
def card(slug: str, number: int, card: int) -> Response:
    """One card with its passage and neighbours."""
    return kept(_card(slug, number, card, NoteForm(), 200))


@pages.post("/debates/<slug>/<int:number>/cards/<int:card>/note")
@may("cards.note")
def note(slug: str, number: int, card: int) -> Response | BaseResponse:
    """Keep a private note on a card."""
    form = NoteForm()
    try:
        with writing() as session:
            debate_writes.lock(session, slug)
            actor = access.seat(session, slug, number)
            hand_writes.note(session, actor, card, form.text.data or "", now_ms())
    except Refused as refused:
        form.text.errors = (refused.sentence,)
        return _card(slug, number, card, form, refused.status)
    if wants_fragment():
        return Response(status=204)
    flash("Your note is kept. Only you see it.", "note")
    return see_other(f"{seat_base(slug, number)}cards/{card}")


def _card(slug: str, number: int, card_number: int, form: NoteForm, status: int) -> Response:
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    version = here.deck_version_id or decks.version_of(session, here.deck_slug)
    found = cards.page(session, version, card_number, here.motion_slug) if version else None
    if found is None:
        raise NotFound("This debate has no card of that number.")
    mine = {line.card.number: line.n for line in hands.held(session, here, actor.seat_id)}
    if not form.is_submitted():
        form.text.data = hands.note(session, actor.seat_id, card_number)
    left = hands.hand_page(session, here, actor.seat_id, actor.side).swaps_left
    return page(
        "cards/seat.html",
        status,
        found=found,
        here_now=here,
        base=seat_base(slug, number),
        form=form,
        held_n=mine.get(card_number),
        swaps_left=left,
        cards_at="cards/",
        sources_at="",
        motions_at="",
        under_card="cards/_note.html",
    )
