"""HTML and CSV transcripts against the JSON file of the same debate: what is found, and named."""

import csv
import io
import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from debate.domain import transcripts_csv, transcripts_html
from debate.domain.transcripts import Report, Unreadable, with_digests
from tests.export import files, played
from tests.export.played import Play

Compare = Callable[[bytes, dict[str, Any]], Report]
WAYS = [
    pytest.param(files.as_html, transcripts_html.compare, id="html"),
    pytest.param(files.as_csv, transcripts_csv.compare, id="csv"),
]
LISTED = re.compile(r'<data class="digests" value="[^"]*"></data>')


def altered(data: bytes, document: dict[str, Any], compare: Compare) -> str:
    report = compare(data, document)
    assert not report.ok
    return report.sentence


def rewritten(page: str) -> bytes:
    """The page with a list of digests that fits it, as somebody would who knows how."""
    return "".join(transcripts_html.with_digests([LISTED.sub("", page)])).encode()


@pytest.mark.parametrize(("write", "compare"), WAYS)
@pytest.mark.parametrize("names", [True, False])
def test_files_of_one_moment_agree(
    finished: Play, released: Play, write: Callable[..., bytes], compare: Compare, names: bool
) -> None:
    for play in (finished, released):
        document = files.document(play, names=names)
        report = compare(write(play, names=names), document)
        assert report.ok, report.sentence
        assert report.sentence.startswith(f"Alike: {11 if names else 10} turns agree")
        assert ("withheld" in report.sentence) == (not names)
        assert report.sentence.endswith(document["head"])


@pytest.mark.parametrize(("write", "compare"), WAYS)
def test_a_file_from_before_the_json_file_agrees_up_to_its_own_head(
    session: Session, write: Callable[..., bytes], compare: Compare
) -> None:
    play = played.first_half(session)
    play.app = files.current_app()
    early = write(play)
    play.next()
    play.send("tomas", "P2", "Pledges follow interests")
    late = files.document(play)
    report = compare(early, late)
    assert report.ok, report.sentence
    assert "It was made 2 records before the JSON file." in report.sentence
    assert "is missing" in altered(early.replace(early_turn(early), b""), late, compare)
    assert "the JSON file is older" in altered(write(play), older(late), compare)


def early_turn(data: bytes) -> bytes:
    """One turn of an HTML or CSV file, whole."""
    turn = re.search(rb'(?s)<article class="point" id="P1.2".*?</article>|"P1.2".*?\r\n', data)
    assert turn is not None
    return turn[0]


def older(document: dict[str, Any]) -> dict[str, Any]:
    """The document without its newest two records, and without what refers to them."""
    records = document["records"][:-2]
    points = [point for point in document["points"] if point["speech"] != "P2"]
    cut = {**document, "records": records, "head": records[-1]["hash"], "points": points}
    return with_digests(cut)


@pytest.mark.parametrize(("write", "compare"), WAYS)
def test_a_copy_with_names_is_not_compared_with_one_with_codes(
    finished: Play, write: Callable[..., bytes], compare: Compare
) -> None:
    with pytest.raises(Unreadable, match="One file has names and the other codes"):
        compare(write(finished), files.document(finished, names=False))


@pytest.mark.parametrize(("write", "compare"), WAYS)
def test_an_altered_json_file_proves_nothing(
    finished: Play, write: Callable[..., bytes], compare: Compare
) -> None:
    document = files.document(finished)
    document["records"][4]["hash"] = "0" * 64
    assert altered(write(finished), document, compare).startswith("In the JSON file: ")


@pytest.mark.no_cover
def test_each_of_200_edited_words_of_the_page_is_found_and_named(released: Play) -> None:
    document, page = files.document(released), files.as_html(released).decode()
    main = page.index("<main")
    words = [
        word
        for text in re.finditer(r">([^<>]+)<", page[main : page.index("</main>")])
        for word in re.finditer(
            r"[^\W_]{2,}", re.sub("&[#a-z0-9]+;", lambda m: " " * len(m[0]), text[0])
        )
        for word in [(main + text.start() + word.start(), main + text.start() + word.end())]
    ]
    assert len(words) > 200
    for start, end in random.Random(7).sample(words, 200):
        edited = page[:start] + page[start:end][::-1] + "x" + page[end:]
        named = re.findall(r'data-at="([^"]*)"', page[:start])[-1:] or [transcripts_html.TOP]
        sentence = altered(edited.encode(), document, transcripts_html.compare)
        assert named[0].replace("&#39;", "'") in sentence or "head is not in" in sentence


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (
            "Each round <strong>moved trade</strong>",
            "Each round moved <em>trade</em> not",
            "P1.1 was",
        ),
        ("Beijing never pledged to fight", "Beijing always pledged to fight", "O1.1 was altered"),
        ("Amara Diallo", "Amara Diallu", "altered: it lacks words"),
        ("Hand in, then go.", "Hand in, then stay.", "“How it ran” was altered"),
        (played.REASON, "Opposition answered less.", "“Ballots and marks” was altered"),
        ("75.00", "95.00", "“the mark of "),
        ("alliance is likely</h1>", "alliance is unlikely</h1>", "“the head of the page” was"),
    ],
)
def test_an_edit_whose_digests_were_written_anew_is_found_in_the_records(
    released: Play, was: str, now: str, said: str
) -> None:
    page = files.as_html(released).decode()
    assert was in page
    edited = rewritten(page.replace(was, now))
    assert said in altered(edited, files.document(released), transcripts_html.compare)


