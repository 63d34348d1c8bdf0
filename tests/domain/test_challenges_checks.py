"""What a program says of a challenged citation: passes, look at this, or cannot be checked."""

from dataclasses import replace

import pytest

from debate.domain import challenges, challenges_checks
from debate.domain.challenges_checks import Check, Cited
from debate.domain.checks import CheckInput
from debate.domain.citations import FIELDS, CitationField
from debate.domain.spans import Badge

CARD = CheckInput(
    tag="An alliance may follow",
    body="The author says that an alliance may follow.",
    quote="an alliance may follow",
    before="The two have grown close.",
    around="The two have grown close and an alliance may follow.",
    published="2026-03",
    motion_date="2026-11-22",
)
SOUND = Cited(
    card=CARD,
    fields={name: CitationField("2026-03" if "ed" in name[-2:] else "x") for name in FIELDS}
    | {"url": CitationField(missing="print only"), "accessed": CitationField(missing="print only")},
    badge=Badge("verified", "Every sentence is there."),
    differs=(),
    provenance="instructor",
    spoken=False,
    stopped_at=None,
    pace=None,
)


def run(kind: str, cited: Cited) -> Check:
    return next(one for one in challenges_checks.run(cited) if one.kind == kind)


def card(**change: str) -> Cited:
    return replace(SOUND, card=replace(CARD, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "cited", "verdict", "words"),
    [
        ("citation", SOUND, "passes", "All eight fields"),
        ("citation", replace(SOUND, fields={}), "look", "author, title"),
        (
            "citation",
            replace(SOUND, fields={**SOUND.fields, "published": CitationField("last year")}),
            "look",
            "published: Write a date",
        ),
        ("quote", SOUND, "passes", "An exact span"),
        (
            "quote",
            replace(SOUND, badge=Badge("near", "Sentence 2 differs."), differs=("It will not.",)),
            "look",
            "The text has: “It will not.”",
        ),
        ("quote", replace(SOUND, badge=Badge("near", "It differs.")), "look", "nothing there"),
        ("quote", replace(SOUND, badge=Badge("unverified", "Not held.")), "look", "Not found"),
        ("quote", replace(SOUND, badge=Badge("located", "No text.")), "unknown", "No text."),
        ("origin", SOUND, "passes", "An instructor"),
        ("origin", replace(SOUND, provenance="imported"), "passes", "came with the deck"),
        ("origin", replace(SOUND, provenance="generated"), "look", "generated"),
        ("beside", SOUND, "passes", "no denial or doubt"),
        ("beside", card(around="It is not so that an alliance may follow."), "look", "“not”"),
        ("beside", card(quote="", around=""), "unknown", "No text"),
        ("holder", SOUND, "passes", "Nothing before"),
        ("holder", card(before="Critics say that"), "look", "Critics say"),
        ("holder", card(holder="Lavrov"), "look", "names Lavrov"),
        ("holder", card(quote=""), "unknown", "No text"),
        ("tag", SOUND, "passes", "equally sure"),
        ("tag", card(tag="An alliance will follow"), "look", "“may”"),
        ("tag", card(quote="", tag="An alliance comes"), "unknown", "No text"),
        ("ellipsis", SOUND, "passes", "leaves nothing out"),
        ("ellipsis", card(body="The author ... says so."), "look", "left words out"),
        ("read", SOUND, "passes", "Typed"),
        ("read", replace(SOUND, stopped_at=3), "look", "after 3 of 8 words. 5 were not"),
        ("read", replace(SOUND, spoken=True), "unknown", "nobody marked"),
        ("read", replace(SOUND, spoken=True, stopped_at=8), "passes", "All 8 words"),
        ("pace", SOUND, "unknown", "typed"),
        ("pace", replace(SOUND, spoken=True), "unknown", "not known"),
        ("pace", replace(SOUND, spoken=True, pace=150), "passes", "150 words a minute"),
        ("pace", replace(SOUND, spoken=True, pace=400), "look", "hardly"),
        ("age", SOUND, "passes", "Published March 2026"),
        ("age", card(published="2019"), "look", "2019"),
        ("age", card(published=""), "unknown", "no date"),
    ],
)
def test_each_check_says_what_it_saw(kind: str, cited: Cited, verdict: str, words: str) -> None:
    found = run(kind, cited)
    assert (found.verdict, words in found.says) == (verdict, True), found.says


def test_the_checks_of_a_ground_come_first_and_none_is_left_out() -> None:
    found = challenges_checks.run(SOUND)
    for ground in challenges.GROUNDS:
        own, others = challenges_checks.by_ground(found, ground)
        assert own
        assert {*own, *others} == set(found)
    own, _ = challenges_checks.by_ground(found, "clipping")
    assert [one.kind for one in own] == ["read", "pace"]


def test_a_pace_is_told_of_ten_seconds_and_more() -> None:
    assert challenges_checks.pace(100, 60_000) == 100
    assert challenges_checks.pace(100, 9_999) is None
