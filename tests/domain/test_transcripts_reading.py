"""Reading transcripts, and comparing two of them."""

import pytest

from debate.domain import transcripts
from tests.domain.written_transcripts import OTHER, add, later, named, started, write

INTACT_BYTES = write(named())


def test_a_newer_copy_tells_what_came_and_what_was_withheld_since() -> None:
    report = transcripts.compare(named(), later())
    assert (report.ok, report.intact, report.withheld) == (True, 4, 1)
    told = "Same chain: 2 records since, 1 withheld since. Withheld: record 2 (no reason given)."
    assert report.sentence == told


def test_equal_copies_are_the_same_chain() -> None:
    assert transcripts.compare(named(), named()).sentence.startswith("Same chain: 0 records since")


def test_another_chain_is_named_by_its_first_other_record() -> None:
    other = started()
    other["records"], other["head"] = other["records"][:2], other["records"][1]["hash"]
    del other["points"], other["steps"]
    add(other, "point_sent", {"claim": "Something else"})
    report = transcripts.compare(named(), transcripts.with_digests(other))
    assert (report.ok, report.intact) == (False, 2)
    assert report.first_fault == "The two files differ from record 3 on."


def test_a_newer_copy_with_fewer_records_is_a_fault() -> None:
    report = transcripts.compare(named(), transcripts.with_digests(started()))
    assert report.first_fault == "The newer file ends at record 3, the older one at record 4."


@pytest.mark.parametrize("which", [0, 1])
def test_a_copy_that_was_altered_itself_is_named(which: int) -> None:
    both = [named(), later()]
    both[which]["head"] = OTHER
    report = transcripts.compare(*both)
    assert not report.ok
    assert report.sentence.startswith(f"In the {('older', 'newer')[which]} file: The head")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not a JSON file"),
        (b"\xff\xfe{}", "not a JSON file"),
        (b"{", "not a JSON file"),
        (b"[" * 100_000, "not a JSON file"),
        (b'{"schema": "clashroom-transcript/1", "a": 1, "a": 2}', "a key stands twice"),
        (b'{"schema": "clashroom-transcript/1", "a": NaN}', "NaN is no number"),
        (b'{"schema": "clashroom-transcript/2"}', "does not follow the schema"),
        (b"[]", "does not follow the schema"),
    ],
)
def test_other_files_are_refused_with_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(transcripts.Unreadable, match=said):
        transcripts.read(data)


def test_a_mark_at_the_start_of_the_file_does_no_harm() -> None:
    assert transcripts.verify(transcripts.read(b"\xef\xbb\xbf" + INTACT_BYTES)).ok
