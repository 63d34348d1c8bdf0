"""How names are compared: spellings of one word that count as the same, in one script and across.

Belongs here: letters and tables of letters. Does not belong here: which names are looked for in
which text, and what takes their place (`pseudonyms`).
"""

import re
import unicodedata
from functools import lru_cache
from itertools import islice, product

LETTER, IGNORED, DIGIT, UNSPACED, OTHER = "a", "i", "0", "h", " "
"""Kinds of signs in the shape of a text. UNSPACED: letters of scripts that part no words."""

_SPELLINGS_LIMIT = 96
# Bold or struck letters in a word, and signs that nobody sees, do not part it.
_INSIDE = "*~`\\\u00ad\u034f\u2060\ufeff"
_APOSTROPHES = "\u02bc\u02bb\u02b9\u02bd"  # letters by their category
_UNSPACED = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u31ff"
    "\u3400-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U0001b000-\U0001b16f"
    "\U00020000-\U0003ffff]"
)

_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
    | {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ـ": None}
)
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_ALIKE = str.maketrans(
    dict(zip("АВЕЅІЈКМНОРСТУХҮаеѕіјорсухһ", "ABESIJKMHOPCTYXYaesijopcyxh", strict=True))
    | dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονι", "ABEZHIKMNOPTYXovi", strict=True))
)
# Romanisations in use on passports, in papers and by hand; the first is the most usual.
_ROMAN: dict[str, tuple[str, ...]] = {
    "ий": ("iy", "y", "i", "ii", "ij"),
    "ый": ("y", "yi", "yy"),
    "ья": ("ya", "ia", "ja"),
    "а": ("a",),
    "б": ("b",),
    "в": ("v", "w"),
    "г": ("g", "h"),
    "д": ("d",),
    "е": ("e", "ye"),
    "ё": ("e", "yo", "io"),
    "ж": ("zh", "j"),
    "з": ("z",),
    "и": ("i", "y"),
    "й": ("y", "i", "j"),
    "к": ("k",),
    "л": ("l",),
    "м": ("m",),
    "н": ("n",),
    "о": ("o",),
    "п": ("p",),
    "р": ("r",),
    "с": ("s",),
    "т": ("t",),
    "у": ("u",),
    "ф": ("f",),
    "х": ("kh", "h"),
    "ц": ("ts", "c"),
    "ч": ("ch",),
    "ш": ("sh",),
    "щ": ("shch", "sch"),
    "ъ": ("",),
    "ы": ("y",),
    "ь": ("",),
    "э": ("e",),
    "ю": ("yu", "iu", "ju"),
    "я": ("ya", "ia", "ja"),
    "і": ("i",),
    "ї": ("yi", "i"),
    "є": ("ye", "ie"),
    "ґ": ("g",),
    "ў": ("u", "w"),
    "ј": ("j",),
    "љ": ("lj",),
    "њ": ("nj",),
    "ћ": ("c",),
    "ђ": ("dj", "d"),
    "џ": ("dz",),
    "α": ("a",),
    "β": ("v", "b"),
    "γ": ("g",),
    "δ": ("d",),
    "ε": ("e",),
    "ζ": ("z",),
    "η": ("i", "e"),
    "θ": ("th",),
    "ι": ("i",),
    "κ": ("k",),
    "λ": ("l",),
    "μ": ("m",),
    "ν": ("n",),
    "ξ": ("x", "ks"),
    "ο": ("o",),
    "π": ("p",),
    "ρ": ("r",),
    "σ": ("s",),
    "ς": ("s",),
    "τ": ("t",),
    "υ": ("y", "i", "u"),
    "φ": ("f", "ph"),
    "χ": ("ch", "h"),
    "ψ": ("ps",),
    "ω": ("o",),
}
_ROMAN_SIGN = re.compile("ий|ый|ья|.", re.DOTALL)
_HAS_ROMAN = re.compile("[\u0370-\u04ff]")
_CYRILLIC = re.compile("[\u0400-\u04ff]+")
# Case endings of names in Russian and its neighbours, with й written и.
_ENDINGS = frozenset(
    "а я у ю ы и е о ь ом ем ои еи ою ею ым им ого его ому ему ая яя ую юю ых их ами ями ах ях ам"
    " ям ью ия ию ием ии ие".split()
)
_LAST_VOWELS = "аоуыиеюяьэ"
_ARABIC_PREFIX = re.compile("(?:[وفبلك]{1,2})?(?:ال)?|لل")


class _Shapes(dict[int, str]):
    """Code point → kind, worked out when a sign is first met."""

    def __missing__(self, point: int) -> str:
        kind = self[point] = _kind(chr(point))
        return kind


_SHAPES = _Shapes()


def shape(text: str) -> str:
    """Give the kind of each sign of a text, one letter for each."""
    return text.translate(_SHAPES)


@lru_cache(maxsize=8192)
def spellings(word: str) -> frozenset[str]:
    """Give the forms by which one word is compared: two words with a form in common are alike.

    Case, accents, width, invisible signs and look-alike letters of other alphabets do not count;
    umlauts may be written out; Cyrillic and Greek stand for the usual romanisations too.
    """
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", word).casefold())
    found = {plain(word), plain(composed.translate(_WRITTEN_OUT))}
    found.add(plain(unicodedata.normalize("NFKC", word).translate(_ALIKE)))
    if _HAS_ROMAN.search(composed):
        ways = [_ROMAN.get(sign) or _roman_base(sign) for sign in _ROMAN_SIGN.findall(composed)]
        found.update(plain("".join(way)) for way in islice(product(*ways), _SPELLINGS_LIMIT))
    return frozenset(found - {""})


def plain(word: str) -> str:
    """Give a word in small letters without accents and without signs that are no letters."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    return "".join(
        sign for sign in apart.translate(_PLAIN) if sign.isalnum() or _is_vowel_sign(sign)
    )


def stem(word: str) -> str:
    """Give what stays of a plain Cyrillic name in all its cases, "" for a word in other letters."""
    return word.rstrip(_LAST_VOWELS) if _CYRILLIC.fullmatch(word) else ""


def cases(word: str) -> tuple[str, ...]:
    """Give the stems that a plain word of a text may have: Cyrillic endings, Arabic prefixes."""
    if _CYRILLIC.fullmatch(word):
        cuts = (cut for cut in (1, 2, 3) if word[-cut:] in _ENDINGS)
        return (word, *(word[:-cut] for cut in cuts))
    prefix = _ARABIC_PREFIX.match(word)
    return (word[prefix.end() :],) if prefix and prefix.end() else ()


def unspaced(text: str) -> bool:
    """Whether a text is written in a script that parts no words."""
    return _UNSPACED.match(text) is not None


def _kind(sign: str) -> str:
    if sign in _APOSTROPHES:
        return OTHER
    if _UNSPACED.match(sign):
        return UNSPACED
    category = unicodedata.category(sign)
    if sign in _INSIDE or category == "Cf":
        return IGNORED
    if category[0] in "LM":
        return LETTER
    return DIGIT if category[0] == "N" else OTHER


def _roman_base(sign: str) -> tuple[str, ...]:
    """The romanisations of a letter with an accent."""
    return _ROMAN.get(unicodedata.normalize("NFD", sign)[:1], (sign,))


def _is_vowel_sign(sign: str) -> bool:
    """Of marks, those are kept that are no accent: the vowels of Indian scripts."""
    mark = unicodedata.category(sign) in ("Mn", "Mc") and not unicodedata.combining(sign)
    return mark and not "\ufe00" <= sign <= "\ufe0f"
