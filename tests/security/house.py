"""A house with somebody of each kind in it, and something at every address.

`House.address` fills a rule with what is really there, for the one who asks; `House.body` is what
a friendly browser would post. Nothing is named after a route: an argument's value follows from the
segment before it, and a new kind of thing fails with a sentence that names it.
"""

import hashlib
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from debate.db import clock_ms, transaction
from debate.live.tickets import Claim, issue
from debate.models.accounts import Account, Invitation
from debate.models.archives import Archive
from debate.models.courses import Course, CourseMember
from debate.models.debates import Control
from debate.models.polls import Vote
from debate.models.seats import Seat
from debate.models.sittings import Announcement, Sitting
from debate.models.speeches import Point, Speech
from debate.services import decks
from debate.web import links
from tests import cast
from tests.cast import MINUTE
from tests.security import (
    house_challenges,
    house_decks,
    house_floor,
    house_formats,
    house_imports,
    house_marks,
    house_measures,
    house_own,
    house_rubrics,
    house_seconds,
)
from tests.security.routes import ACCOUNTS, EVERYONE, HOLDERS

NAMES = {"debater": "amara", "judge": "mei", "audience": "kofi"}
TOKENS = {
    "site": "the site’s invitation",
    "course": "the class’s",
    "welcome": "the first account’s",
    "password": "the marker’s, for a new one",
}
COOKIE = "clashroom-seat"
DEMO_TOKEN = "the demo’s own token"
ARCHIVE = "the-archive"
# Rules that need more than their address.
QUERIES = {
    "/sittings/<slug>/console/parts/": "?tab=1",
    "/decks/<slug>/sources/<source>/cut": "?passage=1",
}
_ARGUMENT = re.compile(r"<(?:(\w+)(?:\(([^>]*)\))?:)?(\w+)>")


