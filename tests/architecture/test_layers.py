"""Imports go downward only, and the rules need no library; `pyproject.toml` has the contracts."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = sorted((ROOT / "debate" / "domain").glob("*.py"))
BOOTSTRAP = [ROOT / "debate" / "cli" / name for name in ("bootstrap.py", "check.py")]
# Text alone may use the Markdown and sanitising libraries.
ALLOWED = {"text.py": {"bleach", "markdown_it"}}


def test_every_import_goes_to_a_lower_layer() -> None:
    run = "from importlinter.cli import lint_imports_command as run; run(['--no-logo'])"
    done = subprocess.run(
        [sys.executable, "-c", run], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", DOMAIN + BOOTSTRAP, ids=lambda path: path.name)
def test_rules_and_bootstrap_import_the_standard_library_alone(path: Path) -> None:
    allowed = sys.stdlib_module_names | {"debate"} | ALLOWED.get(path.name, set())
    foreign = {name for name in _imports(path) if name.split(".")[0] not in allowed}
    assert not foreign


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole path"
            yield node.module or ""
