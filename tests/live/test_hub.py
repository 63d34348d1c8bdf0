"""Streams while the database fails: nothing is lost, nobody is silenced."""

import pytest

from debate.live import hub as hubs
from debate.live import streams
from tests.live.stage import Running, Stage


def test_a_database_that_is_away_for_a_while_costs_no_stream(
    live: Running, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "RETRY_S", 0.05)
    # What is kept in memory begins after p0, so that a page from before it has to be read for.
    stage.put("p0", "before")
    page = live.page(at="12.room:1")
    page.next("hello")
    stage.broken = True
    stage.reads.clear()
    stage.put("p1", "kept")
    live.hub.wake(12)
    fresh = live.page(6, "12.room:0")
    fresh.next("hello")
    # Both the pump, from 1, and the new page, from 0, have tried in vain.
    while {0, 1} - {number for read in list(stage.reads) for number in read.values()}:
        pass
    stage.broken = False
    assert page.html(1) == ["kept"]
    assert fresh.html(2) == ["before", "kept"]


def test_a_database_that_is_away_does_not_silence_a_page(
    live: Running, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT_S", 0.05)
    monkeypatch.setattr(hubs, "RETRY_S", 60.0)
    stage.broken = True
    page = live.page()
    page.next("hello")
    # A proxy would end a connection on which nothing comes.
    assert page.response.readline() == b": still here\n"


def test_an_answer_that_makes_no_sense_costs_the_room_nothing(
    live: Running, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "RETRY_S", 0.05)
    page = live.page()
    page.next("hello")
    stage.put("p1", "first")
    page.html(1)
    stage.odd.append("no batch")
    stage.put("p2", "second")
    assert page.html(1) == ["second"]
    assert stage.odd == []
