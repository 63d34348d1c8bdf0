"""Checks: what is noticed about a card, with the words that gave rise to it."""

from dataclasses import replace

import pytest

from debate.domain import checks
from debate.domain.checks import CardWarning, CheckInput

PLAIN = CheckInput(
    tag="Trade between the two has doubled",
    body="Trade doubled within ten years.",
    quote="trade between the two has doubled",
    around="Since 2014, trade between the two has doubled.",
    before="The numbers are plain.",
    published="2024-04",
    motion_date="2026-09-01",
    source_share=40,
)


def kinds(card: CheckInput) -> list[str]:
    return [one.kind for one in checks.warnings(card)]


def only(card: CheckInput) -> CardWarning:
    (warning,) = checks.warnings(card)
    return warning


def test_a_card_that_says_what_its_words_say_has_no_warning() -> None:
    assert checks.warnings(PLAIN) == ()


def test_a_card_of_which_little_is_known_has_no_warning() -> None:
    assert checks.warnings(CheckInput(tag="", body="")) == ()


@pytest.mark.parametrize(
    "word",
    "may might could likely unlikely probably reportedly perhaps seems suggests appears".split(),
)
def test_a_doubt_of_the_words_that_the_tag_lost_is_named(word: str) -> None:
    card = replace(PLAIN, quote=f"trade {word} doubles", around="")
    warning = only(card)
    assert warning.kind == "hedge-dropped"
    assert warning.sentence == f"The author says “{word}”; the tag has no word of doubt."
    assert warning.advice


def test_the_words_by_which_a_tag_claims_it_is_so_are_named() -> None:
    card = replace(PLAIN, tag="The war will and must end", quote="the war may end, perhaps soon")
    assert only(replace(card, around="")).sentence == (
        "The author says “may” and “perhaps”; the tag says “will” and “must”."
    )


def test_without_a_stored_text_the_noted_doubt_is_held_against_the_tag() -> None:
    card = replace(PLAIN, quote="", around="", hedge="probably; many of")
    assert only(card).sentence == "The author says “probably”; the tag has no word of doubt."
    assert kinds(replace(card, hedge="many of")) == []


@pytest.mark.parametrize(
    ("tag", "quote", "hedge"),
    [
        ("An alliance is possible", "an alliance may come", ""),
        ("Nobody rules out that trade is, could it be, doubled", "it may", "rules out"),
        ("Some would say trade doubled", "it may have doubled", "some would say"),
    ],
)
def test_a_tag_that_doubts_in_other_words_has_kept_the_doubt(
    tag: str, quote: str, hedge: str
) -> None:
    assert kinds(replace(PLAIN, tag=tag, quote=quote, hedge=hedge, around="")) == []


@pytest.mark.parametrize(
    "text",
    [
        "in May the two met",
        "on 9 May they met",
        "May 2024 was warm",
        "Russia’s military might, they saw, grew",
        "its might and reach",
        "the might of numbers",
        "as soon as possible",
        "it is impossible",
    ],
)
def test_months_and_power_are_no_doubt(text: str) -> None:
    assert checks.hedges(text) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("May they win? They might.", ("may", "might")),
        ("It is UNLIKELY, perhaps", ("unlikely", "perhaps")),
        ("they might and could", ("might", "could")),
    ],
)
def test_words_of_doubt_are_found_in_order(text: str, found: tuple[str, ...]) -> None:
    assert checks.hedges(text) == found


def test_a_doubt_that_only_the_tag_has_is_named() -> None:
    card = replace(PLAIN, tag="Trade has probably doubled")
    warning = only(card)
    assert warning.kind == "hedge-added"
    assert "“probably”" in warning.sentence


def test_an_added_doubt_is_judged_only_against_words_that_are_there() -> None:
    card = replace(PLAIN, tag="Trade has probably doubled")
    assert kinds(replace(card, quote="", around="")) == []
    assert kinds(replace(card, hedge="by many accounts")) == []


@pytest.mark.parametrize(
    ("around", "named"),
    [
        ("It is not true that trade between the two has doubled.", "“not”"),
        ("It isn’t so that trade between the two has doubled.", "“isn't”"),
        ("Unless prices fell, trade between the two has doubled.", "“unless”"),
        ("Never, without oil, trade between the two has doubled.", "“never” and “without”"),
        (
            "Hardly: trade between the two has doubled, nor neither.",
            "“hardly”, “nor” and “neither”",
        ),
    ],
)
def test_a_denial_beside_the_selected_words_is_named(around: str, named: str) -> None:
    warning = only(replace(PLAIN, around=around))
    assert warning.kind == "negation-beside"
    assert warning.sentence == f"The sentence has {named} outside the words selected."


def test_a_denial_among_the_selected_words_is_not_beside_them() -> None:
    quote = "trade has not doubled"
    assert kinds(replace(PLAIN, quote=quote, around=f"They say {quote}.")) == []
    both = f"Nobody denies that {quote}, not once."
    assert only(replace(PLAIN, quote=quote, around=both)).sentence == (
        "The sentence has “nobody” and “not” outside the words selected."
    )


