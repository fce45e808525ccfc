"""How long a held reading waits for a person before someone is reminded, and before it is escalated."""

from datetime import UTC, date, datetime, timedelta

import pytest

from builders.readings import a_reading
from meter_reads.domain.readings import ReadingStatus
from meter_reads.domain.reviews import Due, Plan, escalated_at, plan, review_due_at

SENT = datetime(2026, 11, 2, 9, tzinfo=UTC)  # a Monday
REMINDER = datetime(2026, 11, 5, tzinfo=UTC)
DUE = datetime(2026, 11, 10, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def a_held_reading(status: ReadingStatus = ReadingStatus.UNDER_REVIEW):
    return a_reading(46_000, date(2026, 11, 2), status=status, at=SENT)


def test_a_review_is_due_as_its_fifth_working_day_ends():
    assert review_due_at(SENT) == DUE


@pytest.mark.parametrize(
    ("reminded", "escalated", "now", "expected"),
    [
        (False, False, SENT, Plan(Due.REMINDER, REMINDER)),
        (False, False, REMINDER + SECOND, Plan(Due.REMINDER, REMINDER + SECOND)),
        (True, False, REMINDER + SECOND, Plan(Due.ESCALATION, DUE)),
        # Nobody needs to be reminded of what is escalated.
        (False, False, DUE, Plan(Due.ESCALATION, DUE)),
        (True, False, DUE + SECOND, Plan(Due.ESCALATION, DUE + SECOND)),
    ],
)
def test_what_comes_next_follows_from_the_time_and_from_what_was_sent(reminded, escalated, now, expected):
    assert plan(SENT, reminded=reminded, escalated=escalated, now=now) == expected


def test_after_an_escalation_only_the_decision_is_waited_for():
    assert plan(SENT, reminded=True, escalated=True, now=DUE).next is Due.DECISION


def test_a_held_reading_is_escalated_from_the_end_of_its_fifth_working_day():
    assert escalated_at(a_held_reading(), DUE - SECOND) is None
    assert escalated_at(a_held_reading(), DUE) == DUE
    assert escalated_at(a_held_reading(), DUE + timedelta(days=30)) == DUE


@pytest.mark.parametrize("status", [each for each in ReadingStatus if each != ReadingStatus.UNDER_REVIEW])
def test_a_reading_that_is_held_no_more_is_not_escalated(status):
    assert escalated_at(a_held_reading(status), DUE) is None
