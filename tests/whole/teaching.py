"""An instructor over HTTP: account, class and sessions, for tests of what comes after."""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.whole.visitor import Visitor

EMAIL, PASSWORD = "ansah@example.org", "a long enough pass phrase"
SLIP = re.compile(
    r'slip__name">([^<]+)</p>.*?</b></p><p>([^<]+)</p>.*?slip__link">([^<]+)<', re.DOTALL
)


@dataclass(frozen=True)
class Slip:
    """What a student is handed: `place` as it stands there, such as "Room 2: Judge"."""

    name: str
    place: str
    link: str


@dataclass(frozen=True)
class Session:
    """A session that is open. `rooms`: the staff's address of each debate, by room."""

    address: str
    slips: Sequence[Slip]
    rooms: Mapping[int, str]

    @property
    def console(self) -> str:
        return f"{self.address}console"

    @property
    def links(self) -> Mapping[str, str]:
        """The personal link of each student by name."""
        return {slip.name: slip.link for slip in self.slips}


class Instructor(Visitor):
    """Dr Ansah."""

    def begin(self, welcome: str) -> None:
        """Make the first account."""
        self.get(welcome).press("Make the account", name="Dr Ansah", email=EMAIL, password=PASSWORD)
        assert self.status == 200, self.text

    def make_class(self, lines: Sequence[str], title: str = "Seminar A") -> None:
        """A class with a pasted list, checked and saved."""
        self.get("/courses/new").press("Make the class", title=title)
        roster = re.search(r"/courses/[^/]+/roster", self.html)
        assert roster
        self.get(roster[0]).press("Check the list", text="\n".join(lines))
        self.press("Save the list")
        assert self.status == 200, self.text

    def open_session(
        self, places: Mapping[str, str] | None = None, fmt: str = "seminar", **choice: str
    ) -> Session:
        """A session that is open. `places`: such as "1.P" and "1.judge" by name; None draws."""
        self.get("/sittings/new")
        fixed = {
            "motion": self.choices("motion")[0],
            "course": dict(self.form("setup").fields)["course"],
            "format": fmt,
            "seating": "lot" if places is None else "hand",
        }
        self.press("Update the places", **(fixed | choice))
        seats = self._places(places) if places else {}
        self.press("Create", "setup", **(fixed | choice), **seats)
        assert self.status == 200, self.text
        address = self.url
        self.press("Open the session")
        rooms = re.findall(r'href="(/debates/[^/"]+/)" aria-label="Watch room (\d+)"', self.html)
        slips = SLIP.findall(self.get(f"{address}slips").html)
        return Session(
            address,
            [Slip(html.unescape(name), place, link) for name, place, link in slips],
            {int(number): self.site + at for at, number in rooms},
        )

    def _places(self, places: Mapping[str, str]) -> dict[str, str | list[str]]:
        """The form's fields for these places; who has none is not there."""
        selects = re.findall(r'name="place-(\d+)" aria-label="Place of ([^"]+)"', self.html)
        ids = {html.unescape(name): number for number, name in selects}
        present = [ids[name] for name in places]
        return {"present": present} | {f"place-{ids[name]}": at for name, at in places.items()}
