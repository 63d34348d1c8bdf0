"""Reading transcripts, comparing two of them, and the command that does both."""

import subprocess
import sys
from pathlib import Path

import pytest

from debate.domain import transcripts
from tests.domain.written_transcripts import OTHER, add, later, named, started, write

ROOT = Path(__file__).parents[2]
INTACT_BYTES = write(named())


def test_a_newer_copy_tells_what_came_and_what_was_withheld_since() -> None:
    report = transcripts.compare(named(), later())
    assert (report.ok, report.intact, report.withheld) == (True, 4, 1)
    assert report.sentence == "Same chain: 2 records since, 1 withheld since."


def test_equal_copies_are_the_same_chain() -> None:
    assert transcripts.compare(named(), named()).sentence.startswith("Same chain: 0 records since")


def test_another_chain_is_named_by_its_first_other_record() -> None:
    other = started()
    other["records"], other["head"] = other["records"][:2], other["records"][1]["hash"]
    del other["points"], other["steps"]
    add(other, "point_sent", {"claim": "Something else"})
    report = transcripts.compare(named(), transcripts.with_digests(other))
    assert (report.ok, report.intact) == (False, 2)
    assert report.first_fault == "The two files differ from record 3 on."


def test_a_newer_copy_with_fewer_records_is_a_fault() -> None:
    report = transcripts.compare(named(), transcripts.with_digests(started()))
    assert report.first_fault == "The newer file ends at record 3, the older one at record 4."


@pytest.mark.parametrize("which", [0, 1])
def test_a_copy_that_was_altered_itself_is_named(which: int) -> None:
    both = [named(), later()]
    both[which]["head"] = OTHER
    report = transcripts.compare(*both)
    assert not report.ok
    assert report.sentence.startswith(f"In the {('older', 'newer')[which]} file: The head")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not a JSON file"),
        (b"\xff\xfe{}", "not a JSON file"),
        (b"{", "not a JSON file"),
        (b"[" * 100_000, "not a JSON file"),
        (b'{"schema": "clashroom-transcript/1", "a": 1, "a": 2}', "a key stands twice"),
        (b'{"schema": "clashroom-transcript/1", "a": NaN}', "NaN is no number"),
        (b'{"schema": "clashroom-transcript/2"}', "does not follow the schema"),
        (b"[]", "does not follow the schema"),
    ],
)
def test_other_files_are_refused_with_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(transcripts.Unreadable, match=said):
        transcripts.read(data)


def test_a_mark_at_the_start_of_the_file_does_no_harm() -> None:
    assert transcripts.verify(transcripts.read(b"\xef\xbb\xbf" + INTACT_BYTES)).ok


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
        assert transcripts.main([str(argument) for argument in arguments]) == code
        printed = capsys.readouterr().out
        assert said in printed
        assert printed.count("\n") == 1


def test_a_wrong_command_line_ends_with_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        transcripts.main([])
    assert ended.value.code == 2
    assert "python3 -m debate verify" in capsys.readouterr().err


def test_it_runs_without_any_installed_package(tmp_path: Path) -> None:
    file = tmp_path / "transcript.json"
    file.write_bytes(INTACT_BYTES)
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from debate.domain import transcripts\n"
        "sys.exit(transcripts.main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-I", "-c", program, str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
