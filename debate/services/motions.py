"""Writing motions of a class's deck, and saying which cards bear on one.

Belongs here: their short names, and that nobody overwrites what somebody else has just changed.
Does not belong here: what a motion must have (`domain.motions`), and versions of decks
(`services.decks`). What debates have pinned stays as it was.
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import count

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from debate.domain import motions
from debate.domain.cards import Card
from debate.domain.cards_editing import bearing
from debate.domain.datafiles import Problem
from debate.domain.decks import Content
from debate.domain.motions import Motion, Typed
from debate.domain.refusals import ChangedMeanwhile, NotFound, Refused, RefusedFields
from debate.models.debates import Debate
from debate.models.decks import Deck
from debate.models.decks import Motion as MotionRow
from debate.queries import decks as deck_queries
from debate.queries import motions as queries
from debate.services import decks

SLUG_MAX = 40
RESERVED = {"", "new"}
"""Short names that addresses have other uses for."""


def create(session: Session, deck_slug: str, values: Typed, now: int) -> str:
    """Add a motion to a deck; its short name. Raises RefusedFields for what is at fault."""
    slugs: list[str] = []

    def added(content: Content) -> Content:
        slugs.append(_fresh_slug(session, content.slug, values.text))
        motion = _checked(values, slugs[0], len(content.motions) + 1)
        return replace(content, motions=(*content.motions, motion))

    decks.edit(session, deck_slug, added, now)
    return slugs[0]


def change(session: Session, deck_slug: str, slug: str, row: int, values: Typed, now: int) -> None:
    """Change a motion that was read as the row `row`; debates keep the words they were made with.

    Raises NotFound, ChangedMeanwhile, RefusedFields for what is at fault.
    """

    def edited(content: Content) -> Content:
        old = _known(content, slug)
        found = queries.edited(session, _version(session, content.slug), slug)
        if found is None or found.row != row:
            raise ChangedMeanwhile
        motion = _checked(values, slug, old.position)
        others = (one if one.slug != slug else motion for one in content.motions)
        return replace(content, motions=tuple(others))

    decks.edit(session, deck_slug, edited, now)


def remove(session: Session, deck_slug: str, slug: str, now: int) -> None:
    """Take a motion out of a deck, with how its cards bear on it.

    Raises NotFound, and Refused while a session waits to be dealt on it.
    """

    def without(content: Content) -> Content:
        _known(content, slug)
        if _waited_for(session, content.slug, slug):
            raise Refused(
                "A session that has no cards dealt yet is about this motion. End it or let it deal"
                " first."
            )
        left = [one for one in content.motions if one.slug != slug]
        return replace(
            content,
            motions=tuple(replace(one, position=n) for n, one in enumerate(left, 1)),
            cards=tuple(_bearing_on(card, slug, "", "") for card in content.cards),
        )

    decks.edit(session, deck_slug, without, now)


def link(
    session: Session,
    deck_slug: str,
    slug: str,
    state: str,
    bearings: Mapping[int, tuple[str, str]],
    now: int,
) -> int:
    """Say of cards how they bear on a motion, and why; how many that changed.

    `state`: of the deck as it was when the bearings were chosen. Cards that are not named stay as
    they are. Raises NotFound, ChangedMeanwhile, RefusedFields with fields "bears-<number>" and
    "warrant-<number>".
    """
    changed: list[int] = []

    def linked(content: Content) -> Content:
        _known(content, slug)
        found = queries.linking(session, _version(session, content.slug), slug)
        if found is None or found.state != state:
            raise ChangedMeanwhile
        faults: list[Problem] = []
        for number in sorted(bearings.keys() & {card.number for card in content.cards}):
            faults += bearing(str(number), *bearings[number])[0]
        if faults:
            raise RefusedFields([(fault.path, fault.message) for fault in faults])
        after = tuple(
            _bearing_on(card, slug, *bearings[card.number]) if card.number in bearings else card
            for card in content.cards
        )
        pairs = zip(content.cards, after, strict=True)
        changed.extend(new.number for old, new in pairs if old != new)
        return replace(content, cards=after)

    decks.edit(session, deck_slug, linked, now)
    return len(changed)


def _bearing_on(card: Card, motion: str, bears: str, warrant: str) -> Card:
    """The card with this bearing on a motion, in the place that the old one had."""
    new = bearing(motion, bears, warrant)[1]
    if new and any(one.motion == motion for one in card.bearings):
        found = tuple(new if one.motion == motion else one for one in card.bearings)
    else:
        others = tuple(one for one in card.bearings if one.motion != motion)
        found = (*others, new) if new else others
    return replace(card, bearings=found)


def _checked(values: Typed, slug: str, position: int) -> Motion:
    motion, faults = motions.checked(values, slug, position)
    if faults:
        raise RefusedFields([(fault.path, fault.message) for fault in faults])
    return motion


def _known(content: Content, slug: str) -> Motion:
    for motion in content.motions:
        if motion.slug == slug:
            return motion
    raise NotFound


def _version(session: Session, slug: str) -> int:
    version = deck_queries.version_of(session, slug)
    if version is None:
        raise NotFound
    return version


def _fresh_slug(session: Session, deck_slug: str, text: str) -> str:
    """A short name that no motion of the deck ever had."""
    taken = set(
        session.scalars(
            select(MotionRow.slug)
            .join(Deck, Deck.id == MotionRow.deck_id)
            .where(Deck.slug == deck_slug)
        )
    )
    base = decks.slug_of(motions.subject(text), SLUG_MAX)
    base = "motion" if base in RESERVED else base
    names = (base if n == 1 else f"{base}-{n}" for n in count(1))
    return next(name for name in names if name not in taken)


def _waited_for(session: Session, deck_slug: str, slug: str) -> bool:
    """Whether a debate on this motion has not pinned its cards yet."""
    return bool(
        session.scalar(
            select(
                exists()
                .where(Debate.deck_id == Deck.id)
                .where(
                    Deck.slug == deck_slug,
                    Debate.motion_slug == slug,
                    Debate.deck_version_id.is_(None),
                    Debate.ended_ms.is_(None),
                )
            )
        )
    )
