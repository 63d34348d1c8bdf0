"""The drawn flow of a debate in which everything that breaks files was typed."""

import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from debate.db import db
from debate.export import drawings, flow, flow_drawing, flow_png
from debate.export.flow import FlowCopy
from debate.factory import create_app
from debate.queries import debates
from debate.queries.transcripts_copies import Copy
from tests.export import extreme

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def typed(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlowCopy]:
    """The flow of a debate in which everything that breaks files was typed."""
    path = tmp_path_factory.mktemp("typed") / "test.sqlite3"
    shutil.copy(migrated_file, path)
    settings = {"DATABASE_URL": f"sqlite:///{path}", "INSTANCE_PATH": str(path.parent)}
    app = create_app(settings | {"SECRET_KEY": "test", "TESTING": True})
    with app.app_context():
        with Session(db.engine) as session:
            play = extreme.debate(session)
            here = debates.load(session, play.slug, "moderators", play.now)
            assert here is not None
            yield flow.read(session, here, Copy(True))
        db.engine.dispose()


def texts(svg: str) -> list[str]:
    return [one.text or "" for one in ET.fromstring(svg).iter(f"{SVG}text")]


def test_the_drawing_loads_nothing_and_runs_nothing(typed: FlowCopy) -> None:
    svg = drawings.svg(flow_drawing.drawing(typed))
    tags = {element.tag for element in ET.fromstring(svg).iter()}
    assert tags == {f"{SVG}{one}" for one in "svg title desc rect circle path text".split()}
    attributes = {name for element in ET.fromstring(svg).iter() for name in element.attrib}
    assert not attributes & {"style", "href", "onload", "class", "filter"}
    assert "url(" not in svg


def test_the_drawing_holds_every_text_as_it_was_typed(typed: FlowCopy) -> None:
    said = "".join("".join(texts(drawings.svg(flow_drawing.drawing(typed)))).split())
    for text in extreme.TEXTS:
        assert "".join(text.split()) in said


def test_arabic_stands_at_the_right_of_its_cell_and_runs_to_the_left(typed: FlowCopy) -> None:
    svg = ET.fromstring(drawings.svg(flow_drawing.drawing(typed)))
    (arabic,) = (one for one in svg.iter(f"{SVG}text") if one.text == extreme.ARABIC)
    (latin,) = (one for one in svg.iter(f"{SVG}text") if one.text == extreme.RUSSIAN)
    assert arabic.get("direction") == "rtl"
    assert latin.get("direction") is None
    assert float(arabic.get("x", 0)) > float(latin.get("x", 0)) + 50


def test_the_picture_is_the_drawing_in_print_quality(typed: FlowCopy) -> None:
    drawn = flow_drawing.drawing(typed)
    data = flow_png.file(drawn, typed.here.now)
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = (int.from_bytes(data[at : at + 4]) for at in (16, 20))
    assert abs(width - drawn.width / 72 * 150) < 2
    assert abs(height - drawn.height / 72 * 150) < 2


def test_a_picture_says_which_signs_its_fonts_lack() -> None:
    def height(text: str) -> int:
        words = drawings.Words(10, 20, text, 9, "#000000")
        drawn = drawings.Drawing(300, 72, "Title", "", (words,))
        return int.from_bytes(flow_png.file(drawn, 0)[20:24])

    assert height("as typed") == 150
    assert height(f"as typed {extreme.UNPRINTABLE}") > 150 + 40
