"""A deck's files: read back they are the deck, and equal decks are equal to the byte."""

import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debate.domain import cards, motions, sources, spans
from debate.domain.cards import Bearing, Card
from debate.domain.citations import FIELDS, CitationField
from debate.domain.clashes import Clashes, Meeting
from debate.domain.decks import Content
from debate.domain.sources import INCLUDED, KEPT, NOT_SHIPPED, Passage, Source
from debate.export import decks
from debate.seeding import archives
from debate.seeding import decks as seeding
from tests import decks as small

BUNDLED = sorted(path.parent for path in seeding.SEEDS.glob("*/deck.yaml"))


def back(content: Content) -> Content:
    files = {name: text.encode() for name, text in decks.files(content).items()}
    return seeding.read(files)


@pytest.mark.parametrize("folder", BUNDLED, ids=lambda path: path.name)
def test_a_bundled_deck_comes_back_as_it_was(folder: Path) -> None:
    content = seeding.read(folder)
    data = decks.archive(content)
    assert archives.read(data) == content
    assert decks.archive(archives.read(data)) == data


def test_a_deck_comes_back_from_a_folder_and_from_a_zip(tmp_path: Path) -> None:
    content = small.content()
    assert seeding.read(small.write(tmp_path, content)) == content
    assert archives.read(decks.archive(content)) == content


def test_equal_decks_are_equal_to_the_byte_and_keep_no_time() -> None:
    data = decks.archive(small.content())
    assert data == decks.archive(small.content())
    with zipfile.ZipFile(BytesIO(data)) as bundle:
        entries = bundle.infolist()
    assert [entry.filename for entry in entries] == [
        "cards/marlowe-2024.yaml",
        "cards/okafor-2026.yaml",
        "clash.yaml",
        "deck.yaml",
        "motions.yaml",
        "sources/marlowe-2024.yaml",
        "sources/okafor-2026.yaml",
    ]
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}


def test_files_read_as_they_are_written_by_hand() -> None:
    files = decks.files(small.content())
    assert files["cards/marlowe-2024.yaml"].splitlines()[:13] == [
        "- number: 301",
        "  passage: 1",
        "  kind: fact",
        "  level: medium",
        "  tag: Card 301",
        "  body: >-",
        "    It grew in both years. Energy led.",
        "  hedge: none",
        "  holder: author",
        "  spans:",
        "    - {words: 1-3, hash: " + small.content().cards[0].spans[0].hash + "}",
        "  read: 1-2",
        "  bearings:",
    ]
    source = files["sources/marlowe-2024.yaml"]
    assert '  author: {value: C. Marlowe, supplied: "true"}\n' in source
    assert "  published: {value: 2024-04}\n" in source
    assert "    heading: Pledges\n" in source


def test_an_edit_changes_the_lines_of_that_card_alone() -> None:
    content = small.content()
    edited = replace(content.cards[1], tag="Another tag")
    before = decks.files(content)
    after = decks.files(replace(content, cards=(content.cards[0], edited, content.cards[2])))
    name = "cards/marlowe-2024.yaml"
    assert {one for one in before if before[one] != after[one]} == {name}
    lines = zip(before[name].splitlines(), after[name].splitlines(), strict=True)
    assert [pair for pair in lines if pair[0] != pair[1]] == [
        ("  tag: Card 302", "  tag: Another tag")
    ]


def test_no_word_of_a_text_that_is_kept_here_leaves_this_instance() -> None:
    content = small.content()
    kept = replace(content.sources[1], text=KEPT)
    files = decks.files(replace(content, sources=(content.sources[0], kept)))
    text = files["sources/okafor-2026.yaml"]
    assert "text: not shipped\n" in text
    assert f"sha256: {kept.passages[0].sha256}\n" in text
    assert not [name for name, whole in files.items() if "route is short" in whole]
    assert "hash: " in files["cards/okafor-2026.yaml"]


def test_a_text_that_is_included_stands_there_without_hashes() -> None:
    files = decks.files(small.content())
    assert small.ROUTE in files["sources/okafor-2026.yaml"]
    assert "sha256" not in files["sources/okafor-2026.yaml"]
    assert "hash" not in files["cards/okafor-2026.yaml"]


def test_a_part_that_is_empty_has_no_file() -> None:
    content = small.content()
    bare = replace(content, motions=(), cards=(), clashes=Clashes())
    assert sorted(decks.files(bare)) == [
        "deck.yaml",
        "sources/marlowe-2024.yaml",
        "sources/okafor-2026.yaml",
    ]


SIGNS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u200b\u200c\u200d")
ODD = st.sampled_from("\n\t :#-?,[]{}&*!|>'\"%@`~\u2028\x85\x07\u00a0.ab—’“”")


