"""Notes: the words they stand on, what they may say, and marks in safe HTML."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debate.domain import notes, text
from debate.domain.notes import Anchor, Passage
from debate.domain.refusals import Refused

CLAIM = "No pledge yet is not no pledge ever"
REASONS = (
    "Jonas asks *why*.\nThe case that matters is one where\nBeijing needs help, 🙂 and only that."
)


@pytest.mark.parametrize(
    ("quote", "part", "near", "found"),
    [
        ("", "", None, Anchor()),
        ("   ", "claim", 4, Anchor()),
        ("pledge ever", "", None, Anchor("claim", 24, 35, "pledge ever")),
        # Where they stand twice, the nearer place counts.
        ("pledge", "claim", 1, Anchor("claim", 3, 9, "pledge")),
        ("pledge", "claim", 20, Anchor("claim", 24, 30, "pledge")),
        # A page shows neither signs of Markdown nor line ends; case and commas do not matter.
        ("asks why. The case", "", None, Anchor("reasons", 6, 26, "asks *why*.\nThe case")),
        ("WHERE BEIJING needs", "", None, Anchor("reasons", 47, 66, "where\nBeijing needs")),
        # Code points, not bytes or halves: what follows an emoji is counted right.
        ("only that", "", None, Anchor("reasons", 79, 88, "only that")),
        ("🙂", "", None, Anchor("reasons", 73, 74, "🙂")),
        # With a part named, the other one is not looked at.
        ("no", "reasons", 0, None),
    ],
)
def test_words_are_found_where_they_stand(
    quote: str, part: str, near: int | None, found: Anchor | None
) -> None:
    if found is None:
        with pytest.raises(Refused):
            notes.find(CLAIM, REASONS, quote, part, near)
        return
    anchor = notes.find(CLAIM, REASONS, quote, part, near)
    assert anchor == found
    whole = {"claim": CLAIM, "reasons": REASONS}.get(anchor.part, "")
    assert whole[anchor.begins : anchor.ends] == anchor.quote


@pytest.mark.parametrize(
    ("quote", "sentence"),
    [
        ("a treaty is likely", "do not stand in that point"),
        ("pledge", "more than once"),
        ("x" * 1001, "at most 1000"),
        ("…", "do not stand in that point"),
    ],
)
def test_words_that_are_not_there_or_there_twice_are_refused(quote: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        notes.find(CLAIM, REASONS, quote)
    assert refused.value.field == "quote"


@given(st.text(max_size=60), st.data())
def test_every_passage_of_a_text_is_found_at_its_own_place(
    written: str, data: st.DataObject
) -> None:
    begins = data.draw(st.integers(0, len(written)))
    quote = written[begins : data.draw(st.integers(begins, len(written)))]
    if not any(sign.isalnum() for sign in quote):
        return
    lead = next(n for n, sign in enumerate(quote) if sign.isalnum())
    anchor = notes.find(written, "", quote, "claim", begins + lead)
    assert anchor.begins == begins + lead
    assert anchor.quote in quote


@pytest.mark.parametrize(
    ("comment", "criterion", "level", "field"),
    [
        ("Well put.", "", None, ""),
        ("Well put.", "clash", None, ""),
        ("", "clash", 3, ""),
        ("", "", None, "note"),
        (" ", "clash", None, "note"),
        ("x" * 2001, "", None, "note"),
        ("x", "style", None, "criterion"),
        ("x", "", 2, "criterion"),
        ("x", "clash", 0, "at_level"),
        ("x", "clash", 4, "at_level"),
    ],
)
def test_a_note_says_something_that_the_rubric_has(
    comment: str, criterion: str, level: int | None, field: str
) -> None:
    if not field:
        notes.check(comment, criterion, level, ["clash", "evidence"], 3)
        return
    with pytest.raises(Refused) as refused:
        notes.check(comment, criterion, level, ["clash", "evidence"], 3)
    assert refused.value.field == field


def test_a_sign_that_folds_to_two_is_one_place() -> None:
    assert notes.occurrences("Straße", "s") == ((0, 1), (4, 5))
    assert notes.occurrences("STRASSE", "ße") == ((4, 7),)


def test_letters_go_on_after_z() -> None:
    assert [notes.letter(n) for n in (0, 1, 25, 26, 27, 51, 52, 701, 702)] == [
        *("a", "b", "z", "aa", "ab", "az", "ba", "zz", "aaa")
    ]


A = ' <b class="anchor">a</b>'
B = ' <b class="anchor">b</b>'


@pytest.mark.parametrize(
    ("html", "passages", "marked"),
    [
        ("<p>One two three</p>", [], "<p>One two three</p>"),
        (
            "<p>One two three</p>",
            [Passage("a", "two", 0)],
            f"<p>One <mark>two</mark>{A} three</p>",
        ),
        # Marks never cross a tag.
        (
            "<p>One <em>two</em> three</p>\n<p>four</p>",
            [Passage("a", "two three four", 0)],
            "<p>One <em><mark>two</mark></em><mark> three</mark></p>"
            f"<mark>\n</mark><p><mark>four</mark>{A}</p>",
        ),
        # What overlaps is marked once; each letter stands behind its own words.
        (
            "one two three four",
            [Passage("a", "one two three", 0), Passage("b", "three four", 0)],
            f"<mark>one two three</mark>{A}<mark> four</mark>{B}",
        ),
        # The same words twice: the place that was meant.
        ("no, no", [Passage("a", "no", 1)], f"no, <mark>no</mark>{A}"),
        ("no, no", [Passage("a", "no", 7)], f"no, <mark>no</mark>{A}"),
        # Two notes on the same words.
        ("no", [Passage("a", "no", 0), Passage("b", "no", 0)], f"<mark>no</mark>{A}{B}"),
        # An entity is one sign, and an address in a tag is no text.
        (
            '<a href="https://example.org/two">R&amp;D</a>',
            [Passage("a", "R&D", 0), Passage("b", "two", 0)],
            f'<a href="https://example.org/two"><mark>R&amp;D</mark>{A}</a>',
        ),
        ("one", [Passage("a", "gone", 0)], "one"),
        ("one", [Passage("a", "", 0)], "one"),
    ],
)
def test_passages_are_marked_in_safe_html(html: str, passages: list[Passage], marked: str) -> None:
    assert notes.marked(html, passages) == marked


@given(st.text(max_size=80), st.data())
def test_marks_add_nothing_but_themselves(written: str, data: st.DataObject) -> None:
    begins = data.draw(st.integers(0, len(written)))
    quote = written[begins : data.draw(st.integers(begins, len(written)))]
    html = text.render_safe(written)
    shown = notes.marked(html, [Passage("a", quote, 0)])
    bare = shown.replace("<mark>", "").replace("</mark>", "").replace(A, "")
    assert bare == html
    assert shown.count("<mark>") == shown.count("</mark>")


def test_the_place_of_words_is_counted_in_the_text_as_written() -> None:
    written = "no, *no*, no"
    for begins, nth in ((0, 0), (5, 1), (10, 2)):
        assert notes.ordinal(written, Anchor("claim", begins, begins + 2, "no")) == nth
    anchor = notes.find(written, "", "no", "claim", 5)
    shown = notes.marked(escape("no, no, no"), [Passage("a", "no", notes.ordinal(written, anchor))])
    assert shown == f"no, <mark>no</mark>{A}, no"
