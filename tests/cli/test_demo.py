"""`demo`: its links on one line, a folder of its own, and a sentence where it cannot start."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import text

from debate.cli import database, demo, fonts
from debate.config import ROOT
from debate.db import db
from debate.live.server import bind

ROLES = ["instructor", "student_p", "student_o", "judge", "audience", "projector"]
PORT = 8000


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a real instance, with fonts in the demo's: making them takes its time."""
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path))
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    lines = [line.rstrip(" \\") for line in lock.splitlines() if line.startswith(fonts.PACKAGES)]
    stamp = tmp_path / "demo" / "fonts" / fonts.STAMP
    stamp.parent.mkdir(parents=True)
    stamp.write_text("\n".join([f"recipe {fonts.RECIPE}", *lines]), encoding="utf-8")
    return tmp_path


@pytest.fixture
def begin(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Any]:
    """Start the demo and stop it when it is ready; what it printed."""

    def ready_at_once(app: Flask, *, sockets: list[Any], on_ready: Callable[[int], None]) -> None:
        on_ready(PORT)
        for listener in sockets:
            listener.close()
        with app.app_context():
            db.session.remove()
            db.engine.dispose()

    monkeypatch.setattr(demo, "run", ready_at_once)

    def begin(*options: str) -> str:
        assert demo.main(["--port", "0", "--no-browser", *options]) == 0
        return capsys.readouterr().out

    return begin


def test_json_is_one_line_with_a_link_for_each_role(begin: Callable[..., str]) -> None:
    lines = begin("--json").splitlines()
    assert len(lines) == 1
    found = json.loads(lines[0])
    address = f"http://127.0.0.1:{PORT}"
    assert list(found) == ["address", "links", "sessions"]
    assert found["address"] == address
    assert list(found["links"]) == ROLES
    assert all(link.startswith(f"{address}/") for link in found["links"].values())
    assert list(found["sessions"]) == ["finished", "running", "empty"]
    assert len(found["sessions"]["empty"]["code"]) == 6


def test_people_are_told_the_links_too(begin: Callable[..., str]) -> None:
    told = begin()
    assert f"http://127.0.0.1:{PORT}/demo/" in told
    assert all(name in told for name in ("Instructor", "Judge", "Projector", "Ctrl+C"))


def test_it_touches_nothing_but_its_own_folder(begin: Callable[..., str], home: Path) -> None:
    begin("--json")
    assert [path.name for path in home.iterdir()] == ["demo"]
    assert (home / "demo" / "clashroom.sqlite3").exists()


def test_a_real_database_in_the_environment_is_not_used(
    begin: Callable[..., str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = home / "real.sqlite3"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{real}")
    monkeypatch.setenv("PUBLIC_URL", "https://debate.example.edu")
    assert "example.edu" not in begin("--json")
    assert not real.exists()


def test_the_class_stays_until_it_is_reset(begin: Callable[..., str]) -> None:
    first, second = (json.loads(begin("--json")) for _ in range(2))
    assert first["sessions"] == second["sessions"]
    seats = [role for role in ROLES if role != "instructor"]
    assert [first["links"][role] for role in seats] == [second["links"][role] for role in seats]
    assert first["links"]["instructor"] != second["links"]["instructor"]
    fresh = json.loads(begin("--json", "--reset"))
    assert not set(map(str, fresh["sessions"].values())) & set(map(str, first["sessions"].values()))


def test_a_port_that_is_taken_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with bind("127.0.0.1", 0) as taken:
        port = str(taken.getsockname()[1])
        assert demo.main(["--port", port, "--json", "--no-browser"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"Port {port} is taken")


def test_a_database_of_newer_code_is_a_sentence(
    begin: Callable[..., str], home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begin("--json")
    make = demo.create_app({"INSTANCE_PATH": str(home / "demo"), "TESTING": True})
    with make.app_context():
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        db.engine.dispose()
    assert demo.main(["--port", "0", "--json", "--no-browser"]) == 1
    assert "newer version" in capsys.readouterr().err


def test_the_newest_revision_is_known_by_the_name_of_its_file() -> None:
    scripts = ScriptDirectory(str(ROOT / "debate" / "migrations"))
    assert database.revisions()[-1] == scripts.get_current_head()
    assert set(database.revisions()) == {item.revision for item in scripts.walk_revisions()}


def test_it_serves_when_the_line_is_there_and_stops_at_a_signal(home: Path) -> None:
    command = "import sys; from debate.cli.demo import main; sys.exit(main(sys.argv[1:]))"
    options = ["--json", "--no-browser", "--port", "0"]
    with subprocess.Popen(
        [sys.executable, "-c", command, *options],
        cwd=ROOT,
        env=os.environ | {"INSTANCE_PATH": str(home)},
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        found = json.loads(process.stdout.readline())
        with urlopen(found["links"]["instructor"]) as answer:
            assert "Enter as Dr Ansah" in answer.read().decode()
        with urlopen(found["links"]["projector"]) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
        assert process.stdout.read() == ""