@pytest.mark.parametrize("idiom", ["Not only in oil,", "No doubt", "Not just yet, or not merely,"])
def test_an_idiom_denies_nothing(idiom: str) -> None:
    assert kinds(replace(PLAIN, around=f"{idiom} trade between the two has doubled.")) == []


def test_a_doubt_beside_the_selected_words_is_named_unless_the_tag_has_one() -> None:
    card = replace(PLAIN, around="It seems that trade between the two has doubled.")
    warning = only(card)
    assert warning.kind == "hedge-beside"
    assert "“seems”" in warning.sentence
    assert "hedge-beside" not in kinds(replace(card, tag="Trade may have doubled"))


def test_nothing_stands_beside_words_that_are_not_stored() -> None:
    assert kinds(replace(PLAIN, quote="", around="It may not be so.")) == []


@pytest.mark.parametrize(
    ("before", "cue"),
    [
        ("Critics argue that", "Critics argue"),
        ("Some in Washington say", "Some in Washington say"),
        ("Many Western analysts still believe", "Many Western analysts still believe"),
        ("It is often claimed that", "It is often claimed"),
        ("It has been argued that", "It has been argued"),
        ("For its opponents, who say so,", "opponents, who say"),
        ("According to Moscow,", "According to"),
        ("In the view of the Kremlin,", "In the view of"),
        ("As Blinken said,", "Blinken said"),
        ("Xi has repeatedly stressed, and Putin openly claims,", "Putin openly claims"),
        ("The argument goes that", "The argument goes"),
        ("It is the conventional wisdom that", "the conventional wisdom"),
    ],
)
def test_a_view_that_is_only_reported_is_noticed(before: str, cue: str) -> None:
    warning = only(replace(PLAIN, before=before))
    assert warning.kind == "attribution-before"
    assert warning.sentence.startswith(f"“{cue}” leads to the words selected")


def test_a_cue_that_opens_the_selected_words_counts_too() -> None:
    card = replace(PLAIN, quote="Critics say that trade has doubled", around="")
    assert kinds(card) == ["attribution-before"]
    far = "trade has doubled in ten years and more, as critics say"
    assert kinds(replace(card, quote=far)) == []


def test_a_named_holder_answers_the_cue() -> None:
    card = replace(PLAIN, before="Critics argue that")
    assert kinds(replace(card, holder="critics of the treaty")) == []


@pytest.mark.parametrize(
    "before",
    [
        "I argue that",
        "This suggests that",
        "We believe that",
        "They met in Moscow.",
        "It says much:",
    ],
)
def test_what_the_author_says_is_no_reported_view(before: str) -> None:
    assert kinds(replace(PLAIN, before=before)) == []


@pytest.mark.parametrize("dots", ["…", "...", ". . ."])
def test_an_ellipsis_that_says_nothing_of_its_author_is_named(dots: str) -> None:
    warning = only(replace(PLAIN, body=f"Ahead […] of it, the trade of both {dots} doubled."))
    assert warning.kind == "ellipsis-unmarked"
    assert f"“the trade of both {dots}”" in warning.sentence


@pytest.mark.parametrize(
    "body",
    ["Trade […] doubled.", "Trade [...] doubled.", "Trade … doubled (ellipsis in original)."],
)
def test_a_marked_ellipsis_is_left_alone(body: str) -> None:
    assert kinds(replace(PLAIN, body=body)) == []


def test_a_citation_is_called_open_or_of_no_use() -> None:
    partial = only(replace(PLAIN, citation_grade="partial"))
    missing = only(replace(PLAIN, citation_grade="missing"))
    assert partial.kind == missing.kind == "citation-incomplete"
    assert "neither a value" in partial.sentence
    assert "could be found" in missing.sentence


@pytest.mark.parametrize(
    ("share", "noticed"), [(69, False), (70, True), (100, True), (None, False)]
)
def test_an_author_carries_a_side_from_seventy_percent(share: int | None, noticed: bool) -> None:
    assert ("one-author-carries" in kinds(replace(PLAIN, source_share=share))) is noticed


@pytest.mark.parametrize(
    ("kind", "published", "motion_date", "old"),
    [
        ("fact", "2023-08-31", "2026-09-01", True),
        ("fact", "2023-09-01", "2026-09-01", False),
        ("figure", "2024-08-31", "2026-09-01", True),
        ("figure", "2024-09-01", "2026-09-01", False),
        ("fact", "2023-09", "2026-09-01", False),
        ("fact", "2022", "2026", True),
        ("fact", "2023", "2026", False),
        ("fact", "2024-02-29", "2027-03-01", True),
        ("fact", "", "2026-09-01", False),
        ("fact", "1999", "", False),
        ("fact", "spring 1999", "2026", False),
    ],
)
def test_evidence_is_old_after_three_years_and_figures_after_two(
    kind: str, published: str, motion_date: str, old: bool
) -> None:
    card = replace(PLAIN, kind=kind, published=published, motion_date=motion_date)
    assert ("old-evidence" in kinds(card)) is old


def test_a_figure_is_called_one() -> None:
    warning = only(replace(PLAIN, kind="figure", published="2020"))
    assert warning.sentence == (
        "A figure published 2020 is more than 2 years older than the motion (2026-09-01)."
    )
