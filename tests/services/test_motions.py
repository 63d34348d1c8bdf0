"""Writing motions and linking cards: one version at once, nobody overwritten, nothing half done."""

from dataclasses import replace
from typing import Any

import pytest

from debate.db import transaction
from debate.domain.cards import Bearing
from debate.domain.decks import Content
from debate.domain.motions import Typed
from debate.domain.refusals import ChangedMeanwhile, NotFound, Refused, RefusedFields
from debate.queries import decks as reads
from debate.queries import motions as motion_reads
from debate.services import cards, motions
from tests import cast, workshop
from tests.cast import NOW

LATER = NOW + 1_000
TYPED = Typed(
    text=" This House believes that  beds pay for themselves. ",
    type="fact",
    difficulty="hard",
    definitions="beds: places to lie\n\npay: cover the cost: all of it",
    burdens={"P": "Show a surplus.", "O": "Show a loss."},
    questions={"P": "When?", "O": "Where?"},
    note="",
)


@pytest.fixture
def people(session: Any) -> cast.Cast:
    return cast.make(session)


@pytest.fixture
def deck(session: Any, people: cast.Cast) -> str:
    slug = workshop.make(session, people.course)
    with transaction(session):
        for _ in range(3):
            cards.cut(session, slug, "halvorsen-2025", 1, workshop.TYPED, NOW)
    return slug


def version(session: Any, deck: str) -> int:
    found = reads.version_of(session, deck)
    assert found is not None
    return found


def content(session: Any, deck: str) -> Content:
    return reads.content(session, version(session, deck))


def create(session: Any, deck: str, values: Typed = TYPED) -> str:
    with transaction(session):
        return motions.create(session, deck, values, LATER)


def state(session: Any, deck: str) -> str:
    found = motion_reads.linking(session, version(session, deck), "night-trains")
    assert found is not None
    return found.state


def link(session: Any, deck: str, seen: str, bearings: Any) -> int:
    with transaction(session):
        return motions.link(session, deck, "night-trains", seen, bearings, LATER)


def bears(session: Any, deck: str, motion: str = "night-trains") -> dict[int, tuple[str, str]]:
    return {
        card.number: (one.bears, one.warrant)
        for card in content(session, deck).cards
        for one in card.bearings
        if one.motion == motion
    }


def test_a_motion_is_written_in_house_style(session: Any, deck: str) -> None:
    assert create(session, deck) == "beds-pay-for-themselves"
    motion = content(session, deck).motions[1]
    assert motion.text == "This House believes that beds pay for themselves"
    assert motion.definitions == {"beds": "places to lie", "pay": "cover the cost: all of it"}
    assert motion.position == 2


def test_a_short_name_is_never_used_again(session: Any, deck: str) -> None:
    first = create(session, deck)
    with transaction(session):
        motions.remove(session, deck, first, LATER)
    assert create(session, deck) == "beds-pay-for-themselves-2"
    assert create(session, deck, replace(TYPED, text="This House is new")) == "motion"


def test_a_motion_changes_under_its_short_name(session: Any, deck: str) -> None:
    found = motion_reads.edited(session, version(session, deck), "night-trains")
    assert found is not None
    with transaction(session):
        motions.change(session, deck, "night-trains", found.row, TYPED, LATER)
    after = motion_reads.edited(session, version(session, deck), "night-trains")
    assert after is not None
    assert (after.motion.type, after.motion.position) == ("fact", 1)
    with pytest.raises(ChangedMeanwhile), transaction(session):
        motions.change(session, deck, "night-trains", found.row, TYPED, LATER)
    with pytest.raises(NotFound), transaction(session):
        motions.change(session, deck, "unknown", found.row, TYPED, LATER)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("text", {"text": "Beds pay"}),
        ("text", {"text": "This House " + "x" * 300}),
        ("type", {"type": "opinion"}),
        ("difficulty", {"difficulty": ""}),
        ("definitions", {"definitions": " "}),
        ("definitions", {"definitions": "beds"}),
        ("definitions", {"definitions": "beds: one\nbeds: two"}),
        ("definitions", {"definitions": "beds: " + "x" * 601}),
        ("burden_P", {"burdens": {"O": "Show a loss."}}),
        ("question_O", {"questions": {"P": "When?", "O": "x" * 601}}),
        ("note", {"note": "x" * 601}),
    ],
)
def test_a_fault_is_said_at_its_field_and_nothing_is_kept(
    session: Any, deck: str, field: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(RefusedFields) as refused:
        create(session, deck, replace(TYPED, **changes))
    assert [name for name, _ in refused.value.faults] == [field]
    assert len(content(session, deck).motions) == 1


def test_a_removed_motion_leaves_its_cards(session: Any, deck: str) -> None:
    create(session, deck)
    with transaction(session):
        motions.remove(session, deck, "night-trains", LATER)
    after = content(session, deck)
    assert [(one.slug, one.position) for one in after.motions] == [("beds-pay-for-themselves", 1)]
    assert [card.bearings for card in after.cards] == [(), (), ()]


def test_a_motion_that_a_session_waits_for_stays(
    session: Any, deck: str, people: cast.Cast
) -> None:
    with transaction(session):
        people.debate.deck_id = reads.head(session, version(session, deck)).id
        people.debate.motion_slug, people.debate.deck_version_id = "night-trains", None
    with pytest.raises(Refused, match="no cards dealt yet"), transaction(session):
        motions.remove(session, deck, "night-trains", LATER)
    assert len(content(session, deck).motions) == 1


def test_cards_are_linked_all_at_once(session: Any, deck: str) -> None:
    changes = {1: ("opposes", " It costs\nmore. "), 2: ("none", ""), 99: ("both", "Unknown.")}
    assert link(session, deck, state(session, deck), changes) == 2
    assert bears(session, deck) == {
        1: ("opposes", "It costs more."),
        3: ("supports", "There is a need."),
    }


def test_what_is_not_changed_adds_no_version_of_a_card(session: Any, deck: str) -> None:
    before = [motion_reads.cards.every(session, version(session, deck), "night-trains")]
    same = dict.fromkeys((1, 2, 3), ("supports", "There is a need."))
    assert link(session, deck, state(session, deck), same) == 0
    assert [motion_reads.cards.every(session, version(session, deck), "night-trains")] == before


def test_one_fault_keeps_every_card_as_it_was(session: Any, deck: str) -> None:
    before = bears(session, deck)
    wrong = {1: ("opposes", ""), 2: ("none", "A reason."), 3: ("both", "Why.")}
    with pytest.raises(RefusedFields) as refused:
        link(session, deck, state(session, deck), wrong)
    assert [name for name, _ in refused.value.faults] == ["warrant-1", "bears-2"]
    assert bears(session, deck) == before


def test_links_chosen_before_another_change_are_refused(session: Any, deck: str) -> None:
    seen = state(session, deck)
    link(session, deck, seen, {1: ("none", "")})
    with pytest.raises(ChangedMeanwhile):
        link(session, deck, seen, {2: ("none", "")})
    assert set(bears(session, deck)) == {2, 3}


def test_a_bearing_keeps_its_place_among_the_others(session: Any, deck: str) -> None:
    second = create(session, deck)
    with transaction(session):
        motions.link(
            session, deck, second, state(session, deck), {1: ("both", "It cuts both ways.")}, LATER
        )
    link(session, deck, state(session, deck), {1: ("opposes", "It costs more.")})
    card = content(session, deck).cards[0]
    assert card.bearings == (
        Bearing("night-trains", "opposes", "It costs more."),
        Bearing(second, "both", "It cuts both ways."),
    )
