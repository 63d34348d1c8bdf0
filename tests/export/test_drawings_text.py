"""Text in drawings is cut so that it fits, and never inside what is read as one sign."""

import pytest

from debate.export.drawings_text import clean, measured, wrapped

FAMILY = "👩‍👩‍👧‍👦"


@pytest.mark.parametrize(
    "text",
    [
        "a short text",
        "中国与俄罗斯的正式同盟是可能的" * 3,
        "Pneumono" * 14,
        "التحالف بين الصين وروسيا محتمل " * 3,
        f"Yes {FAMILY * 9} 🇨🇳🇷🇺 👍🏽",
        "हिन्दी में लिखा " * 5,
        "การเมืองระหว่างประเทศ" * 4,
        "",
    ],
)
def test_no_line_is_wider_than_its_cell_and_no_sign_is_lost(text: str) -> None:
    lines = wrapped(text, 90, 10)
    assert all(measured(line, 10) <= 90 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_lines_end_at_spaces_where_there_are_any() -> None:
    assert wrapped("one two three four", 60, 10) == ["one two", "three four"]


@pytest.mark.parametrize("whole", [FAMILY, "🇨🇳", "👍🏽", "é", "ष्"])
def test_what_is_read_as_one_sign_is_not_parted(whole: str) -> None:
    lines = wrapped(whole * 6, 12, 10)
    assert all(len(line) % len(whole) == 0 for line in lines)


def test_a_chinese_line_does_not_begin_with_a_full_stop() -> None:
    lines = wrapped("正式同盟是可能的。" * 4, 84, 10)
    assert not [line for line in lines if line.startswith("。")]


def test_what_is_left_out_is_told_by_dots_within_the_width() -> None:
    lines = wrapped("one two three four five six seven", 60, 10, 2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert measured(lines[1], 10) <= 60


def test_signs_that_no_file_holds_and_marks_that_turn_directions_are_left_out() -> None:
    assert clean("a\x00b\u202ec\ud800 \n d") == "abc d"
