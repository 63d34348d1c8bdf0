"""Every format that is shipped, played to its end: nothing is left without its words."""

import pytest
from sqlalchemy.orm import Session

from debate.domain import transcripts
from debate.domain.speeches import number_speeches
from debate.export import transcripts_json
from debate.models.speeches import Speech
from debate.queries import events
from debate.queries import transcripts as records
from tests import cast
from tests.whole import playing
from tests.whole.playing import Play

HOUR_MS = 3_600_000
SHIPPED = sorted(path.stem for path in (cast.SEEDS / "formats").iterdir())


def as_json(play: Play) -> bytes:
    found = records.streamed(play.session, play.debate.slug, play.now, names=True)
    assert found is not None
    pieces = transcripts_json.pieces(
        found,
        events.Records(play.session, found.here.id),
        events.label_salts(play.session, found.here.id),
    )
    return b"".join(pieces)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_format_is_played_to_its_end_and_leaves_a_whole_record(
    session: Session, name: str
) -> None:
    fmt = cast.read_format(name)
    play = playing.set_up(session, fmt)
    play.run()

    session.expire_all()
    assert play.debate.ended_ms is not None
    assert play.debate.ended_ms <= play.now

    rows = session.query(Speech).filter_by(debate_id=play.debate.id).all()
    assert {row.address for row in rows} == {slot.address for slot in number_speeches(fmt)}
    spoken = {address.partition(".")[0] for address in play.said}
    assert {row.address for row in rows} == spoken

    banks = play.here().reading.prep_left_ms.values()
    assert all(left < max(1, fmt.prep_bank_s * 1000 - 60_000) for left in banks)

    data = as_json(play)
    report = transcripts.verify(transcripts.read(data))
    assert report.ok, report.first_fault
    record = data.decode()
    assert not [words for words in (*play.said.values(), *play.words) if words not in record]
    assert not [address for address in play.said if f'"{address}"' not in record]


@pytest.mark.parametrize("jump_ms", [2 * HOUR_MS, -2 * HOUR_MS])
def test_a_debate_whose_server_is_set_by_two_hours_goes_on_where_it_stood(
    session: Session, jump_ms: int
) -> None:
    play = playing.set_up(session, cast.read_format("spar"))
    play.control("start")
    play.beat()
    left = play.here().reading.left_ms
    play.now += jump_ms
    play.beat()
    reading = play.here().reading
    assert (reading.state, reading.interrupted, reading.left_ms) == ("paused", True, left)
    play.control("resume")
    play.now += 5000
    reading = play.here().reading
    assert (reading.state, reading.left_ms) == ("running", left - 5000)
    assert reading.ends_ms == play.now + reading.left_ms
    play.control("next")
    assert play.here().reading.step_index == 1
