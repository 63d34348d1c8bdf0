"""The typefaces are cut to what the pages use, and the style sheet says which file has what."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from debate.cli import fonts
from debate.config import ROOT

SANS = fonts.FACES[2]


def test_no_character_is_in_two_ranges() -> None:
    latin, extended = (set(fonts._characters(text)) for text in fonts.RANGES.values())
    assert not latin & extended
    assert {ord(sign) for sign in "aé–’¶→…€"} <= latin
    assert {ord(sign) for sign in "ŁłŞşŐőĐđạ"} <= extended


def test_a_file_holds_its_range_and_the_weights_between_400_and_700(tmp_path: Path) -> None:
    fonts._write(SANS, "latin-ext", tmp_path)
    path = tmp_path / f"{SANS.name}-latin-ext.woff2"
    assert path.read_bytes()[:4] == b"wOF2"
    with TTFont(path) as font:
        characters = set(font.getBestCmap())
        axes = [(axis.axisTag, axis.minValue, axis.maxValue) for axis in font["fvar"].axes]
    assert ord("Ł") in characters
    assert ord("a") not in characters
    assert axes == [("wght", 400, 700)]


def test_the_style_sheet_names_every_file_once() -> None:
    sheet = (ROOT / "static" / "css" / "fonts.css").read_text(encoding="utf-8")
    names = [f"{face.name}-{subset}.woff2" for face in fonts.FACES for subset in fonts.RANGES]
    assert [sheet.count(f'url("/fonts/{name}")') for name in names] == [1] * len(names)


def test_fonts_that_cannot_be_made_are_told_and_stop_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    fonts.ensure(blocked / "fonts")
    assert "system fonts" in capsys.readouterr().err
