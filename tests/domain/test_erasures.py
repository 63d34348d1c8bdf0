"""What counts as a confirmation of an erasure."""

import pytest

from debate.domain.erasures import confirmed


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Amara Diallo", True),
        ("  amara  DIALLO ", True),
        ("Amara", False),
        ("", False),
        ("erase", False),
    ],
)
def test_the_whole_name_is_typed(typed: str, found: bool) -> None:
    assert confirmed(typed, "Amara Diallo") is found


def test_nothing_typed_confirms_nothing_even_where_there_is_no_name() -> None:
    assert not confirmed(" ", "")
