"""An evidence challenge as five people see it: called, stopped, stated, ruled, struck, resumed."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.conftest import Person, School

CLAIM = "A formal alliance is likely"
AGAINST = "The passage says the opposite in its last sentence."
FOR = "The last sentence is about another year."
RULING = "The passage speaks of cooperation, not of an alliance."


def test_a_challenge_stops_the_debate_and_its_ruling_changes_the_flow(
    school: School, person: Callable[..., Person]
) -> None:
    session = school.session()
    ansah, amara, priya, kofi, wall = (person() for _ in range(5))
    acts.sign_in(school.server.address, ansah)
    for someone, name in ((amara, "Amara Diallo"), (priya, "Priya Nair"), (kofi, "Kofi Mensah")):
        acts.take_seat(someone, session.links[name])
    ansah.page.goto(session.console)
    acts.live(ansah.page)
    ansah.page.get_by_role("button", name="Start the debate").click()
    screen = ansah.page.get_by_role("link", name="Projector view").get_attribute("href")
    wall.page.goto(f"{school.server.address}{screen}")
    acts.live(wall.page)
    cite(amara.page)

    point = priya.page.locator("[id='point-P1.1']")
    expect(point).to_contain_text(CLAIM)
    expect(priya.page.locator("#flow")).to_contain_text("P1.1")
    point.get_by_role("link", name="Call for it").click()
    expect(priya.page.locator(".source")).to_contain_text("and its neighbours")
    priya.page.get_by_role("link", name="Challenge this citation").click()
    priya.page.get_by_role("radio", name="Out of context").check()
    priya.page.get_by_label("Your statement").fill(AGAINST)
    acts.submit(priya.page)
    expect(priya.page.locator("main")).to_contain_text("Not spoken yet: Amara Diallo")

    for page in (amara.page, kofi.page, ansah.page):
        expect(page.locator("#challenge")).to_contain_text("Priya Nair challenges card No.")
    for page in (amara.page, kofi.page):
        expect(page.locator("#floor")).to_contain_text("is challenged")
        expect(page.locator("#floor [data-clock]").first).to_have_attribute("data-state", "paused")
    expect(wall.page.locator("#table")).to_contain_text("out of context")

    amara.page.get_by_role("link", name="Answer the challenge").click()
    amara.page.get_by_label("Your side’s statement").fill(FOR)
    acts.submit(amara.page)
    amara.page.get_by_role("link", name="Back to the room").click()
    acts.live(amara.page)

    ansah.page.locator("#challenge").get_by_role("link", name="Rule on it").click()
    for words in (AGAINST, FOR, "In the source", "Checks"):
        expect(ansah.page.locator("main")).to_contain_text(words)
    ansah.page.get_by_role("radio", name="Upheld").check(force=True)
    ansah.page.get_by_role("radio", name=re.compile("^Strike the point It")).check()
    ansah.page.get_by_label("Reason").fill(RULING)
    acts.submit(ansah.page)
    expect(ansah.page.locator("main")).to_contain_text("Take the ruling back")

    for page in (amara.page, kofi.page):
        expect(page.locator("[id='point-P1.1']")).to_contain_text("Struck by a ruling")
        expect(page.locator("[id='point-P1.1']")).to_contain_text(RULING)
        expect(page.locator("#challenge")).to_be_hidden()
        expect(page.locator("#flow")).not_to_contain_text("P1.1")
        expect(page.locator("#floor [data-clock]").first).to_have_attribute("data-state", "running")
    expect(wall.page.locator("#table")).not_to_contain_text("challenges")

    ansah.page.goto(f"{session.rooms[1]}transcript")
    for words in ("challenged card No.", AGAINST, FOR, "Upheld: strike the point", RULING):
        expect(ansah.page.locator("[data-at=Challenges]")).to_contain_text(words)


def cite(page: Page) -> None:
    """Amara makes a point with the first card of her hand."""
    acts.live(page)
    expect(page.get_by_role("button", name="Send point")).to_be_visible()
    page.locator("#claim").fill(CLAIM)
    page.locator("#pick-cards summary").click()
    page.locator("input[name=cards]").first.check()
    page.get_by_role("button", name="Send point").click()
    expect(page.locator("[id='point-P1.1']")).to_contain_text(CLAIM)