@dataclass
class House:
    """Everybody's browser, and what stands at the addresses."""

    app: Any
    people: cast.Cast
    clients: dict[str, FlaskClient] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)  # of their seats
    seats: dict[str, int] = field(default_factory=dict)  # ids
    drafts: dict[str, int] = field(default_factory=dict)
    blocks: dict[str, int] = field(default_factory=dict)
    nudges: dict[str, int] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)

    def come_back(self, who: str) -> None:
        """Give the browser its cookie again: the token changes with each seat and sign-in."""
        self.clients[who].delete_cookie(COOKIE)
        if who in self.cookies:
            self.clients[who].set_cookie(COOKIE, self.cookies[who])

    def addresses(
        self,
        rule: str,
        who: str,
        *,
        number: int | None = None,
        slugs: Mapping[str, str] | None = None,
    ) -> Iterator[str]:
        """Each address that the rule stands for: more than one where it takes a choice of words.

        `number`: that of the seat in the address, else one's own. `slugs`: other classes' things.
        """
        seat = number or self.numbers.get(who, self.numbers["debater"])
        choices = []
        for match in _ARGUMENT.finditer(rule):
            before = rule[: match.start()].lstrip("/")
            own = {f"{noun}/": slug for noun, slug in (slugs or {}).items()}
            own |= {f"{noun}/<slug>/": seat for noun in ("debates", "sittings")}
            own |= house_own.values(self.drafts, self.nudges, self.blocks, who)
            choices.append(self._values(match[1], match[2], before, self.ids | own))
        for values in product(*choices):
            words = iter(values)
            yield _ARGUMENT.sub(lambda _: next(words), rule) + self._query(rule)  # noqa: B023

    def odd_address(self, rule: str, who: str, odd: str) -> str:
        """The rule with `odd` in the place of its last argument."""
        last = list(_ARGUMENT.finditer(rule))[-1]
        start, end = rule[: last.start()], rule[last.end() :]
        return next(self.addresses(start, who)).partition("?")[0] + odd + end

    def body(self, who: str) -> dict[str, Any]:
        """What fits nearly every form; a form takes the fields that it knows."""
        return {
            "key": secrets.token_urlsafe(18),
            "name": "Zadie Okoro",
            "email": "zadie@example.org",
            "password": "lantern over the river",
            "new_password": "lantern under the bridge",
            "title": "Another title",
            "text": "One sentence for everybody.",
            "note": "Say which year you mean.",
            "claim": "A claim of one line",
            "reasons": "It follows from the card.",
            "comment": "Clear and fair.",
            "reason": "The better answers.",
            "code": self.people.sitting.code,
            "choice": "P",
            "confidence": "3",
            "decision": "P",
            "role": "assistant",
            "kind": "pause",
            "value": "0",
            "on": "y",
            "seat": str(self.seats.get(who) or self.seats["audience"]),
            "place": "1.audience",
            "rest": "both",
            "course": self.people.course.slug,
            "passage": "1",
        }

    def _values(
        self, kind: str, options: str, before: str, known: Mapping[str, Any]
    ) -> Sequence[str]:
        if kind == "any":
            return [word.strip() for word in options.split(",")]
        place = before.rstrip("/").rsplit("/", 1)[-1]
        value = known.get(_ARGUMENT.sub("<slug>", before), known.get(place))
        assert value is not None, f"tests/security/house.py knows no value for {before}<…>"
        return [str(value)]

    def _query(self, rule: str) -> str:
        if rule != "/stream":
            return QUERIES.get(rule.partition("<any")[0], "")
        key = (self.people.debate.id, "room")
        claim = Claim(self.seats["debater"], 1, (key,), clock_ms() // 1000)
        return f"?ticket={issue(self.app.config['SECRET_KEY'], claim)}&at={key[0]}.room:0"


def build(app: Any, session: Any) -> House:
    """The house, on the application's empty database. The debate has run for a minute."""
    now = clock_ms() - MINUTE
    app.config["DEMO_TOKEN"] = DEMO_TOKEN
    people = cast.make(session, now, dealt=False)
    cast.start(session, people, now)
    house = House(app, people)
    with transaction(session):
        house_decks.give(people)
        house_rubrics.give(session, people)
        house_formats.give(session, people)
        accounts = _staff(session, people, now)
        _more_seats(session, house, now)
        _content(session, house, now)
        house_seconds.give(session, people, now)
        _sample(session, people, now)
        session.add(_archive(people, now))
    for who in ACCOUNTS:
        house.clients[who] = app.test_client()
        cast.as_account(session, house.clients[who], accounts[who], now)
    for who in HOLDERS:
        house.clients[who] = app.test_client()
        seat = session.get(Seat, house.seats[who])
        cast.as_seat(session, house.clients[who], seat, now)
    with transaction(session):
        session.get(Seat, house.seats["released"]).generation += 1
    house.clients["visitor"] = app.test_client()
    for who, client in house.clients.items():
        if cookie := client.get_cookie(COOKIE):
            house.cookies[who] = cookie.value
    assert set(house.clients) == set(EVERYONE)
    (Path(app.config["INSTANCE_PATH"]) / "fonts").mkdir(exist_ok=True)
    (Path(app.config["INSTANCE_PATH"]) / "fonts" / "a-face.woff2").write_bytes(b"wOF2")
    return house


def class_of_their_own(session: Any, house: House) -> dict[str, str]:
    """A class of the stranger's with a running debate and nobody in it; its slugs."""
    people, now = house.people, clock_ms()
    with transaction(session):
        course = Course(slug="seminar-b", title="Seminar B", created_ms=now)
        session.add(course)
        session.flush()
        session.add(
            CourseMember(
                course_id=course.id, account_id=people.stranger.id, role="owner", added_ms=now
            )
        )
        sitting = Sitting(
            slug="the-strangers-sitting",
            course_id=course.id,
            title="Elsewhere",
            state="open",
            code="ZZZZZ9",
            seed="1",
            created_by_id=people.stranger.id,
            created_ms=now,
        )
        session.add(sitting)
        session.flush()
        debate = cast.add_debate(session, sitting, people.deck, people.version, now, started_ms=now)
        cast.add_speeches(session, debate, [])
        deck = decks.create(session, course.id, "Their deck", now)
        session.add(Control(debate_id=debate.id, n=1, kind="start", at_ms=now))
    slugs = {"debates": debate.slug, "sittings": sitting.slug, "courses": course.slug}
    slugs |= {"decks": deck, "decks/<slug>/versions": "99"}
    session.rollback()
    return slugs


def _staff(session: Any, people: cast.Cast, now: int) -> dict[str, Account]:
    accounts = {"owner": people.owner, "marker": people.marker, "stranger": people.stranger}
    for role, name in (("instructor", "Dr Bello"), ("assistant", "Helper Novak")):
        account = Account(
            email=f"{role}@example.org",
            name=name,
            password_hash="",
            instructor=role == "instructor",
            created_ms=now,
        )
        session.add(account)
        session.flush()
        session.add(
            CourseMember(course_id=people.course.id, account_id=account.id, role=role, added_ms=now)
        )
        accounts[role] = account
    return accounts


def _more_seats(session: Any, house: House, now: int) -> None:
    people = house.people
    other = cast.add_debate(
        session, people.sitting, people.deck, people.version, now, number=2, started_ms=now
    )
    for who, seat in (
        ("other debater", Seat(number=21, role="debater", side="P", position=1)),
        ("waiting", Seat(number=22, role="audience")),
        ("released", Seat(number=23, role="audience")),
    ):
        seat.sitting_id, seat.code_name = people.sitting.id, f"Finch {seat.number}"
        seat.typed_name, seat.claimed_how = f"Walk-in {seat.number}", "walk_in"
        seat.debate_id = {"other debater": other.id, "released": people.debate.id}.get(who)
        seat.claimed_ms = seat.confirmed_ms = now
        session.add(seat)
        session.flush()
        house.seats[who], house.numbers[who] = seat.id, seat.number
    for who, name in NAMES.items():
        seat = people.seats[name]
        house.seats[who], house.numbers[who] = seat.id, seat.number


def _content(session: Any, house: House, now: int) -> None:
    people, debate_id = house.people, house.people.debate.id
    speech = session.query(Speech).filter_by(debate_id=debate_id, address="P1").one()
    draw = house_decks.draw(session, people, now)
    points = [
        Point(
            debate_id=debate_id,
            speech_id=speech.id,
            seat_id=people.seats["amara"].id,
            number=number,
            side="P",
            state=state,
            claim=f"A {state} point",
            sent_ms=now,
            visible_ms=now if number else None,
        )
        for number, state in ((None, "held"), (1, "sent"))
    ]
    amara = people.seats["amara"].id
    voted = Vote(debate_id=debate_id, poll="before", seat_id=amara, choice="P", at_ms=now)
    told = Announcement(sitting_id=people.sitting.id, text="Welcome.", at_ms=now)
    session.add_all([*points, voted, told])
    session.flush()
    for who in HOLDERS:
        house.drafts[who] = house_own.draft(session, people, house.seats[who], now)
        house.nudges[who] = house_own.nudge(session, people, house.seats[who], now)
        house.blocks[who] = house_own.block(session, house.seats[who], now)
    invitations = {name: _invitation(session, name, people, now) for name in TOKENS}
    session.flush()
    house.ids = {
        **_fixed(house),
        "hand": draw.n,
        "points": points[0].id,
        "flow": "P1.1",
        "announcements": told.id,
        **house_floor.give(session, people, points[1], draw, now),
        "sittings/<slug>/rooms/parts/": 2,  # the number of a room
        **house_decks.ids(session, people, now),
        **house_marks.ids(session, people, points[1], now),
        **house_measures.ids(session, people, points[1], now),
        **house_challenges.ids(session, people, points[1], draw, now),
        "transcripts": house_imports.give(session, people, now),
        "account/invitations/": invitations["site"].id,
        "account/people/": people.marker.id,
        "courses/<slug>/invitations/": invitations["course"].id,
    }


def _fixed(house: House) -> dict[str, Any]:
    """Values by the segment before them, or by all that stands before them."""
    people = house.people
    amara = people.seats["amara"].number
    return {
        "debates": people.slug,
        "sittings": people.sitting.slug,
        "courses": people.course.slug,
        "decks": people.deck.slug,
        "rubrics": house_rubrics.SLUG,
        "formats": house_formats.SLUG,
        "motions": people.debate.motion_slug,
        "sources": "marlowe-2024",
        "cards": 2,
        "versions": people.version.number,
        "decks/<slug>/clash/<slug>/": house_decks.MEETING,
        "speeches": "P1",
        "agreements": "P1",
        "jottings": "P1.1",
        "marks": amara,
        "grades": amara,
        **house_seconds.IDS,
        "packets": amara,
        "seats": amara,
        "students": people.students["amara"].id,
        "archives": ARCHIVE,
        "staff": people.marker.id,
        "join": people.sitting.code,
        "s": links.seat_token(people.seats["tomas"].id, 1),
        "screens": links.screen_token(people.debate.id),
        "welcome": TOKENS["welcome"],
        "passwords": TOKENS["password"],
        "invitations/": TOKENS["course"],
        "demo": DEMO_TOKEN,
        "fonts": "a-face",
        "style": house.app.extensions["version"],
    }


def _sample(session: Any, people: cast.Cast, now: int) -> None:
    """What the demo's entrance looks for: sessions of the sample, by their seeds."""
    people.sitting.seed = "demo running"
    for name in ("finished", "empty"):
        sitting = Sitting(
            slug=f"the-{name}-one",
            course_id=people.course.id,
            title=name,
            seed=f"demo {name}",
            created_by_id=people.owner.id,
            created_ms=now,
        )
        session.add(sitting)


def _archive(people: cast.Cast, now: int) -> Archive:
    return Archive(
        slug=ARCHIVE,
        course_id=people.course.id,
        sitting_id=people.sitting.id,
        asked_by_id=people.owner.id,
        asked_ms=now,
    )


def _invitation(session: Any, name: str, people: cast.Cast, now: int) -> Invitation:
    row = Invitation(
        token_hash=hashlib.sha256(TOKENS[name].encode()).hexdigest(),
        role={"welcome": "owner", "password": "password"}.get(name, "instructor"),
        account_id=people.marker.id if name == "password" else None,
        course_id=people.course.id if name == "course" else None,
        created_by_id=people.owner.id,
        created_ms=now,
        expires_ms=now + 60 * MINUTE,
    )
    session.add(row)
    return row
