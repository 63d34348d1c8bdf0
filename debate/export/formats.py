"""A format as the YAML file that `seeds/formats` holds and that can be imported again.

What a file may leave out because it is the usual, this one leaves out.
"""

from collections.abc import Mapping, Sequence

from debate.domain.formats import Format, as_data
from debate.domain.steps import CLAIM_MAX, Step, default_bells
from debate.export.decks_yaml import Block, Flow, Value, document

HEAD = "# Durations in seconds, due dates in hours. turns: side and speaker.\n"
_BLOCKS = ("title", "name", "hint")
# In the order in which the bundled files have them.
_TOP = (
    *("slug", "title", "summary", "sides", "teams", "team_seats", "decision"),
    *("points_min", "points_max", "points_step", "usual_min", "usual_max", "lowest_percent"),
    *("low_point_win", "prep_bank_s", "steps"),
)
_STEP = (
    *("slug", "name", "kind", "entry", "poll", "seconds", "due_hours", "turns", "open_to"),
    *("asker", "answerer", "of", "reversed", "sealed", "side_clocks", "turn_seconds", "scored"),
    *("points_max", "claim_max", "reasons_max", "cards_min", "cards_max", "links", "answer_by"),
    *("new_arguments", "poi", "bells", "grace_s", "advance", "late", "late_hours", "hint"),
)
_USUAL: Mapping[str, object] = {
    "claim_max": CLAIM_MAX,
    "reasons_max": 1200,
    "cards_min": 0,
    "prep_bank_s": 0,
    "sealed": False,
    "low_point_win": False,
    "lowest_percent": 0,
}


def yaml(fmt: Format) -> bytes:
    """The bytes of the file, UTF-8."""
    data = as_data(fmt)
    data["steps"] = [_step(step, one) for step, one in zip(fmt.steps, _steps(data), strict=True)]
    return (HEAD + document(_told(data, _TOP))).encode()


def _steps(data: Mapping[str, object]) -> Sequence[dict[str, object]]:
    steps = data["steps"]
    assert isinstance(steps, list)
    return steps


def _step(step: Step, data: dict[str, object]) -> dict[str, Value]:
    usual = () if step.seconds is None else default_bells(step.seconds)
    if step.bells == usual:
        del data["bells"]
    elif not step.bells:
        data["bells"] = Flow([])
    if step.advance == ("act" if step.due_hours is None else "time"):
        del data["advance"]
    return _told(data, _STEP)


def _told(data: Mapping[str, object], order: Sequence[str]) -> dict[str, Value]:
    """What says something, in this order; a key that the order does not name comes last."""
    keys = [*(key for key in order if key in data), *(key for key in data if key not in order)]
    return {
        key: _value(key, data[key])
        for key in keys
        if not _empty(data[key]) and _USUAL.get(key, data) != data[key]
    }


def _empty(value: object) -> bool:
    """Whether a key is as good as left out; `new_arguments: false` is not."""
    return value in (None, "", [])


def _value(key: str, value: object) -> Value:
    if key == "summary":
        return Block(str(value), always=True)
    if key in _BLOCKS:
        return Block(str(value))
    if isinstance(value, Flow) or key == "steps":
        return value  # type: ignore[return-value]  # made above
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return Flow({name: str(one) for name, one in value.items()})
    if isinstance(value, list):
        items = [one if isinstance(one, dict) else str(one) for one in value]
        inner = [
            Flow({k: str(v) for k, v in one.items()}) for one in items if isinstance(one, dict)
        ]
        return inner or Flow([str(one) for one in items])
    return str(value)
