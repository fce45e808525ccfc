"""Rule 7 of domain.md 4.2: a second reading for one date."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from builders.meters import DAY, NIGHT, a_meter, an_economy_7_meter
from builders.readings import (
    AGENT,
    AGENT_WITH_REASON,
    CUSTOMER,
    GUEST,
    a_reading,
    an_estimate,
    codes,
    judged,
)
from meter_reads.domain.assessment import Outcome, Submitter
from meter_reads.domain.findings import Finding, ReadingCode
from meter_reads.domain.london_time import london_date
from meter_reads.domain.readings import ReadingSource, ReadingStatus

NOV = date(2026, 11, 1)
METER = a_meter()
BEFORE = a_reading(45_980, date(2026, 10, 1))
EVERYONE = [GUEST, CUSTOMER, AGENT, AGENT_WITH_REASON]
OTHER_CUSTOMER = Submitter(ReadingSource.CUSTOMER, "partner@example.com")


@pytest.mark.parametrize("by", EVERYONE)
@pytest.mark.parametrize("sender", EVERYONE)
@pytest.mark.parametrize(
    "status", [ReadingStatus.ACCEPTED, ReadingStatus.ACCEPTED_FLAGGED, ReadingStatus.UNDER_REVIEW]
)
def test_an_equal_reading_is_the_one_that_is_stored(
    status: ReadingStatus, sender: Submitter, by: Submitter
) -> None:
    finding = Finding(ReadingCode.HIGHER_THAN_EXPECTED, "1")
    stored = a_reading(46_480, NOV, sequence=2, by=sender, status=status, findings=(finding,))

    verdict = judged(46_480, NOV, meter=METER, history=[BEFORE, stored], by=by)

    assert (verdict.outcome, verdict.repeats, verdict.supersedes) == (Outcome.REPEAT, 2, ())
    assert verdict.findings == (finding,)


@pytest.mark.parametrize("text", ["46180", "046180", " 46180 ", "46180.9"])
def test_a_reading_is_equal_by_its_value_and_not_by_its_spelling(text: str) -> None:
    stored = a_reading(46_180, NOV, sequence=2)

    assert judged(text, NOV, meter=METER, history=[BEFORE, stored]).outcome is Outcome.REPEAT


@pytest.mark.parametrize("by", [GUEST, CUSTOMER, AGENT])
def test_ones_own_reading_is_corrected_by_sending_again_the_same_day(by: Submitter) -> None:
    stored = a_reading(46_170, NOV, sequence=2, by=by)

    verdict = judged(46_180, NOV, meter=METER, history=[BEFORE, stored], by=by)

    assert (verdict.outcome, verdict.supersedes) == (Outcome.ACCEPT, (2,))
    assert verdict.findings == ()


def test_a_correction_may_go_below_what_it_corrects() -> None:
    stored = a_reading(46_480, NOV, sequence=2, status=ReadingStatus.ACCEPTED_FLAGGED)

    verdict = judged(46_180, NOV, meter=METER, history=[BEFORE, stored])

    assert (verdict.outcome, verdict.supersedes) == (Outcome.ACCEPT, (2,))


@pytest.mark.parametrize(
    ("sender", "by"),
    [
        (CUSTOMER, GUEST),
        (GUEST, CUSTOMER),
        (CUSTOMER, OTHER_CUSTOMER),
        (CUSTOMER, AGENT),
        (AGENT, CUSTOMER),
        (Submitter(ReadingSource.SMART), CUSTOMER),
        (Submitter(ReadingSource.AGENT, CUSTOMER.subject), CUSTOMER),
    ],
)
def test_someone_elses_reading_is_not_replaced(sender: Submitter, by: Submitter) -> None:
    stored = a_reading(46_170, NOV, sequence=2, by=sender)

    verdict = judged(46_180, NOV, meter=METER, history=[BEFORE, stored], by=by, confirmed=True)

    assert verdict.outcome is Outcome.REJECT
    assert codes(verdict) == [ReadingCode.DUPLICATE_READING]
    assert verdict.supersedes == ()


@pytest.mark.parametrize(
    "status", [ReadingStatus.ACCEPTED, ReadingStatus.ACCEPTED_FLAGGED, ReadingStatus.UNDER_REVIEW]
)
def test_an_agent_with_a_reason_replaces_anyones_reading(status: ReadingStatus) -> None:
    stored = a_reading(46_170, NOV, sequence=2, status=status)

    verdict = judged(46_180, NOV, meter=METER, history=[BEFORE, stored], by=AGENT_WITH_REASON)

    assert (verdict.outcome, verdict.supersedes) == (Outcome.ACCEPT_FLAGGED, (2,))
    assert codes(verdict) == [ReadingCode.DUPLICATE_READING]


@pytest.mark.parametrize(
    ("sent_at", "corrected_at", "outcome"),
    [
        # Summer: London's midnight is 23:00 UTC.
        ("2026-06-30T22:59:59", "2026-06-30T23:00:00", Outcome.REJECT),
        ("2026-06-30T23:00:00", "2026-07-01T22:59:59", Outcome.ACCEPT),
        # Winter: it is midnight UTC.
        ("2026-11-22T23:59:59", "2026-11-23T00:00:00", Outcome.REJECT),
        ("2026-11-22T00:00:00", "2026-11-22T23:59:59", Outcome.ACCEPT),
    ],
)
def test_the_day_for_corrections_ends_at_londons_midnight(
    sent_at: str, corrected_at: str, outcome: Outcome
) -> None:
    sent = datetime.fromisoformat(sent_at).replace(tzinfo=UTC)
    today = london_date(datetime.fromisoformat(corrected_at).replace(tzinfo=UTC))
    on = date.fromisoformat(sent_at[:10])
    stored = a_reading(46_170, on, sequence=2, at=sent)

    verdict = judged(46_180, on, meter=METER, history=[stored], today=today)

    assert verdict.outcome is outcome


def test_a_correction_is_tied_to_the_day_it_was_sent_and_not_to_its_read_date() -> None:
    today = NOV + timedelta(days=9)
    stored = a_reading(46_170, NOV, sequence=2, at=datetime.combine(today, time(8), UTC))

    verdict = judged(46_180, NOV, meter=METER, history=[BEFORE, stored], today=today)

    assert verdict.outcome is Outcome.ACCEPT


def test_a_correction_that_must_be_confirmed_replaces_nothing_before_the_yes() -> None:
    stored = a_reading(46_170, NOV, sequence=2)

    asked = judged(47_280, NOV, meter=METER, history=[BEFORE, stored])
    confirmed = judged(47_280, NOV, meter=METER, history=[BEFORE, stored], confirmed=True)

    assert (asked.outcome, asked.supersedes) == (Outcome.CONFIRM, ())
    assert (confirmed.outcome, confirmed.supersedes) == (Outcome.HOLD, (2,))


@pytest.mark.parametrize(
    "status", [ReadingStatus.SUPERSEDED, ReadingStatus.REJECTED, ReadingStatus.WITHDRAWN]
)
def test_a_reading_that_no_longer_counts_stands_in_nobodys_way(status: ReadingStatus) -> None:
    gone = a_reading(46_170, NOV, sequence=2, by=GUEST, status=status)

    different = judged(46_180, NOV, meter=METER, history=[BEFORE, gone])
    equal = judged(46_170, NOV, meter=METER, history=[BEFORE, gone])

    assert (different.outcome, different.supersedes) == (Outcome.ACCEPT, ())
    assert equal.outcome is Outcome.ACCEPT


def test_an_estimate_of_the_same_date_is_replaced_and_is_no_duplicate() -> None:
    estimate = an_estimate(46_184, NOV, sequence=2)

    higher = judged(46_190, NOV, meter=METER, history=[BEFORE, estimate])
    equal = judged(46_184, NOV, meter=METER, history=[BEFORE, estimate])

    assert (higher.outcome, higher.supersedes, codes(higher)) == (Outcome.ACCEPT, (2,), [])
    assert (equal.outcome, equal.supersedes) == (Outcome.ACCEPT, (2,))


def test_a_reading_below_the_estimate_of_its_own_date_says_so() -> None:
    estimate = an_estimate(46_184, NOV, sequence=2)

    verdict = judged(46_183, NOV, meter=METER, history=[BEFORE, estimate])

    assert (verdict.outcome, verdict.supersedes) == (Outcome.ACCEPT, (2,))
    assert codes(verdict) == [ReadingCode.BELOW_ESTIMATE]


def test_a_reading_is_equal_only_if_all_its_registers_are() -> None:
    meter = an_economy_7_meter()
    history = [
        a_reading({DAY: 45_980, NIGHT: 20_000}, date(2026, 10, 1)),
        a_reading({DAY: 46_100, NIGHT: 20_090}, NOV, sequence=2),
    ]

    equal = judged({NIGHT: 20_090, DAY: 46_100}, NOV, meter=meter, history=history)
    corrected = judged({DAY: 46_100, NIGHT: 20_091}, NOV, meter=meter, history=history)

    assert equal.outcome is Outcome.REPEAT
    assert (corrected.outcome, corrected.supersedes) == (Outcome.ACCEPT, (2,))


def test_the_date_is_judged_before_a_duplicate() -> None:
    old = date(2026, 1, 1)
    stored = a_reading(46_170, old, sequence=2)

    verdict = judged(46_170, old, meter=METER, history=[stored], today=NOV)

    assert codes(verdict) == [ReadingCode.DATE_TOO_OLD]


def test_a_duplicate_comes_before_the_neighbours() -> None:
    stored = a_reading(46_170, NOV, sequence=2, by=GUEST)

    verdict = judged(45_000, NOV, meter=METER, history=[BEFORE, stored])

    assert codes(verdict) == [ReadingCode.DUPLICATE_READING]
