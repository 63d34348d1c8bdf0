"""axe finds nothing on the main pages, on a laptop and on a phone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.conftest import Person

# What is right is not worked out in every detail, which takes longer than finding faults.
FAULTS_ALONE = {"resultTypes": ["violations"]}
FAULTS = "async options => (await axe.run(options)).violations"
SIZES = ((1440, 900, "light"), (375, 812, "dark"))
ROSTER = "name, id\nAda Obi, 1\nAda Obi, 2\n, 3\nNils Berg, 4, too much"


class Found:
    """What axe complains of, by page: wide in the light theme, on a phone in the dark one."""

    def __init__(self) -> None:
        self.faults: dict[str, list[str]] = {}

    def look(self, page: Page, name: str) -> None:
        page.evaluate(Axe().axe_script)  # it is long: once for both sizes
        for width, height, theme in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            # Without motion, for colours on their way from one theme to the other are neither's.
            page.emulate_media(
                color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce"
            )
            for fault in page.evaluate(FAULTS, FAULTS_ALONE):
                places = [" ".join(map(str, node["target"])) for node in fault["nodes"]]
                at = f"{name} at {width}, {theme}"
                self.faults.setdefault(at, []).append(f"{fault['id']}: {', '.join(places)}")


@pytest.fixture
def entered(demo: dict[str, Any], person: Callable[..., Person]) -> Person:
    """Dr Ansah in the demo."""
    ansah = person()
    ansah.page.goto(demo["links"]["instructor"])
    acts.submit(ansah.page)
    return ansah


def test_pages_before_one_is_in(demo: dict[str, Any], person: Callable[..., Person]) -> None:
    found, page, site = Found(), person().page, demo["address"]
    for name, path in {"landing": "/", "sign-in": "/sign-in", "error": "/nowhere"}.items():
        page.goto(f"{site}{path}")
        found.look(page, name)
    page.goto(demo["links"]["student_p"])
    found.look(page, "personal link")
    page.goto(demo["links"]["projector"])
    found.look(page, "projector")
    page.goto(f"{site}/")
    page.get_by_label("code").fill(demo["sessions"]["empty"]["code"])
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_label("Your name")).to_be_visible()
    page.wait_for_load_state()
    found.look(page, "name")
    page.get_by_label("Your name").fill("Nils Berg")
    page.get_by_role("button", name="Take a seat").click()
    expect(page.locator("#place")).to_be_visible()
    found.look(page, "waiting")
    assert found.faults == {}


def test_pages_of_an_instructor(
    demo: dict[str, Any], entered: Person, person: Callable[..., Person]
) -> None:
    found, page, site = Found(), entered.page, demo["address"]
    sessions = demo["sessions"]
    page.goto(f"{site}/courses/")
    course = page.locator("main .rows__title a").first.get_attribute("href")
    page.goto(f"{site}/decks/")
    deck = page.locator("main .rows__title a").first.get_attribute("href")
    page.goto(f"{site}{deck}")
    motion = page.locator("main a[href*='?motion=']").first.get_attribute("href")
    card = page.locator("main a[href*='/cards/']").first.get_attribute("href")
    for name, path in {
        "account": "/account",
        "classes": "/courses/",
        "class": course,
        "staff": f"{course}staff",
        "deck": deck,
        "motion": motion,
        "card": card,
        "sessions": "/sittings/",
        "set-up": "/sittings/new",
    }.items():
        page.goto(f"{site}{path}")
        found.look(page, name)
    link_to_a_new_password(found, page, site, person().page)
    page.goto(f"{site}{course}roster")
    page.locator("textarea").first.fill(ROSTER)
    acts.submit(page)
    found.look(page, "list checked")
    page.goto(sessions["running"]["address"])
    found.look(page, "session")
    page.goto(f"{sessions['running']['address']}slips")
    found.look(page, "slips")
    page.goto(f"{sessions['running']['address']}console")
    found.look(page, "console")
    page.keyboard.press("?")
    found.look(page, "keys")
    page.goto(f"{sessions['running']['address']}rooms")
    found.look(page, "rooms")
    assert found.faults == {}


def link_to_a_new_password(found: Found, page: Page, site: str, other: Page) -> None:
    """Somebody joins the site, forgets the password, and gets a link."""
    page.goto(f"{site}/account")
    page.get_by_role("button", name="Make an invitation link").click()
    other.goto(page.get_by_label("Invitation link").input_value())
    found.look(other, "invitation")
    other.get_by_label("Your name").fill("Ruth Mensah")
    other.get_by_label("E-mail").fill("mensah@example.org")
    other.get_by_label("Password").fill("lantern over the river")
    acts.submit(other)
    page.goto(f"{site}/account")
    found.look(page, "account of the owner")
    page.get_by_role("button", name="New password link for Ruth Mensah").click()
    found.look(page, "link for a new password")
    other.goto(page.get_by_label("Link", exact=True).input_value())
    other.get_by_label("New password").fill("short")
    acts.submit(other)
    found.look(other, "new password")
    other.get_by_label("New password").fill("violin in the cellar")
    acts.submit(other)
    expect(other.get_by_text("Your new password is set.")).to_be_visible()


def test_pages_of_the_workshop(demo: dict[str, Any], entered: Person) -> None:
    found, page, site = Found(), entered.page, demo["address"]
    page.goto(f"{site}/decks/new?like=campus")
    found.look(page, "copy a deck")
    page.get_by_label("Title").fill("Our phones")
    page.get_by_role("button", name="Copy the deck").click()
    page.wait_for_url(re.compile("/decks/our-phones/$"))
    deck = page.url
    for path in (
        "",
        "cards/new",
        "cards/1",
        "sources/new",
        "sources/ostrander-2026",
        "sources/ostrander-2026/edit",
        "sources/ostrander-2026/cut?passage=1",
        "motions/new",
        "motions/phones-away/cards",
        "clash",
        "versions",
        "proposals",
        "description",
        "print",
    ):
        page.goto(f"{deck}{path}")
        found.look(page, path or "deck of a class")
    page.goto(f"{site}/decks/china-russia/sources/rusi-2023/text")
    found.look(page, "attach a text")
    page.goto(f"{deck}sources/new")
    page.get_by_label("Paste the text").fill("One paragraph. It has two sentences.\n\nAnother.")
    page.get_by_role("button", name="Show its paragraphs").click()
    page.wait_for_url(re.compile("/drafts/"))
    found.look(page, "draft of a source")
    assert found.faults == {}


def test_pages_of_a_debate_that_is_over(demo: dict[str, Any], entered: Person) -> None:
    found, page = Found(), entered.page
    page.goto(demo["sessions"]["finished"]["address"])
    found.look(page, "session that is over")
    room = page.get_by_role("link", name=re.compile("Watch")).first.get_attribute("href")
    room = f"{demo['address']}{room}"
    for name in (
        "marks/",
        "ballots",
        "results",
        "release",
        "transcript",
        "clash",
        "flow",
        "flow/P1.1",
    ):
        page.goto(f"{room}{name}")
        found.look(page, name)
    page.goto(f"{room}marks/")
    page.get_by_role("link", name=re.compile("Change the mark of|^Mark ")).first.click()
    acts.scripted(page)
    page.wait_for_url(re.compile(r"/marks/\d+"))
    page.locator("#noting summary").click()
    page.locator("#note-text").fill("Say which year.")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator(".remark")).to_have_count(1)
    page.locator("#noting summary").click()
    page.locator("#bank summary").click()
    found.look(page, "mark")
    for name in ("release", "questions"):
        page.goto(f"{demo['sessions']['finished']['address']}{name}")
        found.look(page, f"{name} of a session")
    page.goto(f"{room}marks/1")
    bank = page.locator("#bank a").get_attribute("href")
    page.goto(f"{demo['address']}{bank}")
    found.look(page, "comment bank")
    page.goto(f"{room}marks/1")
    number = page.url.rsplit("/", 1)[-1]
    page.goto(f"{room}packets/{number}.html")
    found.look(page, "packet")
    assert found.faults == {}


def test_pages_of_a_seat(demo: dict[str, Any], person: Callable[..., Person]) -> None:
    found = Found()
    for role in ("student_p", "student_o", "judge", "audience"):
        page = person(phone=True).page
        page.goto(demo["links"][role])
        page.locator("main form button").first.click()
        acts.live(page)
        room = page.url
        name = "own turn" if acts.has_floor(page) else "listening"
        found.look(page, f"{name}, {role}")
        page.goto(f"{room}polls/before")
        found.look(page, f"vote, {role}")
        if role == "judge":
            page.goto(f"{room}ballot")
            found.look(page, "ballot")
        if role == "student_p":
            page.goto(f"{room}flow")
            found.look(page, "flow")
            page.goto(f"{room}hand")
            found.look(page, "hand")
            page.locator("main a[href^='cards/']").first.click()
            found.look(page, "card of a seat")
            page.goto(f"{room}reflection")
            found.look(page, "reflection")
    assert found.faults == {}
