"""The command that checks transcripts: one sentence, and a code for scripts."""

import subprocess
import sys
from pathlib import Path

import pytest

from debate.cli import verify
from tests.domain.written_transcripts import later, named, write

ROOT = Path(__file__).parents[2]
INTACT_BYTES = write(named())


def test_the_command_prints_one_sentence_and_its_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, newer, bad, no_json = (
        tmp_path / name for name in ("a.json", "b.json", "c.json", "d.txt")
    )
    good.write_bytes(INTACT_BYTES)
    newer.write_bytes(write(later()))
    bad.write_bytes(INTACT_BYTES.replace(b"Trust is not", b"Trust is now"))
    no_json.write_text("hello")
    missing = tmp_path / "missing.json"
    for arguments, code, said in (
        ([good], 0, "Intact: 4 records"),
        ([good, "--against", newer], 0, "Same chain: 2 records since"),
        ([bad], 1, "Record 3 was altered: its payload"),
        ([good, "--against", bad], 1, "In the newer file: Record 3"),
        ([missing], 2, "missing.json cannot be read: No such file"),
        ([good, "--against", missing], 2, "missing.json cannot be read"),
        ([no_json], 2, "d.txt cannot be checked. This is not a JSON file."),
    ):
        assert verify.main([str(argument) for argument in arguments]) == code
        printed = capsys.readouterr().out
        assert said in printed
        assert printed.count("\n") == 1


def test_a_wrong_command_line_ends_with_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        verify.main([])
    assert ended.value.code == 2
    assert "python3 -m debate verify" in capsys.readouterr().err


def test_it_runs_without_any_installed_package(tmp_path: Path) -> None:
    file = tmp_path / "transcript.json"
    file.write_bytes(INTACT_BYTES)
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from debate.cli import verify\n"
        "sys.exit(verify.main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-I", "-c", program, str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
