"""Checking files in a child process: the same reports, and an end to what takes too long."""

import pytest

from debate.domain import transcripts
from debate.domain.transcripts import Unreadable
from debate.domain.transcripts_csv import HEADER
from debate.seeding import bounded, texts_pdf, transcripts_checks
from tests.domain.written_transcripts import named, write
from tests.seeding.written_texts import TRADE, down, pdf

INTACT = write(named())


def test_the_child_finds_what_the_check_finds() -> None:
    assert transcripts_checks.checked([INTACT]) == transcripts.verify(named())
    altered = INTACT.replace(b"believes", b"doubts")
    report = transcripts_checks.checked([INTACT, altered])
    assert not report.ok
    assert "In the older file: Record 1" in report.sentence or "newer" in report.sentence


def test_the_head_is_looked_for_in_a_pdf() -> None:
    head = named()["head"]
    data = pdf(down(72, 700, TRADE, head[:32], head[32:]))
    report = transcripts_checks.checked([data, INTACT])
    assert report.sentence.startswith("The PDF carries the head of this chain at record 4.")
    assert transcripts_checks.answered([data, INTACT])["sentence"] == report.sentence


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([], "Choose a JSON file"),
        ([b"hello"], "This is not a JSON file"),
        ([b"%PDF-1.7 nothing", INTACT], transcripts_checks.DAMAGED),
        ([pdf([]), INTACT], f"The PDF cannot be read. {texts_pdf.SCANNED}"),
    ],
)
def test_what_cannot_be_checked_is_answered_with_a_sentence(files: list[bytes], said: str) -> None:
    with pytest.raises(Unreadable) as caught:
        transcripts_checks.checked(files)
    assert str(caught.value).startswith(said)


def test_a_check_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "WALL_SECONDS", 0)
    with pytest.raises(Unreadable) as caught:
        transcripts_checks.checked([INTACT])
    assert str(caught.value) == transcripts_checks.TOO_HEAVY


def test_a_file_that_swells_in_memory_is_stopped() -> None:
    point = {"address": "P1.1", "speech": "P1", "seat": 1, "version": 1, "state": "sent"}
    point |= {"current": True, "record": None, "records": [], "cards": [1] * 100_000}
    point |= {"answers": [], "sent_ms": 1, "visible_ms": 1}
    swollen = transcripts.with_digests(
        {
            **named(),
            "debate": {"copy": "names", "record": None},
            "speeches": [{"address": "P1", "step": 1, "seat": 1, "answerer": None}],
            "cards": [{"number": 1, "cite": "x" * 100_000}],
            "people": [],
            "points": [point],
        }
    )
    row = ["P1.1", *[""] * (len(HEADER) - 3), "names whole", swollen["head"]]
    table = f"{','.join(HEADER)}\r\n{','.join(row)}\r\n".encode()
    with pytest.raises(Unreadable) as caught:
        transcripts_checks.checked([table, write(swollen)])
    assert str(caught.value) == transcripts_checks.TOO_HEAVY
