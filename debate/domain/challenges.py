"""Evidence challenges: grounds, who may make one, statements in turn, the ruling, its effect.

Belongs here: the rules of the procedure (reference: the evidence rules of school debating leagues,
by which a formal allegation stops the round until it is ruled on). Does not belong here: what a
program can check of a citation (`challenges_checks`), the clock that stands meanwhile (`clock`).

One challenge is open at a time in a debate. A seat may make a limited number; one that is upheld,
and whose ruling stands, does not count. The challenger states the case with the challenge, then the
other side answers, each once; then a moderator rules. Until the other side has answered the
challenger may withdraw the challenge, which counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

STATEMENT_MAX = 500
REASON_MAX = 500
EACH, EACH_MAX = 2, 9
"""Challenges that a debater may make, unless a moderator sets another number; and the most."""

CLAIM, ANSWER = "claim", "answer"
CHALLENGED, WITHDRAWN, CORRECTED, LIFTED = "challenged", "withdrawn", "corrected", "lifted"
BARRED = (CHALLENGED, WITHDRAWN)
"""Marks of a card that may not be cited."""

NOBODY, AUTHOR, CHALLENGER = "", "author", "challenger"


@dataclass(frozen=True)
class Ground:
    """What is alleged; `says` explains it in one line."""

    slug: str
    name: str
    says: str


GROUNDS: Mapping[str, Ground] = {
    ground.slug: ground
    for ground in (
        Ground("nonexistent", "Non-existent", "The source cannot be found, or does not say this."),
        Ground(
            "distortion",
            "Distortion",
            "Words were added or left out, so that the author seems to conclude something else.",
        ),
        Ground("clipping", "Clipping", "Words were cited as read that were not read."),
        Ground(
            "straw",
            "Straw argument",
            "The author states it only to refute it, or reports somebody else’s view.",
        ),
        Ground(
            "incomplete",
            "Incomplete citation",
            "Author, title, date or another field is missing that the source gives.",
        ),
        Ground(
            "context", "Out of context", "The sentences around it give the words another meaning."
        ),
    )
}


@dataclass(frozen=True)
class Remedy:
    """What a ruling does; `says` explains it in one line."""

    slug: str
    name: str
    says: str


REMEDIES: Mapping[str, Remedy] = {
    remedy.slug: remedy
    for remedy in (
        Remedy("none", "Nothing more", "Point and card stand as they are."),
        Remedy(
            "correct",
            "Correct the card",
            "Its newer version in the deck is cited from now on; earlier citations keep theirs.",
        ),
        Remedy("withdraw", "Withdraw the card", "It can’t be cited again here; the point stands."),
        Remedy("strike", "Strike the point", "It is out of flow and score; the card stays."),
        Remedy("both", "Strike the point and withdraw the card", "Both of the above."),
    )
}
STRIKES = ("strike", "both")
WITHDRAWS = ("withdraw", "both")


class CardMark(NamedTuple):
    """What a challenge did to a card in one debate; `version`: of the deck, with a correction."""

    challenge: int
    card: int
    mark: str
    ground: str
    version: int


@dataclass(frozen=True)
class Case:
    """What decides whether a debater may challenge one citation now."""

    clock: str  # ready | running | paused | over | finished
    side: str | None  # of the debater
    cited_by: str | None  # the side that cited the card
    stands: bool  # the point stands before the room
    open_card: int | None  # the card of the challenge that is open
    ruled: bool  # a ruling on this citation and ground stands
    left: int  # how many challenges the debater has left
    each: int


@dataclass(frozen=True)
class Ruling:
    """What a moderator decided; `warned` is NOBODY, AUTHOR or CHALLENGER."""

    upheld: bool
    remedy: str
    reason: str
    warned: str = NOBODY
    resume: bool = True


def left(each: int, counted: int) -> int:
    """How many challenges a debater has left. `counted`: those made but upheld ones."""
    return max(0, each - counted)


def check_make(case: Case) -> str:
    """Why the citation may not be challenged now, in a sentence; "" where it may."""
    if case.clock == "ready":
        return "The debate has not started yet."
    if case.clock == "finished":
        return "The debate is over, so nothing can be stopped any more. Tell the instructor."
    if case.side is None or case.cited_by is None or case.side == case.cited_by:
        return "Debaters challenge evidence that the other side cited."
    if not case.stands:
        return "This point does not stand any more, so its evidence needs no challenge."
    if case.open_card is not None:
        return (
            f"Card No. {case.open_card} is challenged already. "
            "One challenge at a time: wait for the ruling."
        )
    if case.ruled:
        return "A ruling on this citation and this ground stands. Read it, or choose another one."
    if case.each == 0:
        return "The moderators have closed challenges in this debate."
    if case.left == 0:
        return f"You have used your {case.each} challenges. Only upheld ones do not count."
    return ""


def check_statement(text: str) -> str:
    """Why this is no statement, in a sentence; "" where it is one."""
    if not text:
        return "Say in a sentence or two what is wrong, or what is right."
    if len(text) > STATEMENT_MAX:
        return f"At most {STATEMENT_MAX} characters; this has {len(text)}."
    return ""


def check_withdraw(mine: bool, answered: bool, ruled: bool) -> str:
    """Why a challenge may not be withdrawn, in a sentence; "" where it may.

    `mine`: it is asked by who made it. `ruled`: it is closed.
    """
    if not mine:
        return "Who made a challenge may withdraw it, and nobody else."
    if ruled:
        return "This challenge is closed already."
    if answered:
        return "The other side has spoken, so the moderator rules now."
    return ""


def awaited(answered: bool, skipped: bool, closed: bool) -> str:
    """What an open challenge waits for: "answer", "ruling", or "" once it is closed."""
    if closed:
        return ""
    return "ruling" if answered or skipped else ANSWER


def check_ruling(ruling: Ruling, waits_for: str, newer: bool, stands: bool) -> tuple[str, str]:
    """The field at fault and why, or two times "".

    `newer`: the deck has a newer version of the card. `stands`: the point stands before the room.
    """
    if not waits_for:
        return "", "This challenge has been ruled on already. Reverse the ruling first."
    if waits_for == ANSWER:
        return "", "The other side has not spoken yet. Wait for its statement, or go on without it."
    if not ruling.reason:
        return "reason", "Give the reason: both sides and the record read it."
    if len(ruling.reason) > REASON_MAX:
        return "reason", f"At most {REASON_MAX} characters; this has {len(ruling.reason)}."
    if ruling.remedy not in REMEDIES:
        return "remedy", "Choose what the ruling does."
    if not ruling.upheld and ruling.remedy != "none":
        return "remedy", "A challenge that is dismissed changes nothing about point and card."
    if ruling.warned == (CHALLENGER if ruling.upheld else AUTHOR):
        return "warned", "Warn the author with an upheld challenge, the challenger with another."
    if ruling.remedy == "correct" and not newer:
        return "remedy", (
            "The deck has no newer version of this card. Change it in the deck first, or choose "
            "another remedy."
        )
    if ruling.remedy in STRIKES and not stands:
        return "remedy", "The point is out already. Choose another remedy."
    return "", ""


def mark(remedy: str) -> str:
    """The mark that an upheld challenge leaves on its card."""
    if remedy in WITHDRAWS:
        return WITHDRAWN
    return CORRECTED if remedy == "correct" else ""


def lifted(before: str) -> str:
    """The mark after the ruling was reversed: a correction is remembered for who cited it since."""
    return LIFTED if before == CORRECTED else ""


def read_marks(text: str) -> tuple[CardMark, ...]:
    """The marks that `text` holds: "challenge:card:mark:ground:version", parted by commas."""
    found = []
    for part in text.split(",") if text else ():
        number, card, kind, ground, version = part.split(":")
        found.append(CardMark(int(number), int(card), kind, ground, int(version)))
    return tuple(sorted(found))


def barred(one: CardMark) -> str:
    """Why a card with this mark is not to be cited, in a sentence; "" where it may be."""
    if one.mark == CHALLENGED:
        return (
            f"Card No. {one.card} is challenged. It stays in your hand but can’t be cited until "
            "the ruling. Take it out and send again."
        )
    if one.mark == WITHDRAWN:
        return (
            f"Card No. {one.card} was withdrawn by a ruling ({GROUNDS[one.ground].name.lower()}), "
            "so it can’t be cited. Take it out and send again."
        )
    return ""


def unfit(one: CardMark) -> str:
    """Why no moderator may let a point with this card in, in a sentence; "" where one may."""
    if one.mark == CHALLENGED:
        return (
            f"It cites card No. {one.card}, which is challenged. Rule on that first, or return it."
        )
    if one.mark == WITHDRAWN:
        return (
            f"It cites card No. {one.card}, which was withdrawn by a ruling. Return it, so that "
            "its author can take the card out."
        )
    return ""


def stands_still(after: Sequence[str]) -> bool:
    """Whether the clock stands as a challenge stopped it. `after`: kinds of its controls since.

    What a moderator paused later is not the challenge's to set going.
    """
    return all(kind in ("add", "assign") for kind in after)


def shown(one: CardMark) -> str:
    """What stands on a card with this mark; "" where nothing does."""
    if one.mark == CHALLENGED:
        return "It can’t be cited until the ruling."
    if one.mark == WITHDRAWN:
        return f"{GROUNDS[one.ground].name}: challenge {one.challenge} was upheld."
    return ""
