"""Several tabs, the way back, and a network that comes and goes."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser import acts
from tests.browser.conftest import Person, School
from tests.whole.visitor import Visitor

SEATS = ("student_p", "student_o", "judge", "audience")


def test_the_links_of_the_demo_work_as_themselves_in_tabs_of_one_browser(
    demo: dict[str, Any], person: Callable[..., Person]
) -> None:
    links = demo["links"]
    for role, link in links.items():
        # As a chat's preview does, twice: the button is still there.
        for _ in range(2):
            preview = Visitor(demo["address"]).get(link)
            assert preview.status == 200
        words = {"instructor": "Enter as", "projector": ""}.get(role, "Take my seat")
        assert not words or any(text.startswith(words) for text in preview.buttons())

    someone = person()
    tabs: dict[str, Page] = {}
    for role, link in links.items():
        tabs[role] = someone.context.new_page()
        tabs[role].goto(link)
        if role != "projector":
            # The browser's cookie changes with each seat.
            with tabs[role].expect_navigation():
                tabs[role].locator("main form button").first.click()
    expect(tabs["instructor"]).to_have_url(re.compile("/sittings/$"))
    tabs["instructor"].goto(f"{demo['sessions']['running']['address']}console")
    for page in tabs.values():
        acts.live(page)
    assert len({page.url for page in tabs.values()}) == len(tabs)

    here = tabs["instructor"].locator(".show .now")
    expect(here).to_be_visible()
    speaker = next(tabs[role] for role in SEATS[:2] if acts.has_floor(tabs[role]))
    speaker.locator("#claim").fill("It is written in every tab")
    speaker.get_by_role("button", name="Send point").click()
    for page in tabs.values():
        expect(page.locator("body")).to_contain_text("It is written in every tab")
    expect(tabs["judge"].get_by_role("link", name="Ballot")).to_be_visible()
    expect(tabs["instructor"].locator("#queue li")).to_have_count(1)  # that of the script
    tabs["audience"].get_by_role("button", name="Raise hand").click()
    expect(tabs["instructor"].locator("#queue li")).to_have_count(2)
    for role in SEATS:
        tabs[role].reload()
        hand = tabs[role].get_by_role("button", name="Hand is up")
        expect(hand).to_have_count(1 if role == "audience" else 0)


def test_a_second_tab_of_a_seat_follows_the_first(
    school: School, person: Callable[..., Person]
) -> None:
    amara = seated_speaker(school, person)
    first, second = amara.page, amara.context.new_page()
    second.goto(first.url)
    acts.live(second)
    first.locator("#claim").fill("Said once")
    expect(first.locator("[data-saved]")).to_have_text(re.compile("Saved"))
    second.reload()
    expect(second.locator("#claim")).to_have_value("Said once")
    first.get_by_role("button", name="Send point").click()
    for page in (first, second):
        expect(page.locator("#points-P1 > li")).to_have_count(1)
        expect(page.locator("#claim")).to_have_value("")
    expect(second.locator("#turn")).to_contain_text("Point 2")


def test_what_is_typed_while_a_point_travels_stays_and_is_saved(
    school: School, person: Callable[..., Person]
) -> None:
    page = seated_speaker(school, person).page
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/points", hold)
    page.locator("#claim").fill("Said first")
    page.get_by_role("button", name="Send point").click()
    while not waiting:
        page.wait_for_timeout(20)
    with acts.saved(page, "Typed meanwhile"):
        page.locator("#claim").fill("Typed meanwhile")
        waiting[0].continue_()
        expect(page.locator("#points-P1 > li")).to_have_count(1)
    page.reload()
    expect(page.locator("#claim")).to_have_value("Typed meanwhile")


def test_a_press_is_not_lost_when_its_button_is_shown_anew_before_the_release(
    school: School, person: Callable[..., Person]
) -> None:
    session, someone = school.session(), person()
    acts.sign_in(school.server.address, someone)
    page = someone.page
    school.ansah.get(session.console).press("Start the debate", "act")
    page.goto(session.console)
    acts.live(page)
    page.get_by_role("button", name="Pause").hover()
    page.mouse.down()
    school.ansah.get(session.console).press("30 s", "act")
    school.ansah.get(session.console).press("Send", "announce", text="Half a minute more.")
    expect(page.locator("#announcements")).to_contain_text("Half a minute more.")
    page.mouse.up()
    expect(page.locator("#stage")).to_contain_text("Paused.")


def test_the_way_back_keeps_what_was_typed(school: School, person: Callable[..., Person]) -> None:
    page = seated_speaker(school, person).page
    page.locator("#claim").fill("Not sent yet")
    page.locator("#reasons").fill("And not finished")
    page.get_by_role("link", name="See all").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("hand")
    page.go_back()
    expect(page.locator("#claim")).to_have_value("Not sent yet")
    expect(page.locator("#reasons")).to_have_value("And not finished")


def test_what_is_typed_and_sent_without_a_network_is_kept_and_goes_out_once(
    school: School, person: Callable[..., Person]
) -> None:
    amara = seated_speaker(school, person)
    page = amara.page
    amara.context.set_offline(True)
    expect(page.locator("html")).to_have_attribute("data-link", "stale")
    page.locator("#claim").fill("Typed in a tunnel")
    expect(page.locator("[data-saved]")).to_have_text(re.compile("Kept in this browser"))
    page.get_by_role("button", name="Send point").click()
    expect(page.locator("#turn")).to_contain_text("Not sent.")
    expect(page.locator("#claim")).to_have_value("Typed in a tunnel")
    amara.context.set_offline(False)
    acts.live(page)
    page.get_by_role("button", name="Send point").click()
    expect(page.locator("#points-P1 > li")).to_have_count(1)
    expect(page.locator("#turn")).not_to_contain_text("Not sent.")

    # The server takes it and its answer is lost: the same words go again under the same key.
    lost: list[str] = []

    def lose(route: Route) -> None:
        answer = route.fetch()
        if lost:
            route.fulfill(response=answer)
        else:
            lost.append(answer.url)
            route.abort()

    page.route("**/points", lose)
    page.locator("#claim").fill("Said in a lift")
    page.get_by_role("button", name="Send point").click()
    expect(page.locator("#points-P1 > li")).to_have_count(2)
    expect(page.locator("#claim")).to_have_value("")
    assert lost
    page.reload()
    expect(page.locator("#points-P1 > li")).to_have_count(2)


def seated_speaker(school: School, person: Callable[..., Person]) -> Person:
    """Amara in her seat, with the floor."""
    session = school.session()
    amara = person()
    acts.take_seat(amara, session.links["Amara Diallo"])
    acts.live(amara.page)
    school.ansah.get(session.console).press("Start the debate", "act")
    expect(amara.page.locator("#turn h2")).to_have_text("You have the floor.")
    return amara
