"""A new commentary becomes a deck that can be played, in the browser; a reload loses nothing."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.conftest import Person, School

TEXT = [
    "Libraries should stay open at night, argues this column. Some students have no other desk.",
    "In the winter term of 2025 our library counted 212 people at midnight on a weekday.",
    "Staff costs would perhaps double. That is what the director told the council in March.",
    "Critics say that students ought to sleep. The author thinks that this is theirs to decide.",
]
MOTION = "This House would keep the library open all night"


def test_a_commentary_becomes_a_deck_of_ten_cards_and_one_motion(
    school: School, person: Callable[..., Person]
) -> None:
    ansah = person()
    acts.sign_in(school.server.address, ansah)
    page = ansah.page
    page.goto(f"{school.server.address}/decks/new")
    page.get_by_label("Title").fill("Library at night")
    page.get_by_role("button", name="Make the deck").click()
    expect(page.locator("h1")).to_have_text("Library at night")
    deck = page.url

    add_source(page, deck)
    write_motion(page, deck)
    for n in range(10):
        cut(page, deck, n % 4 + 1, n)
    page.goto(deck)
    expect(page.locator("main")).to_contain_text("10 cards: 10 verified")
    expect(page.locator("main")).to_contain_text(MOTION)

    # It can be played at once: the set-up offers its motion, and the piles are large enough.
    page.goto(f"{school.server.address}/sittings/new")
    page.get_by_role("radio", name=re.compile(MOTION)).check()


def add_source(page: Page, deck: str) -> None:
    page.goto(f"{deck}sources/new")
    page.get_by_label("Paste the text").fill("\n\n".join(["Open all night", *TEXT]))
    page.get_by_role("button", name="Show its paragraphs").click()
    with page.expect_navigation():
        page.locator("#b0").get_by_role("button", name="It is a heading").click()
    page.get_by_label("Cited as").fill("Column 2026")
    page.get_by_label("Title", exact=True).fill("Open all night")
    page.get_by_label("Author", exact=True).fill("A columnist")
    for name in "publication published qualifications url accessed pages".split():
        page.locator(f"[name=missing-{name}]").check()
    for n in range(1, 4):
        page.locator(f"#gist-{n}").fill(f"Gist of paragraph {n}.")
    with acts.saved(page, "Gist of paragraph 4."):
        page.locator("#gist-4").fill("Gist of paragraph 4.")
    page.reload()
    expect(page.locator("#gist-4")).to_have_value("Gist of paragraph 4.")
    expect(page.get_by_label("Author", exact=True)).to_have_value("A columnist")
    page.get_by_role("button", name="Save the source").click()
    expect(page.locator("main")).to_contain_text("4 paragraphs, 0 cards")


def write_motion(page: Page, deck: str) -> None:
    page.goto(f"{deck}motions/new")
    page.locator("[name=text]").fill(MOTION)
    page.locator("[name=definitions]").fill("all night: from ten to six")
    page.reload()
    page.get_by_role("button", name="Restore").click()
    expect(page.locator("[name=text]")).to_have_value(MOTION)
    for name in ("burden_P", "burden_O", "question_P", "question_O"):
        page.locator(f"[name={name}]").fill("What has to be shown, in one line?")
    page.get_by_role("button", name="Save motion").click()
    expect(page.locator("h1")).to_have_text("Which cards bear on it")


def cut(page: Page, deck: str, passage: int, n: int) -> None:
    """Card n, of one passage: its first five words; in the first one a reload comes between."""
    page.goto(f"{deck}sources/column-2026/cut?passage={passage}")
    expect(page.locator("[data-words]")).to_have_attribute("role", "listbox")
    page.locator("#w1").click()
    page.locator("#w5").click()
    expect(page.locator("[data-words] .is-marked")).to_have_count(5)
    page.get_by_label("Tag").fill(f"What paragraph {passage} shows, {n}")
    page.get_by_label("Body").fill("It says no more than the passage does.")
    page.locator("select[name^=bears-]").select_option("supports" if n % 2 else "opposes")
    page.locator("input[name^=warrant-]").fill("It is a reason.")
    if n == 0:
        page.reload()
        page.get_by_role("button", name="Restore").click()
        expect(page.get_by_label("Tag")).to_have_value(f"What paragraph {passage} shows, {n}")
        expect(page.locator("input[name^=warrant-]")).to_have_value("It is a reason.")
        expect(page.locator("select[name^=bears-]")).to_have_value("opposes")
        expect(page.locator("[data-words] .is-marked")).to_have_count(5)
    page.get_by_role("button", name="Save card").click()
    page.wait_for_url(re.compile(r"/cards/\d+$"))
    expect(page.locator("main")).to_contain_text("Verified")
