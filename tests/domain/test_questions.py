"""Questions about a mark: how many, how long, how they end."""

from collections.abc import Callable

import pytest

from debate.domain import questions
from debate.domain.refusals import Refused


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda: questions.check_ask(True, 0, False), ""),
        (lambda: questions.check_ask(True, 4, False), ""),
        (lambda: questions.check_ask(False, 0, False), "once it is released"),
        (lambda: questions.check_ask(True, 1, True), "still open"),
        (lambda: questions.check_ask(True, 5, False), "asked 5 times"),
        (lambda: questions.check_add("", 19), ""),
        (lambda: questions.check_add("stands", 1), "is decided"),
        (lambda: questions.check_add("", 20), "at most 20"),
        (lambda: questions.check_text("Why two?"), ""),
        (lambda: questions.check_text("x" * 2000), ""),
        (lambda: questions.check_text(" \n"), "Write a sentence"),
        (lambda: questions.check_text("x" * 2001), "this has 2001"),
        (lambda: questions.check_decision("stands", "", "It does.", False), ""),
        (lambda: questions.check_decision("changed", "", "It was.", True), ""),
        (lambda: questions.check_decision("stands", "changed", "It does.", False), "already"),
        (lambda: questions.check_decision("perhaps", "", "It does.", False), "Say whether"),
        (lambda: questions.check_decision("stands", "", " ", False), "Write a sentence"),
        (lambda: questions.check_decision("changed", "", "It was.", False), "as it was"),
    ],
)
def test_a_thread_keeps_to_its_rules(act: Callable[[], None], sentence: str) -> None:
    if not sentence:
        act()
        return
    with pytest.raises(Refused, match=sentence):
        act()
