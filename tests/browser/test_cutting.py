"""Cutting a card in a browser: by dragging, by keyboard, by tapping; no quote is typed."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import acts
from tests.browser.conftest import Person, School

CAMPUS = "/decks/phones-in-lectures"


@pytest.fixture(scope="module")
def deck(school: School) -> str:
    """The address of the class's own copy of the campus deck, which has its texts."""
    school.ansah.get("/decks/new?like=campus").press("Copy the deck", title="Phones in lectures")
    assert school.ansah.url.endswith(f"{CAMPUS}/")
    return school.server.address + CAMPUS


def begin(deck: str, someone: Person) -> Page:
    """The form of a new card of the first passage."""
    page = someone.page
    acts.sign_in(deck.partition("/decks/")[0], someone)
    page.goto(f"{deck}/cards/new")
    page.get_by_role("link", name="Cut a card from ¶ 1 of").first.click()
    expect(page.locator("[data-words]")).to_have_attribute("role", "listbox")
    return page


def fill(page: Page, tag: str) -> None:
    page.get_by_label("Tag").fill(tag)
    page.get_by_label("Body").fill("It says no more than the passage does.")
    page.locator("select[name^=bears-]").first.select_option("supports")
    page.locator("input[name^=warrant-]").first.fill("It is a reason.")


def word(page: Page, number: int) -> tuple[float, float]:
    """The middle of a word."""
    box = page.locator(f"#w{number}").bounding_box()
    assert box
    return box["x"] + box["width"] / 3, box["y"] + box["height"] / 2


def drag(page: Page, first: int, last: int) -> None:
    page.mouse.move(*word(page, first))
    page.mouse.down()
    page.mouse.move(*word(page, (first + last) // 2))
    page.mouse.move(*word(page, last))
    page.mouse.up()


def marked(page: Page, name: str = "is-marked") -> list[int]:
    ids = page.locator(f"[data-words] .{name}").evaluate_all("all => all.map(e => e.dataset.word)")
    return [int(one) for one in ids]


def test_a_card_is_cut_by_dragging(deck: str, person: Callable[..., Person]) -> None:
    page = begin(deck, person())
    drag(page, 3, 8)
    drag(page, 12, 10)
    assert marked(page) == [3, 4, 5, 6, 7, 8, 10, 11, 12]
    page.get_by_text("What is read aloud").click()
    drag(page, 7, 11)
    assert marked(page, "is-read") == [7, 8, 10, 11]
    page.locator("#w5").click()
    page.locator("#w4").click()
    assert marked(page, "is-read") == [4, 5, 7, 8, 10, 11]
    fill(page, "A card that was dragged")
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#checks-title")).to_be_visible()
    assert marked(page) == [3, 4, 5, 6, 7, 8, 10, 11, 12]
    expect(page.get_by_label("Tag")).to_have_value("A card that was dragged")
    page.get_by_role("button", name="Save card").click()
    expect(page).to_have_url(re.compile(r"/cards/\d+$"))
    expect(page.locator(".closeup__card .badge")).to_have_text("Verified")
    assert len(page.locator(".passage.is-here mark").all()) > 1


def test_a_card_is_cut_with_the_keyboard_alone(deck: str, person: Callable[..., Person]) -> None:
    page = begin(deck, person())
    acts.tab_to(page, "[data-word]")
    for key in ("ArrowRight", "ArrowRight", "Space", "ArrowDown", "ArrowDown", "Space"):
        page.keyboard.press(key)
    assert marked(page) == [3, 4, 5]
    expect(page.locator("#announcer")).to_have_text(re.compile("Words 3 to 5 selected"))
    for key in ("Home", "Enter", "Escape", "ArrowRight", "Enter", "ArrowLeft", "Enter"):
        page.keyboard.press(key)
    assert marked(page) == [1, 2, 3, 4, 5]
    page.keyboard.press("Delete")
    assert marked(page) == []
    expect(page.locator("[data-quote=span]")).to_have_text("Nothing is selected yet.")
    for key in ("End", "Space", "Space"):
        page.keyboard.press(key)
    assert len(marked(page)) == 1
    fill(page, "A card that was typed to")
    page.get_by_label("Body").press("Control+Enter")
    expect(page.locator(".closeup__card .badge")).to_have_text("Verified")


def test_an_answer_leaves_the_focus_where_it_was(deck: str, person: Callable[..., Person]) -> None:
    page = begin(deck, person())
    drag(page, 2, 4)
    fill(page, "A card with findings above its buttons")
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/cut", hold)
    page.get_by_label("Tag").press("Enter")
    page.get_by_role("button", name="Save card").focus()
    while not waiting:
        page.wait_for_timeout(20)
    waiting[0].continue_()
    expect(page.locator("#checks-title")).to_be_visible()
    expect(page.get_by_role("button", name="Save card")).to_be_focused()


def test_a_card_is_cut_by_tapping_on_a_phone(deck: str, person: Callable[..., Person]) -> None:
    page = begin(deck, person(phone=True))
    page.locator("#w2").click()
    page.locator("#w6").click()
    assert marked(page) == [2, 3, 4, 5, 6]
    page.locator("#w4").click()
    assert marked(page) == []
    page.locator("#w1").click()
    page.locator("#w1").click()
    assert marked(page) == [1]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_refused_card_keeps_words_and_selection(deck: str, person: Callable[..., Person]) -> None:
    page = begin(deck, person())
    drag(page, 2, 4)
    page.get_by_label("Tag").fill("Only a tag")
    page.locator("#cut").evaluate("form => { form.noValidate = true }")
    page.get_by_role("button", name="Save card").click()
    expect(page.locator("#body-error")).to_be_visible()
    expect(page.get_by_label("Tag")).to_have_value("Only a tag")
    assert marked(page) == [2, 3, 4]


def test_a_card_is_cut_without_scripts(deck: str, person: Callable[..., Person]) -> None:
    someone = person(scripts=False)
    page = someone.page
    acts.sign_in(deck.partition("/decks/")[0], someone)
    page.goto(f"{deck}/cards/new")
    page.get_by_role("link", name="Cut a card from ¶ 1 of").first.click()
    page.get_by_label("First word, 1").first.fill("1")
    page.get_by_label("Last word, 1").first.fill("5")
    page.get_by_role("button", name="Add span").click()
    page.get_by_label("First word, 2").first.fill("7")
    fill(page, "A card without scripts")
    page.get_by_role("button", name="Save card").click()
    expect(page.locator(".closeup__card .badge")).to_have_text("Verified")
    expect(page.locator(".passage.is-here mark")).to_have_count(2)
