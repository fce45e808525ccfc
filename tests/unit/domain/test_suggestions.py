"""Likely slips: suggested only where they would bring the reading in range, and never applied."""

from datetime import date

import pytest

from builders.meters import DAY, NIGHT, a_gas_meter, a_meter, an_economy_7_meter
from builders.readings import AGENT_WITH_REASON, a_reading, codes, judged, surrounded, typed
from meter_reads.domain.assessment import Outcome, Verdict, would_be_ordinary
from meter_reads.domain.findings import Finding, ReadingCode, Suggestion, SuggestionKind
from meter_reads.domain.readings import Meter

OCT, NOV, DEC = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
METER = a_meter()
TENTHS, DIGITS = SuggestionKind.TENTHS_KEYED, SuggestionKind.DIGITS_SWAPPED
WRONG_UNIT, EXCHANGED = SuggestionKind.WRONG_GAS_UNIT, SuggestionKind.METER_EXCHANGED


def of_october(text: str | int, previous: int, meter: Meter = METER) -> Verdict:
    return judged(text, NOV, meter=meter, history=[a_reading(previous, OCT)])


def suggested(finding: Finding) -> list[tuple[SuggestionKind, str | None]]:
    return [(suggestion.kind, suggestion.value) for suggestion in finding.suggestions]


def kinds(verdict: Verdict) -> list[SuggestionKind]:
    return [suggestion.kind for finding in verdict.findings for suggestion in finding.suggestions]


# Tenths


def test_a_red_digit_that_makes_too_many_is_recognised() -> None:
    verdict = of_october("461805", 45_980)

    assert codes(verdict) == [ReadingCode.TOO_MANY_DIGITS]
    assert suggested(verdict.findings[0]) == [(TENTHS, "46180")]


@pytest.mark.parametrize("text", ["0461805", " 46 18 05 ", "461805.3", "4618053", "461805,\u00a099"])
def test_a_red_digit_is_recognised_however_it_was_typed(text: str) -> None:
    assert suggested(of_october(text, 45_980).findings[0]) == [(TENTHS, "46180")]


def test_a_red_digit_is_suggested_though_the_rest_is_on_the_low_side() -> None:
    assert suggested(of_october("459901", 45_980).findings[0]) == [(TENTHS, "45990")]


@pytest.mark.parametrize("text", ["464801", "472801", "459001", "900001", "999999999"])
def test_no_red_digit_is_suggested_where_the_rest_would_be_out_of_range(text: str) -> None:
    assert suggested(of_october(text, 45_980).findings[0]) == []


def test_a_red_digit_is_suggested_where_the_other_register_could_be_read() -> None:
    meter = an_economy_7_meter()
    history = [a_reading({DAY: 45_980, NIGHT: 20_000}, OCT)]

    readable = judged({DAY: "461001", NIGHT: "20090"}, NOV, meter=meter, history=history)
    both_too_long = judged({DAY: "461001", NIGHT: "200901"}, NOV, meter=meter, history=history)

    assert suggested(readable.findings[0]) == [(TENTHS, "46100")]
    assert kinds(both_too_long) == []


@pytest.mark.parametrize("on", [date(2026, 11, 2), date(9999, 12, 31)])
def test_nothing_is_suggested_for_a_date_that_is_still_to_come(on: date) -> None:
    verdict = judged("461805", on, meter=METER, history=[a_reading(45_980, OCT)], today=NOV)

    assert kinds(verdict) == []


# Digits


def test_digits_that_changed_places_are_recognised() -> None:
    verdict = of_october(41_680, 45_980)

    assert codes(verdict) == [ReadingCode.LESS_THAN_PREVIOUS]
    assert (DIGITS, "46180") in suggested(verdict.findings[0])


def test_a_leading_zero_may_be_one_of_the_digits_that_changed_places() -> None:
    verdict = of_october(40_618, 4500)

    assert (DIGITS, "04618") in suggested(verdict.findings[0])


def test_the_last_two_digits_may_have_changed_places() -> None:
    assert suggested(of_october(46_108, 46_120).findings[0]) == [(DIGITS, "46180"), (EXCHANGED, None)]


def test_what_is_only_high_is_not_explained_by_a_slip_that_would_be_low() -> None:
    verdict = of_october(47_605, 47_045)

    # 47065 would be 20 kWh, which is asked about as well.
    assert codes(verdict) == [ReadingCode.HIGHER_THAN_EXPECTED]
    assert suggested(verdict.findings[0]) == []


def test_every_swap_that_fits_is_suggested_and_none_that_does_not() -> None:
    verdict = of_october(46_810, 45_980)

    assert codes(verdict) == [ReadingCode.HIGHER_THAN_EXPECTED]
    assert suggested(verdict.findings[0]) == [(DIGITS, "46180")]


def test_ordinary_digits_get_no_suggestion() -> None:
    assert of_october(46_180, 45_980).findings == ()


@pytest.mark.parametrize("current", [45_980, 46_499])
def test_a_swap_that_leaves_a_question_is_not_suggested(current: int) -> None:
    assert DIGITS not in kinds(of_october(current, 45_980))


