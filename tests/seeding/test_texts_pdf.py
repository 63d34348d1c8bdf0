"""PDF files: how lines become paragraphs again, and which files hold no text."""

import pytest

from debate.seeding import texts_pdf
from debate.seeding.texts_pdf import Line
from tests.seeding.written_texts import TRADE, down, pdf, refused_apart, taken_apart


def test_a_pdf_with_a_password_is_refused() -> None:
    assert refused_apart("pdf", pdf(down(72, 700, TRADE), password="x")) == texts_pdf.LOCKED


def test_a_pdf_of_pictures_is_refused_even_with_its_pages_numbered() -> None:
    pages = [[(300.0, 30.0, f"Page {n} of 3")] for n in (1, 2, 3)]
    assert refused_apart("pdf", pdf(*pages)) == texts_pdf.SCANNED
    assert refused_apart("pdf", pdf([])) == texts_pdf.SCANNED


def test_a_pdf_whose_signs_are_no_letters_is_refused() -> None:
    assert refused_apart("pdf", pdf(down(72, 700, "/g12/g13/g7 /g9/g11 a"))) == texts_pdf.UNREADABLE


def test_lines_of_a_pdf_become_paragraphs() -> None:
    long = "A line that is as long as most of the lines of this page are"
    first = [
        (200.0, 800.0, "A Running Head 1"),
        *down(72, 700, long, f"{long}.", long),
        *down(72, 640, "A gap shows a new", f"paragraph, and {long}"),
        (300.0, 40.0, "1"),
    ]
    second = [
        (200.0, 800.0, "A Running Head 2"),
        *down(72, 700, "that goes on from page to page here.", long, "It ends."),
        *down(90, 664, f"An indent {long}"),
        *down(72, 652, "shows one as well."),
        (300.0, 40.0, "2"),
    ]
    assert [text for text, _heading in taken_apart("pdf", pdf(first, second))] == [
        f"{long} {long}. {long}",
        f"A gap shows a new paragraph, and {long} that goes on from page to page here.",
        f"{long} It ends.",
        f"An indent {long} shows one as well.",
    ]


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("The coop-", "eration went on, as cooperation does.", "The cooperation went on"),
        ("A linger-", "ing doubt", "A lingering doubt"),
        ("Their priori-", "ties met", "Their priorities met"),
        ("A long-", "term aim", "A long-term aim"),
        ("A nuclear-", "armed state", "A nuclear-armed state"),
        ("The quasi-", "alliance", "The quasi-alliance"),
        ("The China-", "Russia tie", "The China-Russia tie"),
        ("A fleet-", "footed crew, fleet as ever", "A fleet-footed crew"),
        ("The war-", "time economy, a war-time one", "The war-time economy"),
        ("From 2014–", "15 on", "From 2014–15 on"),
        ("It grew –", "slowly", "It grew – slowly"),
        ("Of \ufb01rst or\u00ad", "der", "Of first order"),
    ],
)
def test_a_hyphen_at_a_lines_end_is_undone_only_where_it_divides_a_word(
    before: str, after: str, whole: str
) -> None:
    signs = str.maketrans({"\ufb01": "fi", "\u00ad": "-"})
    page = [Line(before.translate(signs), 72, 700), Line(after, 72, 688)]
    (paragraph,) = texts_pdf.joined([page])
    assert paragraph.startswith(whole)


def test_a_larger_line_and_an_item_stand_alone() -> None:
    page = [
        Line("By need", 72, 700, 16),
        Line("Trade has doubled within ten years", 72, 680),
        Line("• and so has doubt", 72, 668),
    ]
    assert list(texts_pdf.joined([page])) == [line.text for line in page]


def test_an_indent_opens_a_column_only_after_a_closed_sentence() -> None:
    column = [Line("It went on and on.", 72, 100)]
    fresh = [Line("Then it ended", 310, 700), Line("for good.", 300, 688)]
    assert len(list(texts_pdf.joined([[*column, *fresh]]))) == 2
    open_ended = [Line("It went on and", 72, 100)]
    assert len(list(texts_pdf.joined([[*open_ended, *fresh]]))) == 1


def test_heads_that_differ_from_left_to_right_page_are_left_out() -> None:
    pages = [
        [Line("The Author" if n % 2 else "The Review", 72, 800), Line(f"Text {n} of it.", 72, 400)]
        + [Line(f"More {word}.", 72, 300 - m) for m, word in enumerate("abc")]
        for n in range(4)
    ]
    left = texts_pdf.without_running_heads(pages)
    assert [page[0].text[:4] for page in left] != ["The "] * 4
