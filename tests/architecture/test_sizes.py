"""Files and functions stay small enough to be read whole, and a file's name says what is in it."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Migrations are records of what was generated.
GENERATED = ROOT / "debate" / "migrations" / "versions"
CATCH_ALLS = {"utils", "util", "helpers", "helper", "common", "misc"}


def test_files_stay_under_400_lines() -> None:
    paths = [*_python(), *_files("templates", "*.html"), *_files("static", "*.css")]
    assert not {_name(path): count for path in paths if (count := _lines(path)) >= 400}


def test_scripts_stay_under_120_lines() -> None:
    paths = _files("static", "*.js")
    assert not {_name(path): count for path in paths if (count := _lines(path)) >= 120}


def test_functions_stay_under_50_lines() -> None:
    long = {
        f"{_name(path)}:{node.lineno} {node.name}": length
        for path in _python()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        # What people do in a browser from first to last is read as one story.
        and not _name(path).startswith("tests/browser/")
        and (length := (node.end_lineno or 0) - node.lineno + 1) >= 50
    }
    assert not long


def test_no_module_is_a_place_for_anything() -> None:
    assert not [_name(path) for path in _python() if path.stem in CATCH_ALLS]


def test_every_module_says_what_belongs_in_it() -> None:
    silent = [
        _name(path)
        for path in _python()
        if (text := path.read_text(encoding="utf-8")) and not ast.get_docstring(ast.parse(text))
    ]
    assert not silent


def _python() -> Iterator[Path]:
    yield ROOT / "wsgi.py"
    for folder in ("debate", "tests"):
        yield from (path for path in _files(folder, "*.py") if GENERATED not in path.parents)


def _files(folder: str, pattern: str) -> list[Path]:
    return sorted((ROOT / folder).rglob(pattern))


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
