"""Child processes that take apart what strangers made, with an end in time and memory.

What they read is their standard input, JSON their answer. Belongs here: starting one, its bounds,
and what it may know. Does not belong here: what any of them reads (`texts_reading`,
`transcripts_checks`).
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from typing import Any

from debate.config import ROOT

WALL_SECONDS = 15
CPU_SECONDS = 10
MEMORY_BYTES = 512 * 1024 * 1024
MAX_ANSWER = 32_000_000
"""Bytes of an answer: the longest text (`texts.MAX_SIGNS`), each sign as JSON at its longest."""

_KEPT_SETTINGS = ("PATH", "PYTHONPATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "TMPDIR", "TEMP")


class Stopped(Exception):
    """The child's time or memory was up."""


class Broken(Exception):
    """The child ended in an error, or said more than an answer can hold."""


def ask(module: str, arguments: Sequence[str], files: Sequence[bytes]) -> dict[str, Any]:
    """What the child says of these files, which it reads one after the other.

    Raises Stopped and Broken.
    """
    # The child opens what strangers made: it gets no setting of ours, such as the secret key.
    settings = {name: os.environ[name] for name in _KEPT_SETTINGS if name in os.environ}
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
        given.writelines(files)
        given.seek(0)
        try:
            done = subprocess.run(
                [sys.executable, "-m", module, *arguments],
                stdin=given,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                cwd=ROOT,
                env=settings,
                timeout=WALL_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Stopped from None
        if done.returncode < 0:  # by a signal
            raise Stopped
        answer.seek(0)
        written = answer.read(MAX_ANSWER + 1)
    if done.returncode > 0 or len(written) > MAX_ANSWER:
        raise Broken
    read_back: dict[str, Any] = json.loads(written)
    return read_back


def bound() -> None:
    """Give this process an end in time and memory, where the system can (Windows cannot)."""
    try:
        import resource
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, MAX_ANSWER),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some of them
            resource.setrlimit(what, (most, most))
