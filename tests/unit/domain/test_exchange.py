"""A meter exchange: the old log ends with a closing reading, and a new one begins with an opening one."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from builders.logs import ALog
from builders.meters import a_meter, a_register
from builders.readings import AGENT_WITH_REASON, noon, typed
from meter_reads.domain.annual_consumption import Basis
from meter_reads.domain.assessment import assess
from meter_reads.domain.exchange import NewMeter, earliest_exchange, exchanged, successor_id
from meter_reads.domain.findings import ReadingCode
from meter_reads.domain.meter_log import ChangeKind, LogEntry, state_of
from meter_reads.domain.readings import ReadingStatus
from meter_reads.domain.recording import Received
from meter_reads.domain.surroundings import surroundings_from_history
from meter_reads.domain.use import uses

OCT, MID, NOV = date(2026, 10, 1), date(2026, 10, 17), date(2026, 11, 1)
REGISTER = a_register(digits=6)


def an_exchange(log: ALog, closing: int, opening: int) -> tuple[list[LogEntry], list[LogEntry]]:
    around = surroundings_from_history(log.meter, log.readings, MID)
    verdict = assess(log.meter, typed(closing, MID), around, AGENT_WITH_REASON, today=MID)
    received = Received(MID, AGENT_WITH_REASON, noon(MID), "digest")
    new = NewMeter("Z26NN000417", (REGISTER,), {"1": opening})
    return exchanged(log.newest, log.readings, verdict, received, new)


def a_log_since_october() -> ALog:
    log = ALog(a_meter())
    log.submit(45_980, OCT)
    return log


def test_the_old_log_ends_with_the_closing_reading_and_the_date_of_removal() -> None:
    old, _ = an_exchange(a_log_since_october(), 46_080, 5)

    closing = old[-1]
    assert closing.change is not None
    assert closing.change.kind is ChangeKind.METER_EXCHANGED
    assert closing.change.reading.values == {"1": 46_080}
    assert closing.meter.removed == MID


def test_the_new_log_begins_with_the_opening_reading() -> None:
    log = a_log_since_october()
    old, (beginning, first) = an_exchange(log, 46_080, 5)

    meter = first.meter
    assert (beginning.sequence, beginning.change, first.sequence) == (0, None, 1)
    assert first.change is not None
    assert first.change.kind is ChangeKind.METER_EXCHANGED
    assert first.change.reading.values == {"1": 5}
    assert (meter.serial, meter.registers, meter.installed) == ("Z26NN000417", (REGISTER,), MID)
    assert (meter.account_number, meter.supply_point) == (log.meter.account_number, log.meter.supply_point)
    assert meter.id != log.meter.id
    assert meter.id == successor_id(log.meter.id, "digest")
    assert first.state.annual is not None
    assert old[-1].state.annual is not None
    assert (first.state.annual.kwh, first.state.annual.basis) == (old[-1].state.annual.kwh, Basis.REGISTRY)


def test_use_across_an_exchange_is_that_of_both_meters_and_never_a_difference_of_serials() -> None:
    log = a_log_since_october()
    old, new = an_exchange(log, 46_080, 5)
    log.entries += old
    successor = ALog(new[0].meter)
    successor.entries = new
    successor.submit(105, NOV)

    before = uses(log.meter, log.readings)[old[-1].sequence]
    after = uses(successor.meter, successor.readings)[2]

    assert (before.start, before.end, before.kwh) == (OCT, MID, 100)
    assert (after.start, after.end, after.kwh) == (MID, NOV, 100)
    assert before.kwh + after.kwh == Decimal(200)
    assert 1 not in uses(successor.meter, successor.readings)


def test_a_reading_of_the_old_meter_after_its_removal_is_of_no_active_meter() -> None:
    log = a_log_since_october()
    old, _ = an_exchange(log, 46_080, 5)

    around = surroundings_from_history(old[-1].meter, log.readings, NOV)
    verdict = assess(old[-1].meter, typed(46_200, NOV), around, AGENT_WITH_REASON, today=NOV)

    assert [finding.code for finding in verdict.findings] == [ReadingCode.METER_NOT_ACTIVE]


def test_both_states_equal_those_recomputed_from_the_readings() -> None:
    log = a_log_since_october()
    log.estimate({"1": 46_090}, date(2026, 10, 10))
    old, new = an_exchange(log, 46_080, 5)
    log.entries += old

    stored_now = {"recent_keys": (), "stored_on": None, "stored_by_source": ()}
    assert replace(log.state, **stored_now) == state_of(log.meter, log.readings)
    successor = ALog(new[0].meter)
    successor.entries = new
    assert replace(successor.state, **stored_now) == state_of(successor.meter, successor.readings)


def test_a_meter_is_not_exchanged_before_its_last_reading() -> None:
    assert earliest_exchange(a_log_since_october().newest) == OCT
    assert earliest_exchange(ALog(a_meter()).newest) == a_meter().installed


def test_once_removed_a_meter_stays_removed_through_later_changes() -> None:
    log = a_log_since_october()
    old, _ = an_exchange(log, 46_080, 5)
    log.entries += old

    log.withdraw(1, noon(NOV))

    assert log.newest.meter.removed == MID
    assert log.reading(1).status is ReadingStatus.WITHDRAWN
