"""Blocks over HTTP, from the seat of a debate; and the case file that they end up in."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from debate.db import clock_ms
from debate.models.blocks import Block
from debate.models.speeches import Draft
from tests import cast
from tests.services.test_speeches import give_card
from tests.web.pages import fields

Browser = Callable[[str], FlaskClient]
FRAGMENT = {"X-Fragment": "1"}


@pytest.fixture
def people(session: Any) -> cast.Cast:
    return cast.make(session, clock_ms() - 60_000, team_hands=True)


@pytest.fixture
def browser(app: Any, session: Any, people: cast.Cast) -> Browser:
    def of(who: str) -> FlaskClient:
        client: FlaskClient = app.test_client()
        cast.as_seat(session, client, people.seats[who], clock_ms())
        return client

    return of


def base(people: cast.Cast, who: str) -> str:
    return f"/debates/{people.slug}/{people.seats[who].number}/"


def begin(client: FlaskClient, at: str, title: str = "Tariffs have backfired") -> str:
    answer = client.post(f"{at}blocks", data={"title": title})
    assert answer.status_code == 303
    return answer.location


def save(client: FlaskClient, block: str, **more: str) -> Any:
    """Post the block's form as it stands, with changes; `claim_0` stands for claim-0."""
    form = dict(fields(client.get(block).text, block[block.index("blocks/") :]))
    changed = {name.replace("_", "-"): value for name, value in more.items()}
    return client.post(block, data=form | changed)


def test_a_block_is_written_and_an_answer_becomes_a_prepared_point_in_one_tap(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    give_card(session, people, "amara", 3)
    amara, at = browser("amara"), base(people, "amara")
    block = begin(amara, at)
    save(amara, block, claim_0="They have not", reasons_0="Chips come late.", cards_0="3, 4")
    save(amara, block, claim_1="And if they had", act="keep")
    page = amara.get(block).text
    assert "Tag of card 3" in page
    assert "No. 4 is not in your hand" in page
    assert save(amara, block, act="prepare.0").status_code == 303
    page = amara.get(block).text
    assert "Prepared for the proposition constructive." in page
    assert "you may not cite it yet: No. 4." in page
    (draft,) = session.query(Draft).all()
    assert (draft.claim, draft.reasons, draft.cards) == ("They have not", "Chips come late.", [3])
    save(amara, block, claim_0="", reasons_0="", cards_0="")
    assert "They have not" not in amara.get(block).text


def test_a_fault_stands_at_its_field_and_the_words_stay(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    amara, at = browser("amara"), base(people, "amara")
    block = begin(amara, at)
    answer = save(amara, block, claim_0="They have not", cards_0="the fourth")
    assert answer.status_code == 422
    assert "Write card numbers with commas" in answer.text
    assert 'value="the fourth"' in answer.text
    assert session.query(Block).one().answers == []
    assert amara.post(f"{at}blocks", data={"title": " "}).status_code == 422


def test_after_another_tab_both_versions_are_on_the_page(
    people: cast.Cast, browser: Browser
) -> None:
    amara, at = browser("amara"), base(people, "amara")
    block = begin(amara, at)
    old = dict(fields(amara.get(block).text, block[block.index("blocks/") :]))
    save(amara, block, claim_0="From the one tab")
    late = old | {"claim-0": "From the other tab"}
    answer = amara.post(block, data=late)
    assert answer.status_code == 409
    assert "From the one tab" in answer.text
    assert "From the other tab" in answer.text
    quiet = amara.post(block, data=late, headers=FRAGMENT)
    assert quiet.status_code == 409
    # With the revision of that page it counts.
    save(amara, block, claim_0="From the other tab")
    assert "From the one tab" not in amara.get(block).text


def test_blocks_are_taken_along_as_files(people: cast.Cast, browser: Browser) -> None:
    amara, at = browser("amara"), base(people, "amara")
    save(amara, begin(amara, at), claim_0="=They have not", cards_0="3")
    begin(amara, at, "Empty as yet")
    text = amara.get(f"{at}blocks.md")
    assert "## Tariffs have backfired\n\n### =They have not\n\nCards: No. 3 (Practice deck)" in (
        text.text
    )
    table = amara.get(f"{at}blocks.csv")
    assert '"\'=They have not"' in table.text
    assert "Empty as yet" in table.text
    assert table.headers["Content-Disposition"] == 'attachment; filename="blocks.csv"'
    assert text.headers["Cache-Control"] == "no-store"


def test_nobody_opens_somebody_else_s_block(people: cast.Cast, browser: Browser) -> None:
    amara, tomas = browser("amara"), browser("tomas")
    begin(amara, base(people, "amara"))
    at = base(people, "tomas")
    assert tomas.get(f"{at}blocks/1").status_code == 404
    assert tomas.post(f"{at}blocks/1", data={"title": "Mine"}).status_code == 404
    assert tomas.post(f"{at}blocks/1/delete").status_code == 404
    assert "Tariffs" not in tomas.get(f"{at}preparation/blocks").text
    gone = amara.post(f"{base(people, 'amara')}blocks/1/delete")
    assert gone.status_code == 303
    assert "Tariffs" not in amara.get(f"{base(people, 'amara')}preparation/blocks").text


def test_the_case_file_has_what_was_prepared_by_contention_with_the_team_s_cards(
    session: Any, people: cast.Cast, browser: Browser
) -> None:
    give_card(session, people, "amara", 3)
    give_card(session, people, "tomas", 6)
    amara, at = browser("amara"), base(people, "amara")
    for level, words in (("1", "Trade binds them"), ("2", "It grew #6"), ("1", "Arms")):
        form = dict(fields(amara.get(f"{at}preparation").text, "outline"))
        amara.post(f"{at}outline", data=form | {"new": words, "level": level})
    form = dict(fields(amara.get(f"{at}preparation").text, "outline"))
    amara.post(f"{at}outline", data=form | {"act": "prepare.2"})
    save(amara, begin(amara, at), claim_0="They have not")
    page = amara.get(f"{at}case-file").text
    order = [
        "Trade binds them",
        "Body of card 6.",
        "Arms",
        "Prepared points",
        "It grew",
        "Further cards in hand",
        "Body of card 3.",
        "Tariffs have backfired",
        "They have not",
    ]
    places = [page.index(words, 0) for words in order if words != "It grew"]
    assert places == sorted(places)
    assert page.count("It grew") == 2
    mei = browser("mei").get(f"{base(people, 'mei')}case-file").text
    assert "Nothing prepared yet" in mei
