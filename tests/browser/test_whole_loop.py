"""The whole loop: five browsers, from an empty database to a graded transcript that verifies."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from debate.domain import transcripts
from tests.browser import acts
from tests.browser.conftest import Person, Server

NAMES = ("Amara Diallo", "Priya Nair", "Mei Tanaka", "Kofi Mensah")
MY_TURN = re.compile("You have the floor")
PLACES = ("1.P", "1.O", "1.judge", "1.audience")


@dataclass
class Cast:
    """Who is there, and where they sit."""

    ansah: Page
    amara: Page
    priya: Page
    mei: Page
    kofi: Page
    console: str
    scripts: bool

    def look(self, page: Page) -> Page:
        """Without scripts one reloads; with them nothing is needed."""
        if not self.scripts:
            page.reload()
        return page

    def next_rounds(self, count: int = 1) -> None:
        for _ in range(count):
            next_round(self.ansah)


@pytest.mark.parametrize("scripts", [True, False], ids=["streams", "no scripts"])
def test_a_class_debates_from_an_empty_database_to_a_released_transcript(
    server: Server, person: Callable[..., Person], scripts: bool
) -> None:
    ansah = person(scripts=scripts)
    people = [person(scripts=scripts, phone=n == 0) for n in range(4)]
    acts.claim_first_account(server, ansah)
    acts.make_class(server, ansah, NAMES)
    sitting = acts.set_up(server, ansah, NAMES, PLACES, scripts=scripts)
    for someone, name in zip(people, NAMES, strict=True):
        acts.take_seat(someone, sitting.links[name])
    pages = [someone.page for someone in people]
    cast = Cast(ansah.page, *pages, f"{sitting.address}console", scripts)
    rooms = {"amara": cast.amara.url, "priya": cast.priya.url}

    constructives(cast)
    open_floor(cast)
    closing(cast, rooms["amara"])
    marks = grades(cast, rooms)

    answer = ansah.context.request.get(f"{marks}transcript.json")
    report = transcripts.verify(json.loads(answer.body()))
    assert report.ok, report.first_fault
    ansah.page.goto(sitting.address)
    ansah.page.get_by_role("button", name="Make the archive").click()
    done = ansah.page.get_by_role("link", name="Download")
    while not scripts and not done.count():
        ansah.page.reload()
    expect(done).to_be_visible(timeout=60_000)
    address = urljoin(ansah.page.url, done.get_attribute("href") or "")
    packets = ansah.context.request.get(address)
    names = zipfile.ZipFile(io.BytesIO(packets.body())).namelist()
    assert len([name for name in names if "/room-1/" in name]) == len(NAMES)


def constructives(cast: Cast) -> None:
    """Votes, a case each, a question and its answer; each appears on the others' screens."""
    for page, choice in ((cast.amara, "P"), (cast.priya, "O"), (cast.kofi, "U")):
        acts.vote(page, "before", choice)
    cast.ansah.goto(cast.console)
    press(cast.ansah, "Start the debate", "Pause")
    cast.look(cast.amara)
    expect(cast.amara.locator("#turn h2")).to_have_text(MY_TURN)
    send(cast.amara, "Pressure has pulled the two together", "Each round did.", cite=True)
    first = cast.look(cast.priya).locator("[id='point-P1.1']")
    expect(first).to_contain_text("Pressure has pulled the two together")
    expect(first.locator(".card")).to_have_count(1)

    cast.next_rounds()
    expect(cast.look(cast.priya).locator("#turn h2")).to_have_text("You ask Amara Diallo.")
    send(cast.priya, "Would Beijing sign if Moscow were winning?")
    expect(cast.look(cast.amara).locator("#turn")).to_contain_text("Would Beijing sign")
    send(cast.amara, "It would sign when the price is right.")
    cast.next_rounds()
    cast.look(cast.priya)
    expect(cast.priya.locator("[id='point-X1.1a']")).to_contain_text("price is right")
    expect(cast.priya.locator("#turn h2")).to_have_text(MY_TURN)
    send(cast.priya, "No pledge was ever given", "Not in years.", answer="P1.1")
    expect(cast.look(cast.kofi).locator("[id='point-O1.1']")).to_contain_text("answers")


