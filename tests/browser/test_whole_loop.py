"""The whole loop: five browsers, from an empty database to a graded transcript that verifies."""

import io
import json
import re
import zipfile
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from debate.domain import transcripts
from tests.browser import acts
from tests.browser.conftest import Person, Server

NAMES = ("Amara Diallo", "Priya Nair", "Mei Tanaka", "Kofi Mensah")
PLACES = ("1.P", "1.O", "1.judge", "1.audience")


@pytest.mark.parametrize("scripts", [True, False], ids=["streams", "no scripts"])
def test_a_class_debates_from_an_empty_database_to_a_released_transcript(
    server: Server, person: Callable[..., Person], scripts: bool
) -> None:
    ansah = person(scripts=scripts)
    amara, priya, mei, kofi = (person(scripts=scripts, phone=n == 0) for n in range(4))
    acts.claim_first_account(server, ansah)
    acts.make_class(server, ansah, NAMES)
    sitting = acts.set_up(server, ansah, NAMES, PLACES, scripts=scripts)
    for someone, name in zip((amara, priya, mei, kofi), NAMES, strict=True):
        acts.take_seat(someone, sitting.links[name])
    room = {"amara": amara.page.url, "priya": priya.page.url}

    for someone, choice in ((amara, "P"), (priya, "O"), (kofi, "U")):
        vote(someone.page, "before", choice)
    console = f"{sitting.address}console"
    ansah.page.goto(console)
    press(ansah.page, "Start the debate")

    look(amara.page, scripts)
    expect(amara.page.locator("#turn h2")).to_have_text(re.compile("You have the floor"))
    send(amara.page, "Pressure has pulled the two together", "Each round did.", cite=True)
    look(priya.page, scripts)
    first = priya.page.locator("[id='point-P1.1']")
    expect(first).to_contain_text("Pressure has pulled the two together")
    expect(first.locator(".card")).to_have_count(1)

    press(ansah.page, "Next round")
    look(priya.page, scripts)
    expect(priya.page.locator("#turn h2")).to_have_text("You ask Amara Diallo.")
    send(priya.page, "Would Beijing sign if Moscow were winning?")
    look(amara.page, scripts)
    expect(amara.page.locator("#turn")).to_contain_text("Would Beijing sign")
    send(amara.page, "It would sign when the price is right.")
    press(ansah.page, "Next round")
    look(priya.page, scripts)
    expect(priya.page.locator("[id='point-X1.1a']")).to_contain_text("price is right")
    expect(priya.page.locator("#turn h2")).to_have_text(re.compile("You have the floor"))
    send(priya.page, "No pledge was ever given", "Not in years.", answer="P1.1")
    look(kofi.page, scripts)
    expect(kofi.page.locator("[id='point-O1.1']")).to_contain_text("answers")

    for _ in range(4):
        press(ansah.page, "Next round")
    look(kofi.page, scripts)
    kofi.page.get_by_role("button", name="Raise hand").click()
    look(ansah.page, scripts)
    press(ansah.page, "Give the floor")
    look(kofi.page, scripts)
    expect(kofi.page.locator("#turn h2")).to_have_text(re.compile("You have the floor"))
    send(kofi.page, "Nobody has said what formal means")
    look(amara.page, scripts)
    expect(amara.page.locator("[id='point-F1.1']")).to_contain_text("what formal means")

    for _ in range(3):
        press(ansah.page, "Next round")
    for someone, choice in ((amara, "P"), (priya, "O"), (kofi, "O")):
        vote(someone.page, "after", choice)
    press(ansah.page, "Next round")
    amara.page.goto(f"{room['amara']}reflection")
    amara.page.get_by_label("Your reflection").fill("I should have defined the term.")
    amara.page.get_by_role("button", name="Hand in").click()
    ansah.page.goto(console)
    ansah.page.get_by_role("link", name="End debate").first.click()
    ansah.page.get_by_role("button", name="End debate").click()

    judge(mei.page)
    marks = debate_address(ansah.page, console)
    mark(ansah.page, f"{marks}marks/1", "Clear, and well sourced.")
    amara.page.goto(f"{room['amara']}results")
    expect(amara.page.locator("main")).not_to_contain_text("well sourced")
    ansah.page.goto(f"{marks}release")
    ansah.page.get_by_role("button", name=re.compile("Release to")).click()
    amara.page.goto(f"{room['amara']}results")
    expect(amara.page.locator("main")).to_contain_text("well sourced")
    priya.page.goto(f"{room['priya']}results")
    expect(priya.page.locator("main")).not_to_contain_text("well sourced")

    answer = ansah.context.request.get(f"{marks}transcript.json")
    report = transcripts.verify(json.loads(answer.body()))
    assert report.ok, report.first_fault
    packets = ansah.context.request.get(f"{sitting.address}packets.zip")
    names = zipfile.ZipFile(io.BytesIO(packets.body())).namelist()
    assert len([name for name in names if name.endswith(".html")]) == len(NAMES)


def look(page: Page, scripts: bool) -> None:
    """Without scripts one reloads; with them nothing is needed."""
    if not scripts:
        page.reload()


def press(page: Page, words: str) -> None:
    """Press a button of the console and see that it was done."""
    done = page.locator(".show .done").count()
    page.get_by_role("button", name=words).first.click()
    if words == "Next round":
        expect(page.locator(".show .done")).to_have_count(done + 1)


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


def vote(page: Page, poll: str, choice: str) -> None:
    """Vote from the room and come back to it."""
    page.goto(re.sub(r"polls/.*", "", page.url) + f"polls/{poll}")
    page.locator(f"input[name=choice][value={choice}]").check(force=True)
    page.get_by_role("button", name=re.compile("ote$")).click()
    expect(page.locator("#notices")).to_contain_text("Your vote is in")


def judge(page: Page) -> None:
    """Hand in a ballot with level three everywhere."""
    page.goto(page.url + "ballot")
    page.get_by_role("button", name="Hand in ballot").click()
    expect(page.locator("main")).to_contain_text("Not ready yet")
    for box in page.locator("form#ballot input[type=radio][value='3']").all():
        box.check(force=True)
    page.locator("input[name=decision][value=O]").check(force=True)
    page.get_by_label("Reason for your decision").fill("They kept asking for a date.")
    page.get_by_role("button", name="Hand in ballot").click()
    expect(page.locator("#notices")).to_contain_text("handed in")


def mark(page: Page, address: str, comment: str) -> None:
    """Mark one student with level four everywhere."""
    page.goto(address)
    for box in page.locator("form.marking__rubric input[type=radio][value='4']").all():
        box.check(force=True)
    page.locator("#comment").fill(comment)
    page.get_by_role("button", name="Keep and go on").click()
    expect(page.locator("#notices")).to_contain_text("The mark is kept")


def debate_address(page: Page, console: str) -> str:
    """The staff's address of the debate, from the console's own links."""
    page.goto(console)
    link = page.get_by_role("link", name="Marks").first.get_attribute("href") or ""
    return re.sub(r"marks/$", "", re.sub(r"^/", re.sub(r"/sittings/.*", "/", console), link))
