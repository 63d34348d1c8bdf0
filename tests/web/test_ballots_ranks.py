"""A judge's ballot on four teams, and where its ranks are shown: results, copies, files."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from debate.db import clock_ms, transaction
from debate.models.ballots import Ballot, BallotRank
from tests import cast
from tests.cast import MINUTE
from tests.teams import by_hand, four

Browser = Callable[[str], FlaskClient]
# The totals: OB 82, PA 80, OA 78, PB 75.
SCORES = {"score-P1": "80", "score-O1": "78", "score-P2": "75", "score-O2": "82"}
HAND_IN = {"reason": "Closing Opposition had the better case.", "act": "hand-in"}
SAID = (
    "Closing Opposition first, Opening Government second, "
    "Opening Opposition third, Closing Government fourth"
)


def made(session: Any, fmt: Any) -> cast.Cast:
    people = cast.make(session, clock_ms() - 10 * MINUTE, fmt=fmt)
    cast.start(session, people, clock_ms() - 5 * MINUTE)
    return people


@pytest.fixture
def people(session: Any) -> cast.Cast:
    """A running debate of four teams, one speaker each."""
    return made(session, four())


@pytest.fixture
def browser(app: Any, session: Any) -> Callable[[cast.Cast, str], FlaskClient]:
    def of(people: cast.Cast, who: str) -> FlaskClient:
        client: FlaskClient = app.test_client()
        if who in people.seats:
            cast.as_seat(session, client, people.seats[who], clock_ms())
        else:
            cast.as_account(session, client, getattr(people, who), clock_ms())
        return client

    return of


def address(people: cast.Cast) -> str:
    return f"/debates/{people.slug}/{people.seats['mei'].number}/ballot"


def ranks(session: Any) -> list[dict[str, int]]:
    """The ranks of each version of the ballot."""
    session.expire_all()
    found = {row.id: {} for row in session.query(Ballot).order_by(Ballot.version)}
    for row in session.query(BallotRank):
        found[row.ballot_id][row.team] = row.rank
    return list(found.values())


def over(session: Any, people: cast.Cast) -> None:
    cast.control(session, people, "finish", clock_ms())
    with transaction(session):
        people.debate.ended_ms = clock_ms()


def test_the_ballot_goes_team_by_team_in_speaking_order_and_asks_for_no_winner(
    people: cast.Cast, browser: Any
) -> None:
    page = browser(people, "mei").get(address(people)).text
    order = ("Opening Government", "Amara Diallo", "Opening Opposition", "Priya Nair")
    order += ("Closing Government", "Tomás Rivera", "Closing Opposition", "Jonas Weber")
    form = page[page.index('id="ballot"') :]
    form = form[form.index("ballot__team") :]
    places = [form.index(words) for words in order]
    assert places == sorted(places)
    assert 'name="decision"' not in page
    assert "Who came first?" in page
    assert "Ranks stand here once every speech has its score." in page


def test_a_kept_draft_shows_the_ranks_that_its_totals_come_to(
    session: Any, people: cast.Cast, browser: Any
) -> None:
    mei = browser(people, "mei")
    mei.post(address(people), data=SCORES | {"act": "keep"})
    page = mei.get(address(people)).text
    ranked = page[page.index("data-ranked") :]
    shown = [ranked.index(f"<b>{place}</b>") for place in ("1st", "2nd", "3rd", "4th")]
    assert shown == sorted(shown)
    assert "<b>1st</b> Closing Opposition</span>" in ranked
    assert ranks(session) == [{}]


def test_equal_totals_are_refused_with_both_teams_named_and_the_scores_kept(
    session: Any, people: cast.Cast, browser: Any
) -> None:
    answer = browser(people, "mei").post(
        address(people), data=SCORES | HAND_IN | {"score-O1": "80"}
    )
    assert answer.status_code == 422
    assert "Opening Government and Opening Opposition have the same total (80)" in answer.text
    assert 'value="82"' in answer.text
    assert ranks(session) == []


def test_a_ballot_handed_in_keeps_its_ranks_and_a_change_makes_others(
    session: Any, people: cast.Cast, browser: Any
) -> None:
    mei = browser(people, "mei")
    assert mei.post(address(people), data=SCORES | HAND_IN).status_code == 303
    first = {"OB": 1, "PA": 2, "OA": 3, "PB": 4}
    assert ranks(session) == [first]
    assert mei.post(address(people), data=SCORES | HAND_IN).status_code == 303
    assert ranks(session) == [first], "the same again is no new version"
    mei.post(address(people), data=SCORES | HAND_IN | {"score-P2": "90"})
    assert ranks(session) == [first, {"PB": 1, "OB": 2, "PA": 3, "OA": 4}]
    staff = browser(people, "owner").get(f"/debates/{people.slug}/ballots").text
    assert "The judges ranked Closing Government first." in staff
    assert "it replaces version 1" in staff


def test_without_speaker_points_the_judge_ranks_by_hand(session: Any, browser: Any) -> None:
    people = made(session, by_hand())
    mei = browser(people, "mei")
    levels = {
        f"{seat}-{one.slug}": "3" for seat in (1, 2, 3, 4) for one in cast.read_rubric().criteria
    }
    entered = {"rank-PA": "2", "rank-OA": "1", "rank-PB": "4", "rank-OB": "4"}
    answer = mei.post(address(people), data=levels | HAND_IN | entered)
    assert answer.status_code == 422
    assert "Closing Government and Closing Opposition have the same rank" in answer.text
    assert '<option value="1" selected>' in answer.text
    assert mei.post(address(people), data=entered | {"rank-OB": "7", "act": ""}).status_code == 422
    mei.post(address(people), data=levels | {"rank-PA": "2", "act": "keep"})
    assert "the rank of Opening Opposition" in mei.get(address(people)).text
    done = mei.post(address(people), data=levels | HAND_IN | entered | {"rank-OB": "3"})
    assert done.status_code == 303
    assert ranks(session)[-1] == {"OA": 1, "PA": 2, "OB": 3, "PB": 4}


def test_after_the_release_results_and_all_copies_tell_the_ranks(
    session: Any, people: cast.Cast, browser: Any
) -> None:
    browser(people, "mei").post(address(people), data=SCORES | HAND_IN)
    over(session, people)
    owner, amara = browser(people, "owner"), browser(people, "amara")
    results = f"/debates/{people.slug}/{people.seats['amara'].number}/results"
    assert "Closing Opposition" not in amara.get(results).text
    at = f"/debates/{people.slug}"
    released = owner.post(f"{at}/release", data={"what": "both"})
    assert released.status_code == 303, released.text
    page = amara.get(results).text
    assert "The judges gave it to Closing Opposition" in page
    table = page[page.index("<h2>Ranks</h2>") :]
    names = ("Closing Opposition", "Jonas Weber", "Opening Government", "Amara Diallo")
    assert [table.index(name) for name in names] == sorted(table.index(name) for name in names)
    assert SAID in page
    for ending in ("html", "md"):
        assert SAID in owner.get(f"{at}/transcript.{ending}").text
    with zipfile.ZipFile(io.BytesIO(owner.get(f"{at}/transcript.docx").data)) as word:
        assert SAID in word.read("word/document.xml").decode()
    packet = f"{at}/{people.seats['amara'].number}/packet"
    for ending in ("", ".html"):
        assert SAID in amara.get(packet + ending).text
    document = json.loads(owner.get(f"{at}/transcript.json").data)
    assert document["decision"]["winner"] == "OB"
    assert document["decision"]["teams"][0] == {"team": "OB", "place": 1, "points": 3}
    book = load_workbook(io.BytesIO(owner.get(f"{at}/transcript.xlsx").data))
    rows = list(book["ranks"].iter_rows(values_only=True))
    assert rows[1] == (None, "Closing Opposition", 1, 3, 82)
    assert rows[5] == ("Mei Tanaka", "Opening Government", 2, 2, 80)
    scores = csv.DictReader(io.StringIO(owner.get(f"{at}/scores.csv").data.decode("utf-8-sig")))
    assert {row["name"]: (row["team"], row["rank"]) for row in scores} == {
        "Amara Diallo": ("Opening Government", "2"),
        "Tomás Rivera": ("Closing Government", "4"),
        "Priya Nair": ("Opening Opposition", "3"),
        "Jonas Weber": ("Closing Opposition", "1"),
        "Mei Tanaka": ("", ""),
        "Kofi Mensah": ("", ""),
    }
