"""The server dies in the middle of a turn, and everybody goes on where they were."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.conftest import Person, School
from tests.serving import out_of_service

TEN_MINUTES_S = 600
BACK_MS = 60_000  # pages ask ever more slowly while nobody answers


def test_after_a_kill_ten_minutes_and_503s_every_screen_goes_on_without_a_reload(
    shiftable_school: School, person: Callable[..., Person]
) -> None:
    server, session = shiftable_school.server, shiftable_school.session()
    ansah, amara, priya, kofi, wall = (person() for _ in range(5))
    acts.sign_in(server.address, ansah)
    for someone, name in ((amara, "Amara Diallo"), (priya, "Priya Nair"), (kofi, "Kofi Mensah")):
        acts.take_seat(someone, session.links[name])
    console = ansah.page
    console.goto(session.console)
    screen = console.get_by_role("link", name="Projector view").get_attribute("href")
    wall.page.goto(f"{server.address}{screen}")
    pages = [one.page for one in (ansah, amara, priya, kofi, wall)]
    for page in pages:
        acts.live(page)
        page.evaluate("window.neverReloaded = true")
    console.get_by_role("button", name="Start the debate").click()
    write(amara.page, "The first point", "")
    amara.page.get_by_role("button", name="Send point").click()
    for page in pages:
        expect(page.locator("body")).to_contain_text("The first point")
    priya.page.get_by_role("button", name="Raise hand").click()
    expect(console.locator("#queue")).to_contain_text("Priya Nair")
    expect(amara.page.locator("#claim")).to_have_value("")
    with acts.saved(amara.page, "Half a reason"):
        write(amara.page, "The second point", "Half a reason")
    amara.page.locator("#reasons").press_sequentially(", and the rest of it")
    cards = amara.page.locator("#pick-cards label").all_text_contents()
    ends_ms = int(console.locator("#stage .clock").get_attribute("data-ends-ms") or 0)

    server.kill()
    killed_ms = server.now_ms
    sign_ms = server.beat_ms()
    server.later(TEN_MINUTES_S)
    with out_of_service(server.port) as asked:
        amara.page.get_by_role("button", name="Send point").click()
        expect(amara.page.locator("body")).to_contain_text("Not sent")
        for page in pages:
            expect(page.locator("html")).to_have_attribute("data-link", "stale")
        assert any("/points" in path for path in asked)
    server.start()
    shiftable_school.ansah.get(session.console).press("Send", "announce", text="We are back.")

    for page in pages:
        expect(page.locator("html")).to_have_attribute("data-link", "live", timeout=BACK_MS)
        assert page.evaluate("window.neverReloaded")
    for page in pages[:-1]:
        expect(page.locator("#announcements")).to_contain_text("We are back.")
        expect(page.locator("body")).to_contain_text("Interrupted: the server was away")
    expect(wall.page.locator("#main")).to_contain_text("Paused")
    assert seconds(console) == -(-(ends_ms - sign_ms) // 1000)
    assert 0 <= killed_ms - sign_ms <= 4_000, "the heart beats every two seconds"
    expect(console.locator("#queue")).to_contain_text("Priya Nair")
    expect(priya.page.get_by_role("button", name="Hand is up")).to_be_visible()
    expect(amara.page.locator("#claim")).to_have_value("The second point")
    expect(amara.page.locator("#reasons")).to_have_value("Half a reason, and the rest of it")
    assert amara.page.locator("#pick-cards label").all_text_contents() == cards
    phone = person(phone=True)
    acts.take_seat(phone, session.links["Amara Diallo"])
    expect(phone.page.locator("#claim")).to_have_value("The second point")
    expect(phone.page.locator("#reasons")).to_have_value(re.compile("^Half a reason"))

    console.get_by_role("button", name="Resume").click()
    expect(console.get_by_role("button", name="Pause")).to_be_visible()
    amara.page.get_by_role("button", name="Send point").click()
    for page in pages:
        expect(page.locator("body")).to_contain_text("The second point")
    for page in pages[1:4]:
        expect(page.locator("#points-P1 > li")).to_have_count(2)
        expect(page.locator("[id='point-P1.2']")).to_contain_text("the rest of it")


def write(page: Page, claim: str, reasons: str) -> None:
    expect(page.locator("#turn h2")).to_have_text("You have the floor.")
    page.locator("#claim").fill(claim)
    page.locator("#reasons").fill(reasons)


def seconds(page: Page) -> int:
    """What the console's clock shows."""
    minutes, rest = page.locator("#stage .clock").inner_text().split(":")
    return int(minutes) * 60 + int(rest)
