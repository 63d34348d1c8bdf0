"""Who asks: the browser's account or seat, its role for the thing asked for, and whether it may.

Every view names its act with `@access`. The view then asks for the actor with one of the functions
below, inside its transaction when it writes, so that a right taken away counts at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, Protocol, TypeVar
from urllib.parse import quote

from flask import g, request
from sqlalchemy.orm import Session

from debate.domain import measures as measure_rules
from debate.domain.permissions import OWNERS, Actor, may
from debate.domain.refusals import Forbidden, NotFound, Refused
from debate.queries import (
    accounts,
    courses,
    decks,
    formats_pages,
    imports,
    measures,
    rubrics,
    seats,
    second_marks,
)
from debate.web import browsers, links
from debate.web.answers import now_ms

P = ParamSpec("P")
R = TypeVar("R")


class _HasRole(Protocol):
    @property
    def role(self) -> str: ...


F = TypeVar("F", bound=_HasRole)

# What shows first marks, also when it refuses, or changes them: closed to whoever was asked for
# second marks there, of whatever role, until theirs are handed in.
BLIND = {
    "marks.read",
    "marks.give",
    "ballots.read",
    "ballots.close",
    "grades.read",
    "grades.edit",
    "grade_files.make",
    "questions.read",
    "questions.decide",
    "second_marks.settle",
}

# What names people: closed to assistants and markers where names are the instructors' alone.
NAMED = {
    "seats.slips",
    "transcripts.read",
    "transcripts.export",
    "archives.make",
    "marks.read",
    "marks.give",
    "ballots.read",
    "grades.read",
    "grade_files.make",
    "questions.read",
    "questions.decide",
    "second_marks.read",
}
NAMES_HIDDEN = "In this session only instructors are told names, so this page is theirs alone."

# endpoint function name → act; the matrix test reads it.
ACT_OF_VIEW: dict[str, str] = {}


class SignInNeeded(Exception):
    """Nobody is signed in; the visitor is sent to sign in and then back."""

    def __init__(self) -> None:
        super().__init__("sign in")
        path = request.full_path.rstrip("?") if request.method == "GET" else ""
        self.next = quote(path, safe="/?&=%~+,;:@")


class SeatNotHeld(Exception):
    """This browser does not hold the seat in the address: never claimed here, or released."""


class SeatRemoved(Exception):
    """A moderator took this seat out of its room; `sentence` says who, when and why."""

    def __init__(self, sentence: str, door: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.door = door


@dataclass(frozen=True)
class Staff:
    """A signed-in account with a role in one class."""

    actor: Actor
    course: accounts.CourseRole


def access(act: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Name the act of a view; `domain.permissions.ACTS` says who may do it."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        ACT_OF_VIEW[f"{view.__module__.rsplit('.', 1)[-1]}.{view.__name__}"] = act

        @wraps(view)
        def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
            g.act = act
            return view(*args, **kwargs)

        return wrapped

    return mark


def visitor(session: Session) -> accounts.Browser:
    """The browser that asks, signed in or not."""
    g.browser = accounts.browser(session, browsers.token_hash())
    return g.browser  # type: ignore[no-any-return]


def member(session: Session) -> accounts.Browser:
    """The signed-in account. Raises SignInNeeded; Forbidden where the act is for instructors."""
    browser = visitor(session)
    if not browser.account_id:
        raise SignInNeeded
    if not may(g.act, "member"):
        raise Forbidden
    if g.act == "courses.create" and not browser.instructor:
        raise Forbidden("Only instructors can make classes. Ask the person who invited you.")
    return browser


def staff(
    session: Session,
    course: int | str = "",
    *,
    sitting: str = "",
    debate: str = "",
) -> Staff:
    """The account's role in a class, given by itself or by one of its sittings or debates.

    Raises SignInNeeded, NotFound for strangers, Forbidden for a role that may not do the act,
    Refused for first marks that a second marker asks for.
    """
    actor, found = _of_class(
        session,
        lambda account_id: accounts.course_role(
            session, account_id, course, sitting_slug=sitting, debate_slug=debate
        ),
    )
    if named_only() and found.staff_labels == "codes" and actor.role not in OWNERS:
        raise Forbidden(NAMES_HIDDEN)
    if g.act in BLIND and (sitting or debate):
        _refuse_first_marks(session, actor.account_id, sitting, debate)
    return Staff(actor, found)


def named_only() -> bool:
    """Whether what is asked for names people also where the rest of the staff sees codes."""
    return g.get("act") in NAMED


def deck(session: Session, slug: str) -> tuple[Actor, decks.DeckRole]:
    """The account's role towards a deck: any member reads one that came with files.

    Raises SignInNeeded, NotFound for another class's deck, Forbidden for a role that may not.
    """
    return _of_class(session, lambda account_id: decks.role(session, slug, account_id))


def imported(session: Session, slug: str) -> tuple[Actor, imports.ImportRole]:
    """The account's role in the class that keeps an imported transcript.

    Raises SignInNeeded, NotFound for strangers, Forbidden for a role that may not do the act.
    """
    return _of_class(session, lambda account_id: imports.role(session, slug, account_id))


def rubric(session: Session, slug: str) -> tuple[Actor, rubrics.RubricPage]:
    """The account's role towards a rubric: any member reads one that came with files.

    Raises SignInNeeded, NotFound for another class's rubric, Forbidden for a role that may not.
    """
    return _of_class(session, lambda account_id: rubrics.page(session, slug, account_id))


def format_of(session: Session, slug: str) -> tuple[Actor, formats_pages.FormatPage]:
    """The account's role towards a format: any member reads one that came with files.

    Raises SignInNeeded, NotFound for another class's format, Forbidden for a role that may not.
    """
    return _of_class(session, lambda account_id: formats_pages.page(session, slug, account_id))


def _of_class(session: Session, find: Callable[[int], F | None]) -> tuple[Actor, F]:
    """What `find` gives for the signed-in account, whose role in it says whether it may."""
    browser = visitor(session)
    if not browser.account_id:
        raise SignInNeeded
    found = find(browser.account_id)
    if found is None:
        raise NotFound
    if not may(g.act, found.role):
        raise Forbidden
    return Actor(found.role, account_id=browser.account_id), found


def own_class(session: Session, account_id: int, slug: str | None) -> courses.OwnLine:
    """The class that something new is to belong to. Raises Refused where it is not one's own."""
    own = {one.slug: one for one in courses.owned(session, account_id)}
    if slug not in own:
        raise Refused("Choose one of your classes.", "course")
    return own[slug]


