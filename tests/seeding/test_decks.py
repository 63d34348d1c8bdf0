"""Deck folders: what is read, and that every fault is named by file and line, all at once."""

from pathlib import Path

import pytest

from debate.domain.clashes import Clashes, Overtaken
from debate.seeding import decks
from debate.seeding.files import FilesRefused

BUNDLED = decks.SEEDS / "china-russia"

DECK = """\
slug: small
title: A small deck
summary: Two cards.
licence: CC0-1.0
language: en
"""
SOURCE = """\
slug: marlowe-2024
kind: article
short: Marlowe 2024
citation:
  author:         {value: C. Marlowe}
  title:          {value: Closer by Necessity}
  publication:    {value: Meridian Review}
  published:      {value: 2024-04}
  qualifications: {missing: not given by the source}
  url:            {missing: not given by the source}
  accessed:       {missing: not given by the source}
  pages:          {missing: not given by the source}
text: not shipped
passages:
  - number: 1
    gist: The first gist.
    words: 90
    sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    sentences:
      - 30 0123456789abcdef
      - 60 fedcba9876543210
"""
MOTIONS = """\
- slug: vassal
  text: This House believes that Russia has become China’s vassal
  type: fact
  difficulty: easy
  definitions:
    vassal: A state that must defer.
  burdens: {P: Show it., O: Show the contrary.}
  questions: {P: When?, O: What then?}
"""
CARDS = """\
- number: 301
  passage: 1
  kind: fact
  tag: Trade grew
  body: >-
    Trade grew in both years.
    Energy led.
  hedge: none
  holder: author
  level: easy
  spans:
    - {words: 1-30, hash: 0123456789abcdef}
  bearings:
    vassal: {supports: It needs the market.}
- number: 302
  passage: 1
  kind: figure
  tag: Half of it
  body: Half of it went east. Nobody says why.
  hedge: about
  holder: author
  level: hard
  spans:
    - {words: 31-40, hash: 0123456789abcdef}
    - {words: "90", hash: fedcba9876543210}
  read: 31-33, 90
  bearings:
    vassal: {opposes: Half is not all.}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "deck.yaml": DECK,
        "motions.yaml": MOTIONS,
        "sources/marlowe-2024.yaml": SOURCE,
        "cards/marlowe-2024.yaml": CARDS,
    }.items():
        write(tmp_path, name, text)
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    write(folder, name, text.replace(old, new, 1))


def faults(folder: Path) -> list[str]:
    with pytest.raises(FilesRefused) as refused:
        decks.read(folder)
    return str(refused.value).splitlines()


def test_a_folder_is_read_whole(folder: Path) -> None:
    content = decks.read(folder)
    assert (content.slug, content.title, content.licence) == ("small", "A small deck", "CC0-1.0")
    assert [source.slug for source in content.sources] == ["marlowe-2024"]
    assert [motion.slug for motion in content.motions] == ["vassal"]
    assert [card.number for card in content.cards] == [301, 302]
    assert content.cards[0].body == "Trade grew in both years. Energy led."


def test_dates_and_words_like_no_stay_text(folder: Path) -> None:
    change(folder, "cards/marlowe-2024.yaml", "hedge: about", "hedge: no")
    content = decks.read(folder)
    assert content.sources[0].citation["published"].value == "2024-04"
    assert content.cards[1].hedge == "no"


def test_a_fault_is_named_by_file_and_line(folder: Path) -> None:
    change(folder, "cards/marlowe-2024.yaml", "Half of it", "x" * 131)
    assert faults(folder) == [
        "cards/marlowe-2024.yaml:18: tag: At most 120 characters; this has 131."
    ]


def test_all_faults_are_named_at_once(folder: Path) -> None:
    change(folder, "deck.yaml", "title: A small deck\n", "")
    change(folder, "motions.yaml", "type: fact", "type: opinion")
    change(folder, "sources/marlowe-2024.yaml", "words: 90", "words: many")
    change(folder, "cards/marlowe-2024.yaml", "number: 302", "number: 301")
    change(folder, "cards/marlowe-2024.yaml", "{supports:", "{helps:")
    assert [fault.rsplit(": ", 1)[0] for fault in faults(folder)] == [
        "cards/marlowe-2024.yaml:14: bearings.vassal.helps",
        "cards/marlowe-2024.yaml:14: bearings.vassal",
        "cards/marlowe-2024.yaml:15: number",
        "deck.yaml:1: title",
        "motions.yaml:3: type: This must be one of",
        "sources/marlowe-2024.yaml:17: passages[0].words",
        "sources/marlowe-2024.yaml:19: passages[0].sentences",
    ]


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        (
            "cards/marlowe-2024.yaml",
            "passage: 1\n  kind: figure",
            "passage: 4\n  kind: figure",
            "cards/marlowe-2024.yaml:16: passage: marlowe-2024 has 1 passages, and no ¶ 4.",
        ),
        (
            "cards/marlowe-2024.yaml",
            "    vassal: {opposes",
            "    colony: {opposes",
            "cards/marlowe-2024.yaml:28: bearings.colony: The deck has no such motion.",
        ),
        (
            "cards/marlowe-2024.yaml",
            "  hedge: about\n",
            "",
            "cards/marlowe-2024.yaml:15: hedge: This is missing.",
        ),
        (
            "cards/marlowe-2024.yaml",
            '"90", hash',
            '"91", hash',
            "cards/marlowe-2024.yaml:25: spans[1].words: ¶ 1 has 90 words.",
        ),
        (
            "cards/marlowe-2024.yaml",
            "read: 31-33",
            "read: 30-33",
            "cards/marlowe-2024.yaml:26: read: Only words of the card's own spans are read aloud.",
        ),
        (
            "sources/marlowe-2024.yaml",
            "- 60 fedc",
            "- 61 fedc",
            "sources/marlowe-2024.yaml:19: passages[0].sentences: Their words must add up to 90.",
        ),
        (
            "deck.yaml",
            "language: en",
            "language: en\n---\nslug: other",
            "deck.yaml:6: A second document begins here; these files hold one.",
        ),
        (
            "motions.yaml",
            "vassal: A state",
            f"{'x' * 201}: A state",
            "motions.yaml:6: A key has at most 200 characters.",
        ),
        (
            "sources/marlowe-2024.yaml",
            "slug: marlowe-2024",
            "slug: marlowe",
            "sources/marlowe-2024.yaml:1: slug: This must be the file's own name, marlowe-2024.",
        ),
        (
            "motions.yaml",
            "difficulty: easy",
            "difficulty: easy\n  type: value",
            "motions.yaml:5: The key type stands here twice.",
        ),
        (
            "motions.yaml",
            "difficulty: easy",
            "difficulty: easy: very",
            "motions.yaml:4: This is not YAML: mapping values are not allowed in this context.",
        ),
        (
            "motions.yaml",
            "type: fact",
            "? [type]\n  : fact",
            "motions.yaml:3: A key must be text.",
        ),
        (
            "motions.yaml",
            "{P: Show it.",
            "&same {P: *same",
            "motions.yaml:7: References (* and &) are not used in these files.",
        ),
        (
            "deck.yaml",
            "Two cards.",
            "Two\x07 cards.",
            "deck.yaml:1: The file holds a sign that YAML does not allow.",
        ),
        ("deck.yaml", DECK, "", "deck.yaml:1: The file is empty."),
        ("deck.yaml", DECK, "- one", "deck.yaml:1: This must be a mapping of keys to values."),
    ],
)
def test_each_kind_of_fault_has_its_line(
    folder: Path, name: str, old: str, new: str, fault: str
) -> None:
    change(folder, name, old, new)
    assert fault in faults(folder)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[" * 21, "deck.yaml:1: Lists and mappings stand too deep here."),
        ("- a\n" * 2001, "deck.yaml:2001: More than 2,000 items."),
        ("x" * 2_100_000, "deck.yaml:1: A file may hold 2 MB at most."),
        ("- [" + "a, " * 1999 + "a]\n" + ("- [" + "a, " * 1999 + "a]\n") * 25, "More than 50,000"),
    ],
    ids=["deep", "long", "large", "many"],
)
def test_a_file_beyond_all_measure_is_refused(folder: Path, text: str, fault: str) -> None:
    write(folder, "deck.yaml", text)
    assert fault in str(faults(folder))


def test_a_file_that_is_no_text_is_named_with_its_line(folder: Path) -> None:
    (folder / "deck.yaml").write_bytes(b"slug: small\ntitle: caf\xe9\n")
    assert faults(folder) == ["deck.yaml:2: This line is not UTF-8 text."]


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "motions.yaml").unlink()
    assert faults(folder) == ["motions.yaml:1: It is not there, though cards bear on motions."]


def test_no_file_is_left_out_silently(folder: Path) -> None:
    write(folder, "cards/other-2020.yaml", CARDS)
    write(folder, "card/marlowe-2024.yaml", CARDS)
    write(folder, "cards/marlowe-2024.yml", CARDS)
    assert [fault.split(": ")[0] for fault in faults(folder)] == [
        "card/marlowe-2024.yaml:1",
        "cards/marlowe-2024.yml:1",
        "cards/other-2020.yaml:1",
    ]


def test_a_clash_file_is_read_and_may_be_missing(folder: Path) -> None:
    assert decks.read(folder).clashes == Clashes()
    overtaken = "overtaken:\n  - {card: 301, by: 302, why: The figures are out.}\n"
    write(folder, "clash.yaml", overtaken)
    assert decks.read(folder).clashes.overtaken == (Overtaken(301, 302, "The figures are out."),)
    write(folder, "clash.yaml", overtaken.replace("302", "303"))
    assert faults(folder) == ["clash.yaml:2: overtaken[0].by: The deck has no card No. 303."]


def test_a_deck_in_memory_is_read_as_one_on_disk(folder: Path) -> None:
    paths = list(folder.rglob("*.yaml"))
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    assert decks.read(files) == decks.read(folder)
    with pytest.raises(FilesRefused) as refused:
        decks.read({name: data for name, data in files.items() if name != "motions.yaml"})
    (folder / "motions.yaml").unlink()
    assert str(refused.value).splitlines() == faults(folder)


def test_the_bundled_deck_has_no_fault_and_its_promised_size() -> None:
    content = decks.read(BUNDLED)
    assert {source.slug: len(source.passages) for source in content.sources} == {
        "gabuev-2024": 33,
        "goldstein-2026": 20,
        "rusi-2023": 10,
    }
    assert len(content.motions) >= 6
    assert len(content.cards) >= 72
    assert {card.source for card in content.cards} == {s.slug for s in content.sources}


def test_the_bundled_motions_have_the_promised_cards_a_side() -> None:
    content = decks.read(BUNDLED)
    bearings = [bearing for card in content.cards for bearing in card.bearings]
    promised = {"alliance-likely": 16, "wedge-fails": 16}
    for motion in content.motions:
        for own in ("supports", "opposes"):
            side = [b for b in bearings if b.motion == motion.slug and b.bears in (own, "both")]
            assert len(side) >= promised.get(motion.slug, 6), (motion.slug, own)
