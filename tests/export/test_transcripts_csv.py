"""The turns of a played debate as CSV."""

import csv
import io
import re

import pytest
from sqlalchemy.orm import Session

from debate.domain.marks import csv_text
from debate.domain.transcripts_csv import compare
from debate.export import transcripts_csv
from debate.models.speeches import Point
from tests.export import files, golden, played
from tests.export.played import Play


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("names", [True, False])
def test_the_file_is_the_one_kept(released: Play, names: bool) -> None:
    name = "turns.csv" if names else "turns-codes.csv"
    data = files.as_csv(released, names=names).decode()
    assert golden.same(name, re.sub("[0-9a-f]{64}", "HEAD OF THE CHAIN", data))


def test_it_opens_in_a_spreadsheet_with_accents_and_without_formulas(released: Play) -> None:
    data = files.as_csv(released)
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n")
    found = rows(data)
    assert found[0].keys() == set(transcripts_csv.COLUMNS)
    assert found[1]["claim"] == "'=Non-alliance is a policy"
    assert csv_text(found[1]["claim"]) == "=Non-alliance is a policy"


def test_every_version_has_a_row_and_says_what_became_of_it(released: Play) -> None:
    found = [(row["address"], row["version"], row["state"]) for row in rows(files.as_csv(released))]
    assert found == [
        ("P1.1", "1", "sent"),
        ("P1.2", "1", "sent"),
        ("P1.3", "1", "hidden"),
        ("X1.1q", "1", "sent"),
        ("X1.1a", "1", "sent"),
        ("O1.1", "1", "sent"),
        ("O1.2", "1", "returned"),
        ("O1.2", "2", "sent"),
        ("P2.1", "1", "sent"),
        ("", "1", "unsent"),
        ("F1.1", "1", "sent"),
    ]


def test_before_anything_was_said_there_is_a_header_alone(session: Session) -> None:
    assert rows(files.as_csv(played.set_up(session))) == []


def test_a_file_from_before_other_links_still_agrees_with_the_record(released: Play) -> None:
    found = rows(files.as_csv(released))
    columns = [name for name in transcripts_csv.COLUMNS if name != "links"]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, quoting=csv.QUOTE_ALL, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(found)
    assert compare(out.getvalue().encode(), files.document(released)).ok


def test_what_a_point_does_to_others_stands_in_every_file(session: Session) -> None:
    play = played.first_half(session)
    play.next()
    ids = {point.claim: point.id for point in session.query(Point)}
    turned, carried = ids["Beijing never pledged to fight"], ids["Sanctions push the two together"]
    links = (("turns", turned), ("extends", carried))
    play.send("tomas", "P2", "It pledges in deeds", links=links)
    row = rows(files.as_csv(play))[-1]
    assert (row["address"], row["answers"], row["links"]) == (
        "P2.1",
        "",
        "turns O1.1; extends P1.1",
    )
    document = files.document(play)
    assert document["points"][-1]["links"] == [
        {"kind": "turns", "address": "O1.1"},
        {"kind": "extends", "address": "P1.1"},
    ]
    duties = {duty["address"]: duty for duty in document["duties"]}
    assert (duties["O1.1"]["status"], duties["P1.1"]["extended_by"]) == ("answered", ["P2.1"])
    assert compare(files.as_csv(play), document).ok
