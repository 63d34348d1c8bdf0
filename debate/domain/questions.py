"""Questions about a mark: how many, how long, and how they end.

Belongs here: the rules of a thread. Does not belong here: who reads it, and the record (services).
"""

from debate.domain.refusals import Refused

STANDS, CHANGED = "stands", "changed"
DECISIONS = {STANDS: "The mark stands", CHANGED: "The mark was changed"}
TEXT_MAX = 2_000
QUESTIONS_MAX = 5
"""Questions of one student about one mark."""
POSTS_MAX = 20
"""Contributions to one thread; the decision comes on top."""


def check_ask(released: bool, asked: int, still_open: bool) -> None:
    """Whether a student may open a thread now. Raises Refused (409)."""
    if not released:
        raise Refused("You can ask about your mark once it is released.", "text", 409)
    if still_open:
        raise Refused("Your last question is still open. Add to that one.", "text", 409)
    if asked >= QUESTIONS_MAX:
        raise Refused(
            f"You have asked {QUESTIONS_MAX} times about this mark. Speak with your instructor.",
            "text",
            409,
        )


def check_add(decision: str, posts: int) -> None:
    """Whether anybody may still write in a thread. Raises Refused (409)."""
    if decision:
        raise Refused("This question is decided, so nothing can be added to it.", "text", 409)
    if posts >= POSTS_MAX:
        raise Refused(
            f"A thread has at most {POSTS_MAX} contributions. It can only be decided now.",
            "text",
            409,
        )


def check_text(text: str) -> None:
    """Whether something can be said so. Raises Refused."""
    if not text.strip():
        raise Refused("Write a sentence first.", "text")
    if len(text) > TEXT_MAX:
        raise Refused(f"At most {TEXT_MAX} characters; this has {len(text)}. Shorten it.", "text")


def check_decision(decision: str, decided: str, reason: str, mark_moved: bool) -> None:
    """Whether a thread may end like this. `decided`: how it did already, `mark_moved`: the mark or
    a note has another version than when the question was asked. Raises Refused.
    """
    if decided:
        raise Refused("This question is decided already.", status=409)
    if decision not in DECISIONS:
        raise Refused("Say whether the mark stands or was changed.", "decision")
    check_text(reason)
    if decision == CHANGED and not mark_moved:
        raise Refused(
            "The mark is as it was when the question was asked. Change it first, or let it stand.",
            "decision",
        )
