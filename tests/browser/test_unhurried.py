"""What a hurried room may not take away: words, choices, a reason, and the width to read in."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.conftest import Person, School


def test_what_was_typed_while_the_connection_was_away_is_saved_when_it_is_back(
    school: School, person: Callable[..., Person]
) -> None:
    session = school.session()
    amara = person(phone=True)
    acts.take_seat(amara, session.links["Amara Diallo"])
    school.ansah.get(session.console).press("Start the debate", "act")
    page = amara.page
    expect(page.locator("#turn h2")).to_have_text("You have the floor.")
    acts.live(page)
    amara.context.set_offline(True)
    page.locator("#claim").fill("Written in a tunnel")
    page.locator("#pick-cards summary").click()
    page.get_by_role("button", name="Send point").click()
    # The form is longer than the window: the reason comes to where one looks.
    expect(page.get_by_role("alert").filter(has_text="The connection dropped.")).to_be_in_viewport()
    amara.context.set_offline(False)
    expect(page.locator("[data-saved]")).to_contain_text(re.compile("^Saved"))
    page.get_by_role("button", name="Send point").click()
    expect(page.locator("#speeches")).to_contain_text("Written in a tunnel")
    expect(page.locator("#turn h2")).to_be_in_viewport()


def test_a_choice_that_is_not_sent_yet_outlasts_what_is_fetched_again(
    school: School, person: Callable[..., Person]
) -> None:
    session = school.session()
    ansah, guest = person(), person()
    acts.sign_in(school.server.address, ansah)
    page = ansah.page
    page.goto(session.address)
    guest.page.goto(page.get_by_label("Address to join").input_value())
    guest.page.get_by_label("Your name").fill("Somebody Else")
    acts.submit(guest.page)
    page.reload()
    page.get_by_label("Who Somebody Else is").select_option(label="Kofi Mensah")
    page.locator("h1").click()
    acts.take_seat(person(), session.links["Priya Nair"])
    with page.expect_response(re.compile("/people$")):
        refresh(page, "people")
    page.evaluate("new Promise((done) => setTimeout(done))")
    page.get_by_role("button", name="Confirm Somebody Else").click()
    expect(page.locator("main")).not_to_contain_text("Somebody Else")


def test_a_message_goes_with_its_round_and_a_tablet_has_room_to_read(
    school: School, person: Callable[..., Person]
) -> None:
    session = school.session()
    amara, mei = person(), person()
    acts.take_seat(amara, session.links["Amara Diallo"])
    acts.take_seat(mei, session.links["Mei Tanaka"])
    mei.page.set_viewport_size({"width": 768, "height": 1024})
    acts.vote(amara.page, "before", "P")
    acts.live(amara.page)
    school.ansah.get(session.console).press("Start the debate", "act")
    expect(amara.page.locator("#turn h2")).to_have_text("You have the floor.")
    expect(amara.page.locator("#notices")).to_be_empty()
    amara.page.locator("#claim").fill("Pressure has pulled the two together")
    amara.page.locator("#pick-cards summary").click()
    amara.page.locator("#pick-cards input").first.check()
    amara.page.get_by_role("button", name="Send point").click()
    point = mei.page.locator("[id='point-P1.1'] .point__claim").first
    expect(point).to_be_visible()
    assert mei.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = point.bounding_box()
    assert box
    assert box["width"] > 240


def refresh(page: Page, noun: str) -> None:
    """Have a part of the page fetched again, as it is every few seconds."""
    page.evaluate(
        "noun => document.dispatchEvent(new CustomEvent('clash:refresh', {detail: {noun}}))", noun
    )
