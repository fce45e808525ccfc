"""Taking a reading back."""

from datetime import datetime

from meter_reads.domain.meter_log import ChangeKind
from meter_reads.domain.readings import Decision, Reading, ReadingStatus
from meter_reads.domain.withdrawal import withdrawn
from meter_reads.journey.audit import Audit, AuditAction
from meter_reads.journey.callers import SignedIn, Staff
from meter_reads.journey.history import History, read_history
from meter_reads.journey.own_readings import is_own, withdrawable_until
from meter_reads.journey.reading_changes import (
    TRIES,
    Changed,
    ChangeRefused,
    ChangeResult,
    ReadingName,
    RefusalCode,
    named_reading,
)
from meter_reads.journey.reasons import checked_reason
from meter_reads.journey.refusals import BadInput
from meter_reads.store.database import ConditionFailed, StoreUnavailable
from meter_reads.store.stores import Stores

_NOT_FOUND = ChangeRefused(
    RefusalCode.NOT_FOUND, "There is no such reading that you can take back. Check its reference."
)
_TOO_LATE = ChangeRefused(
    RefusalCode.TOO_LATE,
    "A reading can be taken back until midnight of the day it was sent. Send a new reading, or call us.",
)
_NOT_WITHDRAWABLE = ChangeRefused(
    RefusalCode.NOT_WITHDRAWABLE,
    "This reading is not in use any more, or belongs to a meter exchange. There is nothing to take back.",
)


def withdraw_reading(
    stores: Stores, caller: SignedIn, reading_id: str, *, reason: str | None, now: datetime, audit: Audit
) -> ChangeResult:
    """Takes back a reading that is the caller's to take back. A repeat gets the first answer.

    An agent gives a reason, unless the reading is one that they sent themselves. Raises BadInput,
    StoreUnavailable.
    """
    if reason is not None and not isinstance(caller, Staff):
        raise BadInput("reason", "Only an agent gives a reason. Leave it out.")
    name = named_reading(caller, reading_id)
    if name is None:
        return _NOT_FOUND
    for _ in range(TRIES):
        history = read_history(stores.meter_log, name.meter_id)
        try:
            return _withdrawn(stores, caller, history, name, reason=reason, now=now, audit=audit)
        except ConditionFailed:
            continue
    raise StoreUnavailable("too many changes of one meter at once")


def _withdrawn(
    stores: Stores,
    caller: SignedIn,
    history: History | None,
    name: ReadingName,
    *,
    reason: str | None,
    now: datetime,
    audit: Audit,
) -> ChangeResult:
    reading = history.reading(name.sequence) if history else None
    if history is None or reading is None or not is_own(caller, reading):
        return _NOT_FOUND
    if reading.status is ReadingStatus.WITHDRAWN:
        return Changed(history, reading)
    stored_by = history.stored_by.get(reading.sequence)
    if not reading.live or stored_by is ChangeKind.METER_EXCHANGED:
        return _NOT_WITHDRAWABLE
    if withdrawable_until(caller, reading, lambda: stored_by, now) is None:
        return _TOO_LATE
    by = _decision(caller, reading, reason, now)
    entries = withdrawn(history.newest, history.readings, reading, at=now, by=by)
    audit.note(
        AuditAction.READING_WITHDRAWN,
        account=history.meter.account_number,
        meter_id=name.meter_id,
        reading_id=str(name),
        reason=by.reason if by else None,
    )
    stores.meter_log.append(entries)
    after = read_history(stores.meter_log, name.meter_id)
    gone = after.reading(name.sequence) if after else None
    if after is None or gone is None:
        raise StoreUnavailable("an entry that was written cannot be read")
    return Changed(after, gone)


def _decision(caller: SignedIn, reading: Reading, reason: str | None, now: datetime) -> Decision | None:
    """Who took back the reading of another, and why; nobody is asked about a reading of their own."""
    if not isinstance(caller, Staff):
        return None
    if reason is None and reading.submitted_by == caller.subject:
        return None
    return Decision(caller.subject, caller.name or "", now, checked_reason(reason, "reason"))
