"""A meter of two rates: each register by its own part of the use, and both together."""

from datetime import date
from decimal import Decimal

import pytest

from builders.meters import DAY, EXPORT, NIGHT, a_meter, a_register, an_economy_7_meter, an_export_register
from builders.readings import a_reading, judged
from meter_reads.domain.assessment import Outcome, Verdict
from meter_reads.domain.findings import ReadingCode, SuggestionKind
from meter_reads.domain.registers import Register, RegisterRole

OCT, NOV = date(2026, 10, 1), date(2026, 11, 1)
HIGHER, LOWER = ReadingCode.HIGHER_THAN_EXPECTED, ReadingCode.LOWER_THAN_EXPECTED
OUTER, IMPOSSIBLE = ReadingCode.ABOVE_OUTER, ReadingCode.IMPOSSIBLE_CONSUMPTION
# At 20,000 kWh a year October expects 948.88 by day and 687.12 by night, 1636 together.
BIG_HOME = an_economy_7_meter(annual_kwh=20_000)
START = {DAY: 45_000, NIGHT: 20_000}


def after_october(day: int, night: int) -> Verdict:
    values = {DAY: START[DAY] + day, NIGHT: START[NIGHT] + night}
    return judged(values, NOV, meter=BIG_HOME, history=[a_reading(START, OCT)])


def found(verdict: Verdict) -> list[tuple[ReadingCode, str | None]]:
    return [(finding.code, finding.register) for finding in verdict.findings]


@pytest.mark.parametrize(
    ("day", "night", "expected"),
    [
        (949, 687, []),
        (217, 687, [(LOWER, DAY)]),  # a quarter of 948.88 less 20 is 217.22
        (218, 687, []),
        (1917, 687, []),
        (1918, 687, [(HIGHER, DAY)]),  # twice 948.88 and 20 is 1917.76
        (949, 151, [(LOWER, NIGHT)]),  # 151.78
        (949, 152, []),
        (949, 1394, []),
        (949, 1395, [(HIGHER, NIGHT)]),  # 1394.24
        (217, 151, [(LOWER, DAY), (LOWER, NIGHT)]),
    ],
)
def test_each_register_is_compared_with_its_own_part_of_the_use(
    day: int, night: int, expected: list[tuple[ReadingCode, str]]
) -> None:
    assert found(after_october(day, night)) == expected


@pytest.mark.parametrize(("night", "expected"), [(1375, []), (1376, [(HIGHER, None)])])
def test_both_registers_are_also_judged_together(
    night: int, expected: list[tuple[ReadingCode, None]]
) -> None:
    verdict = after_october(1917, night)  # 3292 together is the limit of twice 1636 and 20

    assert found(verdict) == expected


def test_the_sum_is_named_beside_a_register_only_where_it_weighs_more() -> None:
    both_high = after_october(4700, 3450)  # under both outer limits of 4764.40 and 3455.60
    too_high_together = after_october(4764, 3455)  # 8219, over the outer limit of 8200

    assert found(both_high) == [(HIGHER, DAY), (HIGHER, NIGHT)]
    assert found(too_high_together) == [(HIGHER, DAY), (HIGHER, NIGHT), (OUTER, None)]
    assert too_high_together.findings[2].figures is not None
    assert too_high_together.findings[2].figures.kwh == Decimal("8219.00")


def test_what_two_registers_counted_must_have_come_through_one_supply() -> None:
    possible = after_october(8556, 8556)  # 17,112 together
    impossible = after_october(8556, 8557)

    assert possible.outcome is Outcome.CONFIRM
    assert found(impossible) == [(IMPOSSIBLE, None)]
    assert impossible.outcome is Outcome.REJECT


def test_a_register_that_did_not_move_is_asked_about_alone() -> None:
    assert found(after_october(949, 0)) == [(ReadingCode.ZERO_ADVANCE, NIGHT)]


def test_one_register_may_go_round_while_the_other_does_not() -> None:
    history = [a_reading({DAY: 99_500, NIGHT: 20_000}, OCT)]

    verdict = judged({DAY: 400, NIGHT: 20_687}, NOV, meter=BIG_HOME, history=history)

    assert found(verdict) == [(ReadingCode.ROLLOVER, DAY)]


def test_one_register_that_runs_backwards_rejects_both() -> None:
    verdict = after_october(949, -1)

    assert found(verdict) == [(ReadingCode.LESS_THAN_PREVIOUS, NIGHT)]
    assert verdict.outcome is Outcome.REJECT


