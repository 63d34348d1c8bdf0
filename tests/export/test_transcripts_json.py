"""The JSON transcript of a played debate: what it holds, what it withholds, and its check."""

import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from debate.db import transaction
from debate.domain import transcripts
from debate.domain.events import KINDS
from debate.export import (
    transcripts_document,
    transcripts_json,
    transcripts_judgement,
    transcripts_markdown,
)
from debate.models.courses import Student
from debate.models.events import Event, EventContent, LabelSalt
from debate.queries import events
from debate.services import marks, releases
from tests import cast
from tests.export import files, played
from tests.export.played import Play

ROOT = Path(__file__).resolve().parents[2]
WORDS = (
    "Sanctions push the two together",
    "Each round **moved trade** east.",
    "Would Beijing sign, Amara?",
    "Silence is no pledge",
    played.HIDDEN,
    played.HELD,
    played.REFLECTION,
    "Hand in, then go.",
    "Say whose silence.",
)


def payloads(document: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [record["payload"] for record in document["records"] if kind_of(record) == kind]


def kind_of(record: dict[str, Any]) -> Any:
    return record["facts"]["content"]["kind"]


def check(data: bytes) -> transcripts.Report:
    return transcripts.verify(transcripts.read(data))


def intact(data: bytes) -> bool:
    """Whether a file verifies; one that does not says what is wrong."""
    try:
        report = check(data)
    except transcripts.Unreadable as fault:
        return not str(fault)
    return report.ok or not report.first_fault


def test_a_copy_with_names_is_intact_and_agrees_with_its_seal(released: Play) -> None:
    report = check(files.as_json(released))
    assert report.ok
    assert report.withheld == 6  # the six votes
    assert report.sentence.endswith("which agrees with 6 labels.")


def test_a_copy_with_codes_is_intact_and_opens_no_label(released: Play) -> None:
    report = check(files.as_json(released, names=False))
    assert report.ok
    assert report.sentence.endswith("its labels are not opened in this copy.")


@pytest.mark.parametrize("moment", [played.set_up, played.first_half])
def test_a_running_debate_can_be_exported_before_any_seal(
    session: Session, moment: Callable[[Session], played.Play]
) -> None:
    report = check(files.as_json(moment(session)))
    assert report.ok
    assert report.sentence.endswith("It was not sealed when this copy was made.")


def test_each_text_stands_once(released: Play) -> None:
    data = files.as_json(released).decode()
    counts = {words: data.count(json.dumps(words, ensure_ascii=False)) for words in WORDS}
    assert counts == dict.fromkeys(WORDS, 1)


def test_single_votes_are_withheld_and_totals_are_not(released: Play) -> None:
    document = files.document(released)
    cast_votes = payloads(document, "vote_cast")
    assert len(cast_votes) == 6
    assert all(payload.keys() == {"commitment", "withheld"} for payload in cast_votes)
    assert document["polls"]["before"] == {"P": 0, "O": 1, "U": 0, "n": 1, "confidence": 200}


def test_totals_of_a_vote_that_is_open_are_not_there(session: Session) -> None:
    document = files.document(played.set_up(session))
    assert document["polls"]["before"] is None


def test_ballots_and_marks_are_withheld_before_the_release(finished: Play) -> None:
    document = files.document(finished)
    for kind in ("ballot_handed_in", "mark_given"):
        assert [payload.keys() for payload in payloads(document, kind)] == [
            {"commitment", "withheld"}
        ]
    assert not document.keys() & {"ballots", "scores", "decision"}
    data = files.as_json(finished).decode()
    assert played.REASON not in data
    assert played.MARK_COMMENT not in data


def test_ballots_and_marks_are_open_after_the_release(released: Play) -> None:
    document = files.document(released)
    assert payloads(document, "ballot_handed_in")[0]["content"]["reason"] == played.REASON
    assert payloads(document, "mark_given")[0]["content"]["comment"] == played.MARK_COMMENT
    scores = {line["seat"]: line for line in document["scores"]}
    amara = scores[released.seats["amara"].number]
    assert (amara["total"], amara["source"], amara["n"]) == (10_000, "instructor", 1)
    tomas = scores[released.seats["tomas"].number]
    assert (tomas["total"], tomas["source"], tomas["n"]) == (7_500, "judges", 1)


@pytest.mark.parametrize("names", [True, False])
def test_a_mark_that_was_changed_since_the_release_stands_in_a_copy_as_it_was_released(
    session: Session, app: Any, names: bool
) -> None:
    play, late = played.released(session), "Half of it was missing."
    play.app = app
    amara = play.seats["amara"]
    levels = dict.fromkeys([one.slug for one in cast.read_rubric().criteria], 2)
    play.act(marks.give, amara.number, levels, late)
    # Shown to her, and still in no copy: the record of it is withheld there.
    play.act(lambda *args, now: releases.release(*args, now, what="marks", seat=amara))
    document = files.document(play, names=names)
    scores = {line["seat"]: line for line in document["scores"]}
    assert scores[amara.number]["total"] == 10_000
    given = [one["seq"] for one in document["records"] if kind_of(one) == "mark_given"]
    assert (scores[amara.number]["record"], len(given)) == (given[0], 2)
    markdown = transcripts_markdown.file(
        transcripts_document.document(files.record(play, names=names))
    )
    for data in (files.as_json(play, names=names), files.as_html(play, names=names), markdown):
        assert late not in data.decode()


def test_every_point_refers_to_the_record_of_its_words(released: Play) -> None:
    document = files.document(released)
    claims = [
        document["records"][point["record"] - 1]["payload"]["content"]["claim"]
        for point in document["points"]
    ]
    assert claims[:3] == [
        "Sanctions push the two together",
        "=Non-alliance is a policy",
        played.HIDDEN,
    ]
    assert claims[claims.index("Silence is no pledge") + 1] == "Beijing’s silence is no pledge"
    unsent = next(point for point in document["points"] if point["state"] == "unsent")
    assert unsent["address"] is None
    acts = [(line["act"], line["seat"], line["by"]) for line in document["moderation"]]
    ansah = "Dr Ansah"
    assert acts == [
        ("hide", 1, ansah),
        ("return", 3, ansah),
        ("hold", None, ansah),
        ("approve", 2, ansah),
        ("unhold", None, ansah),
        ("floor_give", 6, ansah),
    ]
    kinds = [
        document["records"][line["record"] - 1]["facts"]["content"]["kind"]
        for line in document["moderation"]
    ]
    assert kinds == [
        *("point_hidden", "point_returned", "hold_set", "point_approved", "hold_set"),
        "floor_given",
    ]


@pytest.mark.parametrize("write", [files.as_json, files.as_csv])
def test_a_copy_with_codes_holds_no_name_in_any_byte(
    finished: Play, released: Play, write: Callable[..., bytes]
) -> None:
    parts = {part for name in (*cast.STUDENTS, "Ansah") for part in name.split()}
    for play in (finished, released):
        text = write(play, names=False).decode()
        assert not [name for name in cast.STUDENTS if name.casefold() in text.casefold()]
        assert not [part for part in parts if part in text]


@pytest.mark.parametrize("write", [files.as_json, files.as_csv])
def test_a_copy_with_codes_holds_nothing_that_the_room_was_not_shown(
    released: Play, write: Callable[..., bytes]
) -> None:
    text = write(released, names=False).decode()
    hidden = (played.HIDDEN, played.HELD, played.REFLECTION, "Silence is", "Say whose", "Not about")
    assert not [words for words in hidden if words in text]
    assert "Beijing’s silence is no pledge" in text


def test_people_of_a_copy_with_codes_stand_in_the_order_of_their_codes(released: Play) -> None:
    document = files.document(released, names=False)
    assert list(document["labels"].values()) == sorted(played.CODES)
    assert "label_salts" not in document


def test_a_name_that_changed_after_the_seal_is_shown_apart(session: Session) -> None:
    play = played.released(session)
    with transaction(session):
        session.get_one(Student, play.seats["mei"].student_id).name = "Mei Tanaka-Ito"
    document = files.document(play)
    number = play.seats["mei"].number
    assert str(number) not in document["labels"]
    mei = next(person for person in document["people"] if person["seat"] == number)
    assert mei["renamed"] == "Mei Tanaka-Ito"
    assert transcripts.verify(document).sentence.endswith("agrees with 5 labels.")


def test_what_was_erased_is_withheld_and_the_chain_still_verifies(session: Session) -> None:
    play = played.released(session)
    with transaction(session):
        event = session.query(Event).filter_by(kind="point_sent").first()
        assert event is not None
        session.query(EventContent).filter_by(event_id=event.id).delete()
        session.query(LabelSalt).filter_by(seat_id=play.seats["amara"].id).delete()
    document = files.document(play)
    report = transcripts.verify(document)
    assert report.ok
    assert report.withheld == 7
    assert {"record": event.seq, "why": "erased"} in document["withheld"]
    assert str(play.seats["amara"].number) not in document["labels"]


def test_a_later_copy_goes_on_from_an_earlier_one(session: Session) -> None:
    play = played.finished(session)
    early = files.document(play)
    play.act(played.releases.release)
    late = files.document(play)
    report = transcripts.compare(early, late)
    assert report.ok
    assert report.sentence == "Same chain: 2 records since, 0 withheld since."
    assert not transcripts.compare(late, early).ok


def test_the_command_checks_the_file_and_names_what_was_altered(
    session: Session, tmp_path: Path
) -> None:
    play = played.finished(session)
    early, late, altered = (tmp_path / f"{name}.json" for name in ("early", "late", "altered"))
    early.write_bytes(files.as_json(play))
    play.act(played.releases.release)
    late.write_bytes(files.as_json(play))
    altered.write_bytes(early.read_bytes().replace(b"Would Beijing sign", b"Will Beijing sign"))

    def verify(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-S", "-m", "debate", "verify", *arguments],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return done.returncode, done.stdout

    assert verify(str(late))[0] == 0
    assert verify(str(early), "--against", str(late)) == (
        0,
        "Same chain: 2 records since, 0 withheld since.\n",
    )
    code, said = verify(str(altered))
    assert code == 1
    assert "was altered: its payload" in said


def test_every_kind_of_judging_is_withheld_until_it_is_released(released: Play) -> None:
    """A record of judging that comes after the release waits for the next one."""
    found = files.record(released)
    records = events.records(released.session, found.here.id)
    late = found.head.released_ms + 1
    kinds = transcripts_judgement.KINDS
    moved = [one._replace(at_ms=late) if one.kind in kinds else one for one in records]
    document = transcripts_json.document(found, moved, {})
    for kind in ("ballot_handed_in", "mark_given"):
        assert all("withheld" in payload for payload in payloads(document, kind))
    assert document["ballots"] == []
    assert {line["record"] for line in document["scores"]} == {None}


def test_each_kind_of_event_is_shown_or_withheld_on_purpose() -> None:
    """A new kind has to be put on one of the two lists before it stands in a transcript."""
    open_kinds = set(
        "debate_created seat_claimed seat_confirmed seat_released seat_assigned seat_absent"
        " seat_left speech_assigned control cards_dealt card_drawn card_swapped points_not_sent"
        " speech_handed_in hand_raised hand_lowered floor_given floor_taken announcement hold_set"
        " announcement_withdrawn agreement_given agreement_redacted"
        " challenge_made challenge_stated challenge_skipped challenge_ruled challenge_reversed"
        " challenge_withdrawn challenges_set point_struck point_unstruck"
        " offer_made offer_accepted offer_declined offer_withdrawn"
        " mode_set scribe_named scribe_ended reading_marked"
        " totals_shown ballots_closed line_named released interrupted sealed erased"
        " point_sent point_approved point_restored point_redacted".split()
    )
    by_copy = {"vote_cast", *transcripts_json.NOT_FOR_ROOM, *transcripts_judgement.KINDS}
    assert open_kinds | by_copy == KINDS
    assert not open_kinds & by_copy


def test_any_of_1000_changed_bytes_of_records_salts_hashes_and_labels_is_noticed(
    released: Play,
) -> None:
    data, rng = files.as_json(released), random.Random(1000)
    start, end = data.index(b'"records":['), data.index(b'"debate":')
    labels = data.index(b'"labels":')
    salts = data.index(b'"label_salts":')
    places = [*range(start, end), *range(labels, labels + 200), *range(salts, salts + 500)]
    for place in rng.sample(places, 1000):
        changed = bytearray(data)
        changed[place] ^= rng.randint(1, 255)
        assert not intact(bytes(changed)), data[place - 40 : place + 40]


@pytest.mark.parametrize("names", [True, False])
def test_the_file_made_piece_by_piece_is_that_of_the_whole_document(
    released: Play, names: bool
) -> None:
    document = files.document(released, names=names)
    data = files.as_json(released, names=names)
    assert transcripts.read(data) == document
    assert list(json.loads(data)) == list(document)
    assert data.count(b"\n") > len(document["records"])
