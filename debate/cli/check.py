"""`check`: everything that has to pass before a change lands, in one command.

Here: the steps in order, and finding or installing Chromium and PostgreSQL, which pip cannot bring.
Not here: what a step checks (`pyproject.toml`, `tests/`). Standard library only.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BROWSER_PATHS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
)
POSTGRES_FOLDERS = (
    ("/usr/lib/postgresql", "*/bin"),
    ("/opt/homebrew/opt", "postgresql*/bin"),
    ("/usr/local/opt", "postgresql*/bin"),
    ("C:/Program Files/PostgreSQL", "*/bin"),
)
NO_BROWSER = (
    "The browser tests need Chromium or Chrome: install one (Debian: sudo apt install chromium),"
    " set CHROMIUM to its path, or leave these tests out with: python3 -m debate check --fast"
)
NO_POSTGRES = (
    "The tests need PostgreSQL 15 or newer: install its server (Debian, Ubuntu: sudo apt install"
    " postgresql; macOS: brew install postgresql@17), or set TEST_DATABASE_URL to a server's"
    " address where databases may be created."
)

MEASURED = ("checks", "compared")

QUIET = ("collection",)  # the names of all tests say nothing unless one cannot be read

Step = tuple[str, list[str]]


def main(argv: list[str]) -> int:
    """Run all steps and name those that failed. `--fast` leaves the browser out.

    Other arguments go to pytest, and then coverage is not asked for. Raises SystemExit with a
    sentence when the browser or PostgreSQL is missing and cannot be installed.
    """
    fast = "--fast" in argv
    chosen = [argument for argument in argv if argument != "--fast"]
    environment = dict(os.environ)
    # Hundreds of processes come of this, and each would compile anew all that it imports.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if not fast:
        environment["CHROMIUM"] = _browser()
    _require_postgres()
    begun = time.monotonic()
    reading, testing = list(_reading(bool(chosen))), list(_testing(fast, chosen))
    failed = _together(reading, environment)
    failed += [
        name for name, command in testing if not _passes(name, command, environment, bool(chosen))
    ]
    took = time.monotonic() - begun
    if failed:
        print(f"check: failed after {took:.0f} s: {', '.join(failed)}", flush=True)
        return 1
    print(f"check: all {len(reading) + len(testing)} steps passed in {took:.0f} s", flush=True)
    return 0


def chromium() -> str | None:
    """The path of a Chromium or Chrome: the one CHROMIUM names, or the first that is installed."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    installed = (path for name in BROWSERS if (path := shutil.which(name)))
    placed = (path for path in BROWSER_PATHS if Path(path).exists())
    return next(installed, None) or next(placed, None)


def postgres() -> Path | None:
    """The folder of PostgreSQL's server programs (initdb, postgres), the newest where several."""
    for top, pattern in POSTGRES_FOLDERS:
        folders = [
            folder for folder in Path(top).glob(pattern) if shutil.which("initdb", path=folder)
        ]
        if folders:
            return max(folders, key=_major)
    found = shutil.which("initdb")
    return Path(found).parent if found else None


def _major(folder: Path) -> int:
    digits = "".join(sign for sign in folder.parent.name if sign.isdigit())
    return int(digits or 0)


def _reading(chosen: bool) -> Iterator[Step]:
    """What runs side by side: types take as long as all the others, and one core."""
    python = [sys.executable, "-m"]
    layers = "from importlinter.cli import lint_imports_command as run; run(['--no-logo'])"
    yield "types", [*python, "mypy"]
    yield "format", [*python, "ruff", "format", "--check", "."]
    yield "lint", [*python, "ruff", "check", "."]
    yield "layers", [sys.executable, "-c", layers]
    if not chosen:
        # Else each of the workers compiles every test, all at the same moment.
        yield "collection", [*python, "pytest", "--collect-only", "-qq", "--no-header"]


