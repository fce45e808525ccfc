"""What may be behind a finding, the likeliest first."""

from datetime import date
from itertools import pairwise

import pytest

from builders.meters import a_meter
from builders.readings import a_reading, codes, judged
from meter_reads.domain.assessment import Outcome
from meter_reads.domain.explanations import cause_in_words, finding_in_words
from meter_reads.domain.findings import Finding, ReadingCode, Suggestion, SuggestionKind
from meter_reads.domain.likely_causes import ExplanationKind, likely_causes

OCT, NOV = date(2026, 10, 1), date(2026, 11, 1)
EVERY_SLIP = tuple(Suggestion(kind) for kind in SuggestionKind)


def kinds(finding: Finding) -> list[ExplanationKind]:
    return [cause.kind for cause in likely_causes(finding)]


def test_causes_are_ranked_and_each_is_said_in_words() -> None:
    causes = likely_causes(
        Finding(ReadingCode.ABOVE_OUTER, suggestions=EVERY_SLIP, suspects=3, doubtful=True)
    )

    assert {cause.kind for cause in causes} == set(ExplanationKind) - {ExplanationKind.HOME_EMPTY}
    assert all(one.likelihood >= other.likelihood for one, other in pairwise(causes))
    assert all(0 <= cause.likelihood <= 100 for cause in causes)
    assert len({cause_in_words(cause) for cause in causes}) == len(causes)


def test_a_slip_keeps_what_the_dial_would_have_shown() -> None:
    slip = Suggestion(SuggestionKind.TENTHS_KEYED, "04618")

    first = likely_causes(Finding(ReadingCode.IMPOSSIBLE_CONSUMPTION, "1", (slip,)))[0]

    assert (first.kind, first.value) == (ExplanationKind.TENTHS_KEYED, "04618")
    assert cause_in_words(first).endswith("Was it 04618?")


@pytest.mark.parametrize("code", [ReadingCode.ZERO_ADVANCE, ReadingCode.LOWER_THAN_EXPECTED])
def test_little_use_may_be_an_empty_home(code: ReadingCode) -> None:
    assert kinds(Finding(code)) == [ExplanationKind.HOME_EMPTY]


def test_what_says_it_all_itself_has_no_causes() -> None:
    assert kinds(Finding(ReadingCode.DATE_IN_FUTURE)) == []


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("45,980", True),
        ("1,234", True),
        ("45,98", False),
        ("45.980", False),
        ("46180,999", False),
        ("0,123", False),
    ],
)
def test_a_comma_that_may_separate_thousands_is_asked_about(text: str, asked: bool) -> None:
    """Rule 1 cuts off decimals after a comma too; 45,980 for 45980 must not become 45 unseen."""
    verdict = judged({"1": text}, NOV, meter=a_meter())

    assert codes(verdict) == [ReadingCode.DECIMALS_DROPPED]
    assert verdict.outcome is (Outcome.CONFIRM if asked else Outcome.ACCEPT)
    assert ("thousands" in finding_in_words(verdict.findings[0], a_meter(), with_numbers=False)) is asked


def test_confirmed_decimals_are_left_out() -> None:
    verdict = judged({"1": "45,980"}, NOV, meter=a_meter(), confirmed=True)

    assert (verdict.outcome, verdict.values) == (Outcome.ACCEPT_FLAGGED, {"1": 45})


def test_a_suspected_reading_is_told_only_with_the_numbers() -> None:
    finding = Finding(ReadingCode.LESS_THAN_PREVIOUS, "1", suspects=2)

    assert "may be the wrong one" in finding_in_words(finding, a_meter(), with_numbers=True)
    assert "may be the wrong one" not in finding_in_words(finding, a_meter(), with_numbers=False)


def test_a_corrected_reading_does_not_vouch_for_itself() -> None:
    """A wrong reading raises the annual figure; the one that corrects it is judged by that of before."""
    spring = date(2026, 4, 1)
    history = (a_reading(40_000, spring, sequence=1), a_reading(48_000, OCT, sequence=2))

    corrected = judged(41_200, OCT, meter=a_meter(), history=history)
    first = judged(41_200, OCT, meter=a_meter(), history=history[:1])

    assert corrected.outcome is first.outcome is Outcome.ACCEPT
