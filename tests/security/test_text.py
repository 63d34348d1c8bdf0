"""Hostile texts through every field: stored as written, shown as text, and run by nobody."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from bleach._vendor.html5lib import parseFragment

from debate.db import clock_ms, transaction
from debate.models.courses import Student
from debate.models.debates import Debate
from debate.models.marks import Mark
from debate.models.speeches import Point, Reflection
from tests import cast
from tests.security import hostile
from tests.security import house as houses
from tests.security.hostile import FORMATTED, FORMULAS, MARK, SHORT
from tests.security.house import House
from tests.security.routes import OPEN, expected, routes
from tests.web.pages import fields

VIEWERS = ("owner", "marker", "debater", "judge", "audience", "waiting", "visitor")
LONG = "\n\n".join(FORMATTED)


@pytest.fixture
def house(app: Any, session: Any) -> House:
    """The house with a format whose speeches take any number of points, of any length."""
    found = houses.build(app, session)
    fields = json.loads(found.people.debate.format_json)
    for step in fields["steps"]:
        step.pop("points_max", None)
        if step.get("entry") in ("points", "exchange", "reflection"):
            step["reasons_max"] = 4000
    with transaction(session):
        for debate in session.query(Debate):
            debate.format_json = json.dumps(fields)
    session.rollback()
    return found


def post(house: House, who: str, path: str, **sent: Any) -> Any:
    return house.clients[who].post(path, data=sent)


def pieces(texts: tuple[str, ...], most: int) -> Iterator[str]:
    """The texts, joined as far as `most` signs hold."""
    held = ""
    for text in texts:
        if held and len(held) + len(text) + 2 > most:
            yield held
            held = ""
        held = f"{held}\n\n{text}".strip()
    yield held


def fill_points(house: House) -> None:
    path = f"/debates/{house.people.slug}/{house.numbers['debater']}/speeches/P1/points"
    reasons = list(pieces(FORMATTED, 3500))
    for n, claim in enumerate(SHORT):
        words = {"claim": claim, "reasons": reasons[n % len(reasons)]}
        assert post(house, "debater", path, **words).status_code == 303
    drafts = f"/debates/{house.people.slug}/{house.numbers['debater']}/drafts/1"
    assert post(house, "debater", f"{drafts}/keep", claim=SHORT[0], reasons=LONG).status_code == 303
    assert post(house, "debater", f"{drafts}/open", claim=SHORT[1], reasons=LONG).status_code == 303


def fill_classes(house: House) -> None:
    people = house.people
    course = f"/courses/{people.course.slug}"
    for title in (*SHORT[1:], SHORT[0]):
        assert post(house, "owner", f"{course}/title", title=title).status_code == 303
    roster = "\n".join(
        ["name,id,e-mail,section", *(f'"{_csv(text)}",{n},,"{_csv(text)}"' for n, text in ROSTER)]
    )
    shown = post(house, "owner", f"{course}/roster", text=roster)
    assert shown.status_code == 200
    assert not hostile.Look(shown.text).wrong
    checked = fields(shown.text, f"{course}/roster").to_dict()
    assert post(house, "owner", f"{course}/roster", **checked | {"act": "save"}).status_code == 303
    post(house, "owner", "/account/name", name=SHORT[0])
    post(house, "owner", "/courses/new", title=SHORT[2])


def fill_sitting(house: House, session: Any) -> None:
    people = house.people
    with transaction(session):
        people.sitting.title = SHORT[3]
        people.debate.motion_text = SHORT[4]
        # As typed by walk-ins, whatever a later rule for names may let through.
        for n, seat in enumerate(people.seats.values()):
            session.get(Student, seat.student_id).name = SHORT[n]
            seat.code_name = SHORT[n + 6]
    session.rollback()
    for text in SHORT[-3:]:
        path = f"/sittings/{people.sitting.slug}/announcements"
        assert post(house, "owner", path, text=text).status_code == 303
    for name in SHORT[:6]:
        post(house, "visitor", f"/join/{people.sitting.code}", name=name)


def fill_challenge(house: House) -> None:
    at, number = f"/debates/{house.people.slug}", house.numbers["debater"]
    said, ruled = list(pieces(SHORT, 500))[:2]
    answer = f"{at}/{number}/challenges/1/statement"
    assert post(house, "debater", answer, statement=said).status_code == 303
    ruling = {"upheld": "yes", "remedy": "withdraw", "reason": ruled}
    assert post(house, "owner", f"{at}/challenges/1/ruling", **ruling).status_code == 303
    taken_back = post(house, "owner", f"{at}/challenges/1/reversal", reason=ruled)
    assert taken_back.status_code == 303


def fill_judgements(house: House) -> None:
    slug, owner = house.people.slug, "owner"
    criteria = [criterion.slug for criterion in cast.read_rubric().criteria]
    card = f"/debates/{slug}/{house.numbers['debater']}/cards/2"
    assert post(house, "debater", f"{card}/note", text=LONG[:2000]).status_code == 303
    point = f"/debates/{slug}/points/{house.ids['points'] + 1}"
    assert post(house, owner, f"{point}/hide", note=LONG[:500]).status_code == 303
    held = f"/debates/{slug}/points/{house.ids['points']}"
    assert post(house, owner, f"{held}/return", note=LONG[-500:]).status_code == 303
    speakers = [seat.number for seat in house.people.seats.values() if seat.side]
    levels = {f"{number}-{name}": "3" for number in speakers for name in criteria}
    ballot = f"/debates/{slug}/{house.numbers['judge']}/ballot"
    said = {"decision": "P", "reason": LONG[:2000], "act": "hand-in", **levels}
    assert post(house, "judge", ballot, **said).status_code == 303
    for number in speakers:
        mark = dict.fromkeys(criteria, "3") | {"comment": LONG[:5000]}
        assert post(house, owner, f"/debates/{slug}/marks/{number}", **mark).status_code == 303


def finish(house: House, session: Any) -> None:
    """On to the last step, a reflection, the end and the release."""
    people = house.people
    for n in range(len(cast.read_format().steps) - 2):
        cast.control(session, people, "next", clock_ms() - 1000 + n)
    session.rollback()
    reflection = f"/debates/{people.slug}/{house.numbers['audience']}/reflection"
    assert post(house, "audience", reflection, text=LONG[:2000]).status_code == 303
    for path, said in (("controls", {"kind": "finish", "confirmed": "y"}), ("release", {})):
        assert post(house, "owner", f"/debates/{people.slug}/{path}", **said).status_code == 303


def seen(house: House) -> Iterator[tuple[str, Any]]:
    """Every page, part, file and frame that anybody can fetch."""
    for route in routes(house.app):
        for who in VIEWERS if route.method == "GET" else ():
            if expected(route, who) == OPEN:
                for address in house.addresses(route.rule, who):
                    yield f"{who} {address}", house.clients[who].get(address, buffered=True)
    tickets = {
        "owner": f"/sittings/{house.people.sitting.slug}/stream/ticket",
        "visitor": f"/screens/{house.ids['screens']}/stream/ticket",
    }
    for who in VIEWERS:
        base = f"/debates/{house.people.slug}/{house.numbers.get(who)}/stream/ticket"
        told = house.clients[who].post(tickets.get(who, base))
        if told.status_code == 200:
            query = {"ticket": json.loads(told.data)["ticket"], "at": ""}
            yield f"{who} stream", house.clients[who].get("/stream", query_string=query)


def found_in(house: House) -> tuple[dict[str, list[str]], str]:
    """What is wrong, by page; and the text of all pages."""
    wrong, texts = {}, []
    for name, answer in seen(house):
        kind = answer.mimetype
        if kind == "application/json" and "stream" in name:
            looks = [hostile.Look(frame["html"]) for frame in json.loads(answer.data)["frames"]]
        elif kind == "text/html":
            policy = answer.headers["Content-Security-Policy"]
            looks = [hostile.Look(answer.text, exported="style-src 'unsafe-inline'" in policy)]
        else:
            looks = []
        texts += [look.text for look in looks]
        if problems := [problem for look in looks for problem in look.wrong]:
            wrong[name] = problems[:3]
    return wrong, "\n".join(texts)


def test_hostile_texts_are_text_on_every_page_and_in_every_file(house: House, session: Any) -> None:
    fill_points(house)
    fill_challenge(house)
    fill_classes(house)
    fill_sitting(house, session)
    fill_judgements(house)
    wrong, text = found_in(house)
    assert not wrong
    for words in SHORT:
        assert words in text, f"nowhere to be read: {words}"
    finish(house, session)
    wrong, text = found_in(house)
    assert not wrong
    assert text.count(MARK) > 1000


def test_what_is_stored_is_what_was_written_and_safe_as_a_browser_reads_it(
    house: House, session: Any
) -> None:
    fill_points(house)
    fill_judgements(house)
    finish(house, session)
    claims = {point.claim for point in session.query(Point)}
    assert set(SHORT) <= claims
    stored = [
        *(point.reasons_html for point in session.query(Point)),
        *(row.html for row in session.query(Reflection)),
        *(row.comment_html for row in session.query(Mark)),
    ]
    assert sum(MARK in html for html in stored) > 10
    for html in set(stored):
        for element in parseFragment(html, namespaceHTMLElements=False).iter():
            assert element.tag in (*SAFE, "DOCUMENT_FRAGMENT"), html
            assert set(element.attrib) <= {"href", "rel", "title"}, html
            assert element.get("href", "https://").startswith(("https://", "mailto:")), html


def test_no_cell_of_a_table_is_a_formula(house: House, session: Any) -> None:
    with transaction(session):
        for seat, text in zip(house.people.seats.values(), FORMULAS, strict=True):
            session.get(Student, seat.student_id).name = text
    session.rollback()
    points = f"/debates/{house.people.slug}/{house.numbers['debater']}/speeches/P1/points"
    for text in FORMULAS:
        assert post(house, "debater", points, claim=text, reasons=text).status_code == 303
    fill_judgements(house)
    finish(house, session)
    for name in ("transcript.csv", "scores.csv"):
        file = house.clients["owner"].get(f"/debates/{house.people.slug}/{name}").data
        cells = [cell for row in csv.reader(io.StringIO(file.decode("utf-8-sig"))) for cell in row]
        assert any("SUM(1)" in cell for cell in cells)
        assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\uff1d")]


def test_a_title_with_quotes_and_line_ends_splits_no_header(house: House, session: Any) -> None:
    with transaction(session):
        house.people.sitting.title = 'a"; filename=evil.exe\r\nX-Evil: 1\r\n\r\n../../etc'
    session.rollback()
    for ending in ("html", "csv", "json"):
        address = f"/debates/{house.people.slug}/transcript.{ending}"
        answer = house.clients["owner"].get(address)
        said = answer.headers["Content-Disposition"]
        assert answer.status_code == 200
        assert "X-Evil" not in answer.headers
        assert not {"\r", "\n", "/", "\\"} & set(said)
        assert said.count('"') == 2


SAFE = ("p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr")
ROSTER = [(n, text) for n, text in enumerate((*SHORT, *FORMULAS)) if "\n" not in text]


def _csv(text: str) -> str:
    return text.replace('"', '""')
