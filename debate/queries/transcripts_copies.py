"""Reads that every copy of a record begins with: how it is written, where it is from, who was in.

Belongs here: a copy with names (as moderators see it) and one with codes (as the room saw it, names
typed in text taken out, to be passed on), and cards with their citations. Does not belong here:
what was said and done (`transcripts`, `packets`).
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import citations, formats, pseudonyms, rubrics, seats, sources, text
from debate.domain.events import MODERATORS, ROOM
from debate.domain.pseudonyms import Replacer
from debate.models.accounts import Account
from debate.models.courses import Course, CourseMember, Student
from debate.models.debates import Debate
from debate.models.decks import Deck, DeckEntry, Passage, Source
from debate.models.seats import Seat
from debate.models.sittings import Sitting
from debate.queries import cards, debates
from debate.queries.cards import CardLine
from debate.queries.debates import DebateNow

DAY_MS = 86_400_000


class Copy(NamedTuple):
    """How a copy is written: with `names`, or with codes and `replace` over everything typed."""

    names: bool
    replace: Replacer | None = None

    def plain(self, words: str) -> str:
        """Text as this copy has it."""
        return self.replace(words) if self.replace else words

    def tells(self, words: str) -> bool:
        """Whether this copy takes a name out of the text."""
        return self.replace is not None and self.replace.finds(words)

    def html(self, words: str, html: str) -> str:
        """The stored HTML of a text, or in a copy with codes that of the text it shows."""
        return html if self.names or not html else text.render_safe(self.plain(words))


class Head(NamedTuple):
    """Where and when a debate was held. Times in ms; `made_ms`: when this copy was made."""

    course: str
    sitting: str
    instructor: str  # "" in a copy with codes
    deck: str
    started_ms: int | None
    ended_ms: int | None
    sealed_ms: int | None
    released_ms: int | None
    made_ms: int
    records: int
    chain_head: str
    one_day: bool  # it began and ended on one day (UTC)


class PersonLine(NamedTuple):
    """A seat and how it was taken. `joined`: link | code | walk_in | "" (nobody took it)."""

    seat_id: int
    number: int
    label: str
    role: str
    side: str | None
    position: int | None
    joined: str
    claimed_ms: int | None
    confirmed_ms: int | None
    absent: bool


class CitedCard(NamedTuple):
    """A card with its citation in full and the gist of its passage."""

    card: CardLine
    citation: str
    gist: str


def load(session: Session, slug: str, now: int, *, names: bool) -> tuple[DebateNow, Copy] | None:
    """The debate as the copy sees it, and how its text is written; None if there is none."""
    here = debates.load(session, slug, MODERATORS if names else ROOM, now, names=names)
    if here is None or names:
        return (here, Copy(True)) if here else None
    return _with_codes(session, here), Copy(False, replacer(session, here))


def load_with_codes(
    session: Session, slug: str, now: int, codes: Mapping[int, str]
) -> tuple[DebateNow, Copy]:
    """The debate as the room saw it, with these codes (seat id → code) and in their order."""
    here = debates.load(session, slug, ROOM, now)
    assert here is not None  # the codes are those of its seats
    lines = [line._replace(label=codes[line.id]) for line in here.seats]
    shuffled = tuple(sorted(lines, key=lambda line: line.label))
    return replace(here, seats=shuffled), Copy(False, replacer(session, here))


def head(session: Session, here: DebateNow, copy: Copy) -> Head:
    """Where and when a debate was held; one statement."""
    row = session.execute(
        select(Debate.sealed_ms, Course.title, Account.name, Deck.title.label("deck"))
        .join(Sitting, Sitting.id == Debate.sitting_id)
        .join(Course, Course.id == Sitting.course_id)
        .join(Account, Account.id == Sitting.created_by_id)
        .join(Deck, Deck.id == Debate.deck_id)
        .where(Debate.id == here.id)
    ).one()
    start, end = here.started_ms or here.now, here.ended_ms or here.now
    return Head(
        course=copy.plain(row.title),
        sitting=copy.plain(here.sitting_title),
        instructor=row.name if copy.names else "",
        deck=row.deck,
        started_ms=here.started_ms,
        ended_ms=here.ended_ms,
        sealed_ms=row.sealed_ms,
        released_ms=here.released_ms,
        made_ms=here.now,
        records=here.last_seq,
        chain_head=here.head,
        one_day=start // 86_400_000 == end // 86_400_000,
    )


def people(session: Session, here: DebateNow) -> tuple[PersonLine, ...]:
    """The seats of a debate and how they were taken; where labels are codes, in their order."""
    claims = {
        row.id: row
        for row in session.execute(
            select(Seat.id, Seat.claimed_how, Seat.claimed_ms, Seat.confirmed_ms).where(
                Seat.debate_id == here.id
            )
        )
    }
    lines = [
        PersonLine(
            line.id,
            line.number,
            line.label,
            "shadow" if line.shadow else line.role,
            line.side,
            line.position,
            claims[line.id].claimed_how,
            claims[line.id].claimed_ms,
            claims[line.id].confirmed_ms,
            line.absent,
        )
        for line in here.seats
    ]
    return tuple(lines if here.view == MODERATORS else sorted(lines, key=lambda line: line.label))


def cited(session: Session, here: DebateNow, numbers: Collection[int]) -> tuple[CitedCard, ...]:
    """Cards of the debate's deck with their citations, in order of number; three statements."""
    if not numbers or here.deck_version_id is None:
        return ()
    found = session.execute(
        select(Source.id, Source.slug, Source.citation)
        .join(DeckEntry, DeckEntry.source_id == Source.id)
        .where(DeckEntry.deck_version_id == here.deck_version_id)
    ).all()
    written = {
        row.slug: citations.citation_text(sources.from_stored(row.citation)) for row in found
    }
    slugs = {row.id: row.slug for row in found}
    gists = {
        (slugs[row.source_id], row.number): row.gist
        for row in session.execute(
            select(Passage.source_id, Passage.number, Passage.gist).where(
                Passage.source_id.in_(slugs)
            )
        )
    }
    lines = cards.for_debate(session, here.deck_version_id, here.motion_slug, numbers)
    return tuple(
        CitedCard(line, written[line.source], gists.get((line.source, line.passage), ""))
        for line in lines
    )


