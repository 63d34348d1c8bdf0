"""The countdown on a device whose own clock is wrong, and which sleeps."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.conftest import Person, School
from tests.serving import Server

WITHIN_S = 2
SLEEP_S = 7  # the server takes ten seconds without a sign of life for an interruption
# Two hours fast. A machine that sleeps may stop its steady clock; then only this one has moved on.
WRONG = """
const real = Date.now;
let ahead = 2 * 3600 * 1000;
Date.now = () => real() + ahead;
window.slept = (seconds) => (ahead += seconds * 1000);
"""


def test_a_page_with_a_wrong_clock_that_was_frozen_shows_the_servers_time(
    shiftable_school: School, person: Callable[..., Person]
) -> None:
    school, amara = shiftable_school, person()
    session = school.session()
    amara.context.add_init_script(WRONG)
    page = amara.page
    acts.take_seat(amara, session.links["Amara Diallo"])
    acts.live(page)
    school.ansah.get(session.console).press("Start the debate", "act")
    agrees(page, school.server)

    device = amara.context.new_cdp_session(page)
    device.send("Debugger.enable")
    device.send("Debugger.pause")  # nothing of the page runs from here on
    school.server.later(SLEEP_S)
    device.send("Debugger.disable")
    page.evaluate("seconds => window.slept(seconds)", SLEEP_S)
    agrees(page, school.server)

    page.reload()
    agrees(page, school.server)
    page.keyboard.press("t")
    expect(page.locator(".saying")).to_contain_text("left. Amara Diallo, proposition constructive")
    expect(page.locator("#announcer")).to_contain_text("left. Amara Diallo")


def agrees(page: Page, server: Server) -> None:
    """The clock of the room comes to within two seconds of the server's, and goes on with it."""
    clock = page.locator("#floor .clock")
    expect(clock).to_have_attribute("data-ends-ms", re.compile("^[0-9]+$"))
    left = round((int(clock.get_attribute("data-ends-ms") or 0) - server.now_ms) / 1000)
    times = (divmod(left + by, 60) for by in range(-WITHIN_S, WITHIN_S + 1))
    right = "|".join(f"{minutes}:{seconds:02}" for minutes, seconds in times)
    expect(clock).to_have_text(re.compile(f"^({right})$"), timeout=WITHIN_S * 1000)
