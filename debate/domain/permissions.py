"""Who may do which act. Every route names its act; a test walks routes × roles against this table.

Roles are relative to the thing asked for: an account has a role in a class (owner, instructor,
assistant, marker), a seat has its role in the debate (debater, judge, audience, or waiting without
a room), a screen is a projector link, a visitor is anybody else. `member` is any signed-in account.
"""

from dataclasses import dataclass

from debate.domain import events

OWNERS = frozenset({"owner", "instructor"})
MODERATORS = OWNERS | {"assistant"}
STAFF = MODERATORS | {"marker"}
SEATED = frozenset({"debater", "judge", "audience"})
SEATS = SEATED | {"waiting"}
ANYONE = STAFF | SEATS | {"member", "screen", "visitor"}

ACTS: dict[str, frozenset[str]] = {
    "public": ANYONE,
    # accounts and classes
    "accounts.own": STAFF | {"member"},
    "accounts.invite": OWNERS,
    "accounts.invite_to_site": frozenset({"member"}),  # the service asks for the site's owner
    "courses.create": frozenset({"member"}),
    "courses.read": STAFF,
    "courses.edit": OWNERS,
    "house_rules.edit": OWNERS,
    "wordlists.edit": OWNERS,
    "archives.make": STAFF,
    "audits.read": OWNERS,
    "erasures.make": OWNERS,
    "retentions.set": OWNERS,
    "dossiers.read": OWNERS,
    "dossiers.own": SEATED,
    "decks.read": STAFF | {"member"},
    "decks.create": OWNERS | {"member"},  # the page is any member's; its class must be one's own
    "decks.edit": OWNERS,
    "proposals.decide": OWNERS | {"member"},  # those of one's own classes
    "texts.attach": OWNERS | {"member"},  # the class must be one's own
    "rubrics.read": STAFF | {"member"},
    "rubrics.create": OWNERS | {"member"},  # the page is any member's; its class must be one's own
    "rubrics.edit": OWNERS,
    "formats.read": STAFF | {"member"},
    "formats.create": OWNERS | {"member"},  # the page is any member's; its class must be one's own
    "formats.edit": OWNERS,
    # sittings
    "sittings.list": STAFF | {"member"},
    "sittings.plan": OWNERS | {"member"},  # the page is any member's; its class must be one's own
    "sittings.read": STAFF,
    "sittings.edit": OWNERS,
    "sittings.moderate": MODERATORS,
    "sittings.wait": SEATS,
    "seats.slips": MODERATORS,
    "seats.leave": SEATS,
    # a debate, from the moderators' side
    "debates.watch": STAFF,
    "debates.control": MODERATORS,
    "screens.choose": MODERATORS,
    "polls.show": MODERATORS,
    "moderation.act": MODERATORS,
    "moderation.log": STAFF,
    "measures.take": MODERATORS,
    "reports.decide": MODERATORS,
    "floor.balance": MODERATORS,
    "nudges.send": MODERATORS,
    "challenges.watch": STAFF,
    "challenges.rule": MODERATORS,
    "ballots.read": STAFF,
    "ballots.close": OWNERS,
    "marks.read": STAFF,
    "marks.give": OWNERS | {"marker"},
    "marks.release": OWNERS,
    "grades.read": STAFF,
    "grades.edit": OWNERS,
    "second_marks.read": STAFF,
    "second_marks.ask": OWNERS,
    "second_marks.settle": OWNERS,
    "second_marks.give": OWNERS | {"marker"},  # the service asks for the marker who was asked
    "comments.edit": OWNERS | {"marker"},
    "questions.read": STAFF,
    "questions.decide": OWNERS | {"marker"},
    "grade_files.make": STAFF,
    "transcripts.read": STAFF,
    "transcripts.export": STAFF,
    "imports.make": OWNERS | {"member"},  # the page is any member's; its class must be one's own
    "imports.read": STAFF | {"member"},  # of the class that keeps it
    "imports.delete": OWNERS | {"member"},
    # a debate, from a seat
    "debates.read": SEATED,
    "debates.screen": frozenset({"screen"}),
    "cards.read": SEATED,
    "cards.note": SEATED,
    "cards.propose": SEATED,
    "hands.draw": frozenset({"debater"}),
    "drafts.save": SEATED,
    "outlines.keep": SEATED,
    "outlines.read": frozenset({"debater"}),  # their team's
    "outlines.share": frozenset({"debater"}),  # write in it
    "jottings.keep": SEATED,
    "blocks.keep": SEATED,
    "points.send": SEATED,
    "challenges.read": SEATED,
    "challenges.make": frozenset({"debater"}),
    "challenges.withdraw": frozenset({"debater"}),
    "agreements.give": frozenset({"debater"}),
    "offers.make": frozenset({"debater"}),
    "passes.give": frozenset({"debater"}),
    "floor.ask": SEATED,
    "nudges.read": SEATED,
    "preparations.take": frozenset({"debater"}),
    "measures.read": SEATED,
    "reports.make": SEATED,
    "polls.vote": SEATED,
    "reflections.write": SEATED,
    "ballots.write": frozenset({"judge"}),
    "marks.own": SEATED,
    "questions.ask": SEATED,
    "transcripts.own": SEATED,
}


@dataclass(frozen=True)
class Actor:
    """Who asks, with respect to one thing: a role, and the ids that services need."""

    role: str
    account_id: int = 0
    seat_id: int = 0
    seat_number: int = 0
    side: str | None = None
    debate_id: int = 0

    @property
    def ref(self) -> str:
        """How idempotency keys name the actor."""
        return f"seat:{self.seat_id}" if self.seat_id else f"account:{self.account_id}"

    @property
    def view(self) -> str:
        """The one view of a debate that this actor is shown."""
        return view_of(self.role, self.side)


def may(act: str, role: str) -> bool:
    """Whether `role` may do `act`. Raises KeyError for an act that is not in the table."""
    return role in ACTS[act]


def may_change_member(role: str, other: str) -> bool:
    """Whether staff with `role` may change or end the role `other` of somebody in the class.

    The owner of a class stays; only the owner changes instructors.
    """
    return other != "owner" and (role == "owner" or (role in OWNERS and other not in OWNERS))


def view_of(role: str, side: str | None) -> str:
    """The view that a role is shown: moderators for staff, a team's for debaters."""
    if role in STAFF:
        return events.MODERATORS
    if role == "judge":
        return events.JUDGES
    if role == "debater" and side is not None:
        return events.TEAMS[side]
    return events.ROOM
