"""A British Parliamentary debate in browsers: one speaks, one interrupts, one listens."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.conftest import THIRTY, Person, School
from tests.browser.test_axe import Found
from tests.cast import SEEDS

SHIPPED = (SEEDS / "formats" / "british-parliamentary.yaml").read_text(encoding="utf-8")
PLACES = ("PA", "OA", "PA", "OA", "PB", "OB", "PB", "OB", "audience")


@pytest.fixture
def parliament(school_of_thirty: School) -> str:
    """The format as it is shipped, but points of information are open from the first second."""
    ansah = school_of_thirty.ansah
    text = SHIPPED.replace("open_s: 60", "open_s: 0").replace("parliamentary", "parliament", 1)
    ansah.get("/formats/new").press("Import the format", title="Our Parliament", text=text)
    found = re.search(r"/formats/([^/]+)/edit", ansah.url)
    assert found, ansah.text
    return found[1]


def offer(page: Page) -> None:
    page.get_by_role("button", name="Offer a point of information").click()
    expect(page.locator("#turn-asks")).to_contain_text("The speaker decides.")


def test_a_parliamentary_debate_with_points_of_information_runs_to_its_end(
    school_of_thirty: School, parliament: str, person: Callable[..., Person]
) -> None:
    places = {name: f"1.{place}" for name, place in zip(THIRTY, PLACES, strict=False)}
    session = school_of_thirty.session(places, fmt=parliament, team_seats="4")
    people = [person(), person(), person(phone=True), person()]
    minister, leader, listener, ansah = (one.page for one in people)
    for who, name in zip(people, ("Student 01", "Student 02", "Student 09"), strict=False):
        acts.take_seat(who, session.links[name])
    acts.sign_in(school_of_thirty.server.address, people[3])
    ansah.goto(session.console)
    for page in (minister, leader, listener, ansah):
        acts.live(page)
    step_on = ansah.locator("#stage").get_by_role("button", name="Next round")
    ansah.get_by_role("button", name="Start the debate").click()
    expect(ansah.locator("#stage")).to_contain_text("Preparation")
    step_on.click()

    # The Prime Minister has typed half a point when somebody rises.
    expect(minister.locator("#turn h2")).to_have_text("You have the floor.")
    minister.get_by_label("Claim, one line").fill("We would open the borders")
    offer(leader)
    expect(listener.locator("#floor")).to_contain_text("Student 02 offers a point")
    minister.get_by_role("button", name="Accept the point of Student 02").click()
    question = leader.get_by_label("put your question")
    question.fill("At what price?")
    found = Found()
    leader.get_by_role("button", name="Put the question").click()
    expect(listener.locator("[id='point-P1.1q']")).to_contain_text("At what price?")
    minister.get_by_role("textbox", name="Your answer").fill("A price worth paying.")
    found.look(minister, "answer")
    minister.set_viewport_size({"width": 1440, "height": 900})
    minister.get_by_role("button", name="Send the answer").click()
    expect(listener.locator("[id='point-P1.1a']")).to_contain_text("A price worth paying.")
    expect(minister.locator("#turn-asks form")).to_have_count(0)
    expect(minister.get_by_label("Claim, one line")).to_have_value("We would open the borders")
    minister.get_by_role("button", name="Send point").click()
    expect(listener.locator("[id='point-P1.2']")).to_contain_text("We would open the borders")

    # A second one is declined; then the roles change.
    offer(leader)
    minister.get_by_role("button", name="Decline the point of Student 02").click()
    expect(leader.locator("#turn-asks")).to_contain_text("Your offer was declined.")
    step_on.click()
    expect(leader.locator("#turn h2")).to_have_text("You have the floor.")
    offer(minister)
    found.look(leader, "offers")
    leader.set_viewport_size({"width": 1440, "height": 900})
    step_on.click()
    expect(minister.locator("#turn-asks")).to_have_text("")  # it ended with the speech

    for number in range(5, 10):
        step_on.click()
        expect(listener.locator("#floor")).to_contain_text(f"Round {number} of 9")
    ansah.locator("#stage").get_by_role("link", name="End debate").click()
    acts.submit(ansah)
    expect(listener.locator("#floor")).to_contain_text("The debate is over")
    ansah.goto(f"{session.rooms[1]}transcript")
    for words in ("At what price?", "A price worth paying.", "We would open the borders"):
        expect(ansah.locator("main")).to_contain_text(words)
    assert found.faults == {}
