"""A written debate over days: sealed openings, due dates, what comes late, marks."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.conftest import Person, School
from tests.browser.wire import Wire

HOUR_S = 3600
P_CASE = ("Pressure has pulled the two together", "Neither can turn away")
O_CASE = ("No pledge was ever given", "A formal treaty binds both")


def test_a_debate_over_days_opens_what_was_sealed_when_both_are_in(
    shiftable_school: School, person: Callable[..., Person]
) -> None:
    server, session = shiftable_school.server, shiftable_school.session(fmt="written")
    ansah, amara, priya, kofi = (person() for _ in range(4))
    acts.sign_in(server.address, ansah)
    for someone, name in ((amara, "Amara Diallo"), (priya, "Priya Nair"), (kofi, "Kofi Mensah")):
        acts.take_seat(someone, session.links[name])
    pages = [amara.page, priya.page, kofi.page]
    ansah.page.goto(session.console)
    ansah.page.get_by_role("button", name="Start the debate").click()
    expect(ansah.page.get_by_role("button", name="Pause")).to_be_visible()
    for page, choice in zip(pages, "POU", strict=True):
        acts.vote(page, "before", choice)
    next_day(server.later, 24, pages)

    # Nine hours in, Proposition hands in; a day later so does Opposition. Nobody reads either.
    readers = [Wire(one.context, one.page) for one in (priya, kofi)]
    server.later(9 * HOUR_S)
    for wire in readers:
        wire.goto(wire.page.url)
    write_case(amara.page, P_CASE)
    expect(amara.page.locator("#turn h2")).to_have_text("Your speech is in.")
    expect(amara.page.locator("#turn")).to_contain_text("Sealed: the others read it")
    server.later(24 * HOUR_S)
    for wire in readers:
        wire.goto(wire.page.url)
    expect(kofi.page.locator("#speeches")).to_contain_text("Sealed until the round ends")
    for wire in readers:
        assert not [claim for claim in P_CASE if claim in wire.page.content()]
        assert not [claim for claim in P_CASE if claim.lower() in wire.received()]
    ansah.page.reload()
    expect(ansah.page.locator("#owed")).to_contain_text("1 of 2 in")
    ansah.page.get_by_text("Reminder to copy").click()
    reminder = ansah.page.get_by_label("Reminder", exact=True).input_value()
    assert "Priya Nair (O1)" in reminder
    assert "Amara" not in reminder

    # With the second case both are read at once: nobody waits for the due date.
    write_case(priya.page, O_CASE)
    for page in pages:
        for claim in P_CASE + O_CASE:
            expect(page.locator("#speeches")).to_contain_text(claim)
    answer(amara.page, "O1.1", "The pledge stands in the joint statement")
    amara.page.get_by_role("button", name="Hand in the speech").click()
    expect(kofi.page.locator("#speeches")).to_contain_text("stands in the joint statement")

    # Opposition's page stays open past the due date; a day later what comes is only late.
    answer(priya.page, "P1.1", "Pressure ends and habits do not form")
    server.later(49 * HOUR_S)
    priya.page.get_by_role("button", name="Hand in the speech").click()
    expect(kofi.page.locator("#point-O2\\.1")).to_contain_text("habits do not form")
    expect(kofi.page.locator("#point-O2\\.1")).to_contain_text("late")
    for page in pages:
        page.reload()
    for page, claim in (
        (amara.page, "It comes to what they did"),
        (priya.page, "Ask for the text"),
    ):
        write_case(page, (claim,))
        expect(kofi.page.locator("#speeches")).to_contain_text(claim)

    for page in pages:
        page.reload()
    for page, choice in zip(pages, "PPO", strict=True):
        acts.vote(page, "after", choice)
    next_day(server.later, 24, pages)
    kofi.page.get_by_role("link", name=re.compile("reflection")).first.click()
    kofi.page.get_by_label("Your reflection").fill("I had not asked what formal means.")
    kofi.page.get_by_role("button", name="Hand in").click()
    expect(kofi.page.locator("#notices")).to_contain_text("handed in")

    next_day(server.later, 49, pages)
    expect(amara.page.locator("#turn h2")).to_have_text("The debate is over.")
    mark = f"{session.rooms[1]}marks/{amara.page.url.rstrip('/').split('/')[-1]}"
    acts.mark(ansah.page, mark, "A case that holds together.")
    room = amara.page.url
    amara.page.goto(f"{room}results")
    expect(amara.page.locator("main")).not_to_contain_text("holds together")
    ansah.page.goto(f"{session.rooms[1]}release")
    ansah.page.get_by_role("button", name=re.compile("Release to")).click()
    expect(ansah.page.locator("body")).to_contain_text("Marks are released")
    amara.page.reload()
    expect(amara.page.locator("main")).to_contain_text("holds together")


def write_case(page: Page, claims: tuple[str, ...]) -> None:
    """Write point after point, and hand the speech in whole."""
    for claim in claims:
        page.locator("#claim").fill(claim)
        page.locator("#reasons").fill(f"{claim}, and here is why.")
        page.get_by_role("button", name="Keep for later").click()
        expect(page.locator("#turn-go")).to_contain_text(claim)
        expect(page.locator("#claim")).to_have_value("")
    page.get_by_role("button", name="Hand in the speech").click()
    expect(page.locator("#turn-go")).not_to_contain_text(claims[-1])


def answer(page: Page, address: str, claim: str) -> None:
    """Lay an answer aside for the speech that is due next."""
    page.locator("#claim").fill(claim)
    page.locator("#pick-answers summary").click()
    page.locator("#pick-answers label", has_text=address).locator("input").check()
    page.get_by_role("button", name="Keep for later").click()
    expect(page.locator("#turn-go")).to_contain_text(claim)


def next_day(later: Callable[[float], None], hours: float, pages: list[Page]) -> None:
    """Let hours pass; everybody opens the page again."""
    later(hours * HOUR_S)
    for page in pages:
        page.reload()
