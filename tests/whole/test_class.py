"""A class of 32 in four rooms at once, over plain HTTP, from an empty database to all packets."""

import csv
import html
import io
import json
import re
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from debate.domain import transcripts
from tests.serving import Server
from tests.whole.teaching import Instructor, Session, Slip
from tests.whole.visitor import Visitor

FIRST = "Amara Bao Carla Daniel Elif Farid Grace Hiro".split()
LAST = "Diallo Evans Ferri Haddad".split()
NAMES = [f"{first} {last}" for last in LAST for first in FIRST]
WALK_IN, EXTRA_TIME = "Zuri Okafor", "Grace Ferri"
VACANT = re.compile(
    r"<b>(\w+)(?: is vacant|: nobody (?:asks|answers))</b></summary>(.*?)</div>", re.DOTALL
)
ROOMS = (1, 2, 3, 4)
ARCHIVE_S = 60


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    made.start()
    yield made
    made.stop()


class Student(Visitor):
    """A seat of the class, and what was said from it."""

    def __init__(self, site: str, slip: Slip) -> None:
        super().__init__(site, slip.name)
        self.link = slip.link
        self.number, self.place = int(slip.place[5]), slip.place[8:]
        self.said: list[str] = []
        self.home = ""

    @property
    def debates(self) -> bool:
        return self.place.startswith(("Proposition", "Opposition"))

    def come_in(self) -> None:
        self.get(self.link).press("Take my seat")
        assert self.status == 200, self.text
        self.home = self.url

    def vote(self, poll: str, choice: str) -> None:
        self.get(f"{self.home}polls/{poll}").press("Cast my vote", choice=choice, confidence="4")
        assert "Your vote is in" in self.text

    def speak(self) -> bool:
        """Say what the page offers to say now; whether there was something."""
        self.get(self.home)
        kinds = [words for words in self.buttons() if words in SENTENCES]
        for words in kinds:
            claim = SENTENCES[words].format(name=self.name, n=len(self.said) + 1)
            cards, answers = self.choices("cards"), self.choices("answers")
            self.press(words, "composer", claim=claim, cards=cards[:1], answers=answers[:1])
            assert claim in self.text, self.text
            self.said.append(claim)
        return bool(kinds)


SENTENCES = {
    "Send point": "{name} rests point {n} on what was written",
    "Send question": "Does it hold in war, asks {name}?",
    "Send answer": "It held so far, says {name}.",
}


class Moderator(Instructor):
    """Dr Ansah, at the console of one session."""

    session: Session

    def console(self, room: int) -> "Visitor":
        return self.get(f"{self.session.console}?room={room}")

    def press_in_all(self, words: str) -> None:
        for room in ROOMS:
            self.console(room).press(words, "act")

    def mark(self, room: int, number: int, comment: str) -> None:
        self.get(f"{self.session.rooms[room]}marks/{number}")
        levels = {name: "3" for name, _ in self.form(f"mark-{number}").choices}
        self.press("Keep and go on", **levels, comment=comment)
        assert "The mark is kept" in self.text, self.text


@pytest.mark.timeout(300)
def test_a_class_of_32_debates_in_four_rooms_and_each_gets_their_own_words(server: Server) -> None:
    ansah = Moderator(server.address, "Dr Ansah")
    ansah.begin(server.welcome)
    factor = {EXTRA_TIME: "150 %"}
    lines = [f"{name}, {4100 + n}, {factor.get(name, '')}" for n, name in enumerate(NAMES)]
    ansah.make_class(["name, id, extra time", *lines])
    ansah.session = ansah.open_session(rooms="4", team_seats="3", rest="both")
    listed = [Student(server.address, slip) for slip in ansah.session.slips]
    assert sorted(one.name for one in listed) == sorted(NAMES)
    absent = next(
        one for one in listed if one.place == "Proposition, speaker 1" and one.name != EXTRA_TIME
    )
    students = [one for one in listed if one is not absent]
    for student in students:
        student.come_in()
    students.append(walk_in(server, ansah))
    mates = [one for one in students if one.number == absent.number]
    mark_absent(ansah, absent, next(one for one in mates if one.place.startswith("Proposition")))

    for n, student in enumerate(students):
        student.vote("before", "PUO"[n % 3])
    ansah.press_in_all("Start the debate")
    slow = next(one for one in students if one.name == EXTRA_TIME)
    for room in ROOMS:
        minutes = re.search(r'class="clock[^>]*>(\d+):', ansah.console(room).html)
        assert minutes
        assert (int(minutes[1]) >= 5) == (room == slow.number)
    debate(ansah, students)
    for n, student in enumerate(students):
        student.vote("after", "PO"[n % 2])
    ansah.press_in_all("Next round")
    for student in students:
        student.get(f"{student.home}reflection")
        student.press("Hand in", text=f"{student.name} would now define the term first.")
        assert "handed in" in student.text
    for room in ROOMS:
        ansah.get(f"{ansah.session.rooms[room]}finish").press("End debate")
    assert all(student.said for student in students if student.debates)

    judge(students)
    marked = release(ansah, students)
    check_results(students, marked)
    check_packets(ansah, students, absent)
    check_scores(ansah, students, absent, marked)
    for room in ROOMS:
        report = transcripts.verify(
            json.loads(ansah.get(f"{ansah.session.rooms[room]}transcript.json").body)
        )
        assert report.ok, report.first_fault


