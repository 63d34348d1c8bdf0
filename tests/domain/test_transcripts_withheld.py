"""How a check names the records that are withheld."""

from typing import Any

import pytest

from debate.domain import transcripts_withheld as withheld


@pytest.mark.parametrize(
    ("section", "numbers", "sentence"),
    [
        ([], [], ""),
        (
            [{"record": 7, "why": withheld.REDACTED}],
            [7],
            "Withheld: record 7 (a passage was removed).",
        ),
        (
            [{"record": n, "why": withheld.ERASED} for n in (2, 3, 4, 9)],
            [2, 3, 4, 9],
            "Withheld: records 2–4, 9 (erased).",
        ),
        (
            [{"record": 5, "why": withheld.ONE_VOTE}, {"record": 3, "why": withheld.REDACTED}],
            [3, 5],
            "Withheld: record 3 (a passage was removed); record 5 (a single vote; see the totals).",
        ),
        (None, [1], "Withheld: record 1 (no reason given)."),
        (
            [{"record": 1, "why": "Amara\x1b[2J"}, "odd", {"record": "2", "why": withheld.ERASED}],
            [1, 2],
            "Withheld: records 1–2 (no reason given).",
        ),
    ],
)
def test_records_are_named_by_reason_and_no_other_words_are_printed(
    section: Any, numbers: list[int], sentence: str
) -> None:
    assert withheld.named({"withheld": section}, numbers) == sentence
