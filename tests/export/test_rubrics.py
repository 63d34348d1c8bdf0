"""A rubric as a file: what was exported is imported as it was, and faults name their lines."""

import pytest

from debate.domain.rubrics import Criterion, Rubric
from debate.export import rubrics as export
from debate.seeding import rubrics as seeding
from debate.seeding.faults import FilesRefused
from debate.seeding.formats import SEEDS
from tests import cast

ODD = Rubric(
    slug="odd",
    title="Réplique: “oui” #1",
    levels=("no", "1", "- ? -", "论证", "{x}", "5: yes"),
    criteria=(
        Criterion("a", "A: b", 99, ("yes", "null", "it's", '"quoted"', "# no comment", "a: b")),
        Criterion("b", "@b", 1, ("~", "0x1", "x " * 120 + "x", "\\n", "&a *a", "[1]")),
    ),
    note="Two lines\nand a colon: here.",
)


@pytest.mark.parametrize("path", sorted((SEEDS / "rubrics").iterdir()), ids=lambda path: path.stem)
def test_a_bundled_rubric_comes_back_from_its_file_as_it_was(path: object) -> None:
    rubric = cast.read_rubric(path.stem)  # type: ignore[attr-defined]
    data = export.yaml(rubric)
    assert seeding.read(data, "rubric.yaml") == rubric
    assert export.yaml(seeding.read(data, "rubric.yaml")) == data


def test_words_that_yaml_takes_for_something_else_come_back_as_words() -> None:
    assert seeding.read(export.yaml(ODD), "rubric.yaml") == ODD


def test_every_fault_names_the_line_on_which_it_stands() -> None:
    lines = export.yaml(cast.read_rubric("toulmin")).decode().splitlines()
    weight = next(n for n, line in enumerate(lines) if "weight:" in line)
    lines[weight] = lines[weight].replace("20", "200")
    words = next(n for n, line in enumerate(lines) if "It is not clear what is claimed" in line)
    lines[words] = "      - ''"
    with pytest.raises(FilesRefused) as refused:
        seeding.read("\n".join(lines).encode(), "rubric.yaml")
    found = {(fault.line, str(fault).partition(": ")[2]) for fault in refused.value.faults}
    assert (weight + 1, "criteria[0].weight: This must be a whole number from 1 to 100.") in found
    assert (words + 1, "criteria[0].descriptors[0]: This is empty.") in found


@pytest.mark.parametrize("data", [b"", b"- a list", b"{", b"\xff", b"slug: [a", b"a: &x 1\nb: *x"])
def test_what_is_no_rubric_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(FilesRefused):
        seeding.read(data, "rubric.yaml")
