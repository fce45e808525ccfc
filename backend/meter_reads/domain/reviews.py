"""How long a held reading may wait for a person: reminded after two working days, escalated after five."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from meter_reads.domain.readings import Reading
from meter_reads.domain.working_days import after_working_days

_REMIND_AFTER = 2
_ESCALATE_AFTER = 5
# How long to wait where nothing more is due: then the log is looked at again, in case an answer was lost.
_LOOK_AGAIN = timedelta(days=30)


class Due(StrEnum):
    """What a review waits for, beside its decision."""

    REMINDER = "REMINDER"
    ESCALATION = "ESCALATION"
    DECISION = "DECISION"


@dataclass(frozen=True, slots=True)
class Plan:
    """What comes next for a review that is not decided yet, and when."""

    next: Due
    at: datetime


def reminder_at(submitted_at: datetime) -> datetime:
    return after_working_days(submitted_at, _REMIND_AFTER)


def review_due_at(submitted_at: datetime) -> datetime:
    """Until when a held reading should be decided: the end of the fifth working day after its submission."""
    return after_working_days(submitted_at, _ESCALATE_AFTER)


def escalated_at(reading: Reading, now: datetime) -> datetime | None:
    """Since when a held reading has waited for too long; None while it has not, and once it is decided."""
    due = review_due_at(reading.submitted_at)
    return due if reading.held and due <= now else None


def plan(submitted_at: datetime, *, reminded: bool, escalated: bool, now: datetime) -> Plan:
    """The next step of a review. What is overdue is due now; a reminder that came too late is left out."""
    if escalated:
        return Plan(Due.DECISION, now + _LOOK_AGAIN)
    due = review_due_at(submitted_at)
    if reminded or due <= now:
        return Plan(Due.ESCALATION, max(due, now))
    return Plan(Due.REMINDER, max(reminder_at(submitted_at), now))
