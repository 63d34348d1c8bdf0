"""What a moderator is shown beside a challenge: card and passage as cited, and checks.

Belongs here: the facts before a ruling. Does not belong here: the challenge itself (`challenges`),
the ruling (services).
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import cards_editing, challenges_checks, clock, modes, spans
from debate.domain.cards_editing import Place
from debate.domain.challenges_checks import Check, Cited
from debate.domain.spans import Badge, Span
from debate.models.speeches import Citation
from debate.queries import cards, challenges_calls, decks, speeches
from debate.queries.cards import CardLine, CardPage
from debate.queries.cards_editing import place_of
from debate.queries.challenges import ChallengeLine
from debate.queries.challenges_calls import Newer
from debate.queries.debates import DebateNow
from debate.queries.speeches import PointRow


class CasePage(NamedTuple):
    """A challenge with all that a ruling rests on."""

    line: ChallengeLine
    point: PointRow | None  # None: it stands at no address any more
    card: CardLine | None  # as cited
    found: CardPage | None  # with its passage and neighbours, as the cited version has them
    checks: tuple[Check, ...]  # of the ground
    others: tuple[Check, ...]
    newer: Newer | None
    uses: tuple[PointRow, ...]
    left: int  # challenges that the challenger has left


def case(session: Session, here: DebateNow, line: ChallengeLine) -> CasePage:
    """All that the page of a challenge shows; some thirty statements, however long the debate."""
    rows = speeches.point_rows(session, here)
    point = next((row for row in rows if row.id == line.point_id), None)
    card = next((one for one in point.cards if one.number == line.card), None) if point else None
    version = _version(session, here, line)
    found = (
        cards.page(session, version, line.card, here.motion_slug, (here.course_id,))
        if version
        else None
    )
    checks: tuple[Check, ...] = ()
    if version and found and point and card:
        badge = Badge(found.card.badge, found.badge_why)
        checks = _checks(session, here, version, rows, point, card, badge)
    own, others = challenges_checks.by_ground(checks, line.ground.slug)
    return CasePage(
        line=line,
        point=point,
        card=card,
        found=found,
        checks=own,
        others=others,
        newer=challenges_calls.newer(session, here, line.card),
        uses=tuple(
            row for row in rows if row.number and any(one.number == line.card for one in row.cards)
        ),
        left=challenges_calls.left(session, here, line.seat_id),
    )


def version_of(session: Session, here: DebateNow, card_id: int, number: int) -> int | None:
    """The deck version in which this version of a card was cited here."""
    for version in dict.fromkeys((here.deck_version_id, *(one.version for one in here.marks))):
        if version:
            lines = cards.for_debate(session, version, here.motion_slug, [number])
            if any(one.id == card_id for one in lines):
                return version
    return here.deck_version_id


def _version(session: Session, here: DebateNow, line: ChallengeLine) -> int | None:
    card_id = session.scalar(
        select(Citation.card_id).where(
            Citation.point_id == line.point_id, Citation.card_number == line.card
        )
    )
    return version_of(session, here, card_id or 0, line.card)


def _checks(
    session: Session,
    here: DebateNow,
    version: int,
    rows: Sequence[PointRow],
    point: PointRow,
    line: CardLine,
    badge: Badge,
) -> tuple[Check, ...]:
    content = decks.content(session, version)
    card = next((one for one in content.cards if one.number == line.number), None)
    if card is None:
        return ()
    place = place_of(session, version, content, card.source, card.passage, (here.course_id,))
    if place is None:
        return ()
    # As of the day of the debate: what came later is not the fault of who cited it.
    day = datetime.fromtimestamp((here.started_ms or here.now) / 1000, UTC).date().isoformat()
    said = [row for row in rows if row.speech == point.speech]
    return challenges_checks.run(
        Cited(
            card=cards_editing.check_input(card, place, content, day),
            fields=place.source.citation,
            badge=badge,
            differs=_differs(place, card.spans),
            provenance=card.provenance,
            spoken=here.mode == modes.SPOKEN
            or (here.mode == modes.MIXED and bool(point.entered_by)),
            stopped_at=line.stopped_at,
            pace=_pace(here, point.speech, said),
        )
    )


def _differs(place: Place, named: Sequence[Span]) -> tuple[str, ...]:
    """The sentences under the card that the attached text has otherwise, as it has them."""
    touched = spans.touched(place.passage.sentences, named)
    held = (place.held[n] for n in touched if n < len(place.held))
    return tuple(one.text for one in held if not one.equal)


def _pace(here: DebateNow, speech: str, said: Sequence[PointRow]) -> int | None:
    """Words a minute in a speech, if its claims and what was read of its cards was spoken."""
    step = next(line.step_index for line in here.speeches if line.address == speech)
    used = clock.used_ms(
        here.fmt, here.controls, here.factors or 100, here.now, heartbeat_ms=here.heartbeat_ms
    )
    count = sum(len(modes.words_of(row.claim)) for row in said)
    count += sum(len(modes.words_of(card.read[0])) for row in said for card in row.cards)
    return challenges_checks.pace(count, used[step])
