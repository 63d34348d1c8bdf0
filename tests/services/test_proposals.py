"""Proposed cards: who waits, what a proposal must have, and that each is decided once."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from debate.db import transaction
from debate.domain.decks import Content
from debate.domain.permissions import Actor
from debate.domain.proposals import WAITING_MAX, Proposed, from_stored
from debate.domain.refusals import NotFound, Refused, RefusedFields
from debate.models.accounts import AuditEntry
from debate.models.decks import CardProposal
from debate.queries import decks as reads
from debate.queries import texts
from debate.services import debates, decks, proposals
from tests import cast
from tests.cast import NOW, Cast
from tests.decks import content

WORDS = Proposed(
    source="marlowe-2024",
    passage=2,
    motion="",
    tag="No pledge stands in it",
    body="The author finds none, and says so.",
    kind="fact",
    hedge="",
    holder="author",
    bears="opposes",
    warrant="Without a pledge nobody is bound.",
)


@pytest.fixture
def people(session: Any) -> Cast:
    """The cast, whose debate is about a deck of its class."""
    found = cast.make(session)
    made(session, found, "Ours")
    use(session, found, "ours")
    return found


def made(session: Any, people: Cast, title: str, like: Content | None = None) -> None:
    with transaction(session):
        decks.create(session, people.course.id, title, NOW, like or content())


def use(session: Any, people: Cast, slug: str) -> None:
    """Let the debate be about the one motion of another deck."""
    with transaction(session):
        row = session.get(type(people.debate), people.debate.id)
        version = reads.version_of(session, slug)
        row.deck_id = session.get(type(people.version), version).deck_id
        row.deck_version_id, row.motion_slug = version, "vassal"


def propose(session: Any, people: Cast, name: str = "amara", **values: Any) -> int:
    seat = people.seats[name]
    with transaction(session):
        debate = debates.lock(session, people.slug)
        actor = Actor(seat.role, seat_id=seat.id, seat_number=seat.number, debate_id=debate.id)
        return proposals.propose(session, actor, debate, replace(WORDS, **values), NOW)


def stored(session: Any, number: int) -> CardProposal:
    session.rollback()
    found = session.get(CardProposal, number)
    assert found is not None
    return found


def accept(session: Any, people: Cast, number: int, target: str = "ours", **values: Any) -> int:
    with transaction(session):
        row = session.get(CardProposal, number)
        locked = proposals.lock(session, row.deck_id, number, [people.course.id])
        edited = replace(from_stored(locked.card), **values)
        return proposals.accept(session, people.owner.id, locked, target, edited, NOW + 1)


def decline(session: Any, people: Cast, number: int, reason: str) -> None:
    with transaction(session):
        row = session.get(CardProposal, number)
        locked = proposals.lock(session, row.deck_id, number, [people.course.id])
        proposals.decline(session, people.owner.id, locked, reason, NOW + 1)


def cards(session: Any, slug: str = "ours") -> dict[int, Any]:
    version = reads.version_of(session, slug)
    return {card.number: card for card in reads.content(session, version).cards}


@pytest.mark.parametrize("name", ["amara", "mei", "kofi"])
def test_debaters_judges_and_listeners_may_propose(session: Any, people: Cast, name: str) -> None:
    row = stored(session, propose(session, people, name))
    assert (row.state, row.name) == ("waiting", people.students[name].name)
    assert from_stored(row.card) == replace(WORDS, motion="vassal")


def test_the_motion_is_the_debates_whatever_was_posted(session: Any, people: Cast) -> None:
    row = stored(session, propose(session, people, motion="alliance-likely"))
    assert row.card["motion"] == "vassal"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"tag": " "}, "tag"),
        ({"tag": "x" * 121}, "tag"),
        ({"body": ""}, "body"),
        ({"kind": "opinion"}, "kind"),
        ({"holder": "x" * 121}, "holder"),
        ({"bears": ""}, "bears"),
        ({"bears": "", "warrant": ""}, "bears"),
        ({"bears": "helps"}, "bears"),
        ({"warrant": ""}, "warrant"),
    ],
)
def test_a_fault_is_named_at_its_field_and_nothing_is_kept(
    session: Any, people: Cast, values: dict[str, str], field: str
) -> None:
    with pytest.raises(RefusedFields) as refused:
        propose(session, people, **values)
    assert [name for name, _ in refused.value.faults] == [field]
    assert session.scalars(select(CardProposal)).all() == []


@pytest.mark.parametrize("place", [{"passage": 3}, {"source": "unknown"}])
def test_a_passage_that_the_deck_lacks_is_refused(
    session: Any, people: Cast, place: dict[str, Any]
) -> None:
    with pytest.raises(Refused, match="no such passage"):
        propose(session, people, **place)


def test_a_seat_has_ten_waiting_at_most_and_more_once_one_is_decided(
    session: Any, people: Cast
) -> None:
    made_ = [propose(session, people) for _ in range(WAITING_MAX)]
    with pytest.raises(Refused, match="wait for a decision"):
        propose(session, people)
    propose(session, people, "kofi")
    decline(session, people, made_[0], "Said already.")
    propose(session, people)


def test_an_accepted_card_is_a_students_with_a_number_never_used(
    session: Any, people: Cast
) -> None:
    with transaction(session):
        decks.edit(session, "ours", lambda deck: replace(deck, cards=deck.cards[:2]), NOW)
    number = accept(session, people, propose(session, people))
    card = cards(session)[number]
    assert number == 402
    assert (card.provenance, card.spans, card.holder) == ("student", (), "")
    assert card.bearings[0].bears == "opposes"
    version = reads.version_of(session, "ours")
    assert version is not None
    assert texts.badges(session, version, {})[number].name == "located"


def test_words_may_be_edited_on_accepting_and_the_proposal_stays_as_written(
    session: Any, people: Cast
) -> None:
    row = propose(session, people)
    number = accept(session, people, row, tag="No pledge", level="hard", passage=1, motion="other")
    card = cards(session)[number]
    assert (card.tag, card.level, card.passage) == ("No pledge", "hard", 2)
    kept = stored(session, row)
    assert (kept.state, kept.number, kept.decided_ms) == ("accepted", number, NOW + 1)
    assert kept.card["tag"] == WORDS.tag


def test_what_is_decided_is_not_decided_again(session: Any, people: Cast) -> None:
    first, second = propose(session, people), propose(session, people)
    number = accept(session, people, first)
    decline(session, people, second, " Look at ¶ 1.\n")
    assert stored(session, second).reason == "Look at ¶ 1."
    with pytest.raises(Refused, match=f"accepted already, as card No. {number}"):
        accept(session, people, first)
    with pytest.raises(Refused, match="accepted already"):
        decline(session, people, first, "Why.")
    with pytest.raises(Refused, match="declined already"):
        accept(session, people, second)
    assert len(cards(session)) == 4


@pytest.mark.parametrize(("reason", "words"), [(" \n", "Say why"), ("x" * 401, "400")])
def test_a_decline_needs_a_reason_of_some_lines(
    session: Any, people: Cast, reason: str, words: str
) -> None:
    row = propose(session, people)
    with pytest.raises(Refused, match=words) as refused:
        decline(session, people, row, reason)
    assert refused.value.field == "reason"
    assert stored(session, row).state == "waiting"


def test_a_passage_or_motion_that_has_gone_since_is_refused_with_a_sentence(
    session: Any, people: Cast
) -> None:
    row = propose(session, people)
    made(session, people, "Bare", replace(content(), motions=(), cards=()))
    with pytest.raises(Refused, match="no motion “vassal”"):
        accept(session, people, row, "bare")

    def shorter(deck: Content) -> Content:
        first, other = deck.sources
        sources = (replace(first, passages=first.passages[:1]), other)
        left = tuple(card for card in deck.cards if card.passage == 1)
        return replace(deck, sources=sources, cards=left)

    with transaction(session):
        decks.edit(session, "ours", shorter, NOW)
    with pytest.raises(Refused, match="no ¶ 2 of marlowe-2024"):
        accept(session, people, row)
    assert stored(session, row).state == "waiting"


def test_a_bundled_deck_takes_no_card_but_a_copy_in_the_class_does(
    session: Any, people: Cast
) -> None:
    with transaction(session):
        decks.load(session, content(), NOW)
    use(session, people, "small")
    row = propose(session, people)
    with pytest.raises(Refused, match="Copy it to a class"):
        accept(session, people, row, "small")
    number = accept(session, people, row, "ours")
    assert cards(session)[number].tag == WORDS.tag
    assert number not in cards(session, "small")
    assert stored(session, row).reason == "It is in the deck “Ours”."


def test_a_deck_of_another_class_takes_none(session: Any, people: Cast) -> None:
    row = propose(session, people)
    with transaction(session):
        other = type(people.course)(slug="other", title="Other", created_ms=NOW)
        session.add(other)
        session.flush()
        decks.create(session, other.id, "Theirs", NOW, content())
    for target in ("theirs", "unknown"):
        with pytest.raises(NotFound):
            accept(session, people, row, target)
    deck = stored(session, row).deck_id
    with pytest.raises(NotFound), transaction(session):
        proposals.lock(session, deck, row, [other.id])


def test_what_debates_have_pinned_stays_without_the_new_card(session: Any, people: Cast) -> None:
    number = accept(session, people, propose(session, people))
    session.rollback()
    pinned = reads.content(session, people.debate.deck_version_id)
    assert number not in {card.number for card in pinned.cards}


def test_deciding_leaves_an_entry_without_names_in_the_audit(session: Any, people: Cast) -> None:
    accept(session, people, propose(session, people))
    decline(session, people, propose(session, people), "No.")
    found = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [one.act for one in found] == ["proposals.accept", "proposals.decline"]
    assert {one.course_id for one in found} == {people.course.id}
