"""Times in the reader's own zone: a script changes them, and without one they say UTC."""

import re
from collections.abc import Callable

from playwright.sync_api import Browser, expect

from tests.browser import acts
from tests.browser.conftest import Person, School

ZONE, AHEAD_MIN = "Asia/Kolkata", 330  # all year


def test_a_time_is_shown_in_the_zone_of_its_reader_and_without_a_script_in_utc(
    browser: Browser, person: Callable[..., Person], school: School
) -> None:
    school.session()
    context = browser.new_context(timezone_id=ZONE)
    reader, plain = Person(context, context.new_page(), []), person(scripts=False)
    for someone in (reader, plain):
        acts.sign_in(school.server.address, someone)
        someone.page.goto(f"{school.server.address}/sittings/")
    time, written = (one.page.locator("main time").first for one in (reader, plain))
    said = written.inner_text()
    expect(time).to_have_attribute("title", said)
    own = time.inner_text()
    context.close()
    hour, minute = (int(part) for part in re.findall(r"(\d\d):(\d\d) UTC$", said)[0])
    later = (hour * 60 + minute + AHEAD_MIN) % (24 * 60)
    assert own.endswith(f", {later // 60:02}:{later % 60:02}")