def written(most: int, lines: bool = False) -> st.SearchStrategy[str]:
    """Texts as a person may write them, and some as nobody should."""
    texts = st.text(SIGNS | ODD, min_size=1, max_size=most)
    made = texts.map(lambda text: unicodedata.normalize("NFC", text))
    if not lines:
        made = made.map(lambda text: text.replace("\n", " "))
    return made.map(str.strip).filter(lambda text: 0 < len(text) <= most)


NAMES = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8})?", fullmatch=True)
WORDS = st.lists(st.text("abcdeé.,“”’!?AB", min_size=1, max_size=9), min_size=6, max_size=30)


@st.composite
def motion(draw: st.DrawFn, slug: str, position: int) -> motions.Motion:
    sides = st.fixed_dictionaries({"P": written(200, lines=True), "O": written(200)})
    return motions.Motion(
        slug,
        position,
        draw(written(120)),
        draw(st.sampled_from(motions.TYPES)),
        draw(st.sampled_from(motions.DIFFICULTIES)),
        draw(st.dictionaries(written(20), written(200, lines=True), min_size=1, max_size=3)),
        draw(sides),
        draw(sides),
        draw(st.just("") | written(200, lines=True)),
    )


@st.composite
def source(draw: st.DrawFn, slug: str, position: int) -> tuple[Source, list[Passage]]:
    field = st.builds(CitationField, written(60), supplied=st.booleans())
    missing = st.just(CitationField(missing=sources.NOT_GIVEN))
    citation = {name: draw(field | missing) for name in FIELDS}
    citation |= {name: CitationField("2024-05") for name in ("published", "accessed")}
    citation["url"] = CitationField("https://example.org/a?b=1#c")
    whole = [
        sources.passage_of(n, draw(written(200)), " ".join(words), draw(st.just("") | written(80)))
        for n, words in enumerate(draw(st.lists(WORDS, min_size=1, max_size=3)), 1)
    ]
    text = draw(st.sampled_from((INCLUDED, NOT_SHIPPED)))
    kept = tuple(whole if text == INCLUDED else map(small.hashed, whole))
    return Source(slug, position, "paper", draw(written(80)), citation, kept, text), whole


@st.composite
def card(draw: st.DrawFn, number: int, name: str, whole: list[Passage], slugs: list[str]) -> Card:
    passage = draw(st.sampled_from(whole))
    ends = sorted(draw(st.sets(st.integers(1, passage.words), min_size=2, max_size=4)))
    pairs = list(zip(ends[::2], ends[1::2], strict=False))
    warrants = st.dictionaries(
        st.sampled_from(slugs),
        st.tuples(st.sampled_from(cards.BEARINGS), written(100)),
        min_size=1,
    )
    return Card(
        number,
        name,
        passage.number,
        draw(st.sampled_from(cards.KINDS)),
        draw(written(120)),
        draw(written(400, lines=True)),
        draw(st.just("") | written(80).filter(lambda hedge: hedge != "none")),
        draw(st.just("") | written(80).filter(lambda holder: holder != cards.OWN)),
        tuple(Bearing(slug, *how) for slug, how in draw(warrants).items()),
        draw(st.sampled_from(cards.LEVELS)),
        tuple(spans.of_text(passage.text, *pair) for pair in pairs),
        draw(st.just(()) | st.just(tuple(pairs[:1]))),
        draw(st.sampled_from(cards.PROVENANCES)),
    )


@st.composite
def deck(draw: st.DrawFn) -> Content:
    slugs = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    names = sorted(
        draw(st.lists(NAMES, min_size=1, max_size=3, unique=True)), key=lambda name: f"{name}.yaml"
    )
    found = [draw(source(name, n)) for n, name in enumerate(names, 1)]
    every: Iterator[Card] = (
        draw(card(10 * n + m, one.slug, whole, slugs))
        for n, (one, whole) in enumerate(found, 1)
        for m in range(draw(st.integers(0, 2)))
    )
    made = tuple(every)
    numbers = {one.source: one.number for one in made}
    meetings = (Meeting(tuple(numbers.values()), draw(written(200))),) if len(numbers) > 1 else ()
    return Content(
        draw(NAMES),
        draw(written(120)),
        draw(written(300)),
        draw(written(40)),
        "en",
        tuple(one for one, _ in found),
        tuple(draw(motion(slug, n)) for n, slug in enumerate(slugs, 1)),
        made,
        Clashes(clashes=meetings),
    )


@given(deck())
@settings(max_examples=60)
def test_whatever_is_written_comes_back_as_it_was(content: Content) -> None:
    assert back(content) == content
    data = decks.archive(content)
    assert decks.archive(archives.read(data)) == data
