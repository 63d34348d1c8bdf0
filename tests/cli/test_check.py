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


def test_steps_that_run_together_are_told_apart_and_those_that_failed_are_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "QUIET", ("quiet",))
    steps = [
        ("bad", [sys.executable, "-c", "print('what is wrong'); exit(3)"]),
        ("good", [sys.executable, "-c", "print('all is well')"]),
        ("quiet", [sys.executable, "-c", "print('much')"]),
    ]
    assert check._together(steps, {}) == ["bad"]
    said = capsys.readouterr().out
    assert said.index("what is wrong") < said.index("== bad failed") < said.index("all is well")
    assert "== good passed" in said
    assert "== quiet passed" in said
    assert "much" not in said


def test_choosing_tests_leaves_coverage_out_and_fast_the_browser() -> None:
    reading, every = dict(check._reading(False)), dict(check._testing(False, []))
    chosen = dict(check._testing(True, ["-k", "clock"]))
    assert list(reading) == ["types", "format", "lint", "layers", "collection"]
    assert list(check._reading(True)) == list(reading.items())[:-1]
    assert list(every) == ["rules", "tests", "browser"]
    assert list(chosen) == ["tests"]
    assert chosen["tests"][-2:] == ["-k", "clock"]


def test_what_the_steps_import_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, str]] = []
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("TEST_DATABASE_URL", "postgresql://somewhere/tests")
    monkeypatch.setattr(check, "_together", lambda steps, env: given.append(env) or [])
    monkeypatch.setattr(check, "_testing", lambda fast, chosen: ())
    assert check.main(["--fast"]) == 0
    assert "PYTHONDONTWRITEBYTECODE" not in given[0]
