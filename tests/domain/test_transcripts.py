"""Checking a JSON transcript: what is intact, what is withheld, and what was altered first."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debate.domain import chain, transcripts
from tests.domain.written_transcripts import (
    NAMES,
    OTHER,
    Document,
    add,
    named,
    part,
    salt,
    seal,
    started,
    withhold,
    write,
)


def fault(document: Document) -> str:
    report = transcripts.verify(document)
    assert not report.ok
    assert report.first_fault
    return report.first_fault


def test_an_unaltered_copy_with_names_is_intact_and_agrees_with_its_seal() -> None:
    report = transcripts.verify(named())
    assert (report.ok, report.intact, report.withheld, report.first_fault) == (True, 4, 0, None)
    assert report.sentence == (
        "Intact: 4 records, 0 withheld. Sealed by record 4, which agrees with 2 labels."
    )


def test_a_copy_with_codes_says_that_the_labels_are_not_opened() -> None:
    document = named()
    del document["label_salts"]
    document["labels"] = {"1": "Heron", "3": "Teal"}
    report = transcripts.verify(transcripts.with_digests(document))
    assert report.ok
    assert report.sentence.endswith("its labels are not opened in this copy.")


def test_a_transcript_before_the_first_seal_says_so() -> None:
    report = transcripts.verify(transcripts.with_digests(started()))
    assert report.sentence == (
        "Intact: 3 records, 0 withheld. It was not sealed when this copy was made."
    )


def test_a_debate_without_records_is_intact() -> None:
    empty = {"records": [], "head": chain.GENESIS, "debate": {}, "labels": {}}
    assert transcripts.verify(transcripts.with_digests(empty)).ok


@pytest.mark.parametrize("name", ["facts", "payload"])
@pytest.mark.parametrize("seq", [1, 2, 3, 4])
def test_what_is_withheld_keeps_the_chain_intact(seq: int, name: str) -> None:
    document = started()
    seal(document, NAMES)
    withhold(document, seq, name)
    report = transcripts.verify(transcripts.with_digests(document))
    assert (report.ok, report.withheld) == (True, 1)
    assert "4 records, 1 withheld" in report.sentence


def test_a_record_withheld_in_both_parts_counts_once() -> None:
    document = named()
    withhold(document, 2, "facts")
    withhold(document, 2, "payload")
    assert transcripts.verify(document).withheld == 1


def test_the_newest_seal_counts() -> None:
    document = started()
    seal(document, {"1": "Mei Tanaka"})
    seal(document, NAMES)
    document["labels"] = dict(NAMES)
    document["label_salts"] = {seat: salt(f"label {seat}").hex() for seat in NAMES}
    assert "record 5, which agrees with 2 labels" in (
        transcripts.verify(transcripts.with_digests(document)).sentence
    )


def test_an_erased_label_is_no_fault() -> None:
    document = named()
    del document["labels"]["3"], document["label_salts"]["3"]
    assert "agrees with 1 label." in transcripts.verify(transcripts.with_digests(document)).sentence


def test_a_seat_taken_after_the_seal_keeps_an_unopened_label() -> None:
    document = named()
    document["labels"]["9"] = "Latecomer"
    assert transcripts.verify(transcripts.with_digests(document)).ok


def set_at(path: str, value: object) -> Callable[[Document], None]:
    """Give a change that sets the value at a path like "records/1/hash"."""
    *way, last = path.split("/")

    def change(document: Document) -> None:
        place: Any = document
        for step in way:
            place = place[int(step) if isinstance(place, list) else step]
        place[int(last) if isinstance(place, list) else last] = value

    return change


def remove(seq: int) -> Callable[[Document], None]:
    return lambda document: document["records"].pop(seq - 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (set_at("records/1/payload/content/claim", "x"), "Record 2 was altered: its payload"),
        (set_at("records/1/payload/salt", OTHER), "Record 2 was altered: its payload"),
        (set_at("records/1/facts/content/seat", 3), "Record 2 was altered: its facts"),
        (set_at("records/1/facts/salt", OTHER[1:]), "The salt of the facts of record 2"),
        (set_at("records/1/payload/salt", "F" * 64), "The salt of the payload of record 2"),
        (
            set_at("records/1/payload/commitment", OTHER),
            "The commitment to the payload of record 2",
        ),
        (set_at("records/1/payload/commitment", "x"), "record 2 was altered: its payload"),
        (set_at("records/1/payload/content", 0.5), "Record 2 was altered: its payload holds what"),
        (set_at("records/1/payload/content", "\ud800"), "Record 2 was altered: its payload holds"),
        (set_at("records/1/payload", None), "Record 2 was altered: its payload lacks"),
        (set_at("records/1/payload/withheld", True), "Record 2 was altered: its payload lacks"),
        (set_at("records/1/hash", OTHER), "The hash of record 2 was altered"),
        (set_at("records/3/hash", OTHER), "The hash of record 4 was altered"),
        (set_at("records/1/hash", "x"), "Record 2 was altered: its “hash” is not a hash"),
        (set_at("records/1/previous", None), "Record 2 was altered: its “previous” is not a hash"),
        (set_at("records/1/previous", OTHER), "Record 2 was altered: its “previous” is not the"),
        (set_at("records/1/seq", 5), "Record 2 is missing, or its number"),
        (set_at("records/0/seq", True), "Record 1 is missing, or its number"),
        (set_at("records/1/extra", 1), "Record 2 was altered: it lacks a field or has one"),
        (set_at("records/1", []), "Record 2 was altered: it lacks a field"),
        (remove(1), "Record 1 is missing"),
        (remove(2), "Record 2 is missing"),
        (remove(4), "The head was altered, or records after record 3 are missing"),
        (set_at("head", OTHER), "The head was altered, or records after record 4 are missing"),
        (set_at("labels/3", "Ömer K."), "The label of seat 3, or its salt, was altered"),
        (set_at("labels/3", 7), "The label of seat 3 was altered"),
        (set_at("labels/3", "\ud800"), "The label of seat 3, or its salt"),
        (set_at("label_salts/3", OTHER), "The label of seat 3, or its salt, was altered"),
        (set_at("label_salts/3", None), "The salt of the label of seat 3 is missing"),
        (set_at("label_salts", {}), "The salt of the label of seat 1 is missing"),
        (set_at("label_salts", []), "The salts of the labels were altered"),
        (set_at("label_salts/x", OTHER), "The salts of the labels were altered"),
        (set_at("label_salts/8", OTHER), "The label of seat 8 is missing, or no seal"),
        (set_at("labels", {"1": "Mei Tanaka"}), "The label of seat 3 is missing, or no seal"),
        (set_at("labels/\x1b[2J", "x"), "The number of a seat under “labels” was altered"),
        (set_at("points/0/record", 5), "The part “points” refers to a record that is not there"),
        (set_at("points/0/record", "2"), "The part “points” refers to a record"),
        (set_at("steps/0/records/0", 0), "The part “steps” refers to a record"),
        (set_at("steps/0/records", 2), "The part “steps” refers to a record"),
        (set_at("points/0/address", "P1.2"), "The part “points” or its digest was altered"),
        (set_at("points/0/score", 0.5), "The part “points” or its digest was altered"),
        (set_at("digests/points", OTHER), "The part “points” or its digest was altered"),
        (set_at("digests/polls", OTHER), "The part “polls” or its digest was altered"),
        (set_at("digests/\x1b[2J", OTHER), "The name of a part was altered"),
        (set_at("polls", []), "The part “polls” or its digest was altered"),
        (set_at("Polls\x1b", []), "The name of a part was altered"),
        (set_at("debate", None), "The part “debate” is missing or was altered"),
        (set_at("records", {}), "The part “records” is missing or was altered"),
    ],
)
def test_the_first_thing_altered_is_named(change: Callable[[Document], None], said: str) -> None:
    document = named()
    change(document)
    assert said.lower() in fault(document).lower()


def test_a_value_that_is_no_object_is_no_transcript() -> None:
    assert "“debate” is missing" in fault([])  # type: ignore[arg-type]


def test_a_changed_withheld_commitment_is_named_by_its_record() -> None:
    document = named()
    withhold(document, 2)
    document["records"][1]["payload"]["commitment"] = OTHER
    assert fault(document) == "Record 2 was altered: its hash or a commitment in it."


def test_withheld_must_be_said_as_true() -> None:
    document = named()
    withhold(document, 2)
    document["records"][1]["payload"]["withheld"] = 1
    assert "Record 2 was altered: its payload lacks a field" in fault(document)


def test_a_record_of_another_chain_does_not_follow() -> None:
    document, other = named(), started()
    add(other, "sealed", {})
    other["records"][0]["payload"] = part({"motion": "another"}, "x")
    document["records"][2] = copy.deepcopy(document["records"][2])
    document["records"][2]["previous"] = document["records"][2]["hash"] = OTHER
    assert fault(document) == "Record 3 does not follow what stands before it."


def test_a_hash_before_a_broken_record_is_still_named() -> None:
    document = named()
    document["records"][1]["hash"] = OTHER
    document["records"][2] = "gone"
    assert fault(document) == "Record 2 was altered: its hash or a commitment in it."


def test_the_count_stops_at_the_first_fault() -> None:
    document = named()
    withhold(document, 1)
    document["records"][2]["payload"]["content"]["claim"] = "Trust is"
    report = transcripts.verify(document)
    assert (report.intact, report.withheld) == (2, 1)


@pytest.mark.parametrize(
    "payload", [{"labels": {}, "head": OTHER}, {"labels": []}, {"head": OTHER}, "sealed"]
)
def test_a_seal_that_seals_something_else_is_a_fault(payload: object) -> None:
    document = started()
    add(document, "sealed", payload)
    assert "The seal in record 4" in fault(transcripts.with_digests(document))


def test_no_sentence_holds_a_name_or_a_text() -> None:
    document = named()
    document["records"][1]["payload"]["content"] = 0.5
    document["labels"]["1"] = "Mei T."
    said = fault(document) + fault({**named(), "labels": {**NAMES, "1": "Mei T."}})
    assert not any(word in said for word in ("Mei", "Kaya", "Trade", "House"))


INTACT_BYTES = write(named())


def is_noticed(data: bytes) -> bool:
    try:
        document = transcripts.read(data)
    except transcripts.Unreadable:
        return True
    return not transcripts.verify(document).ok


@pytest.mark.no_cover
def test_every_byte_with_its_lowest_bit_flipped_is_noticed() -> None:
    for place in range(len(INTACT_BYTES)):
        data = bytearray(INTACT_BYTES)
        data[place] ^= 1
        assert is_noticed(bytes(data)), place


@given(st.integers(0, len(INTACT_BYTES) - 1), st.integers(1, 255))
def test_any_change_of_any_byte_is_noticed(place: int, change: int) -> None:
    data = bytearray(INTACT_BYTES)
    data[place] ^= change
    assert is_noticed(bytes(data))


@given(
    st.integers(0, 3),
    st.sampled_from(["hash", "previous", "facts/salt", "payload/salt", "payload/commitment"]),
    st.integers(0, 63),
    st.sampled_from("0123456789abcdef"),
)
def test_a_changed_sign_of_a_hash_or_salt_names_its_record(
    index: int, path: str, place: int, sign: str
) -> None:
    document = named()
    holder = document["records"][index]
    *way, last = path.split("/")
    for step in way:
        holder = holder[step]
    value = holder[last]
    holder[last] = value[:place] + sign + value[place + 1 :]
    if holder[last] != value:
        assert f"record {index + 1} " in fault(document).lower().replace(".", " ")
