"""A class's own format in the browser: steps are moved by keys, and the strip follows."""

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.conftest import Person, School


def test_a_step_moves_by_key_with_its_focus_and_the_strip_follows(
    school: School, person: Callable[..., Person]
) -> None:
    ansah = person()
    acts.sign_in(school.server.address, ansah)
    page = ansah.page
    page.goto(f"{school.server.address}/formats/new?like=seminar")
    page.get_by_role("button", name="Copy the format").click()
    strip = page.locator("#format-strip")
    second = page.locator("[data-step]").nth(1)
    length = page.locator('[id="p-questions.seconds"]')

    length.focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(second).to_have_attribute("id", "step-p-questions")
    expect(length).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("Questions to Proposition, step 2 of 12")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("13:00")
    expect(strip.locator("b")).to_have_text("55 minutes")
    assert strip.locator("rect, svg svg").count() >= 12
    assert not Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]

    page.locator("#save").click()
    expect(page.locator("body")).to_contain_text("The format is saved")
    shown = page.locator(".format-show > li").nth(1)
    expect(shown).to_contain_text("Questions to Proposition")
    expect(shown).to_contain_text("13:00")
