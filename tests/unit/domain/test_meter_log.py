"""The log of a meter: what each entry says of the meter after it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from builders.meters import DAY, EXPORT, NIGHT, a_gas_meter, a_meter, an_economy_7_meter, an_export_register
from builders.readings import AGENT, CUSTOMER, GUEST, a_reading, an_estimate, noon
from meter_reads.domain.annual_consumption import AnnualConsumption, Basis, annualised_advance
from meter_reads.domain.findings import Finding, ReadingCode
from meter_reads.domain.meter_log import (
    Change,
    ChangeKind,
    Known,
    LogEntry,
    MeterState,
    Milestone,
    is_newest,
    next_entry,
    opening_entry,
    readings_of,
    state_of,
    with_reading,
)
from meter_reads.domain.readings import Meter, Reading, ReadingStatus, kwh_since
from meter_reads.domain.registers import Fuel

OCT, NOV, DEC = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
METER = a_meter()


def stored(newest: LogEntry, reading: Reading, *, today: date = NOV, key: str | None = None) -> LogEntry:
    change = Change(ChangeKind.READING_ACCEPTED, noon(today), replace(reading, sequence=newest.sequence + 1))
    return next_entry(newest, change, london_date=today, key_digest=key)


def a_log(meter: Meter, *readings: Reading) -> LogEntry:
    entry = opening_entry(meter)
    for reading in readings:
        entry = stored(entry, reading, today=reading.read_date)
    return entry


# The state


def test_a_log_opens_with_the_registry_figure_and_nothing_else() -> None:
    assert opening_entry(METER).sequence == 0
    assert opening_entry(METER).change is None
    assert opening_entry(METER).state == MeterState(annual=AnnualConsumption(Decimal(2500), Basis.REGISTRY))
    assert opening_entry(a_meter(annual_kwh=None)).state.annual is None


def test_an_actual_reading_becomes_the_one_to_compare_with() -> None:
    entry = a_log(METER, a_reading(45_980, OCT), a_reading(46_180, NOV))

    assert entry.state.last_actual == Known(2, NOV, {"1": 46_180})
    assert entry.state.latest_read_date == NOV
    assert entry.state.total_kwh == 200


def test_a_held_reading_waits_and_is_not_compared_with() -> None:
    held = a_reading(47_280, NOV, status=ReadingStatus.UNDER_REVIEW)

    entry = a_log(METER, a_reading(45_980, OCT), held)

    assert entry.state.held == (2,)
    assert entry.state.last_actual == Known(1, OCT, {"1": 45_980})
    assert entry.state.latest_read_date == NOV
    assert entry.state.total_kwh == 0


def test_an_estimate_is_kept_until_an_actual_reading_comes() -> None:
    estimated = a_log(METER, a_reading(45_980, OCT), an_estimate(46_184, NOV))

    actual = stored(estimated, a_reading(46_400, DEC))

    assert estimated.state.last_estimate == Known(2, NOV, {"1": 46_184})
    assert estimated.state.total_kwh == 0
    assert actual.state.last_estimate is None
    assert actual.state.total_kwh == 420


@pytest.mark.parametrize(
    "status", [ReadingStatus.REJECTED, ReadingStatus.SUPERSEDED, ReadingStatus.WITHDRAWN]
)
def test_a_reading_that_does_not_count_says_nothing(status: ReadingStatus) -> None:
    dead = a_reading(46_180, NOV, status=status)

    with pytest.raises(ValueError, match="says nothing"):
        with_reading(MeterState(), METER, dead)
    assert state_of(METER, [dead]) == opening_entry(METER).state


def test_of_two_actual_readings_of_one_date_the_later_one_counts() -> None:
    state = state_of(METER, [a_reading(45_980, OCT, sequence=1), a_reading(45_985, OCT, sequence=2)])

    assert state.last_actual == Known(2, OCT, {"1": 45_985})
    assert state.total_kwh == 0


def test_a_read_date_is_newest_only_after_every_live_one() -> None:
    state = a_log(METER, a_reading(45_980, OCT)).state

    assert is_newest(MeterState(), date(1, 1, 1))
    assert not is_newest(state, OCT)
    assert not is_newest(state, OCT - timedelta(days=1))
    assert is_newest(state, OCT + timedelta(days=1))


# The energy counted


def test_gas_and_both_rates_are_counted_in_kwh_and_export_is_not() -> None:
    gas = a_log(a_gas_meter(), a_reading(8214, OCT), a_reading(8301, NOV))
    two_rates = a_log(
        an_economy_7_meter(an_export_register()),
        a_reading({DAY: 45_000, NIGHT: 20_000, EXPORT: 0}, OCT),
        a_reading({DAY: 45_145, NIGHT: 20_105, EXPORT: 900}, NOV),
    )

    assert gas.state.total_kwh == Decimal("976.20")
    assert two_rates.state.total_kwh == 250


def test_a_dial_that_went_round_is_counted_past_its_end() -> None:
    rollover = (Finding(ReadingCode.ROLLOVER, "1"),)

    entry = a_log(METER, a_reading(99_850, OCT), a_reading(50, NOV, findings=rollover))

    assert entry.state.total_kwh == 200


def test_only_the_register_that_went_round_is_counted_past_its_end() -> None:
    meter, before = an_economy_7_meter(), {DAY: 99_850, NIGHT: 99_900}
    reading = a_reading({DAY: 50, NIGHT: 99_990}, NOV, findings=(Finding(ReadingCode.ROLLOVER, DAY),))

    assert kwh_since(meter, before, reading) == 290


def test_a_lower_value_that_an_agent_vouched_for_starts_anew() -> None:
    lower = a_reading(45_000, NOV, by=AGENT, findings=(Finding(ReadingCode.LESS_THAN_PREVIOUS, "1"),))

    entry = a_log(METER, a_reading(45_980, OCT), lower, a_reading(45_240, DEC))

    assert entry.state.total_kwh == 240


def test_a_rollover_counts_only_from_near_the_end_of_the_dial() -> None:
    # Found to have gone round since 99850; an agent then put 100 in between.
    after = a_reading(50, NOV, findings=(Finding(ReadingCode.ROLLOVER, "1"),))

    assert kwh_since(METER, {"1": 99_850}, after) == 200
    assert kwh_since(METER, {"1": 90_000}, after) == 10_050
    assert kwh_since(METER, {"1": 89_999}, after) == 0
    assert kwh_since(METER, {"1": 100}, after) == 0


# Annual consumption


def test_each_advance_smooths_the_registry_figure() -> None:
    entry = a_log(METER, a_reading(45_980, OCT), a_reading(46_180, NOV))

    assert entry.state.annual == AnnualConsumption(Decimal("2491.00"), Basis.REGISTRY)


def test_without_a_registry_figure_typical_use_applies_until_there_is_history() -> None:
    meter, start = a_meter(annual_kwh=None), date(2026, 1, 1)
    first = a_reading(10_000, start)
    young = a_reading(11_000, start + timedelta(days=179))
    old_enough = a_reading(11_000, start + timedelta(days=180))

    without, with_history = a_log(meter, first, young), a_log(meter, first, old_enough)

    assert without.state.annual is None
    assert with_history.state.annual == AnnualConsumption(
        annualised_advance(Fuel.ELECTRICITY, Decimal(1000), start, old_enough.read_date), Basis.HISTORY
    )


def test_history_takes_the_place_of_the_registry_figure() -> None:
    start = date(2026, 1, 1)

    entry = a_log(METER, a_reading(10_000, start), a_reading(11_000, start + timedelta(days=180)))

    assert entry.state.annual is not None
    assert entry.state.annual.basis is Basis.HISTORY


def test_a_meter_that_is_read_monthly_for_years_is_known_by_its_last_year() -> None:
    months = [date(2023 + i // 12, i % 12 + 1, 1) for i in range(37)]
    readings = [a_reading(10_000 + 100 * i, month) for i, month in enumerate(months)]

    entry = a_log(a_meter(annual_kwh=None), *readings)

    assert entry.state.annual == AnnualConsumption(Decimal("1200.00"), Basis.HISTORY)


def test_milestones_are_three_months_apart_and_five_of_them_are_kept() -> None:
    start = date(2024, 1, 1)
    readings = [a_reading(10_000 + 10 * i, start + timedelta(days=45 * i)) for i in range(17)]

    entry = a_log(METER, *readings)

    days = [(milestone.on - start).days for milestone in entry.state.milestones]
    assert days == [360, 450, 540, 630, 720]
    assert entry.state.milestones[-1] == Milestone(start + timedelta(days=720), Decimal(160))


def test_a_milestone_waits_for_its_ninetieth_day() -> None:
    early = a_log(METER, a_reading(10_000, OCT), a_reading(10_500, OCT + timedelta(days=89)))
    on_time = a_log(METER, a_reading(10_000, OCT), a_reading(10_500, OCT + timedelta(days=90)))

    assert len(early.state.milestones) == 1
    assert len(on_time.state.milestones) == 2


# Entries


def test_sequences_follow_one_another_without_a_gap() -> None:
    first = stored(opening_entry(METER), a_reading(45_980, OCT))
    second = stored(first, a_reading(46_180, NOV))

    assert (first.sequence, second.sequence) == (1, 2)
    assert second.change is not None
    assert second.change.reading.sequence == 2
    assert second.meter == METER


def test_the_last_six_keys_are_kept_with_what_each_stored() -> None:
    entry = opening_entry(METER)
    for i in range(8):
        entry = stored(entry, a_reading(45_980 + i, OCT + timedelta(days=i)), key=f"key-{i}")

    assert entry.state.recent_keys == tuple((f"key-{i}", i + 1) for i in range(2, 8))
    assert entry.state.sequence_stored_with("key-7") == 8
    assert entry.state.sequence_stored_with("key-1") is None
    assert entry.state.sequence_stored_with("") is None


def test_a_change_to_a_stored_reading_keeps_keys_and_counts() -> None:
    reading = a_reading(45_980, OCT)
    entry = stored(opening_entry(METER), reading, key="key")
    withdrawn = Change(
        ChangeKind.READING_WITHDRAWN, noon(DEC), replace(reading, status=ReadingStatus.WITHDRAWN)
    )

    after = next_entry(entry, withdrawn, london_date=DEC, key_digest="ignored", history=(reading,))

    assert after.sequence == 2
    assert after.state.recent_keys == (("key", 1),)
    assert (after.state.stored_on, after.state.stored_by_source) == (NOV, (("CUSTOMER", 1),))
    assert after.state.last_actual is None
    assert after.state.annual == AnnualConsumption(Decimal(2500), Basis.REGISTRY)


def test_stored_readings_are_counted_by_source_and_london_day() -> None:
    entry = opening_entry(METER)
    for i, by in enumerate([GUEST, CUSTOMER, GUEST]):
        entry = stored(entry, a_reading(45_980 + i, OCT + timedelta(days=i), by=by), today=NOV)

    assert entry.state.stored_count("GUEST", NOV) == 2
    assert entry.state.stored_count("CUSTOMER", NOV) == 1
    assert entry.state.stored_count("AGENT", NOV) == 0
    assert entry.state.stored_count("GUEST", NOV + timedelta(days=1)) == 0


def test_the_count_starts_again_on_the_next_london_day() -> None:
    first = stored(opening_entry(METER), a_reading(45_980, OCT, by=GUEST), today=NOV)

    next_day = stored(first, a_reading(46_180, NOV, by=CUSTOMER), today=NOV + timedelta(days=1))

    assert next_day.state.stored_by_source == (("CUSTOMER", 1),)
    assert next_day.state.stored_count("GUEST", NOV) == 0


@pytest.mark.parametrize("read_date", [OCT, OCT - timedelta(days=1)])
def test_a_reading_that_is_not_the_newest_needs_the_history(read_date: date) -> None:
    entry = a_log(METER, a_reading(45_980, OCT))

    with pytest.raises(ValueError, match="history"):
        stored(entry, a_reading(45_900, read_date))


def test_a_change_to_a_stored_reading_needs_the_history() -> None:
    entry = a_log(METER, a_reading(45_980, OCT))
    change = Change(ChangeKind.READING_WITHDRAWN, noon(NOV), a_reading(45_980, DEC))

    with pytest.raises(ValueError, match="history"):
        next_entry(entry, change, london_date=NOV)


def test_a_late_reading_leaves_the_newest_one_to_compare_with() -> None:
    history = (a_reading(45_980, OCT, sequence=1), a_reading(46_400, DEC, sequence=2))
    newest = a_log(METER, *history)
    late = Change(ChangeKind.READING_ACCEPTED, noon(DEC), a_reading(46_180, NOV, sequence=3))

    entry = next_entry(newest, late, london_date=DEC, history=history)

    assert entry.state.last_actual == Known(2, DEC, {"1": 46_400})
    assert entry.state.latest_read_date == DEC
    assert entry.state.total_kwh == 420


def test_readings_are_as_their_last_change_left_them() -> None:
    at = datetime(2026, 11, 1, 12, tzinfo=UTC)
    first, second = a_reading(45_980, NOV, sequence=1), a_reading(45_500, OCT, sequence=2)
    gone = replace(first, status=ReadingStatus.SUPERSEDED)

    readings = readings_of(
        Change(kind, at, reading)
        for kind, reading in [
            (ChangeKind.READING_ACCEPTED, first),
            (ChangeKind.READING_ACCEPTED, second),
            (ChangeKind.READING_SUPERSEDED, gone),
        ]
    )

    assert readings == (second, gone)
    assert readings_of(()) == ()
