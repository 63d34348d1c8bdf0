"""Names of files that no file system, header or other student trips over."""

import pytest

from debate.domain.archives import STEM_MAX, packet_path, plain_name


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Amara Diallo", "amara-diallo"),
        ("Tomás O’Brien", "tomas-obrien"),
        ("../../etc/passwd", "etc-passwd"),
        ('a"b\r\nc;d', "a-b-c-d"),
        ("王小明", "file"),
        ("", "file"),
        ("CON", "con-file"),
        ("com1", "com1-file"),
        ("lpt9.", "lpt9-file"),
        ("contact", "contact"),
        ("com10", "com10"),
        ("x" * 200, "x" * STEM_MAX),
        ("x" * (STEM_MAX - 1) + " y", "x" * (STEM_MAX - 1)),
    ],
)
def test_a_plain_name_holds_letters_digits_and_dashes(text: str, plain: str) -> None:
    assert plain_name(text) == plain


def test_no_two_seats_share_a_path() -> None:
    paths = {
        packet_path(1, "Week 3", 1, 1, "Ann"),
        packet_path(1, "Week 3", 1, 2, "Ann"),
        packet_path(1, "Week 3", 2, 1, "Ann"),
        packet_path(2, "Week 3", 1, 1, "Ann"),
    }
    assert paths == {
        "01-week-3/room-1/001-ann.html",
        "01-week-3/room-1/002-ann.html",
        "01-week-3/room-2/001-ann.html",
        "02-week-3/room-1/001-ann.html",
    }
