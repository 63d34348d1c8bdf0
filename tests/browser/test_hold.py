"""Hold and review: what waits for a moderator leaves no trace with anybody else."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.conftest import Person, School
from tests.browser.wire import Wire

FIRST, SECOND = "zanzibar", "kilimanjaro"


def test_a_held_point_reaches_nobody_but_its_author_until_it_is_approved(
    school: School, person: Callable[..., Person]
) -> None:
    session = school.session(hold="y")
    ansah, amara, priya, kofi, wall = (person() for _ in range(5))
    acts.sign_in(school.server.address, ansah)
    acts.take_seat(amara, session.links["Amara Diallo"])
    others = []
    for someone, name in ((priya, "Priya Nair"), (kofi, "Kofi Mensah")):
        acts.take_seat(someone, session.links[name])
        others.append(Wire(someone.context, someone.page))
    ansah.page.goto(session.console)
    ansah.page.get_by_role("button", name="Start the debate").click()
    expect(ansah.page.locator("#stage")).to_contain_text("Amara Diallo")
    others.append(Wire(wall.context, wall.page))
    screen = ansah.page.get_by_role("link", name="Projector view").get_attribute("href")
    others[-1].goto(f"{school.server.address}{screen}")
    for wire in others:
        # As whoever comes now finds it: the numbers begin here.
        wire.goto(wire.page.url)
        acts.live(wire.page)
    for one in (ansah.page, amara.page):
        acts.live(one)

    send(amara.page, f"Look at {FIRST}")
    expect(amara.page.locator("#turn")).to_contain_text("A moderator reads it before the room does")
    expect(ansah.page.locator("#review")).to_contain_text(FIRST)
    nothing_came(ansah.page, others, "One moment, please.")

    held = ansah.page.locator("#review li[data-keys]").first
    held.locator("summary").click()
    held.get_by_role("textbox").fill("Say where you read that.")
    held.get_by_role("button", name="Return with this note").click()
    expect(amara.page.locator("#turn")).to_contain_text("Say where you read that.")
    nothing_came(ansah.page, others, "Go on in a minute.")

    amara.page.get_by_role("button", name="Change it").click()
    expect(amara.page.locator("#claim")).to_have_value(f"Look at {FIRST}")
    send(amara.page, f"Look at {SECOND}")
    expect(ansah.page.locator("#review")).to_contain_text(SECOND)
    nothing_came(ansah.page, others, "Thank you for waiting.")

    ansah.page.get_by_role("button", name="Approve").click()
    for wire in others[:2]:
        expect(wire.page.locator("[id='point-P1.1']")).to_contain_text(SECOND)
    expect(wall.page.locator("#table")).to_contain_text(SECOND)

    shown = ansah.page.locator("#review li", has_text=SECOND)
    shown.get_by_role("button", name="Hide").click()
    for wire in others[:2]:
        gap = wire.page.locator("[id='point-P1.1']")
        expect(gap).to_contain_text("was hidden by a moderator")
        expect(wire.page.locator("body")).not_to_contain_text(SECOND)
    expect(wall.page.locator("body")).not_to_contain_text(SECOND)
    ansah.page.goto(f"{session.rooms[1]}")
    ansah.page.get_by_role("button", name="Restore").click()
    for wire in others[:2]:
        expect(wire.page.locator("[id='point-P1.1']")).to_contain_text(SECOND)
    for wire in others:
        assert FIRST not in wire.received()


def nothing_came(console: Page, others: list[Wire], announcement: str) -> None:
    """Between the last thing and this announcement the others were sent no byte, and its number
    is the next one.
    """
    before = [(len(wire.messages), len(wire.frames())) for wire in others]
    console.get_by_label("A sentence to everyone").fill(announcement)
    console.get_by_role("button", name="Send", exact=True).click()
    expect(console.get_by_label("A sentence to everyone")).to_have_value("")
    for wire in others:
        wire.await_message(announcement)
    for wire, (messages, frames) in zip(others, before, strict=True):
        assert FIRST not in wire.received()
        assert SECOND not in wire.received()
        came = wire.messages[messages:]
        assert [text for text in came if announcement not in text] == []
        numbers = [frame["n"] for frame in wire.frames()]
        assert numbers == list(range(start_of(wire) + 1, start_of(wire) + 1 + len(numbers)))
        assert len(numbers) == frames + 1


def start_of(wire: Wire) -> int:
    """The number that the page began with."""
    positions = wire.page.locator("body").get_attribute("data-positions") or ""
    found = re.search(r": (\d+)", positions)
    assert found, positions
    return int(found[1])


def send(page: Page, claim: str) -> None:
    page.locator("#claim").fill(claim)
    page.get_by_role("button", name="Send point").click()


def test_words_sent_after_the_room_was_asked_are_not_offered_again(
    school: School, person: Callable[..., Person]
) -> None:
    session = school.session(room_labels="codes")
    ansah, amara = person(), person()
    acts.sign_in(school.server.address, ansah)
    acts.take_seat(amara, session.links["Amara Diallo"])
    ansah.page.goto(session.console)
    ansah.page.get_by_role("button", name="Start the debate").click()
    acts.live(amara.page)

    send(amara.page, "Kofi is wrong")
    amara.page.get_by_role("button", name="Send it as it is").click()
    turn = amara.page.locator("#turn")
    expect(turn).to_contain_text("A moderator reads it before the room does")
    expect(amara.page.locator("#claim")).to_have_value("")
    expect(turn).not_to_contain_text("This browser kept")
