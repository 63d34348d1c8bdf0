"""Cards that students propose: written from a seat, decided on by staff at the deck."""

from collections.abc import Sequence

from flask import Blueprint, Response, flash, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from debate.domain.cards import BODY_MAX, HEDGE_MAX, HOLDER_MAX, TAG_MAX, WARRANT_MAX
from debate.domain.proposals import REASON_MAX, WAITING_MAX, as_stored
from debate.domain.refusals import Forbidden, NotFound, Refused
from debate.queries import cards_editing, courses, decks, proposals
from debate.queries.debates import DebateNow
from debate.queries.decks import DeckRole
from debate.services import debates as debate_writes
from debate.services import keys
from debate.services import proposals as writes
from debate.web import access
from debate.web.access import access as may
from debate.web.answers import now_ms, page, reading, see_other, writing
from debate.web.debates import load, seat_base
from debate.web.forms.proposals import DecisionForm, DeclineForm, ProposalForm

pages = Blueprint("proposals", __name__)

Answer = Response | BaseResponse
PROPOSE = "/debates/<slug>/<int:number>/propose"
PROPOSAL = "/decks/<slug>/proposals/<int(max=999999999):proposal>"
LIMITS = {
    "tag": TAG_MAX,
    "body": BODY_MAX,
    "hedge": HEDGE_MAX,
    "holder": HOLDER_MAX,
    "warrant": WARRANT_MAX,
    "reason": REASON_MAX,
    "waiting": WAITING_MAX,
}


@pages.get(PROPOSE)
@may("cards.propose")
def form(slug: str, number: int) -> Response:
    """Choose a passage; with one in the address, write the card."""
    source, passage = request.args.get("source", ""), request.args.get("passage", "")
    given = ProposalForm(formdata=None, source=source, passage=passage)
    if source:
        return _card(slug, number, given, 200)
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    version = _version(session, here)
    return page(
        "proposals/choose.html",
        here_now=here,
        base=seat_base(slug, number),
        sources=cards_editing.choices(session, version, (here.course_id,)),
        own=proposals.own(session, actor.seat_id, version),
        limits=LIMITS,
    )


@pages.post(PROPOSE)
@may("cards.propose")
def propose(slug: str, number: int) -> Answer:
    """Send the card to the instructor."""
    given = ProposalForm()
    proposed, key = given.proposed(), given.key.data or ""
    try:
        with writing() as session:
            debate = debate_writes.lock(session, slug)
            actor = access.seat(session, slug, number)
            sent = keys.Sent(actor.ref, "cards.propose", slug, key, as_stored(proposed))

            def do() -> None:
                writes.propose(session, actor, debate, proposed, now_ms())

            keys.once(session, sent, now_ms(), do)
    except (NotFound, Forbidden):
        raise
    except Refused as refused:
        if refused.field == "passage":
            raise  # there is no page to show it beside
        given.tell_all(refused)
        return _card(slug, number, given, refused.status)
    flash("Your card is proposed. You read here what becomes of it.", "note")
    return see_other(f"{seat_base(slug, number)}propose")


@pages.get("/decks/<slug>/proposals")
@may("proposals.decide")
def listing(slug: str) -> Response:
    """What the students of one's classes propose for this deck."""
    session = reading()
    here, mine = _mine(session, slug)
    return page(
        "proposals/list.html",
        deck=decks.head(session, here.version),
        proposals=proposals.listing(session, here.id, here.version, mine),
    )


@pages.get(PROPOSAL)
@may("proposals.decide")
def show(slug: str, proposal: int) -> Response:
    """One proposal beside its passage, to accept or to decline."""
    given = DecisionForm(formdata=None)
    return _decide(slug, proposal, given, DeclineForm(formdata=None), 200)


@pages.post(f"{PROPOSAL}/accept")
@may("proposals.decide")
def accept(slug: str, proposal: int) -> Answer:
    """Make a card of it, with the words as they stand in the form."""
    given = DecisionForm()
    target = given.deck.data or slug
    try:
        with writing() as session:
            here, mine = _mine(session, slug)
            row = writes.lock(session, here.id, proposal, mine)
            account = access.visitor(session).account_id
            card = writes.accept(session, account, row, target, given.proposed(), now_ms())
    except (NotFound, Forbidden):
        raise
    except Refused as refused:
        given.tell_all(refused)
        return _decide(slug, proposal, given, DeclineForm(formdata=None), refused.status)
    flash(f"The proposal is card No. {card} now.", "note")
    return see_other(f"/decks/{target}/cards/{card}")


@pages.post(f"{PROPOSAL}/decline")
@may("proposals.decide")
def decline(slug: str, proposal: int) -> Answer:
    """Turn it down with a reason."""
    given = DeclineForm()
    try:
        with writing() as session:
            here, mine = _mine(session, slug)
            row = writes.lock(session, here.id, proposal, mine)
            account = access.visitor(session).account_id
            writes.decline(session, account, row, given.reason.data or "", now_ms())
    except (NotFound, Forbidden):
        raise
    except Refused as refused:
        given.tell(refused)
        return _decide(slug, proposal, DecisionForm(formdata=None), given, refused.status)
    flash("The proposal is declined. The person who sent it reads your reason.", "note")
    return see_other(f"/decks/{slug}/proposals")


def _card(slug: str, number: int, given: ProposalForm, status: int) -> Response:
    """The passage that was chosen, and the card as far as it is written."""
    session = reading()
    actor = access.seat(session, slug, number)
    here = load(session, slug, actor.view)
    version, proposed = _version(session, here), given.proposed()
    content = decks.content(session, version)
    found = proposals.place(
        session, version, content, proposed.source, proposed.passage, (here.course_id,)
    )
    if found is None:
        raise NotFound("This deck has no such passage.")
    values = {"here_now": here, "base": seat_base(slug, number), "limits": LIMITS}
    return page("proposals/propose.html", status, form=given, place=found, **values)


def _decide(
    slug: str, proposal: int, given: DecisionForm, declined: DeclineForm, status: int
) -> Response:
    """The proposal as it is now; a form that was not posted shows the student's words."""
    session = reading()
    here, mine = _mine(session, slug)
    found = proposals.page(session, here.id, here.version, proposal, mine)
    if found is None:
        raise NotFound
    given.deck.choices = {one.slug: one.title for one in found.targets}
    if not given.tag.errors and given.tag.data is None:
        given.show(found.card)
    return page(
        "proposals/proposal.html",
        status,
        deck=decks.head(session, here.version),
        found=found,
        form=given,
        declined=declined,
        limits=LIMITS,
    )


def _mine(session: Session, slug: str) -> tuple[DeckRole, Sequence[int]]:
    """The deck, and one's classes whose proposals one decides. Raises Forbidden without any."""
    _, here = access.deck(session, slug)
    mine = courses.owned(session, access.visitor(session).account_id)
    if not mine:
        raise Forbidden("Proposals come from classes of your own, and you have none.")
    return here, [one.id for one in mine]


def _version(session: Session, here: DebateNow) -> int:
    """What the debate was dealt from, or before that the deck as it is now."""
    version = here.deck_version_id or decks.version_of(session, here.deck_slug)
    if version is None:
        raise NotFound
    return version
