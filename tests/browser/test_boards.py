"""Ten rooms at once from one console."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.conftest import THIRTY, Person, School


def test_ten_rooms_start_and_move_on_together_and_one_is_held_back(
    school_of_thirty: School, person: Callable[..., Person]
) -> None:
    places = {
        name: f"{n % 10 + 1}.{('P', 'O', 'audience')[n // 10]}" for n, name in enumerate(THIRTY)
    }
    session = school_of_thirty.session(places, rooms="10", hand_size="2")
    speaker, listener = person(), person(phone=True)
    acts.take_seat(speaker, session.links["Student 01"])  # room 1, Proposition
    acts.take_seat(listener, session.links["Student 22"])  # room 2, audience
    ansah = person()
    acts.sign_in(school_of_thirty.server.address, ansah)
    page = ansah.page
    page.goto(f"{session.address}rooms")
    acts.live(page)
    acts.live(listener.page)
    together = page.locator("#board-head")
    assert page.locator(".tile").count() == 10

    # Moved before the start, an open page leads to its new room by itself.
    moving = school_of_thirty.ansah.get(f"{session.address}rooms/seats")
    moving.press("Move", seat="22", place="5.audience")
    expect(listener.page).to_have_url(f"{session.rooms[5]}22/")
    acts.live(listener.page)

    together.get_by_role("button", name="Start").click()
    expect(page.locator("#notices")).to_contain_text("10 rooms have started.")
    for number in range(1, 11):
        expect(page.locator(f"#tile-{number} .clock")).to_be_visible()
    expect(speaker.page.locator("#turn h2")).to_have_text("You have the floor.")

    # A hand that goes up shows in its tile, and no tile changes its place.
    listener.page.get_by_role("button", name="Raise hand").click()
    expect(page.locator("#tile-5")).to_contain_text("1 hand up")
    expect(together).to_contain_text("1 hand up: room 5")
    numbers = page.locator(".tile").evaluate_all("tiles => tiles.map(tile => tile.id)")
    assert numbers == [f"room-{number}" for number in range(1, 11)]

    page.locator("#room-3").get_by_role("checkbox").uncheck()
    expect(together).to_contain_text("9 of 10 rooms")
    together.get_by_role("button", name="Next round").click()
    expect(page.locator("#notices")).to_contain_text("9 rooms moved on.")
    expect(speaker.page.locator("#turn h2")).not_to_have_text("You have the floor.")
    for number in range(1, 11):
        step = "2 of 12" if number == 3 else "3 of 12"
        expect(page.locator(f"#tile-{number}")).to_contain_text(step)

    # By keys: to the next tile and back, and the room in focus alone moves on.
    page.keyboard.press("j")
    expect(page.locator("#room-4")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("#room-3")).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator("#notices")).to_contain_text("Room 3 moved on.")
    expect(page.locator("#tile-3")).to_contain_text("3 of 12")
    page.keyboard.press("u")
    expect(page.locator("#tile-3")).to_contain_text("2 of 12")
    expect(page.locator("#tile-4")).to_contain_text("3 of 12")
