"""Debating and moderating without a mouse."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.browser import acts
from tests.browser.conftest import Person, School


def test_a_debater_writes_cites_sends_and_raises_a_hand_by_keyboard_alone(
    school: School, person: Callable[..., Person]
) -> None:
    session = school.session()
    amara, priya = person(), person()
    for someone, name in ((amara, "Amara Diallo"), (priya, "Priya Nair")):
        someone.page.goto(session.links[name])
        acts.tab_to(someone.page, "main button")
        someone.page.keyboard.press("Enter")
        expect(someone.page.locator("#turn")).to_be_visible()
    school.ansah.get(session.console).press("Start the debate", "act")

    write = amara.page.keyboard
    expect(amara.page.locator("#turn h2")).to_have_text("You have the floor.")
    acts.tab_to(amara.page, "#claim")
    write.type("hard pressure has pulled the two together")
    acts.tab_to(amara.page, "#reasons")
    write.type("Each round of it did, phase by phase.")
    acts.tab_to(amara.page, "#pick-cards summary")
    write.press("Enter")
    acts.tab_to(amara.page, "#pick-cards input")
    write.press("Space")
    expect(amara.page.locator("#pick-cards input").first).to_be_checked()
    write.press("Control+Enter")
    first = priya.page.locator("[id='point-P1.1']")
    expect(first).to_contain_text("hard pressure has pulled")
    expect(first).to_contain_text("phase by phase")
    expect(first.locator(".card")).to_have_count(1)
    # Single keys are words inside a field: the h of the claim raised no hand, and neither does one
    # in a list of prepared points.
    acts.tab_to(priya.page, "#claim")
    priya.page.keyboard.type("hhh?")
    expect(priya.page.locator("#claim")).to_have_value("hhh?")
    expect(priya.page.locator("dialog.keys")).to_have_count(0)
    raised = priya.page.get_by_role("button", name=re.compile("Raise hand|Hand is up"))
    expect(raised).to_have_attribute("aria-pressed", "false")

    leave_field(priya.page)
    priya.page.keyboard.press("h")
    expect(raised).to_have_attribute("aria-pressed", "true")
    assert "hand up" in school.ansah.get(session.console).text
    priya.page.keyboard.press("h")
    expect(raised).to_have_attribute("aria-pressed", "false")


def test_the_console_starts_pauses_goes_on_undoes_and_approves_by_keys(
    school: School, person: Callable[..., Person]
) -> None:
    session = school.session(hold="y")
    ansah, amara = person(), person()
    acts.sign_in(school.server.address, ansah)
    acts.take_seat(amara, session.links["Amara Diallo"])
    page = ansah.page
    page.goto(session.console)
    acts.live(page)
    stage = page.locator("#stage")

    page.keyboard.press("s")
    expect(stage).to_contain_text("Amara Diallo")
    page.keyboard.press("p")
    expect(stage).to_contain_text("Paused.")
    page.keyboard.press("p")
    expect(stage).not_to_contain_text("Paused.")
    # The screen can know of the act before its own answer has come: the next key is not lost.
    page.route("**/controls*", late_answer, times=1)
    page.keyboard.press("n")
    expect(stage).to_contain_text("Priya Nair asks Amara Diallo")
    page.keyboard.press("u")
    expect(stage).not_to_contain_text("asks")
    expect(page.locator(".show .now")).to_contain_text("Constructive")

    acts.live(amara.page)
    for claim in ("The first one", "The second one"):
        amara.page.locator("#claim").fill(claim)
        amara.page.get_by_role("button", name="Send point").click()
        expect(page.locator("#review")).to_contain_text(claim)
        expect(amara.page.locator("#claim")).to_have_value("")
    acts.tab_to(page, "#review li[data-keys]")
    page.keyboard.press("r")
    page.keyboard.type("Say where you read it")
    expect(page.get_by_label("What is Amara Diallo to change?").first).to_have_value(
        "Say where you read it"
    )
    page.keyboard.press("Control+Enter")
    expect(amara.page.locator("#turn")).to_contain_text("Say where you read it")
    expect(page.locator("#review li[data-keys]")).to_have_count(1)
    acts.tab_to(page, "#review li[data-keys]")
    page.keyboard.press("a")
    expect(amara.page.locator("#speeches")).to_contain_text("The second one")

    acts.tab_to(page, "#announce-text")
    page.keyboard.type("ppnn")
    expect(page.locator(".show .now")).to_contain_text("Constructive")
    expect(stage).not_to_contain_text("Paused.")
    page.keyboard.press("Enter")
    expect(amara.page.locator("#announcements")).to_contain_text("ppnn")

    leave_field(page)
    page.keyboard.press("?")
    keys = page.locator("dialog.keys")
    for words in ("Pause", "Next round"):
        expect(keys).to_contain_text(words)
    page.keyboard.press("p")
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    expect(stage).not_to_contain_text("Paused.")


def late_answer(route: Route) -> None:
    """Take the act to the server at once, and its answer to the page only after two seconds."""
    answer = route.fetch()
    route.request.frame.page.wait_for_timeout(2000)
    route.fulfill(response=answer)


def leave_field(page: Page) -> None:
    """Tab on to something that is no field."""
    acts.tab_to(page, "button, a, summary, [tabindex]:not(input)")