def _testing(fast: bool, chosen: list[str]) -> Iterator[Step]:
    python = [sys.executable, "-m"]
    if chosen:
        yield "tests", [*python, "pytest", "-n", "2", *chosen]
    else:
        # Measuring takes as long again as a test does: only what the measure needs is in here.
        # Rules about files out are tried on files that were made. What tries one rule hundreds of
        # times is marked `no_cover`.
        ruled = ("tests/domain", *(f"tests/export/test_transcripts_{name}.py" for name in MEASURED))
        yield "rules", [*python, "pytest", "-n", "2", *ruled, "--cov=debate/domain"]
        # These wait for databases and pages a third of their time: three share two cores well.
        # By itself, xdist gives one of them all that stands first, which is what takes longest.
        shared = ("-n", "3", "--maxschedchunk=24")
        yield "tests", [*python, "pytest", *shared, *(f"--ignore={path}" for path in ruled)]
    if not fast:
        # In the order of `tests/conftest.py`: by itself, xdist begins with what has most tests.
        apart = ("-n", "3", "--dist=loadfile", "--no-loadscope-reorder", "--timeout=300")
        yield "browser", [*python, "pytest", "tests/browser", *apart, *chosen]


def _together(steps: list[Step], environment: dict[str, str]) -> list[str]:
    """Run the steps at the same time, and show of each what it said; the names of those failed."""
    begun, failed = time.monotonic(), []
    running = [
        (
            name,
            subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
            ),
        )
        for name, command in steps
    ]
    for name, process in running:
        said, _ = process.communicate()
        passed = process.returncode == 0
        if not passed or name not in QUIET:
            print(said, end="")
        print(f"== {name} {_verdict(passed)}, {time.monotonic() - begun:.1f} s", flush=True)
        failed += [] if passed else [name]
    return failed


def _passes(name: str, command: list[str], environment: dict[str, str], chosen: bool) -> bool:
    print(f"== {name}", flush=True)
    begun = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    # pytest's code for "no test was chosen" is no failure where a choice was asked for.
    passed = code == 0 or (chosen and code == 5 and "pytest" in command)
    print(f"== {name} {_verdict(passed)}, {time.monotonic() - begun:.1f} s", flush=True)
    return passed


def _verdict(passed: bool) -> str:
    return "passed" if passed else "failed"


def _browser() -> str:
    found = chromium() or _playwrights()
    if not found and _apt_serves() and _is_debian():
        _apt("chromium")
        found = chromium()
    if not found:
        with_deps = ["--with-deps"] if _apt_serves() else []
        _attempt([sys.executable, "-m", "playwright", "install", *with_deps, "chromium"])
        found = _playwrights()
    if not found:
        raise SystemExit(NO_BROWSER)
    return found


def _require_postgres() -> None:
    if os.environ.get("TEST_DATABASE_URL") or postgres():
        return
    if _apt_serves():
        _apt("postgresql")
    if not postgres():
        raise SystemExit(NO_POSTGRES)


def _playwrights() -> str | None:
    """The path of the browser that playwright itself has installed."""
    ask = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
    )
    done = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, encoding="utf-8", check=False
    )
    path = done.stdout.strip()
    return path if path and Path(path).exists() else None


def _apt_serves() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0 and bool(shutil.which("apt-get"))


def _is_debian() -> bool:
    """Elsewhere, as on Ubuntu, the package of this name only points to another shop."""
    release = Path("/etc/os-release")
    return release.exists() and "\nID=debian\n" in f"\n{release.read_text(encoding='utf-8')}"


def _apt(package: str) -> None:
    print(f"Installing {package} …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _attempt(["apt-get", "update", "-qq"], quiet)
    _attempt(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], quiet)


def _attempt(command: list[str], environment: dict[str, str] | None = None) -> None:
    """Run an installer and show what it said only when it failed; what is missing is told later."""
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        print("\n".join(done.stdout.splitlines()[-5:]), file=sys.stderr)
