"""What a form does not ask for changes nothing, whatever a post says beside it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table

from tests.security import house as houses
from tests.security import tables
from tests.security.routes import EVERYONE, OPEN, expected, routes

# Columns that no form sets, with what somebody would like them to be.
EXTRAS = {
    "id": "1",
    "account_id": "1",
    "actor": "account:1",
    "answerer_id": "1",
    "by_id": "1",
    "claimed_ms": "1",
    "code_name": "Eagle",
    "confirmed_ms": "1",
    "content_hash": "0",
    "course_id": "2",
    "created_by_id": "2",
    "created_ms": "1",
    "current": "1",
    "debate_id": "2",
    "deck_version_id": "1",
    "disabled_ms": "1",
    "ended_ms": "1",
    "factor": "300",
    "generation": "9",
    "handed_in_ms": "1",
    "head": "0",
    "instructor": "1",
    "is_admin": "1",
    "judge_labels": "codes",
    "last_seq": "0",
    "levels": '{"argument": 4}',
    "level": "4",
    "number": "9",
    "opened_ms": "1",
    "owner": "1",
    "password_hash": "x",
    "position": "1",
    "reasons_html": "<b>x</b>",
    "comment_html": "<b>x</b>",
    "released_ms": "1",
    "room_labels": "codes",
    "score": "100",
    "sealed_ms": "1",
    "seat_id": "1",
    "side": "O",
    "slug": "mine",
    "state": "sent",
    "student_id": "1",
    "typed_name": "Admin",
    "version": "99",
    "visible_ms": "1",
}
# Set-up asks how names are shown, so there these two are fields like others.
ASKED_FOR = {"sittings.plan": {"room_labels", "judge_labels"}}
# What differs from one time to the next: tokens, salts, hashes over them, and times.
NEW_EACH_TIME = {
    *("token_hash", "slug", "code", "seed", "code_name", "salt", "hash", "head", "key", "content"),
    *("facts_commitment", "payload_commitment", "body_hash", "answer", "password_hash"),
}


def test_fields_that_a_form_does_not_ask_for_change_nothing(app: Any, session: Any) -> None:
    house = houses.build(app, session)
    kept = tables.Copy()
    wrong = {}
    for route in routes(app):
        if route.method == "GET":
            continue
        who = next(who for who in EVERYONE if expected(route, who) == OPEN)
        extras = {
            name: value
            for name, value in EXTRAS.items()
            if name not in ASKED_FOR.get(route.endpoint, ())
        }
        for address in house.addresses(route.rule, who):
            found = []
            for more in ({}, extras):
                fields = house.body(who) | more
                answer = house.clients[who].post(address, data=fields, buffered=True)
                found.append((answer.status_code, contents(session)))
                kept.restore()
                house.come_back(who)
            if found[0] != found[1]:
                wrong[f"{who}: {address}"] = differences(*found)
    kept.close()
    assert not wrong


def contents(session: Any) -> dict[str, str]:
    """Table → its rows, but for what is new each time; of times, whether there is one."""
    return tables.rows(session, steady)


def steady(table: Table) -> Sequence[Any]:
    return [
        column.is_(None) if column.name.endswith("_ms") else column
        for column in table.columns
        if column.name not in NEW_EACH_TIME
    ]


def differences(first: Any, second: Any) -> list[str]:
    """Which tables differ, or which answers."""
    if first[0] != second[0]:
        return [f"answered {first[0]} and {second[0]}"]
    return [name for name in first[1] if first[1][name] != second[1][name]]
