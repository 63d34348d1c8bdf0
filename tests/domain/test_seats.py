"""Names, join codes and code names."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debate.domain import seats
from debate.domain.seats import NameRefused, clean_name, same_name, tidy_code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Mei Tanaka", "Mei Tanaka"),
        ("  Mei \t Tanaka\n", "Mei Tanaka"),
        ("Mei\u00a0\u3000Tanaka", "Mei Tanaka"),
        ("Rene\u0301", "René"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("O’Brien-Smith, Jr.", "O’Brien-Smith, Jr."),
        ("X Æ A-12", "X Æ A-12"),
        ("田中 美衣", "田中 美衣"),
        ("محمد علی\u200cرضا", "محمد علی\u200cرضا"),
        ("ශ\u0dca\u200dරී", "ශ\u0dca\u200dරී"),
        ("葛\U000e0100城", "葛\U000e0100城"),
        ("กิ่งแก้ว", "กิ่งแก้ว"),
        ("a" * 80, "a" * 80),
        ("7", "7"),
        ("x\u0300\u0301\u0302", "x\u0300\u0301\u0302"),
    ],
)
def test_names_of_many_scripts_are_kept_in_one_spelling(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type a name"),
        (" \t\u3000", "Type a name"),
        ("a" * 81, "at most 80"),
        ("a" + " " * 5000, "at most 80"),
        ("a" + "\u0301" * 100_000, "at most 80"),
        ("Ann\u202e", "reverses text"),
        ("A\u2066nn", "reverses text"),
        ("\u200eAnn", "reverses text"),
        ("\u061cAnn", "reverses text"),
        ("An\u200bn", "invisible sign"),
        ("\ufeffAnn", "invisible sign"),
        ("An\u00adn", "invisible sign"),
        ("\u200dAnn", "invisible sign"),
        ("Ann\u200c", "invisible sign"),
        ("Ann \u200cLee", "invisible sign"),
        ("Ann\u200c Lee", "invisible sign"),
        ("An\u200c\u200cn", "invisible sign"),
        ("A1\u200d2", "invisible sign"),
        ("\u3164", "invisible sign"),
        ("A\u034fnn", "invisible sign"),
        ("\u2800", "invisible sign"),
        ("Ann\x00", "invisible sign"),
        ("Ann\x1b[2J", "invisible sign"),
        ("Ann\ue000", "invisible sign"),
        ("Ann\ud800", "invisible sign"),
        ("Ren\ufffd", "broken sign"),
        ("Ann\uffff", "broken sign"),
        ("Z\u0300\u0301\u0302\u0303\u0304algo", "too many accents"),
        ("...", "at least one letter"),
        ("\u0301", "at least one letter"),
        ("😀", "at least one letter"),
    ],
)
def test_names_that_could_deceive_are_refused_with_a_reason(typed: str, said: str) -> None:
    with pytest.raises(NameRefused) as refused:
        clean_name(typed)
    assert said in refused.value.sentence


@given(st.text(st.characters() | st.sampled_from("\u200d\u200c\u202e\u0301 \tab")))
def test_a_kept_name_is_short_visible_and_stays_as_it_is(text: str) -> None:
    try:
        name = clean_name(text)
    except NameRefused:
        return
    assert clean_name(name) == name
    assert 1 <= len(name) <= 80
    assert unicodedata.is_normalized("NFC", name)
    assert name == " ".join(name.split())
    assert not any(unicodedata.category(sign) in ("Cc", "Co", "Cs") for sign in name)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Mei Tanaka", "mei  TANAKA ", True),
        ("Mei", "Ｍｅｉ", True),
        ("René", "Rene\u0301", True),
        ("O’Brien", "O'Brien", True),
        ("Jean–Luc", "jean-luc", True),
        ("علی\u200cرضا", "علیرضا", True),
        ("葛\U000e0100城", "葛城", True),
        ("Straße", "STRASSE", True),
        ("René", "Rene", False),
        ("Ann Lee", "Annlee", False),
        ("Ann", "Anna", False),
    ],
)
def test_spellings_of_one_name_count_as_the_same(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same
    assert same_name(other, one) is same


@pytest.mark.parametrize(
    ("name", "code_name", "names", "shown"),
    [
        ("Mei", "Heron", True, "Mei"),
        ("Mei", "Heron", False, "Heron"),
        ("", "Heron", True, "Seat 3"),
        ("Mei", "", False, "Seat 3"),
    ],
)
def test_a_label_never_shows_the_other_kind(
    name: str, code_name: str, names: bool, shown: str
) -> None:
    assert seats.label(3, name, code_name, names=names) == shown


def test_there_are_enough_code_words_and_none_twice() -> None:
    keys = {word.casefold() for word in seats.CODE_WORDS}
    assert len(keys) == len(seats.CODE_WORDS) >= 64
    assert all(word.isalpha() and len(word) <= 12 for word in seats.CODE_WORDS)


@given(st.integers(0, 250), st.integers(), st.integers(0, 120))
def test_code_names_are_different_and_not_taken(count: int, seed: int, taken: int) -> None:
    first = seats.code_names(taken, random.Random(seed))
    drawn = seats.code_names(count, random.Random(seed + 1), first)
    assert len(set(first + drawn)) == taken + count


def test_numbers_come_only_when_the_words_are_used_up() -> None:
    words = len(seats.CODE_WORDS)
    rng = random.Random(1)
    assert not any(" " in name for name in seats.code_names(words, rng))
    assert set(seats.code_names(words * 2, rng)) > set(seats.CODE_WORDS)
    assert seats.code_names(1, rng, seats.CODE_WORDS)[0].endswith(" 2")


def test_a_code_name_says_nothing_of_the_order_of_seats() -> None:
    draws = {tuple(seats.code_names(3, random.Random(seed))) for seed in range(20)}
    assert len(draws) == 20


@pytest.mark.parametrize(("joinable", "length"), [(0, 6), (1, 6), (20, 6), (21, 7), (1000, 7)])
def test_codes_grow_with_the_number_of_joinable_sittings(joinable: int, length: int) -> None:
    assert seats.code_length(joinable) == length


def test_the_alphabet_has_32_signs_that_cannot_be_mistaken() -> None:
    assert len(set(seats.ALPHABET)) == 32
    assert not set("IO01") & set(seats.ALPHABET)


@given(st.integers(), st.sampled_from([6, 7]))
def test_a_drawn_code_is_read_back_however_it_is_typed(seed: int, length: int) -> None:
    code = seats.make_code(random.Random(seed), length)
    assert len(code) == length
    for typed in (code, code.lower(), f" {code[:3]} - {code[3:]} ", f"{code[:3]}–{code[3:]}"):
        assert tidy_code(typed) == seats.TypedCode(code, None)


def test_full_width_signs_are_read() -> None:
    assert tidy_code("ｋｔ４ｗｍ９").code == "KT4WM9"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "Type the code from the board."),
        (" - ", "Type the code from the board."),
        ("KT4WM0", "Codes never contain I, O, 0 or 1."),
        ("oooooo", "Codes never contain I, O, 0 or 1."),
        ("KT4WM%", "A code has only letters and digits."),
        ("KT4WMÄ", "A code has only letters and digits."),
        ("KT4W\u200bM9", "A code has only letters and digits."),
        ("KT4WM", "A code has 6 or 7 signs."),
        ("KT4WM9KT", "A code has 6 or 7 signs."),
        ("K" * 100_000, "A code has 6 or 7 signs."),
    ],
)
def test_what_cannot_be_a_code_is_answered_with_the_reason(typed: str, reason: str) -> None:
    assert tidy_code(typed) == seats.TypedCode(None, reason)
