"""Bundled formats and rubrics: their order, their faults, and keeping them."""

import json
import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from debate.db import transaction
from debate.models.formats import Format
from debate.models.rubrics import Rubric
from debate.seeding import formats
from debate.seeding.files import FilesRefused


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("formats", "rubrics"):
        shutil.copytree(formats.SEEDS / name, tmp_path / name)
    shutil.copy(formats.SEEDS / "order.yaml", tmp_path)
    return tmp_path


def test_the_bundled_formats_come_in_the_order_of_the_list() -> None:
    found, rubrics = formats.read(formats.SEEDS)
    slugs = [fmt.slug for fmt in found]
    assert slugs[:3] == ["seminar", "short-clash", "academic-controversy"]
    assert slugs.index("written") < slugs.index("public-forum")
    assert sorted(slugs) == sorted(path.stem for path in formats.SEEDS.glob("formats/*.yaml"))
    assert next(rubric.slug for rubric in rubrics) == "seminar"
    assert len(rubrics) == 5


def test_a_format_that_the_list_does_not_name_comes_last(folder: Path) -> None:
    (folder / "order.yaml").write_text("formats: [written]\n", encoding="utf-8")
    named = [fmt.slug for fmt in formats.read(folder)[0]]
    rest = sorted(f"{slug}.yaml" for slug in named[1:])
    assert [f"{slug}.yaml" for slug in named] == ["written.yaml", *rest]
    assert len(named) == 16


def test_faults_of_all_files_are_named_with_their_lines(folder: Path) -> None:
    (folder / "order.yaml").write_text("formats:\n  - missing\n", encoding="utf-8")
    oxford = folder / "formats" / "oxford.yaml"
    lines = oxford.read_text(encoding="utf-8").splitlines()
    place = next(n for n, line in enumerate(lines, 1) if line.startswith("decision:"))
    lines[place - 1] = "decision: applause"
    oxford.write_text("\n".join(lines), encoding="utf-8")
    (folder / "rubrics" / "seminar.yaml").rename(folder / "rubrics" / "other.yaml")
    with pytest.raises(FilesRefused) as refused:
        formats.read(folder)
    assert [(fault.file, fault.line) for fault in refused.value.faults] == [
        ("formats/oxford.yaml", place),
        ("order.yaml", 1),
        ("rubrics/other.yaml", 2),
    ]


def test_loading_keeps_what_changed_and_nothing_else(session: Session, folder: Path) -> None:
    with transaction(session):
        assert formats.load_all(session, folder) == 21
    with transaction(session):
        assert formats.load_all(session, folder) == 0
    order = (folder / "order.yaml").read_text(encoding="utf-8")
    order = order.replace("  - seminar\n  - short-clash\n", "  - short-clash\n  - seminar\n")
    order = re.sub(r"rubrics: .*", "rubrics: [seminar, toulmin]", order)
    (folder / "order.yaml").write_text(order, encoding="utf-8")
    rubric = folder / "rubrics" / "seminar.yaml"
    text = rubric.read_text(encoding="utf-8").replace("title:", "title: Our", 1)
    rubric.write_text(text, encoding="utf-8")
    with transaction(session):
        # Two formats and two rubrics changed places, one rubric its title.
        assert formats.load_all(session, folder) == 5
    rows = session.scalars(select(Format).order_by(Format.position)).all()
    assert [row.slug for row in rows][:3] == ["short-clash", "seminar", "academic-controversy"]
    assert json.loads(rows[1].definition)["slug"] == "seminar"
    kept = session.scalars(select(Rubric).order_by(Rubric.position)).all()
    assert [row.slug for row in kept][:2] == ["seminar", "toulmin"]
    assert json.loads(kept[0].definition)["title"].startswith("Our")