def open_floor(cast: Cast) -> None:
    """Somebody in the audience asks for the floor, gets it, and is heard."""
    cast.next_rounds(4)
    press(cast.look(cast.kofi), "Raise hand", "Hand is up")
    cast.look(cast.ansah)
    press(cast.ansah, "Give the floor", "Take the floor back")
    expect(cast.look(cast.kofi).locator("#turn h2")).to_have_text(MY_TURN)
    send(cast.kofi, "Nobody has said what formal means")
    expect(cast.look(cast.amara).locator("[id='point-F1.1']")).to_contain_text("what formal means")


def closing(cast: Cast, room: str) -> None:
    """The closing vote, a reflection, the end."""
    cast.next_rounds(3)
    for page, choice in ((cast.amara, "P"), (cast.priya, "O"), (cast.kofi, "O")):
        acts.vote(page, "after", choice)
    cast.next_rounds()
    cast.amara.goto(f"{room}reflection")
    cast.amara.get_by_label("Your reflection").fill("I should have defined the term.")
    cast.amara.get_by_role("button", name="Hand in").click()
    expect(cast.amara.locator("#notices")).to_contain_text("handed in")
    cast.ansah.goto(cast.console)
    cast.ansah.get_by_role("link", name="End debate").first.click()
    cast.ansah.get_by_role("button", name="End debate").click()
    expect(cast.ansah).not_to_have_url(re.compile("/finish"))


def grades(cast: Cast, rooms: dict[str, str]) -> str:
    """A ballot, a mark, the release; each sees their own after it. The debate's staff address."""
    judge(cast.mei)
    marks = debate_address(cast.ansah, cast.console)
    acts.mark(cast.ansah, f"{marks}marks/1", "Clear, and well sourced.")
    cast.amara.goto(f"{rooms['amara']}results")
    expect(cast.amara.locator("main")).not_to_contain_text("well sourced")
    cast.ansah.goto(f"{marks}release")
    cast.ansah.get_by_role("button", name=re.compile("Release to")).click()
    expect(cast.ansah.locator("body")).to_contain_text("Marks are released")
    cast.amara.goto(f"{rooms['amara']}results")
    expect(cast.amara.locator("main")).to_contain_text("well sourced")
    cast.priya.goto(f"{rooms['priya']}results")
    expect(cast.priya.locator("main")).not_to_contain_text("well sourced")
    return marks


def press(page: Page, words: str, then: str) -> None:
    """Press a button, after which there is another one."""
    page.get_by_role("button", name=words).first.click()
    expect(page.get_by_role("button", name=then).first).to_be_visible()


def next_round(page: Page) -> None:
    """Press the console's button and see that the list of rounds and the clock are a step on."""
    done = page.locator(".show .done").count()
    button = page.get_by_role("button", name="Next round")
    of_this_step = button.get_attribute("formaction")
    button.click()
    expect(page.locator(".show .done")).to_have_count(done + 1)
    expect(page.locator(f"#stage [value=next][formaction='{of_this_step}']")).to_have_count(0)


def send(
    page: Page, claim: str, reasons: str = "", *, cite: bool = False, answer: str = ""
) -> None:
    """Write in the composer and send; the point must stand in the room afterwards."""
    page.locator("#claim").fill(claim)
    if reasons:
        page.locator("#reasons").fill(reasons)
    if cite:
        page.locator("#pick-cards summary").click()
        page.locator("#pick-cards input").first.check()
    if answer:
        page.locator("#pick-answers summary").click()
        page.locator("#pick-answers label", has_text=answer).locator("input").check()
    page.get_by_role("button", name=re.compile("^Send ")).first.click()
    expect(page.locator("#speeches")).to_contain_text(claim)


def judge(page: Page) -> None:
    """Hand in a ballot with level three everywhere."""
    page.goto(page.url + "ballot")
    # With scripts it says so before, too.
    with page.expect_navigation():
        page.get_by_role("button", name="Hand in ballot").click()
    expect(page.locator("main")).to_contain_text("Not ready yet")
    for box in page.locator("form#ballot input[type=radio][value='3']").all():
        box.check(force=True)
    page.locator("input[name=decision][value=O]").check(force=True)
    page.get_by_label("Reason for your decision").fill("They kept asking for a date.")
    page.get_by_role("button", name="Hand in ballot").click()
    expect(page.locator("#notices")).to_contain_text("handed in")


def debate_address(page: Page, console: str) -> str:
    """The staff's address of the debate, from the console's own links."""
    page.goto(console)
    link = page.get_by_role("link", name="Marks").first.get_attribute("href") or ""
    return re.sub(r"marks/$", "", re.sub(r"^/", re.sub(r"/sittings/.*", "/", console), link))