def _with_codes(session: Session, here: DebateNow) -> DebateNow:
    """The same with code names for labels, whatever the room was shown."""
    rows = session.execute(select(Seat.id, Seat.code_name).where(Seat.debate_id == here.id))
    codes = {row.id: row.code_name for row in rows}
    lines = (
        line._replace(label=seats.label(line.number, "", codes[line.id], names=False))
        for line in here.seats
    )
    return replace(here, seats=tuple(lines))


def replacer(session: Session, here: DebateNow) -> Replacer:
    """Takes everybody of the class, its staff and the session's walk-ins out of text.

    Three statements, and those for the cards, whose words are no names.
    """
    students = session.execute(
        select(Student.name, Student.external_id, Student.email).where(
            Student.course_id == here.course_id
        )
    ).all()
    staff = session.execute(
        select(Account.name, Account.email)
        .join(CourseMember, CourseMember.account_id == Account.id)
        .where(CourseMember.course_id == here.course_id)
    ).all()
    typed = session.scalars(
        select(Seat.typed_name).where(Seat.sitting_id == here.sitting_id, Seat.typed_name != "")
    )
    words = [
        here.motion_text,
        json.dumps(formats.as_data(here.fmt), ensure_ascii=False),
        json.dumps(rubrics.as_data(here.rubric), ensure_ascii=False),
    ]
    if here.deck_version_id is not None:
        for line in cards.for_debate(session, here.deck_version_id, here.motion_slug):
            words += [line.cite, line.tag, line.body, line.holder, line.warrant]
    return pseudonyms.replacer(
        [*(row.name for row in (*students, *staff)), *typed],
        words,
        [one or "" for row in students for one in (row.external_id, row.email)]
        + [row.email for row in staff],
    )