def test_a_slip_is_judged_though_the_other_register_is_rejected_as_well() -> None:
    history = [a_reading({DAY: 45_980, NIGHT: 20_000}, OCT)]

    # 91999 would lie ahead of 45980, but 46,019 kWh ahead.
    verdict = judged({DAY: 19_999, NIGHT: 10_000}, NOV, meter=an_economy_7_meter(), history=history)

    assert codes(verdict) == [ReadingCode.LESS_THAN_PREVIOUS] * 2
    assert [suggested(finding) for finding in verdict.findings] == [[(EXCHANGED, None)]] * 2


def test_a_slip_on_each_register_is_suggested_for_each() -> None:
    history = [a_reading({DAY: 4_598, NIGHT: 2_000}, OCT)]

    verdict = judged({DAY: 47_180, NIGHT: 20_900}, NOV, meter=an_economy_7_meter(), history=history)

    assert codes(verdict) == [ReadingCode.IMPOSSIBLE_CONSUMPTION] * 2
    assert [(TENTHS, "04718") in suggested(f) for f in verdict.findings] == [True, False]
    assert [(TENTHS, "02090") in suggested(f) for f in verdict.findings] == [False, True]


# Gas units


@pytest.mark.parametrize(
    ("meter", "previous", "current"),
    [
        (a_gas_meter(), 8214, 8262),  # 48 hundred cubic feet are 1,524 kWh, and 48 m3 only 539
        (a_gas_meter(imperial=True), 2310, 2460),  # 150 m3 are 1,683 kWh, and 150 hundred ft3 are 4,763
    ],
)
def test_gas_in_the_other_unit_is_recognised(meter: Meter, previous: int, current: int) -> None:
    on, end = date(2026, 1, 1), date(2026, 2, 1)
    cold = 4000 if meter.registers[0].digits == 5 else 0  # little enough to be low
    home = a_gas_meter(annual_kwh=9500 + 4 * cold) if cold else meter

    verdict = judged(current, end, meter=home, history=[a_reading(previous, on)])

    assert len(verdict.findings) == 1
    assert WRONG_UNIT in kinds(verdict)


def test_gas_that_fits_in_neither_unit_is_not_blamed_on_the_unit() -> None:
    verdict = judged(
        8_950, date(2026, 8, 1), meter=a_gas_meter(), history=[a_reading(8214, date(2026, 7, 1))]
    )

    assert codes(verdict) == [ReadingCode.ABOVE_OUTER]
    assert WRONG_UNIT not in kinds(verdict)


def test_electricity_has_no_other_unit() -> None:
    assert WRONG_UNIT not in kinds(of_october(46_480, 45_980))


# Another meter


def test_a_lower_reading_always_asks_whether_the_meter_was_exchanged() -> None:
    assert EXCHANGED in kinds(of_october(12, 45_980))
    assert EXCHANGED not in kinds(of_october(46_480, 45_980))
    assert EXCHANGED not in kinds(of_october(90_000, 45_980))


def fits(meter: Meter, text: str, on: date = NOV, previous: int | None = 45_980) -> bool:
    history = [] if previous is None else [a_reading(previous, OCT)]
    return would_be_ordinary(meter, typed(text, on), surrounded(meter, history, on))


def test_a_reading_fits_the_other_meter_where_it_would_pass_without_a_question() -> None:
    assert fits(METER, "46180")
    assert fits(METER, "46180.7")  # with a note, but without a question
    assert not fits(METER, "46480")
    assert not fits(METER, "45900")
    assert not fits(METER, "461801")
    assert not fits(METER, "x")


def test_a_reading_never_fits_a_meter_that_says_nothing_yet() -> None:
    assert not fits(METER, "46180", previous=None)


def test_a_reading_never_fits_a_meter_that_is_gone_or_has_other_registers() -> None:
    assert not fits(a_meter(removed=date(2026, 10, 15)), "46180")
    assert not would_be_ordinary(
        an_economy_7_meter(),
        typed({"1": 46_180}, NOV),
        surrounded(an_economy_7_meter(), [a_reading({DAY: 45_980, NIGHT: 20_000}, OCT)], NOV),
    )


# Never applied


@pytest.mark.parametrize("text", ["41680", "46810", "4618", "00012", "99999"])
def test_a_suggestion_never_changes_a_value(text: str) -> None:
    verdict = of_october(text, 45_980)

    assert verdict.values == {"1": int(text)}
    assert verdict.outcome in (Outcome.REJECT, Outcome.CONFIRM)


def test_an_agent_who_vouches_for_a_value_still_sees_the_likely_slip() -> None:
    verdict = judged(41_680, NOV, meter=METER, history=[a_reading(45_980, OCT)], by=AGENT_WITH_REASON)

    assert verdict.outcome is Outcome.ACCEPT_FLAGGED
    assert Suggestion(DIGITS, "46180") in verdict.findings[0].suggestions
    assert verdict.values == {"1": 41_680}


def test_a_slip_must_fit_between_both_neighbours() -> None:
    history = [a_reading(45_980, OCT), a_reading(46_179, DEC, sequence=2)]

    # 46180 would do for October, but the next reading is lower.
    verdict = judged(41_680, NOV, meter=METER, history=history)

    assert (DIGITS, "46180") not in suggested(verdict.findings[0])
