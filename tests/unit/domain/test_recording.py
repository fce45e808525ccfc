"""What a verdict adds to the log: the readings it replaces first, its own last."""

from datetime import UTC, date, datetime

import pytest

from builders.logs import ALog
from builders.meters import a_meter
from builders.readings import AGENT_WITH_REASON, CUSTOMER, GUEST
from meter_reads.domain.assessment import Outcome, Verdict
from meter_reads.domain.findings import ReadingCode
from meter_reads.domain.meter_log import ChangeKind, opening_entry
from meter_reads.domain.readings import ReadingSource, ReadingStatus, reading_id
from meter_reads.domain.recording import Received, recorded

SEP, OCT, NOV, DEC = (date(2026, month, 1) for month in (9, 10, 11, 12))


def a_log_since_october() -> ALog:
    log = ALog(a_meter())
    log.submit(45_980, OCT)
    return log


def kinds(log: ALog) -> list[ChangeKind]:
    return [entry.change.kind for entry in log.entries if entry.change]


def test_an_accepted_reading_is_one_entry() -> None:
    log = a_log_since_october()
    at = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)

    log.submit("46180.7", NOV, at=at, key="digest")

    change = log.newest.change
    assert change is not None
    assert (change.kind, change.occurred_at) == (ChangeKind.READING_ACCEPTED, at)
    reading = change.reading
    assert reading.sequence == log.newest.sequence == 2
    assert (reading.read_date, reading.values, reading.status) == (NOV, {"1": 46_180}, ReadingStatus.ACCEPTED)
    assert (reading.source, reading.submitted_by) == (ReadingSource.CUSTOMER, CUSTOMER.subject)
    assert reading.submitted_at == at
    assert [finding.code for finding in reading.findings] == [ReadingCode.DECIMALS_DROPPED]
    assert log.state.sequence_stored_with("digest") == 2


def test_a_flagged_reading_is_accepted_with_its_findings() -> None:
    log = a_log_since_october()

    log.submit(46_480, NOV)

    assert kinds(log)[-1] is ChangeKind.READING_ACCEPTED
    assert log.reading(2).status is ReadingStatus.ACCEPTED_FLAGGED
    assert [finding.code for finding in log.reading(2).findings] == [ReadingCode.HIGHER_THAN_EXPECTED]


def test_a_reading_for_review_is_held() -> None:
    log = a_log_since_october()

    log.submit(47_280, NOV, by=GUEST)

    assert kinds(log)[-1] is ChangeKind.READING_HELD
    assert log.reading(2).status is ReadingStatus.UNDER_REVIEW
    assert log.reading(2).submitted_by == ""
    assert log.state.held == (2,)


def test_a_rollover_is_remembered_with_the_reading() -> None:
    log = ALog(a_meter())
    log.submit(99_850, OCT)

    log.submit(50, NOV)

    assert log.reading(2).rolled_over("1")
    assert log.state.total_kwh == 200


def test_the_reason_of_an_agent_is_stored() -> None:
    log = a_log_since_october()

    log.submit(45_900, NOV, by=AGENT_WITH_REASON)

    assert log.reading(2).reason == AGENT_WITH_REASON.reason
    assert log.reading(2).findings[0].overruled


def test_a_correction_supersedes_first_and_is_stored_last() -> None:
    log = a_log_since_october()
    log.submit(46_170, NOV, key="first")

    log.submit(46_180, NOV, key="second")

    assert kinds(log)[2:] == [ChangeKind.READING_SUPERSEDED, ChangeKind.READING_ACCEPTED]
    assert [entry.sequence for entry in log.entries] == [0, 1, 2, 3, 4]
    assert [(r.sequence, r.status) for r in log.readings] == [
        (1, ReadingStatus.ACCEPTED),
        (2, ReadingStatus.SUPERSEDED),
        (4, ReadingStatus.ACCEPTED),
    ]
    assert log.state.sequence_stored_with("second") == 4
    assert log.state.total_kwh == 200
    assert log.state.stored_count("CUSTOMER", NOV) == 2


def test_between_superseding_and_storing_the_superseded_reading_counts_no_more() -> None:
    log = a_log_since_october()
    log.submit(46_170, NOV)

    log.submit(46_180, NOV)

    between = log.entries[3].state
    assert between.last_actual is not None
    assert between.last_actual.sequence == 1
    assert between.total_kwh == 0


def test_a_reading_below_several_estimates_supersedes_each_in_its_own_entry() -> None:
    log = a_log_since_october()
    log.estimate({"1": 46_184}, NOV)
    log.estimate({"1": 46_425}, DEC)

    verdict = log.submit(46_150, date(2026, 12, 15))

    assert verdict.supersedes == (2, 3)
    assert kinds(log)[3:] == [ChangeKind.READING_SUPERSEDED] * 2 + [ChangeKind.READING_ACCEPTED]
    assert log.reading(2).status is log.reading(3).status is ReadingStatus.SUPERSEDED
    assert log.reading(1).status is ReadingStatus.ACCEPTED
    assert log.state.last_estimate is None


def test_a_held_correction_takes_the_accepted_reading_out_of_use() -> None:
    log = a_log_since_october()
    log.submit(46_180, NOV)

    log.submit(47_280, NOV)

    assert log.state.held == (4,)
    assert log.state.last_actual is not None
    assert log.state.last_actual.sequence == 1


def test_a_late_reading_is_stored_behind_and_changes_what_is_counted_by_nothing() -> None:
    log = a_log_since_october()
    log.submit(46_400, DEC)

    log.submit(46_180, NOV, at=datetime(2026, 12, 2, 12, tzinfo=UTC))

    assert log.newest.sequence == 3
    assert [reading.sequence for reading in log.readings] == [1, 3, 2]
    assert log.state.total_kwh == 420
    assert log.state.last_actual is not None
    assert log.state.last_actual.sequence == 2


@pytest.mark.parametrize("outcome", [Outcome.CONFIRM, Outcome.REJECT, Outcome.REPEAT])
def test_a_verdict_that_stores_nothing_cannot_be_recorded(outcome: Outcome) -> None:
    received = Received(NOV, CUSTOMER, datetime(2026, 11, 1, tzinfo=UTC), "key")

    with pytest.raises(KeyError):
        recorded(opening_entry(a_meter()), None, Verdict(outcome, (), {"1": 46_180}), received)


def test_the_daily_count_goes_by_the_day_in_london() -> None:
    log = ALog(a_meter())
    in_july = date(2026, 7, 1)

    log.submit(45_980, in_july, at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC))

    assert log.state.stored_count("CUSTOMER", in_july) == 1
    assert log.state.stored_count("CUSTOMER", date(2026, 6, 30)) == 0


def test_a_reading_is_named_by_its_meter_and_sequence() -> None:
    assert reading_id("7k3q9x0m2r5t8w1b", 34) == "7k3q9x0m2r5t8w1b-34"
