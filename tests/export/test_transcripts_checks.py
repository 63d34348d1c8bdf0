"""The page where anybody checks a transcript: nobody signs in, nothing is kept."""

import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from debate.web import transcripts_checks
from tests.export import files
from tests.export.played import Play


def drop(client: FlaskClient, *data: bytes) -> tuple[int, str]:
    body = {"files": [(io.BytesIO(one), f"{n}.bin") for n, one in enumerate(data)]}
    answer: Any = client.post("/verify", data=body, content_type="multipart/form-data")
    return answer.status_code, answer.get_data(as_text=True)


def test_a_visitor_checks_one_json_file(client: FlaskClient, released: Play) -> None:
    assert client.get("/verify").status_code == 200
    data = files.as_json(released)
    status, html = drop(client, data)
    assert status == 200
    assert "No fault was found." in html
    assert "which agrees with 6 labels" in html
    status, html = drop(client, data.replace(b"Would Beijing sign", b"Will Beijing sign"))
    assert status == 200
    assert "It does not agree." in html
    assert "was altered: its payload" in html


@pytest.mark.parametrize("names", [True, False])
def test_files_are_told_apart_whatever_they_are_called(
    client: FlaskClient, released: Play, names: bool
) -> None:
    json, page, table = (
        write(released, names=names) for write in (files.as_json, files.as_html, files.as_csv)
    )
    for both in ((json, page), (page, json), (table, json), (json, table)):
        status, html = drop(client, *both)
        assert status == 200
        assert "Alike: " in html
    status, html = drop(client, json, page.replace(b"Pledges follow", b"Pledges lead"))
    assert "P2.1 was altered: its “claim” is not that of record" in html
    status, html = drop(client, json, table.replace(b"Pledges follow", b"Pledges lead"))
    assert "P2.1 was altered" in html


def test_two_json_files_are_compared_whichever_comes_first(
    client: FlaskClient, finished: Play, released: Play
) -> None:
    one = files.as_json(finished)
    for both in ((one, one), (files.as_json(finished, names=False), one)):
        assert "Same chain: 0 records since" in drop(client, *both)[1]
    assert "The two files differ from record 1 on." in drop(client, one, files.as_json(released))[1]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ((), "Choose a JSON file"),
        ((b"{}", b"{}", b"{}"), "Choose a JSON file"),
        ((b"hello",), "This is not a JSON file"),
        ((b"<p>hello",), "A file in HTML is compared with the JSON file"),
        ((b"%PDF-1.7 nothing",), "A file in PDF is compared with the JSON file"),
    ],
)
def test_what_cannot_be_checked_is_answered_with_a_sentence(
    client: FlaskClient, data: tuple[bytes, ...], said: str
) -> None:
    status, html = drop(client, *data)
    assert status == 422
    assert said in html


def test_a_third_check_at_once_is_put_off(client: FlaskClient, finished: Play) -> None:
    taken = [transcripts_checks.turns.acquire(blocking=False) for _ in range(2)]
    patience, transcripts_checks.PATIENCE_SECONDS = transcripts_checks.PATIENCE_SECONDS, 0.01
    try:
        assert taken == [True, True]
        assert drop(client, files.as_json(finished))[0] == 429
    finally:
        transcripts_checks.PATIENCE_SECONDS = patience
        for _ in taken:
            transcripts_checks.turns.release()
    assert drop(client, files.as_json(finished))[0] == 200
