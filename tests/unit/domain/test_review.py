"""A held reading that a person accepts counts as if it were sent now; one that is rejected never does."""

from datetime import date

import pytest

from builders.logs import ALog
from builders.meters import a_meter
from builders.readings import CUSTOMER, GUEST, noon
from meter_reads.domain.findings import ReadingCode
from meter_reads.domain.meter_log import ChangeKind
from meter_reads.domain.readings import ReadingStatus
from meter_reads.domain.review import CannotBeAccepted, ReviewDecision, was_decided

SEP, OCT, NOV, DEC = (date(2026, month, 1) for month in (9, 10, 11, 12))
ACCEPT, REJECT = ReviewDecision.ACCEPT, ReviewDecision.REJECT


def a_log_with_a_held_reading() -> ALog:
    log = ALog(a_meter())
    log.submit(45_980, OCT)
    log.submit(47_280, NOV, by=GUEST)
    assert log.state.held == (2,)
    return log


def test_an_accepted_reading_is_the_one_that_the_next_is_compared_with() -> None:
    log = a_log_with_a_held_reading()

    log.decide(2, ACCEPT, noon(DEC))

    assert log.newest.change is not None
    assert log.newest.change.kind is ChangeKind.REVIEW_ACCEPTED
    assert log.reading(2).status is ReadingStatus.ACCEPTED
    assert log.state.last_actual is not None
    assert log.state.last_actual.values == {"1": 47_280}
    assert log.state.held == ()


def test_a_rejected_reading_keeps_who_rejected_it_when_and_why() -> None:
    log = a_log_with_a_held_reading()

    log.decide(2, REJECT, noon(DEC))

    reading = log.reading(2)
    assert reading.status is ReadingStatus.REJECTED
    assert reading.decision is not None
    assert (reading.decision.by, reading.decision.at) == ("agent@example.com", noon(DEC))
    assert reading.decision.reason == "Seen on a photo"
    assert [finding.code for finding in reading.findings] == [ReadingCode.ABOVE_OUTER]
    assert log.state.last_actual is not None
    assert log.state.last_actual.values == {"1": 45_980}


def test_an_accepted_reading_replaces_the_estimates_that_it_shows_to_be_wrong() -> None:
    log = ALog(a_meter())
    log.submit(45_980, OCT)
    log.estimate({"1": 46_300}, NOV)
    log.submit(46_000, DEC, by=GUEST)
    held = log.newest.sequence
    assert log.state.held == (held,)
    assert log.reading(2).status is ReadingStatus.ACCEPTED

    log.decide(held, ACCEPT, noon(DEC))

    kinds = [entry.change.kind for entry in log.entries if entry.change]
    assert kinds[-2:] == [ChangeKind.READING_SUPERSEDED, ChangeKind.REVIEW_ACCEPTED]
    assert log.reading(2).status is ReadingStatus.SUPERSEDED
    assert log.state.last_estimate is None


def test_an_accepted_reading_is_judged_beside_the_readings_of_today() -> None:
    """A later reading came while it was held, which is lower; the agent's reason overrules that."""
    log = a_log_with_a_held_reading()
    log.submit(46_400, DEC)

    log.decide(2, ACCEPT, noon(DEC))

    found = {finding.code: finding.overruled for finding in log.reading(2).findings}
    assert found[ReadingCode.GREATER_THAN_SUBSEQUENT]


def test_a_reading_that_has_become_impossible_cannot_be_accepted() -> None:
    log = a_log_with_a_held_reading()
    log.withdraw(1, noon(NOV))
    log.submit(20_100, date(2026, 10, 20), at=noon(NOV))

    with pytest.raises(CannotBeAccepted) as refused:
        log.decide(2, ACCEPT, noon(DEC))

    assert [finding.code for finding in refused.value.findings] == [ReadingCode.IMPOSSIBLE_CONSUMPTION]
    log.decide(2, REJECT, noon(DEC))
    assert log.reading(2).status is ReadingStatus.REJECTED


def test_a_repeat_of_ones_own_decision_is_told_from_another() -> None:
    log = a_log_with_a_held_reading()
    log.decide(2, ACCEPT, noon(DEC))

    assert was_decided(log.reading(2), ACCEPT, "agent@example.com")
    assert not was_decided(log.reading(2), REJECT, "agent@example.com")
    assert not was_decided(log.reading(2), ACCEPT, CUSTOMER.subject)
