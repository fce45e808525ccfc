"""What staff look at and do is noted before they are shown it or it is done.

So where it cannot be noted nothing is shown; and an entry may stand for something that was then refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from meter_reads.journey.callers import Caller, Staff
from meter_reads.store.audit_log import AuditAction, AuditEntry, AuditLog

_LONGEST_REASON = 500

__all__ = ["Audit", "AuditAction", "Noted"]


@dataclass(frozen=True, slots=True)
class Noted:
    """One thing to be noted."""

    action: AuditAction
    account: str | None = None
    meter_id: str | None = None
    reading_id: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Audit:
    """One request's: whatever it looks at many times is noted once. Silent for callers who are not staff."""

    log: AuditLog
    caller: Caller
    now: datetime
    _noted: set[Noted] = field(default_factory=set)

    def note(
        self,
        action: AuditAction,
        *,
        account: str | None = None,
        meter_id: str | None = None,
        reading_id: str | None = None,
        reason: str | None = None,
    ) -> None:
        """Notes one thing. Raises StoreUnavailable where it is not certain that it is noted."""
        self.note_all([Noted(action, account, meter_id, reading_id, reason)])

    def note_all(self, things: Iterable[Noted]) -> None:
        """Notes several, in as few calls as can be."""
        caller = self.caller
        # An agent for whom a subscription goes on without a name was noted by it when it began.
        if not isinstance(caller, Staff) or not caller.subject:
            return
        new = [thing for thing in dict.fromkeys(things) if thing not in self._noted]
        self.log.append([self._entry(caller, thing) for thing in new])
        self._noted.update(new)

    def note_account_viewed(self, account: str, *, meter_id: str | None = None) -> None:
        """Notes a look at an account, or at one of its meters where it was not the whole account: once."""
        whole = Noted(AuditAction.ACCOUNT_VIEWED, account)
        if whole in self._noted:
            return
        looked_at = Noted(AuditAction.METER_VIEWED, account, meter_id) if meter_id else whole
        self.note_all([looked_at])

    def _entry(self, caller: Staff, thing: Noted) -> AuditEntry:
        instant = self.now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return AuditEntry(
            place=f"{instant}#{uuid4().hex[:12]}",
            at=self.now,
            actor=caller.subject,
            actor_name=caller.name,
            action=thing.action,
            account=thing.account,
            meter_id=thing.meter_id,
            reading_id=thing.reading_id,
            reason=thing.reason and thing.reason[:_LONGEST_REASON],
        )
