"""The locks install the same files everywhere and name no place to fetch them from."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ["requirements.txt", "requirements-dev.txt"]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.findall(r"\S*://\S*|--\S*index\S*|--find-links\S*|(?<= )/\S+", text)


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_pinned_and_hashed(name: str) -> None:
    requirements = _requirements(name)
    assert requirements
    loose = [one for one in requirements if "==" not in one or "--hash=sha256:" not in one]
    assert not loose


def test_the_locks_agree_on_versions() -> None:
    first, second = (
        dict(one.split()[0].split("==") for one in _requirements(name)) for name in LOCKS
    )
    assert {name: first[name] for name in first.keys() & second} == {
        name: second[name] for name in first.keys() & second
    }


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_all_that_was_asked_for(name: str) -> None:
    asked = (ROOT / name.replace(".txt", ".in")).read_text(encoding="utf-8")
    names = {match[1].lower() for match in re.finditer(r"^([A-Za-z][\w-]*)", asked, re.MULTILINE)}
    assert names <= {one.split("==")[0] for one in _requirements(name)}


def _requirements(name: str) -> list[str]:
    """Each requirement of a lock with its hashes, as one string."""
    joined = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in joined.splitlines() if line and line.strip()[0] != "#"]
