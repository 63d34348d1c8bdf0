"""The list of all routes, read from the application, with who may do what by the table of acts.

What stands here is worked out from `url_map` and `domain.permissions.ACTS` alone, so that a new
page is tested without anybody thinking of it.
"""

import re
from dataclasses import dataclass
from typing import Any

from debate.domain.permissions import ACTS
from debate.web.access import ACT_OF_VIEW

# Flask's own view of files that are the same for everybody.
STATIC = "static"

OPEN = "open"  # answered, or refused by a rule of the debate
SIGN_IN = "sent to sign in"
FORBIDDEN = "403"
HIDDEN = "404"
REFUSED = "403 or 404"

ACCOUNTS = ("owner", "instructor", "assistant", "marker", "stranger")
HOLDERS = ("debater", "other debater", "judge", "audience", "waiting", "released")
EVERYONE = ("visitor", *ACCOUNTS, *HOLDERS)

# Beyond the roles in a class: what an account itself must be.
BY_ACCOUNT = {
    "courses.create": {"owner", "instructor", "stranger"},  # may make classes
    "accounts.invite_to_site": {"owner"},  # owns the site
    "proposals.decide": {"owner", "instructor"},  # have a class of their own
    "imports.read": {"owner", "instructor", "assistant", "marker"},  # of the class that keeps it
    "imports.delete": {"owner", "instructor"},
}
# Beyond the roles in a debate: a speech is handed in by whom it was assigned to.
BY_SPEECH = {
    "speeches.hand_in": {"debater"},
    "deadlines.write": {"debater"},
    "speeches.revise": {"debater"},  # a point is revised by its author
}


@dataclass(frozen=True)
class Route:
    """One rule with one method. `kind` says what decides the role of who asks."""

    method: str
    rule: str
    endpoint: str
    act: str
    kind: str  # public | screen | seat | place | staff | member

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"


def routes(app: Any) -> list[Route]:
    """Every route but the static files."""
    found = [
        Route(method, rule.rule, rule.endpoint, act, kind_of(act, rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.endpoint != STATIC
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
        for act in [ACT_OF_VIEW[rule.endpoint]]
    ]
    return sorted(found, key=str)


def kind_of(act: str, rule: str) -> str:
    """Where the role of who asks comes from."""
    if act == "public":
        return "public"
    if rule.startswith("/screens/<token>"):
        return "screen"
    if re.match(r"/debates/<slug>/<int[^>]*:number>", rule):
        return "seat"
    if re.match(r"/sittings/<slug>/<int[^>]*:number>", rule):
        return "place"
    if re.match(r"/(debates|sittings|courses|decks|rubrics|formats)/<slug>", rule):
        return "staff"
    return "member"


def expected(route: Route, who: str) -> str:
    """What `who` is answered on `route`, by the table of acts alone."""
    roles = ACTS[route.act]
    if route.kind in ("public", "screen"):
        return OPEN  # the token in the address decides
    if route.kind in ("seat", "place"):
        role = _role_of_seat(route.kind, who)
        if role in roles and who not in BY_SPEECH.get(route.endpoint, HOLDERS):
            return HIDDEN
        return OPEN if role in roles else FORBIDDEN
    if who not in ACCOUNTS:
        return SIGN_IN
    if route.kind == "member":
        may = "member" in roles and who in BY_ACCOUNT.get(route.act, ACCOUNTS)
        return OPEN if may else REFUSED
    if who == "stranger":
        return HIDDEN
    return OPEN if who in roles else FORBIDDEN


def fits(found: str, wanted: str) -> bool:
    """Whether a class of answer is the expected one."""
    return found == wanted or (wanted == REFUSED and found in (FORBIDDEN, HIDDEN))


def answered(status: int, location: str, asked: str = "", go: str = "") -> str:
    """The class of an answer to the path `asked`.

    Who holds a seat of that number in another room is shown the way there (`go`, or a redirect):
    they learn nothing of the room they asked for, so that is a refusal.
    """
    if go or (status == 303 and _own_door(location, asked)):
        return FORBIDDEN
    if status == 303 and location.startswith("/sign-in"):
        return SIGN_IN
    if status in (303, 302, 308) and not re.match(r"/(?!/)", location):
        return f"sent to {location}"
    if status < 400 or status in (409, 410, 422):
        return OPEN
    return str(status)


def _own_door(location: str, asked: str) -> bool:
    door = re.fullmatch(r"/(debates|sittings)/([^/]+)/\d+/", location)
    return bool(door) and asked.startswith("/debates/") and f"/{door[2]}/" not in asked


def _role_of_seat(kind: str, who: str) -> str:
    """The role of a holder at an address with its own number in the debate, or in the sitting."""
    if who in ("debater", "judge", "audience"):
        return who
    if kind == "place" and who == "other debater":
        return "debater"
    if kind == "place" and who == "waiting":
        return "waiting"
    return "nobody"
