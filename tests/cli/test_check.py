"""`check` finds the programs that pip cannot bring and says how each step ended."""

import sys
from pathlib import Path

import pytest

from debate.cli import check


def test_the_browser_that_is_named_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/somewhere/chrome")
    assert check.chromium() == "/somewhere/chrome"


def test_the_newest_postgresql_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("9", "15", "17"):
        programs = tmp_path / version / "bin"
        programs.mkdir(parents=True)
        (programs / "initdb").touch(mode=0o755)
        (programs / "initdb.exe").touch(mode=0o755)
    monkeypatch.setattr(check, "POSTGRES_FOLDERS", ((str(tmp_path), "*/bin"),))
    assert check.postgres() == tmp_path / "17" / "bin"


def test_a_step_that_fails_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert check._passes("good", [sys.executable, "-c", "pass"], {}, chosen=False)
    assert not check._passes("bad", [sys.executable, "-c", "exit(3)"], {}, chosen=False)
    said = capsys.readouterr().out
    assert "== good passed" in said
    assert "== bad failed" in said


def test_choosing_tests_leaves_coverage_out_and_fast_the_browser() -> None:
    every = dict(check._steps(fast=False, chosen=[]))
    chosen = dict(check._steps(fast=True, chosen=["-k", "clock"]))
    assert list(every) == ["format", "lint", "types", "layers", "rules", "tests", "browser"]
    assert list(chosen) == ["format", "lint", "types", "layers", "tests"]
    assert chosen["tests"][-2:] == ["-k", "clock"]
