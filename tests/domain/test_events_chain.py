"""The arithmetic of the chain: one text for a value, commitments that tell nothing, links."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debate.domain import chain

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abcä\n"), inner),
    max_leaves=12,
)
SALT = bytes(range(32))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "a": [True, None, -2]}, b'{"a":[true,null,-2],"b":1}'),
        ({"é": "é", "e\u0301": ""}, '{"e\u0301":"","é":"é"}'.encode()),
        ('\x00\x1f\n"\\/\x7f\u2028', b'"\\u0000\\u001f\\n\\"\\\\/\x7f\xe2\x80\xa8"'),
        (2**70, b"1180591620717411303424"),
        ("", b'""'),
        ({}, b"{}"),
    ],
)
def test_a_value_has_one_canonical_text(value: object, written: bytes) -> None:
    assert chain.canonical(value) == written


@pytest.mark.parametrize(
    "value",
    [1.0, [0.5], {"a": float("nan")}, ("a",), {"a": {1: 2}}, b"a", {None: 1}, {"a": {"b": {1}}}],
)
def test_what_other_languages_write_differently_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        chain.canonical(value)


def test_text_without_utf8_form_is_refused() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        chain.canonical({"a": "\ud800"})


def test_nesting_is_limited_before_it_exhausts_the_stack() -> None:
    value: object = "bottom"
    for _ in range(chain.DEPTH_LIMIT):
        value = [value]
    assert chain.canonical(value)
    with pytest.raises(ValueError, match="levels"):
        chain.canonical({"a": value})


@given(JSON_VALUES)
def test_canonical_text_reads_back_as_the_value(value: object) -> None:
    assert json.loads(chain.canonical(value)) == value


@given(st.dictionaries(st.text("abcä\n"), st.integers(), min_size=2))
def test_the_order_of_keys_does_not_count(value: dict[str, int]) -> None:
    turned = dict(reversed(value.items()))
    assert chain.canonical(turned) == chain.canonical(value)


def test_a_commitment_is_the_hash_of_salt_and_canonical_content() -> None:
    expected = hashlib.sha256(SALT + b'{"claim":"x"}').hexdigest()
    assert chain.commitment(SALT, {"claim": "x"}) == expected
    assert chain.is_hash(expected)


def test_equal_contents_under_different_salts_cannot_be_told_to_be_equal() -> None:
    assert chain.commitment(SALT, "yes") != chain.commitment(SALT[::-1], "yes")


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_salt_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        chain.commitment(bytes(length), "x")


def test_a_link_is_the_hash_of_the_array_of_its_four_parts() -> None:
    facts, payload = "a" * 64, "b" * 64
    text = f'["{chain.GENESIS}",1,"{facts}","{payload}"]'
    expected = hashlib.sha256(text.encode()).hexdigest()
    assert chain.link(chain.GENESIS, 1, facts, payload) == expected


def test_each_part_of_a_link_changes_it() -> None:
    links = {
        chain.link(chain.GENESIS, 1, "a", "b"),
        chain.link("1" * 64, 1, "a", "b"),
        chain.link(chain.GENESIS, 2, "a", "b"),
        chain.link(chain.GENESIS, 1, "c", "b"),
        chain.link(chain.GENESIS, 1, "a", "c"),
    }
    assert len(links) == 5


@pytest.mark.parametrize(
    ("value", "is_one"),
    [
        ("0" * 64, True),
        ("A" * 64, False),
        ("0" * 63, False),
        ("0" * 64 + "\n", False),
        ("٠" * 64, False),
        (None, False),
        (0, False),
    ],
)
def test_a_hash_is_64_lower_case_hex_signs(value: object, is_one: bool) -> None:
    assert chain.is_hash(value) is is_one
