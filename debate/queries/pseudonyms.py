"""Reads for a pseudonymous pack: a record with codes of its own, and who is behind them.

Belongs here: the copy and its key, apart from each other; names typed into texts of a room that
sees codes. Does not belong here: how names are found in text (`domain.pseudonyms`), and files
(export).
"""

import random
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.domain import pseudonyms
from debate.domain.events import MODERATORS
from debate.models.courses import Student
from debate.models.seats import Seat
from debate.queries import debates, transcripts, transcripts_copies
from debate.queries.debates import DebateNow
from debate.queries.transcripts import Judgement, Transcript


class KeyLine(NamedTuple):
    """Who is behind a code."""

    code: str
    seat: int
    name: str
    role: str
    side: str | None


class Pack(NamedTuple):
    """A record without its chain, and what its key file has. `kept`: parts of names that stay."""

    record: Transcript
    people: tuple[KeyLine, ...]  # in order of the codes
    debate_id: int
    head: str
    records: int
    kept: tuple[str, ...]


def pack(session: Session, slug: str, now: int, rng: random.Random) -> Pack | None:
    """The record with codes drawn for this copy alone; None if there is no such debate.

    People, ballots and scores stand in the order of the codes, which tells nothing of seats.
    """
    named = debates.load(session, slug, MODERATORS, now, names=True)
    if named is None:
        return None
    drawn = pseudonyms.export_codes(len(named.seats), rng)
    codes = {line.id: code for line, code in zip(named.seats, drawn, strict=True)}
    here, copy = transcripts_copies.load_with_codes(session, slug, now, codes)
    found = transcripts.of_copy(session, here, copy)
    people = (
        KeyLine(codes[line.id], line.number, line.label, line.role, line.side)
        for line in named.seats
    )
    return Pack(
        found._replace(
            head=found.head._replace(chain_head="", records=0, sealed_ms=None),
            judgement=_shuffled(found.judgement),
        ),
        tuple(sorted(people)),
        named.id,
        named.head,
        named.last_seq,
        copy.replace.kept if copy.replace else (),
    )


def typed(
    session: Session, here: DebateNow, texts: Iterable[str], reader: int | None = None
) -> tuple[tuple[str, ...], ...]:
    """The names of the class that stand in each of the texts, where the room sees codes.

    None elsewhere, without a statement; here five. `reader`: a seat whose own name is no find.
    """
    kept = list(texts)
    if here.room_labels == "names" or not any(kept):
        return tuple(() for _ in kept)
    finder = transcripts_copies.replacer(session, here)
    own = pseudonyms.replacer(_names(session, reader) if reader else ())
    return tuple(tuple(name for name in finder.found(text) if not own.finds(name)) for text in kept)


def kept(session: Session, slug: str, now: int) -> tuple[str, ...]:
    """Parts of names that are words of this debate, and so stay where they are typed alone."""
    here = debates.load(session, slug, MODERATORS, now)
    return transcripts_copies.replacer(session, here).kept if here else ()


def _names(session: Session, seat_id: int) -> Iterable[str]:
    row = session.execute(
        select(Student.name, Seat.typed_name)
        .select_from(Seat)
        .outerjoin(Student, Student.id == Seat.student_id)
        .where(Seat.id == seat_id)
    ).one()
    return [name for name in row if name]


def _shuffled(found: Judgement | None) -> Judgement | None:
    if found is None:
        return None
    ballots = (
        one._replace(subjects=tuple(sorted(one.subjects, key=lambda subject: subject.seat.label)))
        for one in found.ballots
    )
    return found._replace(
        ballots=tuple(sorted(ballots, key=lambda one: one.judge)),
        scores=tuple(sorted(found.scores, key=lambda line: line.seat.label)),
    )