def walk_in(server: Server, ansah: Moderator) -> Student:
    """Somebody who is on no list comes in by the code and is brought into room 3."""
    ansah.get(ansah.session.address)
    code = re.search(r'roomcode">(\w+) (\w+)<', ansah.html)
    assert code
    zuri = Student(server.address, Slip(WALK_IN, "Room 3: Audience", ""))
    zuri.get("/").press("", code=f"{code[1]} {code[2]}".lower()).press("Take a seat", name=WALK_IN)
    assert "Leave this page open" in zuri.text
    ansah.get(ansah.session.address).press(f"Confirm {WALK_IN}")
    ansah.press(f"Place {WALK_IN}", place="3.audience")
    zuri.get(zuri.url)
    door = re.search(r'href="(/debates/[^"]+)"', zuri.html)
    assert door, zuri.text
    zuri.home = zuri.get(door[1]).url
    return zuri


def mark_absent(ansah: Moderator, absent: Student, mate: Student) -> None:
    """The vacant speeches of who is missing go to a team mate."""
    ansah.get(ansah.session.address)
    seat = re.search(rf'href="([^"]+/seats/\d+/)">{absent.name}<', ansah.html)
    assert seat
    ansah.get(seat[1]).press("Mark absent")
    ansah.console(absent.number)
    vacant = []
    while chair := VACANT.search(ansah.html):
        vacant.append(chair[1])
        there = re.search(rf'formaction="([^"]+)"[^>]*>{mate.name}<', chair[2])
        assert there
        ansah.press(mate.name, "act", there[1])
    assert vacant == ["P1", "X1", "P3"]


def debate(ansah: Moderator, students: list[Student]) -> None:
    """Every round of all four rooms, up to the closing vote."""
    debaters = [one for one in students if one.debates]
    for _ in range(9):
        if "The floor is open" in ansah.html:
            take_the_floor(ansah, students)
        else:
            spoke = [one for one in debaters if one.speak()]
            # Who answers can do so once the question stands.
            spoke += [one for one in debaters if one not in spoke and one.speak()]
            heard = {one.number for one in spoke}
            assert heard == set(ROOMS), [ansah.console(room).text for room in set(ROOMS) - heard]
        ansah.press_in_all("Next round")


def take_the_floor(ansah: Moderator, students: list[Student]) -> None:
    """Everybody who has not been heard, and the walk-in, raises a hand and speaks for a moment."""
    for student in students:
        if student.said or "judge" in student.place.lower():
            continue
        student.get(student.home).press("Raise hand")
        ansah.console(student.number).press("Give the floor", "act")
        assert student.speak(), student.text
        ansah.console(student.number).press("Take the floor back", "act")


def judge(students: list[Student]) -> None:
    judges = [one for one in students if "judge" in one.place.lower()]
    assert len({one.number for one in judges}) == 4
    for one in judges:
        one.get(f"{one.home}ballot")
        levels = {name: "2" for name, _ in one.form("ballot").choices}
        one.press("Hand in ballot", **(levels | {"decision": "P"}), reason="It was asked for.")
        assert "handed in" in one.text, one.text


def release(ansah: Moderator, students: list[Student]) -> list[Student]:
    """One debater a room is marked by hand; the judges' means stand in for the others."""
    marked = []
    for room in ROOMS:
        one = next(one for one in students if one.number == room and one.debates)
        ansah.mark(room, int(one.home.rstrip("/").split("/")[-1]), f"Well argued, {one.name}.")
        marked.append(one)
        assert "Well argued" not in one.get(f"{one.home}results").text
        ansah.get(f"{ansah.session.rooms[room]}release").press("Release to")
        assert "Marks are released" in ansah.text
    return marked


def check_results(students: list[Student], marked: list[Student]) -> None:
    for student in students:
        text = student.get(f"{student.home}results").text
        assert ("Well argued" in text) == (student in marked)


def check_packets(ansah: Moderator, students: list[Student], absent: Student) -> None:
    """A packet for each, with the words of its own student."""
    ansah.get(ansah.session.address).press("Make the archive")
    until = time.monotonic() + ARCHIVE_S
    while "Download" not in ansah.text:
        assert time.monotonic() < until, ansah.text
        ansah.get(ansah.url)
    [address] = re.findall(r'href="([^"]+\.zip)"', ansah.html)
    bundle = zipfile.ZipFile(io.BytesIO(ansah.get(address).body))
    pages = {name: bundle.read(name).decode() for name in bundle.namelist() if "/room-" in name}
    assert len(pages) == len(students) + 1
    for student in students:
        slug = student.name.lower().replace(" ", "-")
        own = next(page for name, page in pages.items() if name.endswith(f"-{slug}.html"))
        for words in student.said:
            assert words.split("?")[0] in html.unescape(own)
        assert f"{student.name} would now define" in own
        others = [one.name for one in students if one is not student]
        assert not [name for name in others if f"{name} would now define" in own]
    assert any(absent.name.lower().replace(" ", "-") in name for name in pages)


def check_scores(
    ansah: Moderator, students: list[Student], absent: Student, marked: list[Student]
) -> None:
    """A row for each seat of a room; who was marked or judged has a grade."""
    rows = {}
    for room in ROOMS:
        data = ansah.get(f"{ansah.session.rooms[room]}scores.csv").body.decode("utf-8-sig")
        rows |= {row["name"]: row for row in csv.DictReader(io.StringIO(data))}
    assert rows.keys() == {one.name for one in [*students, absent]}
    for student in students:
        row = rows[student.name]
        assert row["id"] == (
            "" if student.name == WALK_IN else str(4100 + NAMES.index(student.name))
        )
        assert row["maximum"] == "100"
        graded = student in marked or bool(student.debates)
        assert row["status"] == ("graded" if graded else "open")
        assert bool(row["grade"]) == graded
        assert bool(row["rubric"]) == graded
        assert row["source"] == ("mark" if student in marked else "ballots" if graded else "")
        assert bool(row["n"]) == (graded and student not in marked)
    assert (rows[absent.name]["status"], rows[absent.name]["grade"]) == ("absent", "")
