"""From any Python to the command: what is made, when it is made again, and what is said instead."""

import ast
import sys
from pathlib import Path

import pytest

from debate.cli import bootstrap

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with its two locks, whose environment says that both are installed."""
    venv = tmp_path / ".venv"
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", venv)
    monkeypatch.setattr(bootstrap, "PYTHON", venv / "bin" / "python")
    monkeypatch.setattr(bootstrap, "LOCK", tmp_path / "requirements.txt")
    monkeypatch.setattr(bootstrap, "DEV_LOCK", tmp_path / "requirements-dev.txt")
    bootstrap.PYTHON.parent.mkdir(parents=True)
    bootstrap.PYTHON.symlink_to(sys.executable)
    for lock in (bootstrap.LOCK, bootstrap.DEV_LOCK):
        lock.write_text("flask==3.1.3 \\\n    --hash=sha256:00\n", encoding="utf-8")
        bootstrap._stamp(lock).write_text(bootstrap._mark(lock), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["__init__.py", "__main__.py", "cli/__init__.py"])
def test_an_old_python_can_read_as_far_as_the_sentence_on_its_age(name: str) -> None:
    text = (ROOT / "debate" / name).read_text(encoding="ascii")
    ast.parse(text, feature_version=(3, 4))


def test_without_a_command_the_commands_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main([]) == 2
    assert bootstrap.main(["--help"]) == 0
    said = capsys.readouterr()
    assert all(name in said.out and name in said.err for name in bootstrap.COMMANDS)


def test_an_installed_lock_is_not_installed_again(checkout: Path) -> None:
    assert bootstrap.current([bootstrap.LOCK, bootstrap.DEV_LOCK])
    bootstrap.make([bootstrap.LOCK])
    assert not (checkout / ".venv" / "pyvenv.cfg").exists()


def test_a_changed_lock_is_installed_again(checkout: Path) -> None:
    bootstrap.LOCK.write_text("flask==3.1.4\n", encoding="utf-8")
    assert not bootstrap.current([bootstrap.LOCK])
    assert bootstrap.current([bootstrap.DEV_LOCK])


def test_an_environment_whose_python_is_gone_is_not_used(checkout: Path) -> None:
    bootstrap.PYTHON.unlink()
    assert not bootstrap.current([bootstrap.LOCK])
    assert not bootstrap._sound()


def test_a_folder_that_cannot_be_written_is_named(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", bootstrap.LOCK)
    with pytest.raises(SystemExit, match=r"cannot write .*requirements\.txt"):
        bootstrap.make([bootstrap.LOCK])


def test_a_python_without_ensurepip_names_what_mends_it(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bootstrap.LOCK.write_text("flask==3.1.4\n", encoding="utf-8")
    bootstrap.PYTHON.unlink()
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SystemExit, match=r"apt install python3|Install Python 3"):
        bootstrap.make([bootstrap.LOCK])


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("WARNING: … after connection broken by 'NewConnectionError('…')'", "does not answer"),
        ("ReadTimeoutError: Read timed out.", "does not answer"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "DO NOT MATCH THE HASHES"),
        ("no space left", "no space left"),
    ],
)
def test_the_reason_why_pip_failed_is_told(output: str, sentence: str) -> None:
    assert sentence in bootstrap._why(bootstrap.LOCK, output)


def test_only_what_every_machine_needs_decides_whether_an_environment_will_do() -> None:
    lock = "flask==3.1.3 \\\n    --hash=sha256:00\npysqlite3==0.6.1 ; sys_platform == 'linux' \\\n"
    assert list(bootstrap._unconditional(lock)) == [("flask", "3.1.3")]


def test_versions_that_differ_in_leading_zeros_are_the_same() -> None:
    assert bootstrap._plain("1.003") == bootstrap._plain("1.3")
    assert bootstrap._plain("1.100") != bootstrap._plain("1.1")
    assert bootstrap._plain("2.0") == "2.0"


def test_our_code_is_compiled_once_even_where_python_may_not_write_what_it_compiles(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    (checkout / "debate").mkdir()
    (checkout / "debate" / "one.py").write_text("ONE = 1\n", encoding="utf-8")
    bootstrap._compile()
    assert len(list((checkout / "debate").rglob("one.*.pyc"))) == 1
