"""`serve` says in a sentence why it cannot serve."""

from pathlib import Path

import pytest

from debate.cli import serve


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


@pytest.mark.parametrize("port", ["99999", "-1"])
def test_a_number_that_is_no_port_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert serve.main(["--host", "127.0.0.1", f"--port={port}"]) == 1
    assert capsys.readouterr().err == f"{port} is not a port. Choose one from 1 to 65535.\n"


def test_a_file_that_is_no_database_is_a_sentence(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "clashroom.sqlite3").write_text("These are the notes of last year. " * 40)
    assert serve.main(["--host", "127.0.0.1", "--port", "0"]) == 1
    assert "cannot be opened: file is not a database." in capsys.readouterr().err