def seat(session: Session, debate: str, number: int) -> Actor:
    """The seat `number` of a debate as this browser holds it.

    Raises SeatNotHeld; SeatRemoved where it was taken out of the room; Forbidden for a role that
    may not do the act, and for a muted seat.
    """
    found = _held(session, number, debate_slug=debate)
    actor = _seat_actor(found)
    if found.measures:
        _refuse_measured(session, found)
    return actor


def waiting_seat(session: Session, sitting: str, number: int) -> tuple[Actor, seats.HeldSeat]:
    """The seat `number` of a sitting, with or without a room. Raises SeatNotHeld."""
    found = _held(session, number, sitting_slug=sitting)
    return _seat_actor(found), found


def screen(token: str) -> int:
    """The id of the debate that a projector link shows. Raises NotFound."""
    debate_id = links.read_screen(token)
    if debate_id is None or not may(g.act, "screen"):
        raise NotFound
    return debate_id


def _held(
    session: Session, number: int, *, debate_slug: str = "", sitting_slug: str = ""
) -> seats.HeldSeat:
    g.browser, found = seats.asking(
        session,
        browsers.token_hash(),
        number,
        debate_slug=debate_slug,
        sitting_slug=sitting_slug,
    )
    if found is None:
        raise SeatNotHeld
    return found


def _refuse_first_marks(session: Session, account_id: int, sitting: str, debate: str) -> None:
    if second_marks.blind(session, account_id, sitting=sitting, debate=debate):
        raise Refused(
            "You are second marker here. The first marks open to you when yours are handed in.",
            status=409,
        )


def _refuse_measured(session: Session, found: seats.HeldSeat) -> None:
    standing = measure_rules.read_standing(found.measures)
    if measure_rules.is_removed(standing, found.id) and g.act not in measure_rules.REMOVED_MAY:
        door = f"/debates/{found.debate_slug}/{found.number}/"
        raise SeatRemoved(measures.why_removed(session, found.debate_id, found.id), door)
    muted = any(one.kind == measure_rules.MUTE for one in standing)
    if muted and g.act in measure_rules.MUTED_MAY_NOT:
        why = measures.why_muted(session, found.debate_id, found.id, now_ms())
        if why:
            raise Forbidden(why)


def _seat_actor(found: seats.HeldSeat) -> Actor:
    role = found.role if found.debate_id else "waiting"
    if not may(g.act, role):
        raise Forbidden
    g.seat = found
    return Actor(
        role,
        seat_id=found.id,
        seat_number=found.number,
        side=found.side,
        debate_id=found.debate_id,
    )
