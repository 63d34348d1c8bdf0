"""The marking desk in a real browser: a whole class by keyboard alone, notes on selected words."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.conftest import THIRTY, Person, School
from tests.whole.teaching import Session
from tests.whole.visitor import Visitor

ROOMS, TEAM = 5, 3
SAVED = "Name the year, so that it can be checked."


def session_of(school: School) -> Session:
    """Five rooms of six debaters; in the first one somebody has made a point."""
    ansah = school.ansah
    places = {name: f"{n // 6 + 1}.{'PO'[n % 2]}" for n, name in enumerate(THIRTY)}
    session = ansah.open_session(places, rooms=str(ROOMS), team_seats=str(TEAM))
    ansah.get(session.console).press("Start the debate", "act")
    one = Visitor(ansah.site, THIRTY[0])
    one.get(session.links[THIRTY[0]]).press("Take my seat")
    one.press(
        "Send point", "composer", claim="Pressure unites", reasons="Each round *pulled* them close."
    )
    assert one.status == 200, one.text
    return session


def desk(school: School, someone: Person, address: str) -> Page:
    """Dr Ansah opens the desk."""
    acts.sign_in(school.server.address, someone)
    someone.page.goto(address)
    return someone.page


def ready(page: Page, name: str) -> None:
    """Wait until the desk with this student on it follows the keys."""
    expect(page.locator("h1")).to_have_text(name)
    expect(page.locator(".crit.is-here")).to_have_count(1)


def test_thirty_students_are_marked_by_keyboard_alone(
    school_of_thirty: School, person: Callable[..., Person]
) -> None:
    session, ansah = session_of(school_of_thirty), school_of_thirty.ansah
    ansah.get("/courses/")
    course = re.search(r"/courses/[0-9a-f]+/", ansah.html)
    assert course
    ansah.get(f"{course[0]}comments").press("Add to the bank", comment=SAVED)
    page = desk(school_of_thirty, person(), f"{session.address}marks")
    queue = page.locator(".queue-of a[href*='/marks/']:has(.grow) .grow").all_inner_texts()
    assert sorted(queue) == THIRTY
    write = page.keyboard

    # A draft comes back: what was typed was saved, and the way there and back is two keys.
    ready(page, queue[0])
    with acts.saved(page, "Half a thought"):
        write.press("c")
        write.type("Half a thought")
    acts.tab_to(page, "button, summary, a")
    write.press("j")
    ready(page, queue[1])
    write.press("k")
    ready(page, queue[0])
    expect(page.locator("#comment")).to_have_value("Half a thought")

    for n, name in enumerate(queue):
        ready(page, name)
        for level in "3421":
            write.press(level)
        # The descriptor of the level chosen shows, and the next criterion has its turn.
        write.press("4")
        chosen = page.locator("fieldset.crit input:checked")
        assert [box.get_attribute("value") for box in chosen.all()] == ["3", "4", "2", "1", "4"]
        expect(page.locator("fieldset.crit").nth(1).locator("[data-level='4']")).to_be_visible()
        expect(page.locator("[data-total]")).to_have_text("73.75")
        if n % 3 == 0:
            write.press("g")  # without a word
            continue
        write.press("c" if n % 3 == 1 else "b")
        write.type(f"Well put, {n}." if n % 3 == 1 else "year chec")
        if n % 3 == 2:
            write.press("Enter")
            expect(page.locator("#comment")).to_have_value(SAVED)
        write.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("Marks")
    expect(page.locator("#notices")).to_contain_text("The mark is kept.")
    sheet = ansah.get(f"{session.rooms[1]}marks/1").text
    assert "0 to mark" in sheet
    assert sheet.count("marked") >= len(THIRTY)


def test_a_note_is_written_on_words_that_are_selected(
    school_of_thirty: School, person: Callable[..., Person]
) -> None:
    session = session_of(school_of_thirty)
    page = desk(school_of_thirty, person(), f"{session.rooms[1]}marks/1")
    ready(page, THIRTY[0])
    page.evaluate(
        """() => {
          const [words, rest] = [document.querySelector("[data-text=reasons] em").firstChild,
            document.querySelector("[data-text=reasons] p").lastChild];
          const range = document.createRange();
          range.setStart(words, 0);
          range.setEnd(rest, 5);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
          // At once: the browser has not told of the selection yet.
          const key = { key: "n", bubbles: true, cancelable: true };
          document.body.dispatchEvent(new KeyboardEvent("keydown", key));
        }"""
    )
    expect(page.locator("#note-quote")).to_have_value("pulled them")
    page.keyboard.type("Which year?")
    page.keyboard.press("Control+Enter")
    remark = page.locator("[id='point-P1.1'] .remark")
    expect(remark).to_contain_text("Which year?")
    expect(page.locator("[id='point-P1.1'] mark")).to_have_text(["pulled", " them"])
    expect(page.locator("#note-text")).to_have_value("")
    # A second page of the same desk that knows less than the first does not write over it.
    other = page.context.new_page()
    other.goto(page.url)
    ready(other, THIRTY[0])
    page.locator("#comment").fill("From the first tab")
    expect(page.locator("[data-saved]")).to_contain_text("Saved")
    other.locator("#comment").fill("From the second tab")
    expect(other.locator("[data-saved]")).to_contain_text("changed elsewhere")
    other.get_by_role("button", name="Keep and go on").click()
    expect(other.locator(".notice__body", has_text="other version")).to_contain_text(
        "From the first tab"
    )
    expect(other.locator("#comment")).to_have_value("From the second tab")
