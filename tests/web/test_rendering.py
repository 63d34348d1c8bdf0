"""Macros that are worked out once: they still say what they are given, and nothing else."""

import pytest
from flask import Flask, render_template_string
from markupsafe import Markup

BUTTON = '{% from "macros/forms.html" import button %}{{ button(*given, **named) }}'


@pytest.mark.parametrize(
    ("words", "written"),
    [("<b>", "&lt;b&gt;"), (Markup("<b>"), "<b>"), (1, "1"), (True, "True"), ("", "")],
)
def test_a_button_says_its_own_words_whatever_was_said_before(
    app: Flask, words: object, written: str
) -> None:
    with app.test_request_context():
        for value in (Markup("<b>"), "<b>", True, 1, 0, ""):
            render_template_string(BUTTON, given=["Go"], named={"value": value})
        found = render_template_string(BUTTON, given=["Go"], named={"value": words})
    assert f'value="{written}"' in found


def test_a_button_with_lists_is_written_each_time(app: Flask) -> None:
    with app.test_request_context():
        first, second = (
            render_template_string(
                BUTTON, given=["Go"], named={"attrs": {"data-n": n}, "disabled": [n]}
            )
            for n in (1, 2)
        )
    assert 'data-n="1"' in first
    assert 'data-n="2"' in second
    assert "disabled" in second


@pytest.mark.parametrize(
    ("value", "written"), [("<b>", "&lt;b&gt;"), (Markup("<b>"), "<b>"), (1, "1"), (True, "True")]
)
def test_attributes_are_written_as_they_are_given_whatever_was_said_before(
    app: Flask, value: object, written: str
) -> None:
    with app.test_request_context():
        for other in (Markup("<b>"), "<b>", True, 1, "1"):
            for name in ("data-n", "data-m"):
                named = {"attrs": {name: other}}
                render_template_string(BUTTON, given=["Go"], named=named)
        found = render_template_string(BUTTON, given=["Go"], named={"attrs": {"data-n": value}})
    assert f'data-n="{written}"' in found
    assert "data-m" not in found