def test_swapped_registers_are_recognised_where_swapping_brings_both_in_range() -> None:
    history = [a_reading({DAY: 45_000, NIGHT: 44_000}, OCT)]

    swapped = judged({DAY: 44_687, NIGHT: 45_949}, NOV, meter=BIG_HOME, history=history)

    assert swapped.outcome is Outcome.REJECT
    assert all(
        SuggestionKind.REGISTERS_SWAPPED in [suggestion.kind for suggestion in finding.suggestions]
        for finding in swapped.findings
    )
    assert swapped.values == {DAY: 44_687, NIGHT: 45_949}


@pytest.mark.parametrize(
    ("day", "night"),
    [
        (44_687, 48_000),  # swapped, the day would be too high
        (44_001, 45_949),  # swapped, the night would be too low
    ],
)
def test_swapping_is_not_suggested_where_only_one_would_come_in_range(day: int, night: int) -> None:
    history = [a_reading({DAY: 45_000, NIGHT: 44_000}, OCT)]

    verdict = judged({DAY: day, NIGHT: night}, NOV, meter=BIG_HOME, history=history)

    kinds = {suggestion.kind for finding in verdict.findings for suggestion in finding.suggestions}
    assert verdict.findings
    assert SuggestionKind.REGISTERS_SWAPPED not in kinds


def test_a_pair_is_recognised_beside_an_export_register() -> None:
    meter = an_economy_7_meter(an_export_register(), annual_kwh=20_000)
    history = [a_reading({DAY: 45_000, NIGHT: 44_000, EXPORT: 7}, OCT)]

    verdict = judged({DAY: 44_687, NIGHT: 45_949, EXPORT: 7}, NOV, meter=meter, history=history)

    kinds = {suggestion.kind for finding in verdict.findings for suggestion in finding.suggestions}
    assert SuggestionKind.REGISTERS_SWAPPED in kinds


def test_export_changes_neither_a_registers_part_nor_the_sum() -> None:
    meter = an_economy_7_meter(an_export_register(), annual_kwh=20_000)
    history = [a_reading({**START, EXPORT: 1000}, OCT)]

    verdict = judged({DAY: 45_949, NIGHT: 20_687, EXPORT: 9000}, NOV, meter=meter, history=history)

    assert found(verdict) == []


@pytest.mark.parametrize(("night", "expected"), [(1375, []), (1376, [(HIGHER, None)])])
def test_the_sum_beside_an_export_register_is_that_of_the_use_alone(
    night: int, expected: list[tuple[ReadingCode, None]]
) -> None:
    meter = an_economy_7_meter(an_export_register(), annual_kwh=20_000)
    history = [a_reading({**START, EXPORT: 1000}, OCT)]
    values = {DAY: START[DAY] + 1917, NIGHT: START[NIGHT] + night, EXPORT: 5000}

    assert found(judged(values, NOV, meter=meter, history=history)) == expected


def test_one_register_and_export_are_a_single_rate() -> None:
    meter = a_meter(a_register(), an_export_register())

    assert not meter.multi_rate
    assert meter.share_of_use(meter.registers[0]) == 1


DAY_REGISTER, NIGHT_REGISTER = (
    a_register(role.value, role=role) for role in (RegisterRole.DAY, RegisterRole.NIGHT)
)


@pytest.mark.parametrize(
    "registers",
    [
        (a_register(),),
        (DAY_REGISTER, NIGHT_REGISTER),
        (NIGHT_REGISTER, DAY_REGISTER),
        (a_register(), NIGHT_REGISTER),
        (DAY_REGISTER, NIGHT_REGISTER, a_register()),
        (a_register("1"), a_register("2"), a_register("3"), a_register("4")),
        (DAY_REGISTER, NIGHT_REGISTER, an_export_register()),
    ],
)
def test_the_registers_parts_make_the_whole_use(registers: tuple[Register, ...]) -> None:
    meter = a_meter(*registers)

    parts = [meter.share_of_use(register) for register in meter.import_registers]

    assert round(sum(parts), 20) == 1
    assert all(part > 0 for part in parts)


def test_economy_7_expects_58_per_cent_by_day_and_42_by_night_in_any_order() -> None:
    for meter in (a_meter(DAY_REGISTER, NIGHT_REGISTER), a_meter(NIGHT_REGISTER, DAY_REGISTER)):
        assert meter.share_of_use(DAY_REGISTER) == Decimal("0.58")
        assert meter.share_of_use(NIGHT_REGISTER) == Decimal("0.42")
