"""From which moment a seat may see its mark, and the ballots on it."""

import pytest

from debate.domain.releases import Release, ballots_ms, marks_ms

ANN, BEN = 1, 2


@pytest.mark.parametrize(
    ("releases", "ann", "ben"),
    [
        ([], (None, None), (None, None)),
        ([Release(None, True, True, 10)], (10, 10), (10, 10)),
        ([Release(None, True, False, 10)], (10, None), (10, None)),
        ([Release(ANN, False, True, 10)], (None, 10), (None, None)),
        ([Release(None, True, True, 10), Release(ANN, True, False, 30)], (30, 10), (10, 10)),
        # Order does not matter, the latest counts.
        ([Release(ANN, True, True, 30), Release(None, True, True, 10)], (30, 30), (10, 10)),
        ([Release(ANN, True, False, 10), Release(None, True, True, 20)], (20, 20), (20, 20)),
    ],
)
def test_the_latest_release_to_a_seat_or_to_all_counts(
    releases: list[Release],
    ann: tuple[int | None, int | None],
    ben: tuple[int | None, int | None],
) -> None:
    assert (marks_ms(releases, ANN), ballots_ms(releases, ANN)) == ann
    assert (marks_ms(releases, BEN), ballots_ms(releases, BEN)) == ben
