"""What the tests here share: they ask for hundreds of pages and files, and the same ones often."""

import json
from typing import Any

import pytest

from debate.export import transcripts_pdf

_made: dict[str, bytes] = {}


@pytest.fixture(autouse=True)
def _set_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """PDFs and pictures of the same data and second are the same bytes: each is set once."""
    typeset = transcripts_pdf.typeset

    def once(asked: dict[str, Any], begins: bytes) -> bytes:
        data = json.dumps(asked | {"made_ms": asked["made_ms"] // 1000}, sort_keys=True)
        if data not in _made:
            _made[data] = typeset(asked, begins)
        return _made[data]

    monkeypatch.setattr(transcripts_pdf, "typeset", once)
