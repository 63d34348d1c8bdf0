"""Word lists: which entries there may be, and what they find in a text."""

import pytest

from debate.domain import wordlists
from debate.domain.refusals import Refused


def found(entries: str, *texts: str) -> tuple[str, ...]:
    return wordlists.find(wordlists.read(wordlists.clean(entries)), *texts)


@pytest.mark.parametrize(
    ("entries", "text", "wanted"),
    [
        ("idiot", "What an idiot.", ("idiot",)),
        ("idiot", "IDIOT!", ("IDIOT",)),
        ("idiot", "That is idiotic", ()),  # whole words only
        ("idiot*", "That is idiotic", ("idiotic",)),
        ("idiot*", "An idiot", ("idiot",)),
        ("shut up", "Shut\n  up, now", ("Shut\n  up",)),
        ("shut up", "shut the door up", ()),
        ("shut up*", "shut upright", ("shut upright",)),
        ("shut up", "they shut", ()),
        ("ill-mannered", "ill mannered", ("ill mannered",)),
        ("cafe", "Café", ("Café",)),
        ("café", "cafe", ("cafe",)),
        ("café", "cafe\u0301s cafe\u0301", ("cafe\u0301",)),  # accents as signs of their own
        ("ırmak", "IRMAK irmak ırmak İRMAK", ("IRMAK", "irmak", "ırmak", "İRMAK")),
        ("istanbul", "İstanbul", ("İstanbul",)),
        ("strasse", "Straße STRASSE", ("Straße", "STRASSE")),
        ("straße", "STRASSE", ("STRASSE",)),
        ("smorrebrod", "Smørrebrød", ("Smørrebrød",)),
        ("encyclopaedia", "Encyclopædia", ("Encyclopædia",)),
        ("ёлка", "Елка", ("Елка",)),
        ("σοφια", "Σοφία", ("Σοφία",)),
        ("fool", "fo\u00adol fo\u200bol", ("fo\u00adol", "fo\u200bol")),  # signs not seen
        ("ﬁlthy", "filthy", ("filthy",)),  # a ligature
        ("fool", "ｆｏｏｌ", ("ｆｏｏｌ",)),  # full-width letters
        ("坏人", "他是坏人。", ("坏人",)),
        ("坏人", "坏的人", ()),
        ("शब्द", "यह शब्द है", ("शब्द",)),
        ("कि", "की", ()),  # vowel signs are no accents there
        ("don't", "DON’T", ("DON’T",)),
        ("**bold** word", "a bold **word**", None),
        ("idiot", "іdiot", ()),  # a Cyrillic і: look-alikes are not looked for
        ("c3", "C3", ("C3",)),
        ("no", "", ()),
    ],
)
def test_entries_find_whole_words_without_regard_to_case_and_accents(
    entries: str, text: str, wanted: tuple[str, ...] | None
) -> None:
    if wanted is None:
        with pytest.raises(Refused, match="at the end only"):
            found(entries, text)
    else:
        assert found(entries, text) == wanted


def test_finds_of_several_texts_are_named_once_each_and_no_more_than_five() -> None:
    assert found("a\nb", "a b", "b a A") == ("a", "b", "A")
    assert len(found("x*", "x1 x2 x3 x4 x5 x6 x7")) == wordlists.FOUND_MAX


def test_entries_that_begin_alike_cost_no_more_than_others() -> None:
    """Each word of a text is looked at once for each length of entries, not for each entry."""
    alike = "\n".join(f"{'a ' * 20}x{n}" for n in range(300))
    listed = wordlists.read(wordlists.clean(alike))
    assert listed.lengths == (21,)
    assert wordlists.find(listed, "a " * 2_500 + "x7") == (f"{'a ' * 20}x7",)


def test_a_list_is_kept_without_empty_lines_and_repetitions() -> None:
    assert wordlists.clean("  idiot \r\n\r\nshut   up\nidiot\n") == "idiot\nshut up"
    assert wordlists.clean(" \n ") == ""
    assert found("", "anything") == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("fine\n*", "Line 2 holds no word"),
        ("...", "Line 1 holds no word"),
        ("a*b", "Line 1: [*] may stand at the end only"),
        ("fine\n\n" + "x" * 61, "Line 3 is longer"),
        ("\n".join(f"w{n}" for n in range(301)), "At most 300 entries"),
    ],
)
def test_what_is_no_entry_is_refused_with_its_line(text: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        wordlists.clean(text)
    assert refused.value.field == "words"


def test_the_writer_is_told_what_was_found_in_words() -> None:
    assert "“a”." in wordlists.warning(["a"])
    assert "“a”, “b” and “c”." in wordlists.warning(["a", "b", "c"])
