"""`password EMAIL`: the link that it prints works; where there is none, a sentence says why."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from debate.cli import passwords as command
from debate.db import clock_ms, db, transaction
from debate.factory import create_app
from debate.models.accounts import Account, AuditEntry
from debate.services import accounts
from debate.services.accounts import Person
from tests import applications

Output = pytest.CaptureFixture[str]
PERSON = Person("Ruth Ansah", "ruth@example.org", "lantern over the river")


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of this test's own, as the environment gives them."""
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.fixture(autouse=True)
def ended(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The end of the process, which closes what the command opened."""
    made = []

    def make(overrides: Mapping[str, Any]) -> Any:
        made.append(create_app(overrides))
        return made[-1]

    monkeypatch.setattr(command, "create_app", make)
    yield
    for app in made:
        applications.close(app)


@pytest.fixture
def at_the_machine(
    app: Any, session: Any, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> Any:
    """The application with its first account, on the database that the command is told of."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    with transaction(session):
        accounts.claim_first(session, accounts.setup_link(session, clock_ms()), PERSON, clock_ms())
    return app


@pytest.mark.both_databases
def test_the_link_lets_the_owner_back_in(at_the_machine: Any, capsys: Output) -> None:
    assert command.main([" Ruth@Example.org", "--public-url", "https://debate.example.edu/"]) == 0
    said = capsys.readouterr().out
    found = re.search(r"https://debate\.example\.edu(/passwords/[\w-]{43})\n", said)
    assert found
    assert "for ruth@example.org, once, within a day" in said
    client = at_the_machine.test_client()
    fields = {"new_password": "violin in the cellar"}
    assert client.post(found[1], data=fields).status_code == 303
    assert client.get("/account").status_code == 200
    with at_the_machine.app_context():
        acts = db.session().scalars(select(AuditEntry.act)).all()
        assert acts[-2:] == ["password link", "password set by link"]


@pytest.mark.usefixtures("at_the_machine")
def test_a_link_without_a_public_address_is_on_the_port_that_is_said(capsys: Output) -> None:
    assert command.main(["ruth@example.org", "--host", "127.0.0.1", "--port", "8123"]) == 0
    assert "  http://127.0.0.1:8123/passwords/" in capsys.readouterr().out


@pytest.mark.usefixtures("at_the_machine")
def test_an_address_that_nobody_has_is_a_sentence_that_names_the_owners(capsys: Output) -> None:
    assert command.main(["nobody@example.org"]) == 1
    assert capsys.readouterr().err == (
        "Nobody signs in here as nobody@example.org."
        " The owner of this site signs in as ruth@example.org.\n"
    )
    assert command.main(["ruth"]) == 1
    assert capsys.readouterr().err == "This is not an e-mail address.\n"


@pytest.mark.both_databases
def test_without_an_account_it_says_how_the_first_is_made(
    app: Any, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    del app
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert command.main(["ruth@example.org"]) == 1
    assert capsys.readouterr().err.startswith(
        "There is no account yet. When python3 -m debate serve starts"
    )


@pytest.mark.both_databases
def test_without_a_database_none_is_made(
    empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_database_url)
    assert command.main(["ruth@example.org"]) == 1
    assert capsys.readouterr().err.startswith("There is no database yet at ")
    assert not list(tmp_path.rglob("*.sqlite3"))


def test_a_database_of_a_newer_version_is_left_alone(at_the_machine: Any, capsys: Output) -> None:
    with at_the_machine.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert command.main(["ruth@example.org"]) == 1
    assert "was made by a newer version of Clashroom" in capsys.readouterr().err


def test_a_file_that_is_no_database_is_a_sentence(tmp_path: Path, capsys: Output) -> None:
    (tmp_path / "clashroom.sqlite3").write_text("These are the notes of last year. " * 40)
    assert command.main(["ruth@example.org"]) == 1
    assert "cannot be opened: file is not a database." in capsys.readouterr().err


def test_a_closed_account_is_nobodys(at_the_machine: Any, session: Any, capsys: Output) -> None:
    del at_the_machine
    with transaction(session):
        session.scalars(select(Account)).one().disabled_ms = 1
    assert command.main(["ruth@example.org"]) == 1
    assert "Nobody signs in here as ruth@example.org." in capsys.readouterr().err
