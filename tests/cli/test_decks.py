"""`deck check | import | export`: what is printed, and how a fault ends the command."""

from dataclasses import replace
from pathlib import Path

import pytest

from debate.cli import bootstrap
from debate.cli import decks as command
from debate.domain.clashes import Clashes
from debate.domain.decks import Content
from debate.export import decks as export
from debate.seeding import archives
from tests import decks as small

Output = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small.write(tmp_path / "small", small.content())


@pytest.fixture
def own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of this test's own, as the environment gives them."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'own.sqlite3'}")
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path))
    monkeypatch.setenv("SECRET_KEY", "test")


def changed(number: int, **changes: str) -> Content:
    content = small.content()
    cards = (replace(one, **changes) if one.number == number else one for one in content.cards)
    return replace(content, cards=tuple(cards))


def test_a_sound_deck_prints_what_it_covers(folder: Path, capsys: Output) -> None:
    assert command.main(["check", str(folder)]) == 0
    assert capsys.readouterr().out == (
        "A small deck (small)\n"
        "\n"
        "Passages with cards\n"
        "  marlowe-2024    2 of   2\n"
        "  okafor-2026     1 of   1\n"
        "\n"
        "Cards, and how often they help a side of a motion\n"
        "                 cards      P   both      O\n"
        "  marlowe-2024       2      1      0      1\n"
        "  okafor-2026        1      0      1      0\n"
        "                     3\n"
        "\n"
        "Motions: cards that support, cut both ways, oppose\n"
        "  vassal                                             1     1     1\n"
        "    P   2: marlowe-2024 1, okafor-2026 1\n"
        "    O   2: marlowe-2024 1, okafor-2026 1\n"
        "    Thin: Proposition has 2 cards and Opposition has 2 cards.\n"
        "\n"
        "0 faults\n"
    )


def test_a_zip_is_checked_as_its_folder_is(folder: Path, capsys: Output) -> None:
    command.main(["check", str(folder)])
    first = capsys.readouterr().out
    path = folder.with_suffix(".zip")
    path.write_bytes(export.archive(small.content()))
    assert command.main(["check", str(path)]) == 0
    assert capsys.readouterr().out == first


def test_passages_without_a_card_are_named(tmp_path: Path, capsys: Output) -> None:
    content = small.content()
    small.write(tmp_path, replace(content, cards=content.cards[:1], clashes=Clashes()))
    assert command.main(["check", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "  marlowe-2024    1 of   2   none from ¶ 2\n" in said
    assert said.endswith("\n1 fault\nmotions.yaml:1: Motion vassal: no card helps side O.\n")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (
            changed(302, holder="Beijing"),
            "cards/marlowe-2024.yaml:15: Card No. 302: tag and body do not name Beijing, who holds"
            " this.",
        ),
        (
            changed(401, hedge="probably"),
            "cards/okafor-2026.yaml:1: Card No. 401: tag and body have lost the hedge “probably”.",
        ),
    ],
    ids=["holder", "hedge"],
)
def test_a_deck_that_is_unfit_fails_with_file_and_line(
    tmp_path: Path, capsys: Output, content: Content, line: str
) -> None:
    assert command.main(["check", str(small.write(tmp_path, content))]) == 1
    assert capsys.readouterr().out.splitlines()[-2:] == ["1 fault", line]


@pytest.mark.parametrize(
    ("name", "old", "new", "line"),
    [
        ("cards/okafor-2026.yaml", "passage: 1", "passage: 9", "cards/okafor-2026.yaml:2: passage"),
        ("sources/okafor-2026.yaml", "gist:", "gits:", "sources/okafor-2026.yaml:15: passages"),
        ("cards/okafor-2026.yaml", "    vassal", "    other", "cards/okafor-2026.yaml:14: bearing"),
    ],
)
def test_a_deck_that_cannot_be_read_fails_with_file_and_line(
    folder: Path, capsys: Output, name: str, old: str, new: str, line: str
) -> None:
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert command.main(["check", str(folder)]) == 1
    said = capsys.readouterr()
    assert not said.out
    assert line in said.err


def test_no_line_of_a_large_deck_is_wider_than_80_signs() -> None:
    content = small.content()
    names = [f"a-source-with-a-long-name-{n}" for n in range(9)]
    sources = tuple(replace(content.sources[0], slug=name) for name in names)
    cards = tuple(replace(content.cards[0], source=name) for name in names)
    lines = "\n".join(command.report(replace(content, sources=sources, cards=cards))).split("\n")
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("path", ["nowhere", "nowhere.zip"])
def test_what_is_not_there_is_said(tmp_path: Path, capsys: Output, path: str) -> None:
    assert command.main(["check", str(tmp_path / path)]) == 1
    assert "No such file" in capsys.readouterr().err


def test_what_is_no_zip_is_said(tmp_path: Path, capsys: Output) -> None:
    (tmp_path / "deck.zip").write_text("no zip", encoding="utf-8")
    assert command.main(["check", str(tmp_path / "deck.zip")]) == 1
    assert "no zip" in capsys.readouterr().err


@pytest.mark.usefixtures("own_database")
def test_a_deck_goes_into_a_database_and_comes_out_the_same(
    folder: Path, tmp_path: Path, capsys: Output
) -> None:
    assert command.main(["import", str(folder)]) == 0
    assert "A small deck, version 1: 6 added, 0 changed" in capsys.readouterr().out
    target = tmp_path / "out.zip"
    assert command.main(["export", "small", str(target)]) == 0
    assert archives.read(target.read_bytes()) == small.content()
    assert target.read_bytes() == export.archive(small.content())
    assert command.main(["import", str(target)]) == 0
    assert "version 1: 0 added, 0 changed, 6 unchanged" in capsys.readouterr().out
    assert command.main(["export", "small", str(target)]) == 1
    assert "exists" in capsys.readouterr().err


@pytest.mark.usefixtures("own_database")
def test_a_deck_that_is_not_there_is_not_written(tmp_path: Path, capsys: Output) -> None:
    assert command.main(["export", "unknown", str(tmp_path / "out.zip")]) == 1
    assert capsys.readouterr().err == "There is no deck unknown.\n"
    assert not (tmp_path / "out.zip").exists()


def test_the_command_is_listed_and_explains_itself(capsys: Output) -> None:
    assert "deck" in bootstrap.COMMANDS
    with pytest.raises(SystemExit) as ended:
        command.main(["--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert all(word in said for word in ("check", "import", "export"))
