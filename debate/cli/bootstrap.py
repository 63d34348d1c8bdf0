"""From any Python to the command: the environment is found or made, then the command runs in it.

Here: which commands there are, the environment `.venv` beside the package, and a sentence for each
way in which making it can fail. Not here: what a command does (its own module in this package).
Standard library only, and nothing slow is imported before it is needed: a second start compares a
stamp and goes on.
"""

import os
import sys
from collections.abc import Iterator
from hashlib import sha256
from io import TextIOWrapper
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = ROOT / "requirements.txt"
DEV_LOCK = ROOT / "requirements-dev.txt"

COMMANDS = {
    "demo": "serve a sample class on this machine (--lan: to the network)",
    "serve": "serve to the network; prints the link for the first instructor",
    "password": "print a one-time link for a new password: password EMAIL",
    "backup": "copy the database while it is in use",
    "deck": "check, import or export a deck (deck --help)",
    "verify": "check a transcript: verify FILE [--against NEWER | --with JSON]",
    "check": "install what the tests need and run them all (--fast: without a browser)",
}
# Where a command's module has another name than the command.
MODULES = {"deck": "decks", "password": "passwords"}
USAGE = "usage: python3 -m debate COMMAND [options]\n\n" + "\n".join(
    f"  {name:9} {purpose}" for name, purpose in COMMANDS.items()
)


def main(argv: list[str]) -> int:
    """Run the command that `argv` names and return its exit code.

    Raises SystemExit with one sentence when the environment cannot be made.
    """
    command = argv[0] if argv else ""
    if command not in COMMANDS:
        asked = command in {"-h", "--help", "help"}
        print(USAGE, file=sys.stdout if asked else sys.stderr)
        return 0 if asked else 2
    if command == "verify":
        from debate.cli import verify

        return verify.main(argv[1:])
    locks = [LOCK, DEV_LOCK] if command == "check" else [LOCK]
    inside = Path(sys.prefix).resolve() == VENV.resolve()
    if inside and current(locks):
        return _run(command, argv[1:])
    if not inside and not _own_choice() and current(locks):
        return _hand_over(argv)
    if not inside and _installed(locks):
        return _run(command, argv[1:])
    make(locks)
    return _hand_over(argv)


def current(locks: list[Path]) -> bool:
    """Whether `.venv` holds what the locks say, by the stamps left when they were installed."""
    try:
        return all(_stamp(lock).read_text(encoding="utf-8") == _mark(lock) for lock in locks)
    except OSError:
        return False


def make(locks: list[Path]) -> None:
    """Make or renew `.venv` with what the locks say; one process at a time.

    Raises SystemExit with one sentence: no ensurepip, no network, folder not writable.
    """
    try:
        with alone(ROOT / ".venv.lock"):
            if current(locks):
                return
            if not _sound():
                _create()
            for lock in locks:
                if not current([lock]):
                    _install(lock)
            _compile()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except OSError as error:
        raise SystemExit(
            f"Clashroom cannot write its environment to {ROOT} ({error.strerror or error}). Make"
            " the folder writable, or copy it to where you may write, and run the command there."
        ) from error


def _own_choice() -> bool:
    """Whether another virtual environment is active: one that someone chose is looked at first."""
    return sys.prefix != sys.base_prefix


def _installed(locks: list[Path]) -> bool:
    """Whether the running Python has all that the locks ask of every machine, in these versions."""
    found = _distributions()
    return all(
        _plain(found.get(name, "")) == _plain(wanted)
        for lock in locks
        for name, wanted in _unconditional(lock.read_text(encoding="utf-8"))
    )


def _distributions() -> dict[str, str]:
    """Package → version, by the names of their folders: `importlib.metadata` reads every file."""
    found: dict[str, str] = {}
    for place in map(Path, sys.path):
        for folder in place.glob("*.dist-info"):
            name, _, version = folder.stem.rpartition("-")
            found.setdefault(_canonical(name), version)
    return found


def _canonical(name: str) -> str:
    """A package's name as locks write it."""
    return name.lower().replace("_", "-").replace(".", "-")


def _unconditional(lock: str) -> Iterator[tuple[str, str]]:
    for line in lock.splitlines():
        name, pinned, wanted = line.partition("==")
        if pinned and ";" not in line:
            yield _canonical(name), wanted.rstrip(" \\")


