"""Two of a team in one outline: neither loses a keystroke, online or off."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser import acts
from tests.browser.conftest import Person, School

TEAM = {
    "Amara Diallo": "1.P",
    "Mei Tanaka": "1.P",
    "Priya Nair": "1.O",
    "Kofi Mensah": "1.O",
}


def test_two_write_in_one_outline_and_what_one_writes_offline_is_kept_beside_the_other(
    school: School, person: Callable[..., Person]
) -> None:
    session = school.session(TEAM, team_seats="2")
    amara, mei = person(), person()
    for someone, name in ((amara, "Amara Diallo"), (mei, "Mei Tanaka")):
        acts.take_seat(someone, session.links[name])
        someone.page.get_by_role("link", name="Outline").click()
        someone.page.get_by_role("link", name="Team").click()
        acts.live(someone.page)
    for words in ("Trade", "Arms"):
        new = amara.page.get_by_label("A new line")
        new.fill(words)
        new.press("Enter")
        expect(new).to_have_value("")
        expect(lines(mei.page).last).to_have_value(words)

    # At once, in two lines: each letter comes between two of the other's.
    first, second = lines(amara.page).nth(0), lines(mei.page).nth(1)
    for field in (first, second):
        field.click()
        field.press("End")
    for mine, theirs in zip(" has grown a lot", " sales went down", strict=True):
        first.press_sequentially(mine)
        second.press_sequentially(theirs)
    for page in (amara.page, mei.page):
        shows(page, ["Trade has grown a lot", "Arms sales went down"])
    expect(first).to_be_focused()
    expect(second).to_be_focused()

    mei.context.set_offline(True)
    second.press_sequentially(", and were late")
    expect(mei.page.locator("[data-saved]")).to_contain_text("Kept in this browser")
    with amara.page.expect_response("**/outline/team"):
        lines(amara.page).nth(1).fill("Arms sales went up")
    mei.context.set_offline(False)
    both = ["Trade has grown a lot", "Arms sales went up", "Arms sales went down, and were late"]
    for page in (amara.page, mei.page):
        shows(page, both)
        expect(page.locator("[data-twin]")).to_contain_text("Both texts are kept")
    expect(lines(mei.page).nth(2)).to_be_focused()
    mei.page.keyboard.type(" again")
    shows(amara.page, [*both[:2], f"{both[2]} again"])

    # A press as long as a finger's begins while the line that one wrote in is left.
    lines(amara.page).nth(1).focus()
    amara.page.get_by_label("More for this line").nth(1).click(delay=150)
    amara.page.get_by_role("button", name="Remove", exact=True).nth(0).click()
    shows(mei.page, [both[0], f"{both[2]} again"])
    mei.page.get_by_text("Removed lines (1)").click()
    mei.page.get_by_role("button", name="Put back").click()
    shows(amara.page, [*both[:2], f"{both[2]} again"])


def lines(page: Page) -> Locator:
    return page.locator("[data-lines] textarea")


def shows(page: Page, words: list[str]) -> None:
    expect(lines(page)).to_have_count(len(words))
    for place, text in enumerate(words):
        expect(lines(page).nth(place)).to_have_value(text)
