"""An agent decides about a held reading. The log is the record; whoever waits hears of it from the stream."""

from datetime import datetime

from meter_reads.domain.explanations import day_in_words
from meter_reads.domain.london_time import london_date
from meter_reads.domain.readings import Decision, Reading, ReadingStatus
from meter_reads.domain.review import CannotBeAccepted, ReviewDecision, decided, was_decided
from meter_reads.journey.audit import Audit, AuditAction
from meter_reads.journey.callers import Staff
from meter_reads.journey.history import History, read_history
from meter_reads.journey.reading_changes import (
    TRIES,
    Changed,
    ChangeRefused,
    ChangeResult,
    RefusalCode,
    named_reading,
)
from meter_reads.journey.reasons import checked_reason
from meter_reads.store.database import ConditionFailed, StoreUnavailable
from meter_reads.store.stores import Stores

_NOT_FOUND = ChangeRefused(RefusalCode.NOT_FOUND, "There is no such reading. Check its reference.")
_IMPOSSIBLE = ChangeRefused(
    RefusalCode.IMPOSSIBLE,
    "Beside the readings that came since, this one is impossible: the supply could not have carried so "
    "much. Reject it, or take back the reading that is wrong first.",
)
_WHAT_BECAME = {
    ReadingStatus.ACCEPTED: "accepted",
    ReadingStatus.ACCEPTED_FLAGGED: "accepted",
    ReadingStatus.REJECTED: "rejected",
    ReadingStatus.WITHDRAWN: "taken back",
    ReadingStatus.SUPERSEDED: "replaced by another reading",
}


def decide_review(
    stores: Stores,
    agent: Staff,
    reading_id: str,
    choice: ReviewDecision,
    *,
    reason: str,
    now: datetime,
    audit: Audit,
) -> ChangeResult:
    """Accepts or rejects a reading that is under review. Of two agents at once one decides, and the other
    is told what was decided. A repeat of one's own decision gets the first answer. Raises BadInput,
    StoreUnavailable.
    """
    decision = Decision(agent.subject, agent.name or "", now, checked_reason(reason, "input.reason"))
    name = named_reading(agent, reading_id)
    if name is None:
        return _NOT_FOUND
    for _ in range(TRIES):
        history = read_history(stores.meter_log, name.meter_id)
        reading = history.reading(name.sequence) if history else None
        if history is None or reading is None:
            return _NOT_FOUND
        if not reading.held:
            return _already_ended(history, reading, choice, agent)
        try:
            entries = decided(history.newest, history.readings, reading, choice, decision)
            audit.note(
                AuditAction.REVIEW_DECIDED,
                account=history.meter.account_number,
                meter_id=name.meter_id,
                reading_id=str(name),
                reason=decision.reason,
            )
            stores.meter_log.append(entries)
        except CannotBeAccepted:
            return _IMPOSSIBLE
        except ConditionFailed:
            continue
        after = read_history(stores.meter_log, name.meter_id)
        ended = after.reading(name.sequence) if after else None
        if after is None or ended is None:
            raise StoreUnavailable("an entry that was written cannot be read")
        return Changed(after, ended)
    raise StoreUnavailable("too many changes of one meter at once")


def _already_ended(history: History, reading: Reading, choice: ReviewDecision, agent: Staff) -> ChangeResult:
    if was_decided(reading, choice, agent.subject):
        return Changed(history, reading)
    what = _WHAT_BECAME[reading.status]
    decision = reading.decision
    by = ""
    if decision is not None:
        by = f" by {decision.name or 'a colleague'} on {day_in_words(london_date(decision.at))}"
    return ChangeRefused(
        RefusalCode.NOT_UNDER_REVIEW, f"This reading is not under review: it was {what}{by}."
    )
