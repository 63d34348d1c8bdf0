"""How the acts of the audit read."""

import pytest

from debate.domain.audits import words


@pytest.mark.parametrize(
    ("act", "kind", "found"),
    [
        ("list saved", "course", "saved the class list"),
        ("removed", "student", "took off the list"),
        ("removed", "account", "ended the part of"),
        ("invited marker", "invitation", "invited somebody as marker"),
        ("made assistant", "account", "gave the role of assistant to"),
        ("made", "course", "made the class"),
        ("rubrics.copy_made", "rubric", "rubrics copy made"),
    ],
)
def test_an_act_reads_as_words_and_one_without_as_it_was_written(
    act: str, kind: str, found: str
) -> None:
    assert words(act, kind) == found
