"""Rules 8, 9 and 11 to 16 of domain.md 4.2: a reading between its neighbours, at the limits exactly."""

from datetime import date, timedelta

import pytest

from builders.meters import EXPORT, a_meter, a_register, an_export_register
from builders.readings import a_reading, codes, judged, surrounded
from meter_reads.domain.assessment import Outcome, Verdict
from meter_reads.domain.findings import ReadingCode
from meter_reads.domain.readings import Reading, ReadingStatus

OCT, NOV, DEC = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
HIGHER, LOWER = ReadingCode.HIGHER_THAN_EXPECTED, ReadingCode.LOWER_THAN_EXPECTED
OUTER, IMPOSSIBLE = ReadingCode.ABOVE_OUTER, ReadingCode.IMPOSSIBLE_CONSUMPTION
ZERO, ROLLOVER = ReadingCode.ZERO_ADVANCE, ReadingCode.ROLLOVER
LESS, GREATER = ReadingCode.LESS_THAN_PREVIOUS, ReadingCode.GREATER_THAN_SUBSEQUENT

# At 20,000 kWh a year October's limits are whole numbers: 389, 3292, 8200, and 17112 by physics.
BIG_HOME = a_meter(annual_kwh=20_000)


def after_october(advance: int, *, annual_kwh: int = 20_000) -> Verdict:
    meter = a_meter(annual_kwh=annual_kwh)
    return judged(20_000 + advance, NOV, meter=meter, history=[a_reading(20_000, OCT)])


def between(
    before: Reading | None, value: int, after: Reading, *, on: date = NOV, annual_kwh: int = 2500
) -> Verdict:
    history = [after] if before is None else [before, after]
    return judged(value, on, meter=a_meter(annual_kwh=annual_kwh), history=history)


@pytest.mark.parametrize(
    ("advance", "code"),
    [
        (388, LOWER),
        (389, None),
        (3292, None),
        (3293, HIGHER),
        (8200, HIGHER),
        (8201, OUTER),
        (17_112, OUTER),
        (17_113, IMPOSSIBLE),
    ],
)
def test_a_limit_itself_is_still_inside(advance: int, code: ReadingCode | None) -> None:
    verdict = after_october(advance)

    assert codes(verdict) == ([] if code is None else [code])


@pytest.mark.parametrize(("advance", "code"), [(633, None), (634, HIGHER), (1042, HIGHER), (1043, OUTER)])
def test_without_a_registry_figure_three_times_the_typical_use_is_ordinary(
    advance: int, code: ReadingCode | None
) -> None:
    meter = a_meter(annual_kwh=None)

    verdict = judged(20_000 + advance, NOV, meter=meter, history=[a_reading(20_000, OCT)])

    assert codes(verdict) == ([] if code is None else [code])


def test_without_a_registry_figure_little_use_is_ordinary_but_none_is_asked_about() -> None:
    meter, history = a_meter(annual_kwh=None), [a_reading(20_000, OCT)]

    assert codes(judged(20_001, NOV, meter=meter, history=history)) == []
    assert codes(judged(20_000, NOV, meter=meter, history=history)) == [ZERO]


@pytest.mark.parametrize(("days", "code"), [(13, None), (14, ZERO)])
def test_an_idle_meter_is_asked_about_after_two_weeks(days: int, code: ReadingCode | None) -> None:
    meter = a_meter(annual_kwh=500)

    verdict = judged(20_000, OCT + timedelta(days), meter=meter, history=[a_reading(20_000, OCT)])

    assert codes(verdict) == ([] if code is None else [code])


def test_before_two_weeks_an_idle_meter_of_a_busy_home_is_low() -> None:
    on = OCT + timedelta(days=13)

    verdict = judged(20_000, on, meter=BIG_HOME, history=[a_reading(20_000, OCT)])

    assert codes(verdict) == [LOWER]


