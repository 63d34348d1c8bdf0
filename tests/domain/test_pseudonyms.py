"""Names found in text: whole, by their parts, in other spellings, and what is left alone."""

import random
import re

import pytest

from debate.domain import pseudonyms
from debate.domain.pseudonyms import NAME_MARK

CLASS = ["Amara Diallo", "Tomás Rivera", "Jordan Will", "王小明", "김 민수", "Li An", "An"]
CLASS += ["Jo O’Brien-Kay", "Sam Poe Jr.", "Jürgen Müller", "Łukasz Żak", "Mark Lee"]
CLASS += ["Дмитрий Петров", "Γιώργος Παπάς", "محمد علي", "प्रिया शर्मा", "Dr Ansah", "Ng"]
DEBATE = ["Will Jordan sign an alliance?"]
IDS = ["20231144", "12", "s.amara@example.org", ""]
FIND = pseudonyms.replacer(CLASS, DEBATE, IDS)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("As Amara said", "As [name] said"),
        ("AMARA\n DIALLO’s case", "[name]’s case"),
        ("tomás and Tomas", "[name] and [name]"),
        ("Toma\u0301s", "[name]"),
        ("Amarantha", "Amarantha"),
        ("Jordan will sign an act", "[name] sign an act"),
        ("Jordan signs, will it?", "Jordan signs, will it?"),
        ("Li An, not Li or an", "[name], not Li or an"),
        ("O'Brien–Kay", "[name]"),
        ("Sam Poe Jr.", "[name] Jr."),
        ("Nobody here", "Nobody here"),
        ("Diallo, Amara; A. Diallo; A. B. Diallo", "[name]; [name]; [name]"),
        ("amara.diallo amara_diallo", "[name]"),
        ("AmaraDiallo, the Diallos", "[name], the [name]"),
        ("am**ar**a, &#65;mara", "[name], [name]"),
        ("Tom & Jerry &amp; co", "Tom & Jerry &amp; co"),
        ("Ama\u200bra, Ａｍａｒａ, 𝐀𝐦𝐚𝐫𝐚", "[name], [name], [name]"),
        ("А\u006dara with another A", "[name] with another A"),
        ("Mueller, Muller, MÜLLER", "[name], [name], [name]"),
        ("Lukasz Zak", "[name]"),
        ("mark my words, Mark", "mark my words, [name]"),
        ("Dr Ansah, not doctors", "Dr [name], not doctors"),
    ],
)
def test_names_typed_in_text_are_found_whole_and_by_their_parts(typed: str, shown: str) -> None:
    assert FIND(typed) == shown
    assert FIND.finds(typed) == (NAME_MARK in shown)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("王小明说, 小明说", "[name]说, [name]说"),
        ("민수가 김치", "[name]가 김치"),
        ("Петрову и Дмитрия", "[name] и [name]"),
        ("Dmitry, dmitrii, Dmitriy Petrov", "[name], [name], [name]"),
        ("Амара", "[name]"),
        ("Giorgos Papas", "[name]"),
        ("ومحمد قال, والي", "[name] قال, والي"),
        ("प्रिया ने कहा", "[name] ने कहा"),
        ("Россия и Китай", "Россия и Китай"),
    ],
)
def test_names_are_found_across_alphabets_and_cases(typed: str, shown: str) -> None:
    assert FIND(typed) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("write to kofi.m@uni.example.org.", "write to [name]."),
        ("ask @kofi_m or @ noon", "ask [name] or @ noon"),
        # Read in one go: a word of any length is looked at for as far as an address goes.
        ("x" * 20_000, "x" * 20_000),
        (f"{'x' * 64}@uni.example.org", "[name]"),
        ("20231144, 120231144, 12", "[name], 120231144, 12"),
    ],
)
def test_addresses_handles_and_ids_are_taken_out(typed: str, shown: str) -> None:
    assert FIND(typed) == shown


def test_a_part_that_is_a_word_of_the_debate_is_said_to_be_kept() -> None:
    assert FIND.kept == ("Jordan", "Will")


@pytest.mark.parametrize("names", [[], ["An"], ["Dr Wu"], ["明"]])
def test_where_no_name_can_be_told_from_a_word_text_stays(names: list[str]) -> None:
    found = pseudonyms.replacer(names, DEBATE)
    assert found("An alliance, 明天 wu") == "An alliance, 明天 wu"


def test_text_with_many_names_keeps_everything_between_them() -> None:
    text = "; ".join(f"{n} Amara {n}" for n in range(50))
    assert FIND(text) == text.replace("Amara", NAME_MARK)


SYLLABLES = (
    "ba che dru fo gri ha ji kla lu mo ni pra qui ro sha ti vu wen xi yor zo ñe lé kö".split()
)


def random_class(rng: random.Random) -> list[str]:
    """Names of one to four parts, with accents, hyphens and apostrophes; some names are shared."""

    def part() -> str:
        word = "".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))).capitalize()
        return rng.choice((word, word, word, f"O’{word}", f"{word}-{rng.choice(SYLLABLES)}bard"))

    names = [" ".join(part() for _ in range(rng.randint(1, 4))) for _ in range(rng.randint(2, 40))]
    return [*names, names[0]]


@pytest.mark.no_cover
def test_no_name_of_200_random_classes_is_left_in_any_way_of_typing_it() -> None:
    rng = random.Random(4)
    ways = (str, str.upper, str.lower, lambda name: f"{name}’s", lambda name: f"({name})")
    for _ in range(200):
        names = random_class(rng)
        parts = [part for name in names for part in re.split(r"[\s’-]", name) if len(part) > 2]
        typed = [rng.choice(ways)(rng.choice((*names, *parts))) for _ in range(60)]
        found = pseudonyms.replacer(names)(" said, ".join(typed)).casefold()
        words = set(re.findall(r"\w+", found))
        assert not words & {part.casefold() for part in parts}, names


def test_codes_of_two_exports_have_nothing_to_do_with_each_other() -> None:
    one, other = (pseudonyms.export_codes(30, random.Random(seed)) for seed in (1, 2))
    assert len(set(one)) == 30
    assert one != other
    assert all(re.fullmatch(r"Person \d{4}", code) for code in one)
    assert len(set(pseudonyms.export_codes(2000, random.Random(3)))) == 2000
