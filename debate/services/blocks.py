"""Writing blocks: prepared answers of a student, kept from debate to debate; no events."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from debate.domain import blocks
from debate.domain.blocks import BlockAnswer
from debate.domain.permissions import Actor
from debate.domain.refusals import ChangedMeanwhile, NotFound, Refused
from debate.domain.speeches import Words
from debate.models.blocks import Block
from debate.models.debates import Debate
from debate.queries.blocks import Owner, owned
from debate.services import drafts

TAB_MAX = 40


def create(session: Session, who: Owner, title: str, now: int) -> int:
    """Begin a block; its id. Raises Refused without a title, or beyond a hundred blocks."""
    title = blocks.check_title(title)
    count = session.scalar(select(func.count()).select_from(Block).where(owned(who))) or 0
    if count >= blocks.BLOCKS_MAX:
        raise Refused(f"You have {blocks.BLOCKS_MAX} blocks. Delete one first.", "title")
    block = Block(
        student_id=who.student_id,
        seat_id=None if who.student_id else who.seat_id,
        title=title,
        answers=[],
        saved_ms=now,
    )
    session.add(block)
    session.flush()
    return block.id


def save(
    session: Session,
    who: Owner,
    block_id: int,
    title: str,
    answers: Sequence[BlockAnswer],
    revision: int | None,
    tab: str,
    now: int,
) -> None:
    """Keep a block as it stands in a form that began with `revision`; `tab` tells pages apart.

    Raises NotFound, Refused without a title, ChangedMeanwhile after another page.
    """
    block = _find(session, who, block_id)
    title, kept = blocks.check_title(title), blocks.stored(answers)
    if (block.title, block.answers) == (title, kept):
        return
    if revision != block.revision and not (tab and tab == block.tab):
        raise ChangedMeanwhile
    block.title, block.answers = title, kept
    block.revision += 1
    block.tab, block.saved_ms = tab[:TAB_MAX], now
    session.flush()


def remove(session: Session, who: Owner, block_id: int) -> None:
    """Delete a block. Raises NotFound."""
    session.delete(_find(session, who, block_id))
    session.flush()


def prepare(
    session: Session,
    actor: Actor,
    debate: Debate,
    answer: BlockAnswer,
    deck: str,
    step_index: int,
    citable: Collection[int],
    now: int,
) -> tuple[int, ...]:
    """Lay an answer aside as a prepared point for a step; the cards that had to be left out.

    `deck`: the slug of the debate's; `citable`: the numbers of its cards that may be cited. Cards
    of another deck cannot be. Raises Refused where twenty points are prepared already.
    """
    cards = tuple(n for n in answer.cards if answer.deck == deck and n in citable)
    words = Words(claim=answer.claim, reasons=answer.reasons, cards=cards)
    drafts.lay_aside(session, actor, debate, step_index, words, now)
    return tuple(n for n in answer.cards if n not in cards)


def _find(session: Session, who: Owner, block_id: int) -> Block:
    """The block, locked: a student may have two debates open."""
    block = session.scalar(select(Block).where(Block.id == block_id, owned(who)).with_for_update())
    if block is None:
        raise NotFound
    return block
