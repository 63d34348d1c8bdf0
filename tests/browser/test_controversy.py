"""A Structured Academic Controversy: two pairs, sides reversed, a check, a joint statement."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.conftest import THIRTY, Person, School
from tests.browser.test_axe import Found

FOR, AGAINST = THIRTY[:2], THIRTY[2:4]
REVERSED = "Pressure from one side has pulled them together"
LINE = "Both sides gain from trade, whatever they call it"


def test_two_pairs_change_sides_until_each_accepts_its_case_and_write_one_statement(
    school_of_thirty: School, person: Callable[..., Person]
) -> None:
    places = dict.fromkeys(FOR, "1.P") | dict.fromkeys(AGAINST, "1.O")
    session = school_of_thirty.ansah.open_session(
        places, fmt="academic-controversy", team_seats="2"
    )
    ansah, people = person(), [person() for _ in range(4)]
    acts.sign_in(school_of_thirty.server.address, ansah)
    for someone, name in zip(people, (*FOR, *AGAINST), strict=True):
        acts.take_seat(someone, session.links[name])
    ours, others = [one.page for one in people[:2]], [one.page for one in people[2:]]
    console = ansah.page
    console.goto(session.console)
    console.get_by_role("button", name="Start the debate").click()
    for name in ("Case for", "Case against", "Clarification", "Case for, put by the other pair"):
        go_on(console, name)

    # The pair against puts the case for, from a hand of the other side's cards.
    speaker = others[0]
    send(speaker, "P3", REVERSED)
    expect(ours[0].locator("#speeches")).to_contain_text(REVERSED)
    go_on(console, "Case against, put by the other pair")
    go_on(console, "Check")

    # The pair whose case it is says what is missing; what is added is accepted.
    asked = ours[0]
    expect(asked.locator("#turn h2")).to_have_text("Is it your case?")
    asked.get_by_role("link", name="Say what is missing in P3").click()
    form = asked.locator("li", has=asked.locator("[href$='#P3'], .ref", has_text="P3")).first
    form.get_by_role("button", name="Say what is missing").click()
    expect(asked.locator("main")).to_contain_text("Say what is missing, so that the others")
    form.get_by_label("What is missing").fill("The figures on trade.")
    form.get_by_role("button", name="Say what is missing").click()
    expect(speaker.locator("#speech-C1")).to_contain_text("The figures on trade.")
    send(speaker, "C1", "Trade between the two has more than doubled")
    ours[1].get_by_role("button", name="Accept P3").click()
    for page in (speaker, asked):
        expect(page.locator("#speech-C1 .standing__accepted")).to_contain_text("P3")

    # A line of the joint statement stands when the three others accept it.
    go_on(console, "Joint statement")
    send(asked, "J1", LINE)
    for page in (ours[1], *others):
        page.get_by_role("button", name="Accept J1.1").click()
        expect(page.locator("#turn")).to_contain_text("You accepted it.")
    expect(asked.locator("#speech-J1 .standing__accepted")).to_contain_text("J1.1")
    found = Found()
    found.look(asked, "the joint statement")
    assert not found.faults
    console.goto(f"{session.rooms[1]}transcript")
    expect(console.locator("[data-at='J1']")).to_contain_text("accepted")


def go_on(console: Page, name: str) -> None:
    console.get_by_role("button", name="Next round").click()
    expect(console.locator("#stage")).to_contain_text(name)


def send(page: Page, speech: str, claim: str) -> None:
    # The round before may have had a composer too.
    composer = page.locator("#composer")
    expect(composer).to_have_attribute("action", f"speeches/{speech}/points")
    page.locator("#claim").fill(claim)
    page.get_by_role("button", name="Send point").click()
    expect(page.locator("#speeches")).to_contain_text(claim)