@pytest.mark.parametrize("value", [0, 45_980, 99_999])
def test_the_first_reading_of_a_meter_is_taken_as_it_is(value: int) -> None:
    verdict = judged(value, NOV, meter=a_meter())

    assert verdict.outcome is Outcome.ACCEPT
    assert verdict.findings == ()


@pytest.mark.parametrize(("current", "code"), [(19_999, LESS), (20_000, ZERO), (20_389, None)])
def test_less_than_before_begins_one_unit_below(current: int, code: ReadingCode | None) -> None:
    verdict = judged(current, NOV, meter=BIG_HOME, history=[a_reading(20_000, OCT)])

    assert codes(verdict) == ([] if code is None else [code])


# Rollover


@pytest.mark.parametrize(("previous", "code"), [(90_000, ROLLOVER), (89_999, LESS)])
def test_a_dial_rolls_over_only_from_nine_tenths_on(previous: int, code: ReadingCode) -> None:
    meter = a_meter(annual_kwh=30_000)  # October's outer limit is 12,290 kWh

    verdict = judged(0, NOV, meter=meter, history=[a_reading(previous, OCT)])

    assert codes(verdict)[0] is code


@pytest.mark.parametrize(("current", "expected"), [(7200, [ROLLOVER, HIGHER]), (7201, [LESS])])
def test_a_dial_rolls_over_only_up_to_the_outer_limit(current: int, expected: list[ReadingCode]) -> None:
    verdict = judged(current, NOV, meter=BIG_HOME, history=[a_reading(99_000, OCT)])

    assert codes(verdict) == expected


def test_a_rollover_and_high_use_are_both_named() -> None:
    verdict = judged(3500, NOV, meter=BIG_HOME, history=[a_reading(99_000, OCT)])

    assert verdict.outcome is Outcome.CONFIRM
    assert codes(verdict) == [ROLLOVER, HIGHER]
    assert verdict.findings[1].figures is not None
    assert verdict.findings[1].figures.kwh == 4500


def test_a_dial_of_six_digits_rolls_over_at_a_million() -> None:
    meter = a_meter(a_register(digits=6))

    assert codes(judged(50, NOV, meter=meter, history=[a_reading(999_850, OCT)])) == [ROLLOVER]
    assert codes(judged(50, NOV, meter=meter, history=[a_reading(99_850, OCT)])) == [LESS]


# Between two readings


def test_a_reading_between_two_others_is_judged_on_both_sides() -> None:
    before, after = a_reading(45_980, OCT), a_reading(46_400, DEC, sequence=2)

    fits = between(before, 46_180, after)
    leaves_too_little = between(before, 46_399, after)
    takes_too_little = between(before, 45_990, after)

    assert codes(fits) == []
    assert codes(leaves_too_little) == [LOWER]
    assert leaves_too_little.findings[0].figures is not None
    assert leaves_too_little.findings[0].figures.start == NOV
    assert leaves_too_little.findings[0].figures.end == DEC
    assert codes(takes_too_little) == [LOWER]
    assert takes_too_little.findings[0].figures is not None
    assert takes_too_little.findings[0].figures.start == OCT


def test_both_sides_may_be_out_of_range_at_once() -> None:
    before, after = a_reading(45_980, OCT), a_reading(47_000, DEC, sequence=2)

    verdict = between(before, 46_000, after)

    assert codes(verdict) == [LOWER, HIGHER]
    assert [f.figures.start for f in verdict.findings if f.figures] == [OCT, NOV]


@pytest.mark.parametrize(("value", "expected"), [(46_400, [ZERO]), (46_401, [GREATER])])
def test_greater_than_the_next_begins_one_unit_above(value: int, expected: list[ReadingCode]) -> None:
    verdict = between(None, value, a_reading(46_400, DEC))

    assert codes(verdict) == expected