def test_a_turn_taken_out_of_the_page_or_put_in_is_found(finished: Play) -> None:
    document, page = files.document(finished), files.as_html(finished).decode()
    turn = re.search(r'(?s)<article class="point" id="O1.1".*?</article>', page)
    assert turn is not None
    out = page.replace(turn[0], "")
    twice = page.replace(turn[0], turn[0] * 2)
    another = page.replace(
        turn[0], turn[0] + turn[0].replace('data-version="1"', 'data-version="9"')
    )
    for edited, said in (
        (out, "The turn O1.1 is missing."),
        (twice, "in no record"),
        (another, "The turn O1.1 is in no record."),
    ):
        assert said in altered(edited.encode(), document, transcripts_html.compare)
        assert said in altered(rewritten(edited), document, transcripts_html.compare)


def test_what_is_hidden_by_style_or_added_outside_the_turns_is_found(finished: Play) -> None:
    document, page = files.document(finished), files.as_html(finished).decode()
    for was, now, said in (
        ("<style>", "<style>.point{display:none}", transcripts_html.TOP),
        ("<h2>People</h2>", "<h2>People</h2><p>Nobody objected.</p>", "“People”"),
        ("</article></main>", "<p data-at='x' data-at=\"x\">More</p></article></main>", "altered"),
    ):
        if was in page:
            edited = page.replace(was, now).encode()
            assert said in altered(edited, document, transcripts_html.compare)


def within_people(page: str, added: str) -> bytes:
    """The page with more in one part."""
    return page.replace("<h2>People</h2>", f"<h2>People</h2>{added}").encode()


@pytest.mark.no_cover
def test_ends_that_close_nothing_cost_no_search_among_what_is_open(finished: Play) -> None:
    document, page = files.document(finished), files.as_html(finished).decode()
    assert "<h2>People</h2>" in page
    edited = within_people(page, "<b>" * 15_000 + "x</i>" * 200_000)
    assert "“People” was altered" in altered(edited, document, transcripts_html.compare)


def test_elements_inside_one_another_without_end_are_refused(finished: Play) -> None:
    document, page = files.document(finished), files.as_html(finished).decode()
    with pytest.raises(Unreadable, match="nested deeper than those of any transcript"):
        transcripts_html.compare(within_people(page, "<b>" * 30_000), document)


def test_the_deepest_markup_of_a_point_is_compared(session: Session) -> None:
    play = played.first_half(session)
    play.app = files.current_app()
    play.next()
    deep = "*" * 445 + "Pledges" + "*" * 445
    play.send("tomas", "P2", "Pledges follow interests", reasons=deep)
    page, document = files.as_html(play), files.document(play)
    assert page.count(b"<strong>") > 200
    assert transcripts_html.compare(page, document).ok
    edited = rewritten(page.decode().replace("Pledges</strong>", "Threats</strong>"))
    assert "its reasons are not" in altered(edited, document, transcripts_html.compare)


@pytest.mark.no_cover
def test_every_edited_cell_of_the_table_is_found_and_named(released: Play) -> None:
    document, data = files.document(released), files.as_csv(released)
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    for row in range(1, len(lines)):
        for column, name in enumerate(lines[0]):
            edited = [list(line) for line in lines]
            edited[row][column] = f"{edited[row][column]}7"
            sentence = altered(table(edited), document, transcripts_csv.compare)
            assert f"“{name}”" in sentence or name in ("head", "copy"), (row, name, sentence)


def test_a_row_taken_out_put_in_or_moved_is_found(released: Play) -> None:
    document, data = files.document(released), files.as_csv(released)
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    for row in range(1, len(lines)):
        address, version = lines[row][0], lines[row][8]
        out = altered(table(lines[:row] + lines[row + 1 :]), document, transcripts_csv.compare)
        assert "is missing" in out
        assert address in out
        assert f"version {version}" in out or version == "1"
        twice = table(lines[: row + 1] + lines[row:])
        assert "in no record" in altered(twice, document, transcripts_csv.compare)
    moved = table([lines[0], lines[2], lines[1], *lines[3:]])
    assert "P1.1" in altered(moved, document, transcripts_csv.compare)


def table(lines: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(lines)
    return out.getvalue().encode()


@pytest.mark.parametrize(
    ("data", "compare", "said"),
    [
        (b"\xff\xfe", transcripts_csv.compare, "not a CSV file"),
        (b"a,b\r\n1,2\r\n", transcripts_csv.compare, "first line is not"),
        (",".join(transcripts_csv.HEADER).encode(), transcripts_csv.compare, "no rows"),
        (f"{','.join(transcripts_csv.HEADER)}\nx".encode(), transcripts_csv.compare, "1 cells"),
        (b"\xff", transcripts_html.compare, "not an HTML file"),
        (b"<p>Hello", transcripts_html.compare, "no list of digests"),
        (b'<data class="digests" value=""></data>', transcripts_html.compare, "no transcript"),
    ],
)
def test_other_files_are_refused_with_a_sentence(
    finished: Play, data: bytes, compare: Compare, said: str
) -> None:
    with pytest.raises(Unreadable, match=said):
        compare(data, files.document(finished))


def test_a_file_without_a_head_is_refused(finished: Play) -> None:
    bare = re.sub(rb"[0-9a-f]{64}", b"", files.as_csv(finished))
    with pytest.raises(Unreadable, match="carries no head"):
        transcripts_csv.compare(bare, files.document(finished))


def test_sections_of_another_shape_are_refused_with_a_sentence(finished: Play) -> None:
    for section, value in (("points", [1]), ("speeches", {}), ("cards", None), ("people", [[]])):
        document = with_digests({**files.document(finished), section: value})
        with pytest.raises(Unreadable, match="do not follow the schema"):
            transcripts_csv.compare(files.as_csv(finished), document)