def _plain(version: str) -> str:
    """Without leading zeros: a package may call itself 1.003 where the lock says 1.3."""
    return ".".join(part.lstrip("0") or "0" for part in version.split("."))


def _stamp(lock: Path) -> Path:
    return VENV / f"{lock.stem}.stamp"


def _mark(lock: Path) -> str:
    """What the stamp of an installed lock holds: the lock's hash and the Python it was for."""
    return f"{sha256(lock.read_bytes()).hexdigest()} {os.path.realpath(PYTHON)}"


def alone(path: Path) -> TextIOWrapper:
    """The lock file, held until it is closed: two first starts at once must not do it both."""
    file = path.open("a", encoding="utf-8")
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)
    return file


def _sound() -> bool:
    """Whether `.venv` has a Python that starts, is new enough and has pip."""
    import subprocess

    probe = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    try:
        done = subprocess.run([PYTHON, "-c", probe], capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def _create() -> None:
    import importlib.util
    import subprocess
    import venv

    _say("Making the environment in .venv …")
    try:
        if importlib.util.find_spec("ensurepip") is None:
            raise SystemExit(_no_ensurepip())
        venv.create(VENV, clear=True, symlinks=os.name != "nt", with_pip=True)
    except subprocess.CalledProcessError as error:
        raise SystemExit(_no_ensurepip()) from error


def _no_ensurepip() -> str:
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if not Path("/etc/debian_version").exists():
        return (
            "This Python cannot make an environment: it lacks ensurepip. Install Python 3.11 or"
            " newer from python.org or your system's packages, and run the command with it."
        )
    sudo = "" if os.name == "posix" and os.geteuid() == 0 else "sudo "
    return (
        "This Python cannot make an environment: it lacks ensurepip. This mends it:"
        f" {sudo}apt install {package}"
    )


def _install(lock: Path) -> None:
    import subprocess

    if lock == LOCK:
        # The test requirements are resolved against the others: they are installed again after.
        _stamp(DEV_LOCK).unlink(missing_ok=True)
    _say(f"Installing {lock.name}, once …")
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    only_locked = ["--require-hashes", "--only-binary", ":all:", "--requirement", str(lock)]
    done = subprocess.run(
        [*pip, "install", "--quiet", "--retries", "2", *only_locked],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        raise SystemExit(_why(lock, done.stdout))
    _stamp(lock).write_text(_mark(lock), encoding="utf-8")


def _compile() -> None:
    """Compile our own code too, as pip does with what it installs: where Python is told not to
    write what it compiles, as in many containers, each start would do it again."""
    import subprocess

    subprocess.run([PYTHON, "-m", "compileall", "-q", ROOT / "debate"], check=False)


def _why(lock: Path, output: str) -> str:
    """One sentence on why pip failed, from what it printed."""
    if any(sign in output for sign in ("connection broken", "ConnectionError", "timed out")):
        return (
            "The requirements could not be fetched: the package index does not answer. Connect this"
            " machine to the internet for the first start (later ones need no network), and run the"
            " same command again."
        )
    errors = [line for line in output.splitlines() if line.startswith("ERROR:")] or [output.strip()]
    if "No matching distribution" in output and sys.version_info >= (3, 15):
        return (
            f"{errors[-1]}\nSome packages are not ready for this Python yet: run the command with"
            " Python 3.11, 3.12, 3.13 or 3.14."
        )
    return f"pip could not install {lock.name}:\n" + "\n".join(errors)


def _hand_over(argv: list[str]) -> int:
    """Go on in `.venv`: in place of this process, or on Windows, which cannot do that, below it."""
    arguments = [str(PYTHON), "-m", "debate", *argv]
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name != "nt":
        os.execv(PYTHON, arguments)  # noqa: S606 - no shell is wanted
    import subprocess

    with subprocess.Popen(arguments) as child:
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:
                continue


def _run(command: str, argv: list[str]) -> int:
    """The command itself, imported only now that what it needs is installed."""
    import gc
    from importlib import import_module

    from debate.cli import fonts
    from debate.config import SettingError

    # Importing makes no garbage worth looking for, and that is a tenth of a start; serving has it.
    gc.disable()
    try:
        # Those that print no page need none, and the demo has a folder of its own.
        if command not in ("backup", "deck", "demo", "password"):
            fonts.ensure()
        code: int = import_module(f"debate.cli.{MODULES.get(command, command)}").main(argv)
    except SettingError as error:
        raise SystemExit(str(error)) from error
    return code


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
