"""The tail of a view: what it still holds, and what streams must read from the database."""

import json

from debate.live import tails
from debate.live.frames import Batch, Frame
from debate.live.tails import Tail

KEY = (12, "room")


def _batch(*numbers: int, last: int = 0, size: int = 1, **told: bool) -> Batch:
    frames = tuple(Frame(*KEY, n, f"p{n}", "list", "x" * size) for n in numbers)
    options = {"reload": False, "taken_back": False} | told
    return Batch(last or numbers[-1], frames, **options)


def _numbers(message: bytes) -> list[int]:
    (data,) = (line for line in message.decode().split("\n") if line.startswith("data: "))
    return [frame["n"] for frame in json.loads(data.removeprefix("data: "))]


def test_a_tail_gives_what_came_after_a_number_and_says_where_the_view_stands() -> None:
    tail = Tail(KEY, 3)
    assert tail.append(_batch(4, 5))
    assert tail.append(_batch(6, last=8))
    assert _numbers(tail.message_since(4)) == [5, 6]
    assert tail.message_since(4).startswith(b"id: 12.room:8\nevent: frame\n")
    assert _numbers(tail.message_since(3)) == [4, 5, 6]


def test_a_row_that_changed_twice_is_sent_once_in_its_newest_state() -> None:
    tail = Tail(KEY, 0)
    tail.append(Batch(1, (Frame(*KEY, 1, "p", "list", "old"),), reload=False, taken_back=False))
    tail.append(Batch(2, (Frame(*KEY, 2, "p", "list", "new"),), reload=False, taken_back=False))
    assert _numbers(tail.message_since(0)) == [2]
    assert b"old" not in tail.message_since(0)


def test_nothing_new_is_nothing_new() -> None:
    tail = Tail(KEY, 3)
    assert not tail.append(_batch(3))
    assert (tail.floor, tail.last, tail.epoch) == (3, 3, 0)


def test_taking_back_empties_the_tail_even_without_a_new_number() -> None:
    tail = Tail(KEY, 0)
    tail.append(_batch(1, 2))
    tail.append(_batch(2, taken_back=True))
    assert (tail.floor, tail.last, tail.epoch) == (2, 2, 1)


def test_too_much_at_once_leaves_an_empty_tail_at_the_new_number() -> None:
    tail = Tail(KEY, 0)
    tail.append(_batch(1))
    assert tail.append(_batch(70, reload=True))
    assert (tail.floor, tail.last) == (70, 70)


def test_a_tail_is_bounded_in_rows_and_in_characters() -> None:
    rows = Tail(KEY, 0)
    for n in range(1, tails.MAX_FRAMES + 2):
        rows.append(_batch(n))
    assert (rows.floor, rows.last) == (1, tails.MAX_FRAMES + 1)
    characters = Tail(KEY, 0)
    characters.append(_batch(1, size=tails.MAX_CHARACTERS // 2))
    characters.append(_batch(2, size=tails.MAX_CHARACTERS + 1))
    assert (characters.floor, characters.last) == (2, 2)
