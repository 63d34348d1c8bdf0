"""Word lists of classes: saving one, and looking over what is about to be sent.

Does not belong here: what counts as found (`domain.wordlists`). Where a class has no list, nothing
is read.
"""

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from debate.domain import wordlists as rules
from debate.domain.events import MODERATORS
from debate.domain.permissions import Actor
from debate.domain.refusals import Refused
from debate.models.courses import Course
from debate.models.debates import Debate
from debate.models.sittings import Sitting
from debate.models.speeches import Point
from debate.models.wordlists import Wordlist
from debate.queries import pseudonyms
from debate.queries import wordlists as reads
from debate.queries.debates import DebateNow, load
from debate.services.accounts import audit

_KNOWS = "knows what the word list found"


class Asked(Exception):
    """The word list found something, and the writer is to decide; nothing was stored."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def save(session: Session, actor: Actor, course: Course, words: str, effect: str, now: int) -> None:
    """Keep the list of a class, whose row is locked; an empty one is none. Raises Refused."""
    words = rules.clean(words)
    if effect not in rules.EFFECTS:
        raise Refused("Choose what happens when a word is found.", "effect")
    row = session.scalar(select(Wordlist).where(Wordlist.course_id == course.id))
    if not words:
        session.execute(delete(Wordlist).where(Wordlist.course_id == course.id))
    elif row is None:
        session.add(Wordlist(course_id=course.id, words=words, effect=effect, saved_ms=now))
    else:
        row.words, row.effect, row.saved_ms = words, effect, now
    audit(session, actor.account_id, "wordlists.save", "course", course.id, now, course.id)


def note_answer(session: Session, knows: bool) -> None:
    """Whether who posts in this session was asked, and sends it as it is."""
    session.info[_KNOWS] = knows


def look_over(session: Session, here: DebateNow, step_index: int, point: Point) -> None:
    """Have a new point wait, or its writer asked, where the list finds something in it.

    The same, one after the other, where the room sees codes and it seems to hold a name. Raises
    Asked, unless the writer was asked before. What is sealed is shown to nobody yet, so it does
    not wait.
    """
    _look_for_names(session, here, step_index, point)
    if not here.words_effect:
        return
    found = reads.found(session, here, point.claim, point.reasons)
    if not found:
        return
    if here.words_effect == rules.HOLD:
        point.state = point.state if here.is_sealed(step_index) else "held"
    elif not session.info.get(_KNOWS):
        raise Asked(rules.warning(found))


def look_over_words(session: Session, here: DebateNow, words: str) -> None:
    """Have the writer asked about words that stand at once and never wait, whatever the list does.

    Statements in a challenge, and what is missing in a check. Raises Asked, unless asked before.
    """
    if session.info.get(_KNOWS):
        return
    _ask_about_names(session, here, [words])
    found = reads.found(session, here, words)
    if found:
        raise Asked(rules.warning(found))


def look_for_names(
    session: Session,
    debate: Debate,
    *texts: str,
    now: int,
    reader: int | None = None,
    by_staff: bool = False,
    logged: bool = False,
) -> None:
    """Have the writer asked about names in words that are no part of the debate itself.

    Reasons on a ballot, comments on work, reports, what moderators say of their acts: read by
    people to whom names are hidden, and never held. `reader`: the seat that alone reads it, whose
    own name is no find; but where it is `logged` and staff is told no names it is. `by_staff`:
    staff alone read it. Raises Asked, unless asked before.
    """
    if not any(texts) or session.info.get(_KNOWS):
        return
    sitting = session.get_one(Sitting, debate.sitting_id)
    if (sitting.staff_labels if by_staff else sitting.room_labels) == "names":
        return
    if logged and sitting.staff_labels == "codes":
        reader = None
    here = load(session, debate.id, MODERATORS, now)
    if here is not None:
        _ask_about_names(session, here, texts, reader)


def _ask_about_names(
    session: Session, here: DebateNow, texts: Iterable[str], reader: int | None = None
) -> None:
    found = pseudonyms.typed(session, here, texts, reader)
    names = tuple(dict.fromkeys(name for names in found for name in names))
    if names:
        raise Asked(rules.about_names(names[: rules.FOUND_MAX], waits=False))


def _look_for_names(session: Session, here: DebateNow, step_index: int, point: Point) -> None:
    (names,) = pseudonyms.typed(session, here, [f"{point.claim}\n{point.reasons}"])
    if not names:
        return
    if not session.info.get(_KNOWS):
        raise Asked(rules.about_names(names))
    point.state = point.state if here.is_sealed(step_index) else "held"
