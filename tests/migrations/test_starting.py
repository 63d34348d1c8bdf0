"""Several processes that start at once on one database, and one secret key for all of them."""

import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Timer

import pytest

from debate import config
from tests.serving import ROOT, SERVE, START_S

PROCESSES = 3
ROUNDS = 60


def start(home: Path, url: str, key: str = "of all") -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", SERVE, "--host", "127.0.0.1", "--port", "0"],
        cwd=ROOT,
        env=os.environ | {"INSTANCE_PATH": str(home), "DATABASE_URL": url, "SECRET_KEY": key},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def said(process: "subprocess.Popen[str]") -> str:
    """What it printed until it served or ended."""
    assert process.stdout
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line)
        if "Stop with Ctrl+C" in line:
            break
    return "".join(lines)


def ended(processes: Sequence["subprocess.Popen[str]"]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        process.communicate(timeout=START_S)


def test_processes_that_start_at_once_with_an_empty_database_and_folder_all_serve(
    empty_database_url: str, tmp_path: Path
) -> None:
    processes = [start(tmp_path / "new", empty_database_url) for _ in range(PROCESSES)]
    try:
        texts = list(map(said, processes))
    finally:
        ended(processes)
    for text in texts:
        assert "Clashroom is at" in text, text
        assert "Stop with Ctrl+C" in text, text


@pytest.mark.both_databases
def test_a_process_with_another_key_says_so_and_does_not_serve_on_postgresql(
    empty_database_url: str, dialect: str, tmp_path: Path
) -> None:
    if dialect == "sqlite":
        pytest.skip("one file is served by one machine, whose folder keeps the key")
    processes = [start(tmp_path, empty_database_url)]
    try:
        assert "Stop with Ctrl+C" in said(processes[0])
        processes += [start(tmp_path, empty_database_url, key) for key in ("another", "of all")]
        assert said(processes[1]) == (
            "Another process serves this database with another SECRET_KEY. Give all of them the "
            "same, or the same INSTANCE_PATH.\n"
        )
        assert processes[1].wait(START_S) == 1
        assert "Stop with Ctrl+C" in said(processes[2])
    finally:
        ended(processes)


@pytest.mark.one_database
def test_processes_that_make_the_secret_key_at_once_have_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(PROCESSES) as threads:
        for n in range(ROUNDS):
            together, home = Barrier(PROCESSES), tmp_path / str(n)

            def key(_: int, home: Path = home, together: Barrier = together) -> str:
                together.wait(START_S)
                return str(config.load({"INSTANCE_PATH": str(home)})["SECRET_KEY"])

            keys = set(threads.map(key, range(PROCESSES)))
            assert len(keys) == 1
            assert keys != {""}


@pytest.mark.one_database
def test_a_key_that_another_process_is_writing_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"
    path.touch()
    writing = Timer(0.1, path.write_text, ["the key of both"])
    writing.start()
    assert config.load({"INSTANCE_PATH": str(tmp_path)})["SECRET_KEY"] == "the key of both"
    writing.join()


@pytest.mark.one_database
def test_an_empty_secret_key_is_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config, "KEY_S", 0.0)
    (tmp_path / "secret_key").write_text("")
    with pytest.raises(config.SettingError, match="Delete it, and start again"):
        config.load({"INSTANCE_PATH": str(tmp_path)})
