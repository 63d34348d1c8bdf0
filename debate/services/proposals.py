"""Proposing cards from a seat, and deciding on them: a proposal becomes a card or gets a reason.

Belongs here: how many may wait, and that each is decided once. Does not belong here: what a card
must have (`domain.proposals`), and versions of decks (`services.decks`).
"""

from collections.abc import Collection
from dataclasses import replace
from typing import NoReturn

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from debate.domain.cards_editing import Place
from debate.domain.decks import Content
from debate.domain.permissions import Actor
from debate.domain.proposals import (
    ACCEPTED,
    DECLINED,
    REASON_MAX,
    WAITING,
    WAITING_MAX,
    Proposed,
    as_stored,
    card_of,
    from_stored,
)
from debate.domain.refusals import NotFound, Refused
from debate.models.courses import Student
from debate.models.debates import Debate
from debate.models.decks import CardProposal, Deck
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.queries import decks as deck_queries
from debate.services import accounts, cards, decks


def propose(session: Session, actor: Actor, debate: Debate, proposed: Proposed, now: int) -> int:
    """Propose a card for the debate's deck, on its motion; the proposal's id.

    Raises Refused for an unknown passage and too many that wait, RefusedFields for its faults.
    """
    waiting = session.scalar(
        select(func.count())
        .select_from(CardProposal)
        .where(CardProposal.seat_id == actor.seat_id, CardProposal.state == WAITING)
    )
    if (waiting or 0) >= WAITING_MAX:
        raise Refused(
            f"{WAITING_MAX} of your proposals wait for a decision."
            " You can propose more once one of them is decided."
        )
    version = debate.deck_version_id or deck_queries.version_of(session, debate.deck_id)
    if version is None:
        raise NotFound
    place = _place(deck_queries.content(session, version), proposed)
    if place is None:
        raise Refused("The deck has no such passage. Choose another one.", "passage")
    own = replace(proposed, motion=debate.motion_slug)
    card_of(own, place)
    name, course_id = session.execute(
        select(func.coalesce(Student.name, Seat.typed_name), Sitting.course_id)
        .select_from(Seat)
        .join(Sitting, Sitting.id == Seat.sitting_id)
        .outerjoin(Student, Student.id == Seat.student_id)
        .where(Seat.id == actor.seat_id)
    ).one()
    row = CardProposal(
        deck_id=debate.deck_id,
        course_id=course_id,
        seat_id=actor.seat_id,
        name=name,
        card=as_stored(own),
        proposed_ms=now,
    )
    session.add(row)
    session.flush()
    return row.id


def accept(
    session: Session,
    account_id: int,
    proposal: CardProposal,
    deck_slug: str,
    edited: Proposed,
    now: int,
) -> int:
    """Make a card of a locked proposal, with the words as `edited`; the card's number.

    `deck_slug`: the proposal's own deck, or another one of the same class that has the source.
    Raises Refused where it was decided before, where the deck has no such passage or motion any
    more, and for faults by field.
    """
    _waits(proposal)
    before = from_stored(proposal.card)
    words = replace(edited, source=before.source, passage=before.passage, motion=before.motion)
    deck = session.scalar(select(Deck).where(Deck.slug == deck_slug).with_for_update())
    if deck is None or not (deck.id == proposal.deck_id or deck.course_id == proposal.course_id):
        raise NotFound
    number = cards.fresh_number(session, deck_slug)

    def change(content: Content) -> Content:
        place = _place(content, words)
        if place is None:
            _stale(content, f"¶ {words.passage} of {words.source}")
        if words.motion not in {motion.slug for motion in content.motions}:
            _stale(content, f"motion “{words.motion}”")
        return replace(content, cards=(*content.cards, card_of(words, place, number)))

    decks.edit(session, deck_slug, change, now)
    proposal.state, proposal.number, proposal.decided_ms = ACCEPTED, number, now
    if deck.id != proposal.deck_id:
        proposal.reason = f"It is in the deck “{deck.title}”."
    course = proposal.course_id
    accounts.audit(session, account_id, "proposals.accept", "proposal", proposal.id, now, course)
    return number


def decline(
    session: Session, account_id: int, proposal: CardProposal, reason: str, now: int
) -> None:
    """Turn a locked proposal down with a reason that its author reads. Raises Refused."""
    _waits(proposal)
    words = " ".join(reason.split())
    if not words:
        raise Refused("Say why, in a sentence. The person who proposed it reads this.", "reason")
    if len(words) > REASON_MAX:
        raise Refused(f"At most {REASON_MAX} characters; this has {len(words)}.", "reason")
    proposal.state, proposal.reason, proposal.decided_ms = DECLINED, words, now
    course = proposal.course_id
    accounts.audit(session, account_id, "proposals.decline", "proposal", proposal.id, now, course)


def lock(
    session: Session, deck_id: int, proposal_id: int, courses: Collection[int]
) -> CardProposal:
    """The proposal for this deck from one of these classes, locked. Raises NotFound."""
    row = session.scalar(
        select(CardProposal)
        .where(
            CardProposal.id == proposal_id,
            CardProposal.deck_id == deck_id,
            CardProposal.course_id.in_(courses),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    return row


def _waits(proposal: CardProposal) -> None:
    if proposal.state == ACCEPTED:
        raise Refused(f"This was accepted already, as card No. {proposal.number}.", status=409)
    if proposal.state == DECLINED:
        raise Refused("This was declined already.", status=409)


def _stale(content: Content, what: str) -> NoReturn:
    raise Refused(
        f"The deck “{content.title}” has no {what} (any more). Choose another deck, or decline this"
        " with a reason.",
        "deck",
        status=409,
    )


def _place(content: Content, proposed: Proposed) -> Place | None:
    for source in content.sources:
        for passage in source.passages:
            if (source.slug, passage.number) == (proposed.source, proposed.passage):
                return Place(source, passage)
    return None
