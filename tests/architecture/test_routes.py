"""Every address is in the table of who may do what, and every setting in CONTRIBUTING."""

from pathlib import Path
from typing import Any

from debate.config import DEFAULTS
from debate.domain.permissions import ACTS, ANYONE
from debate.web.access import ACT_OF_VIEW
from tests.security.routes import STATIC, routes

ROOT = Path(__file__).resolve().parents[2]
# Files of ours that are the same for everybody, a stream whose ticket says what it carries, and a
# page that reads what a visitor brings and nothing of ours.
OPEN_TO_ALL = {"accounts", "demo", "fonts", "seats", "streams", "styles", "transcripts_checks"}


def test_every_view_names_an_act_of_the_table(app: Any) -> None:
    views = {rule.endpoint for rule in app.url_map.iter_rules()} - {STATIC}
    assert not views - set(ACT_OF_VIEW)
    assert {act for view in views for act in [ACT_OF_VIEW[view]]} <= set(ACTS)


def test_every_act_of_the_table_is_that_of_a_view(app: Any) -> None:
    named = {route.act for route in routes(app)}
    assert not set(ACTS) - named


def test_only_joining_and_signing_in_are_open_to_all(app: Any) -> None:
    """A visitor is nobody: no other act may name one, and no other file a public page."""
    assert {act for act, roles in ACTS.items() if "visitor" in roles} == {"public"}
    public = {route.endpoint.split(".")[0] for route in routes(app) if route.act == "public"}
    assert public <= OPEN_TO_ALL


def test_acts_name_roles_that_there_are() -> None:
    assert not {role for roles in ACTS.values() for role in roles} - ANYONE


def test_what_changes_something_is_no_get(app: Any) -> None:
    """Chat previews fetch links: an address with a verb in it waits for a button."""
    verbs = ("/open", "/close", "/end", "/leave", "/draw", "/swap", "/send", "/keep", "/delete")
    gets = [route.rule for route in routes(app) if route.method == "GET"]
    assert not [rule for rule in gets if rule.endswith(verbs)]


def test_addresses_take_no_other_method_than_get_and_post(app: Any) -> None:
    """Plain forms know no other."""
    assert {route.method for route in routes(app)} == {"GET", "POST"}


def test_contributing_documents_every_setting() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert not [name for name in DEFAULTS if f"`{name}`" not in text]