def test_greater_than_the_next_comes_before_less_than_the_previous() -> None:
    before, after = a_reading(46_500, OCT), a_reading(45_000, DEC, sequence=2)  # an agent vouched for it

    verdict = between(before, 46_000, after)

    assert codes(verdict) == [GREATER]


def test_less_than_the_previous_comes_before_any_use() -> None:
    before, after = a_reading(45_980, OCT), a_reading(90_000, DEC, sequence=2)

    verdict = between(before, 45_900, after)

    assert codes(verdict) == [LESS]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (99_990, []),  # 140 before the dial went round, 60 and 40 after it
        (20, [ROLLOVER]),
        (101, [GREATER]),
        (99_849, [GREATER]),
        (99_850, [ZERO]),
    ],
)
def test_a_reading_may_lie_on_either_side_of_a_rollover(value: int, expected: list[ReadingCode]) -> None:
    before = a_reading(99_850, OCT)
    after = a_reading(100, DEC, sequence=2, status=ReadingStatus.ACCEPTED_FLAGGED)

    verdict = between(before, value, after)

    assert codes(verdict) == expected


def test_two_neighbours_of_which_an_agent_lowered_one_are_no_rollover() -> None:
    before, after = a_reading(46_000, OCT), a_reading(45_000, DEC, sequence=2)

    verdict = between(before, 46_100, after)

    assert codes(verdict) == [GREATER]


def test_a_dial_that_stood_still_between_two_readings_did_not_go_round() -> None:
    before, after = a_reading(99_850, OCT), a_reading(99_850, DEC, sequence=2)

    verdict = between(before, 99_900, after)

    assert codes(verdict) == [GREATER]


@pytest.mark.parametrize("status", [each for each in ReadingStatus if "ACCEPTED" not in each])
def test_only_accepted_readings_are_compared_with(status: ReadingStatus) -> None:
    history = [
        a_reading(45_980, OCT),
        a_reading(90_000, date(2026, 10, 15), sequence=2, status=status),
        a_reading(10, DEC, sequence=3, status=status),
    ]

    verdict = judged(46_180, NOV, meter=a_meter(), history=history)

    assert codes(verdict) == []


def test_a_reading_is_compared_with_the_nearest_ones() -> None:
    history = [
        a_reading(45_620, date(2026, 8, 1), sequence=1),
        a_reading(45_980, OCT, sequence=4),
        a_reading(46_400, DEC, sequence=2),
        a_reading(46_700, date(2027, 1, 1), sequence=3),
    ]

    around = surrounded(a_meter(), history, NOV)

    assert around.before is not None
    assert around.after is not None
    assert (around.before.sequence, around.after.sequence) == (4, 2)


# Export


def test_export_is_never_netted_against_use() -> None:
    meter = a_meter(a_register(), an_export_register())
    history = [a_reading({"1": 45_980, EXPORT: 1000}, OCT)]

    verdict = judged({"1": 46_180, EXPORT: 9000}, NOV, meter=meter, history=history)

    assert codes(verdict) == []


def test_an_idle_export_register_is_ordinary() -> None:
    meter = a_meter(a_register(), an_export_register())
    history = [a_reading({"1": 45_980, EXPORT: 1000}, OCT)]

    assert codes(judged({"1": 46_180, EXPORT: 1000}, NOV, meter=meter, history=history)) == []


def test_an_export_register_obeys_the_dial_and_physics_all_the_same() -> None:
    meter = a_meter(a_register(), an_export_register())
    history = [a_reading({"1": 45_980, EXPORT: 1000}, OCT)]

    backwards = judged({"1": 46_180, EXPORT: 999}, NOV, meter=meter, history=history)
    impossible = judged({"1": 46_180, EXPORT: 18_113}, NOV, meter=meter, history=history)

    assert [(f.code, f.register) for f in backwards.findings] == [(LESS, EXPORT)]
    assert [(f.code, f.register) for f in impossible.findings] == [(IMPOSSIBLE, EXPORT)]
