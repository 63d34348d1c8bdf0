"""What people do in the browser tests, in their words."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote_plus

from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import Person, Server
from tests.whole.teaching import EMAIL, PASSWORD


@dataclass
class Sitting:
    """A session that stands: where it is, and the personal link of each student by name."""

    address: str
    links: dict[str, str] = field(default_factory=dict)


def claim_first_account(server: Server, instructor: Person) -> None:
    """Dr Ansah opens the one-time link and makes the first account."""
    page = instructor.page
    page.goto(server.welcome)
    page.get_by_label("Your name").fill("Dr Ansah")
    page.get_by_label("E-mail").fill(EMAIL)
    for box in page.locator("input[type=password]").all():
        box.fill(PASSWORD)
    submit(page)


def sign_in(site: str, instructor: Person) -> None:
    """Dr Ansah comes in with her password."""
    page = instructor.page
    page.goto(f"{site}/sign-in")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    submit(page)
    expect(page).to_have_url(re.compile("/sittings/"))


def make_class(server: Server, instructor: Person, names: Sequence[str]) -> None:
    """A class with a pasted list, previewed and saved."""
    page = instructor.page
    page.goto(f"{server.address}/courses/new")
    page.get_by_label("Title").fill("Seminar A")
    submit(page)
    page.locator("textarea").fill("\n".join(names))
    submit(page)
    for name in names:
        expect(page.locator("main")).to_contain_text(name)
    submit(page)


def set_up(
    server: Server,
    instructor: Person,
    names: Sequence[str],
    places: Sequence[str],
    *,
    fmt: str = "seminar",
    motion: int = 0,
    scripts: bool = True,
) -> Sitting:
    """A session with everyone placed by hand: places such as "1.P", "1.judge" and "1.audience"."""
    page = instructor.page
    page.goto(f"{server.address}/sittings/new")
    page.locator("input[name=motion]").nth(motion).check()
    page.locator(f"input[name=format][value={fmt}]").check()
    page.locator("input[name=team_seats]").fill("1")
    page.get_by_role("radio", name="Chosen by hand").check()
    if not scripts:
        page.get_by_role("button", name="Draw again").click()
    for name, place in zip(names, places, strict=True):
        page.get_by_label(f"Place of {name}").select_option(place)
    page.locator("button[value=create]").first.click()
    expect(page).not_to_have_url(re.compile("/sittings/new"))
    page.get_by_role("button", name="Open the session").click()
    expect(page.locator("main")).to_contain_text("Close joining")
    sitting = Sitting(page.url)
    page.goto(f"{sitting.address}slips")
    for name in names:
        slip = page.locator("article.slip", has_text=name)
        sitting.links[name] = slip.locator(".slip__link").inner_text().strip()
    return sitting


def take_seat(someone: Person, link: str) -> None:
    """Open a personal link and press its button; the room opens."""
    page = someone.page
    page.goto(link)
    page.locator("main form button[type=submit], main form button:not([type])").first.click()
    expect(page).to_have_url(re.compile("/(debates|sittings)/"))


def submit(page: Page) -> None:
    """Press the page's main button, which leads to a page."""
    with page.expect_navigation():
        page.locator("main .btn--main[type=submit], main button.btn--main").first.click()


def live(page: Page) -> None:
    """Wait until the page follows the debate."""
    expect(page.locator("html")).to_have_attribute("data-link", re.compile("live|poll"))


def scripted(page: Page) -> None:
    """Wait until scripts follow what one does here; `goto` and `reload` wait for that too."""
    expect(page.locator("html")).to_have_attribute("data-js", "")


@contextmanager
def saved(page: Page, words: str) -> Iterator[None]:
    """Type in it; goes on when these words are saved as well, not only what came before them."""

    def holds_them(request: Request) -> bool:
        return request.method == "POST" and quote_plus(words) in (request.post_data or "")

    with page.expect_event("requestfinished", holds_them):
        yield
    expect(page.locator("[data-saved]")).to_contain_text("Saved")


def tab_to(page: Page, selector: str, limit: int = 80) -> None:
    """Press Tab until the focus is on what the selector names."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("chosen => document.activeElement.matches(chosen)", selector):
            return
    raise AssertionError(f"Tab does not lead to {selector}")


def has_floor(page: Page) -> bool:
    """Whether it is this seat's turn."""
    return page.get_by_role("button", name=re.compile("^Send ")).count() > 0


def vote(page: Page, poll: str, choice: str) -> None:
    """Vote from the room and come back to it."""
    page.goto(re.sub(r"polls/.*", "", page.url) + f"polls/{poll}")
    page.locator(f"input[name=choice][value={choice}]").check(force=True)
    page.get_by_role("button", name=re.compile("ote$")).click()
    expect(page.locator("#notices")).to_contain_text("Your vote is in")
    if poll == "after":
        page.locator(".vote__point").last.click()
        page.get_by_role("button", name="Save my answer").click()
        expect(page).not_to_have_url(re.compile("/polls/"))


def mark(page: Page, address: str, comment: str) -> None:
    """Mark one student with level four everywhere."""
    page.goto(address)
    boxes = page.locator(".marking__rubric input[type=radio][value='4']")
    expect(boxes).not_to_have_count(0)
    for box in boxes.all():
        box.check(force=True)
    page.locator("#comment").fill(comment)
    page.get_by_role("button", name="Keep and go on").click()
    expect(page.locator("#notices")).to_contain_text("The mark is kept")
