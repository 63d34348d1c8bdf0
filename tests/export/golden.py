"""Comparing a file with the one kept beside the tests.

Run the tests with REWRITE_GOLDEN=1 to keep what is written now, and read the difference.
"""

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def same(name: str, found: str) -> bool:
    """Whether `found` is what the golden file holds."""
    path = FOLDER / name
    if os.environ.get("REWRITE_GOLDEN"):
        path.write_text(found, encoding="utf-8", newline="")
    return path.read_bytes().decode() == found
