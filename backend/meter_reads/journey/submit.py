"""One reading, from what was typed to what is stored: load the newest entry, judge, append.

An accepted reading takes two calls to the store, and a repeat with the same key takes one. If someone
else appends in between, the write fails, and the reading is judged again against what is there then.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from meter_reads.domain.assessment import Outcome, Submitter, Verdict, assess
from meter_reads.domain.findings import Finding, ReadingCode
from meter_reads.domain.london_time import london_date
from meter_reads.domain.meter_log import LogEntry, readings_of
from meter_reads.domain.readings import Meter, Reading, ReadingSource, reading_id
from meter_reads.domain.recording import Received, recorded
from meter_reads.domain.submission_rules import read_dials
from meter_reads.domain.surroundings import (
    Surroundings,
    surroundings_from_history,
    surroundings_from_state,
)
from meter_reads.domain.suspicion import conflicts, with_suspicion
from meter_reads.domain.use import Use, use_since, uses
from meter_reads.journey.access import may_act_on_meter
from meter_reads.journey.audit import Audit, AuditAction
from meter_reads.journey.callers import Guest, SignedIn, Staff
from meter_reads.journey.confirmation import confirmation_token, is_confirmed
from meter_reads.journey.other_meters import with_other_meter
from meter_reads.journey.reasons import checked_reason
from meter_reads.journey.refusals import BadInput
from meter_reads.journey.repeats import RepeatLimit
from meter_reads.journey.submission import (
    ConfirmationNeeded,
    Rejected,
    Stored,
    Submission,
    SubmitResult,
    check_registers,
)
from meter_reads.journey.submission_limits import check_stored_today, count_slip
from meter_reads.journey.submission_metrics import note_submission
from meter_reads.journey.tokens import Tokens
from meter_reads.metrics import Note, unnoted
from meter_reads.store.database import ConditionFailed, StoreUnavailable
from meter_reads.store.meter_log import MeterLog
from meter_reads.store.stores import Stores

# Each lost race means that another reading of the same meter was stored at that very moment.
_TRIES = 60


@dataclass(frozen=True, slots=True)
class Desk:
    """Where readings are taken in: the stores, the tokens, the count of repeats, and who takes metrics."""

    stores: Stores
    tokens: Tokens
    repeats: RepeatLimit
    note: Note = unnoted

    def submit(self, caller: SignedIn, submission: Submission, now: datetime, audit: Audit) -> SubmitResult:
        """Judges one reading and stores it if it may be.

        Raises BadInput, Throttled, StoreUnavailable; after the last of these the same key can be sent again.
        """
        started = time.perf_counter()
        result = self._submitted(caller, submission, now, audit)
        note_submission(self.note, caller.source, result, time.perf_counter() - started)
        return result

    def _submitted(
        self, caller: SignedIn, submission: Submission, now: datetime, audit: Audit
    ) -> SubmitResult:
        check_registers(submission.typed, "input.registers")
        digest, submitter = submission.key_digest(caller), _submitter(caller, submission)
        if not may_act_on_meter(caller, submission.meter_id):
            return _no_such_meter()
        for _ in range(_TRIES):
            newest = self.stores.meter_log.newest(submission.meter_id)
            if newest is None:
                return _no_such_meter()
            sequence = newest.state.sequence_stored_with(digest)
            if sequence is not None:
                self.repeats.count(submission.meter_id, now)
                return self._first_answer(newest, sequence, submission)
            try:
                return self._judge(caller, submitter, submission, newest, now=now, audit=audit)
            except ConditionFailed:
                continue
        raise StoreUnavailable("too many readings of one meter at once")

    def _judge(
        self,
        caller: SignedIn,
        submitter: Submitter,
        submission: Submission,
        newest: LogEntry,
        *,
        now: datetime,
        audit: Audit,
    ) -> SubmitResult:
        """What becomes of a reading that was not stored before; stores it if it may be.

        Raises ConditionFailed where another reading was stored first.
        """
        confirmed = is_confirmed(self.tokens, submission, now)
        trial = _Trial(self.stores.meter_log, submission, newest, submitter, london_date(now))
        verdict, history = trial.verdict(confirmed=confirmed)
        if verdict.outcome is Outcome.REPEAT:
            # It costs more than a repeat with the same key, which asks no history.
            self.repeats.count(newest.meter.id, now)
            equal = next(reading for reading in history or () if reading.sequence == verdict.repeats)
            return Stored(newest.meter, equal, newest.sequence)
        if verdict.outcome is Outcome.REJECT:
            count_slip(self.stores.attempts, newest.meter, now)
            return Rejected(newest.meter, self._explained(caller, submission, newest.meter, verdict))
        check_stored_today(newest, caller.source, now)
        if verdict.outcome is Outcome.CONFIRM:
            count_slip(self.stores.attempts, newest.meter, now)
            token, expires_at = confirmation_token(self.tokens, submission, now)
            findings = self._explained(caller, submission, newest.meter, verdict)
            return ConfirmationNeeded(newest.meter, findings, token, expires_at)
        received = Received(
            submission.typed.read_date, submitter, now, submission.key_digest(caller), submission.photo_id
        )
        entries = recorded(newest, history, verdict, received)
        change = entries[-1].change
        assert change is not None  # only entry 0 has none
        audit.note(
            AuditAction.READING_SUBMITTED,
            account=newest.meter.account_number,
            meter_id=newest.meter.id,
            reading_id=reading_id(newest.meter.id, change.reading.sequence),
            reason=submitter.reason,
        )
        self.stores.meter_log.append(entries)
        return Stored(
            newest.meter, change.reading, entries[-1].sequence, _uses(newest, history, change.reading)
        )

    def _explained(
        self, caller: SignedIn, submission: Submission, meter: Meter, verdict: Verdict
    ) -> tuple[Finding, ...]:
        others = (each for each in self._meters_beside(caller, meter) if each != meter.id)
        return with_other_meter(self.stores.meter_log, others, submission.typed, verdict.findings)

    def _meters_beside(self, caller: SignedIn, meter: Meter) -> Iterator[str]:
        """The meters that a caller may have mistaken for this one; read only if they are asked for."""
        if isinstance(caller, Staff):
            account = self.stores.accounts.account(meter.account_number)
            yield from account.meter_ids if account else ()
        else:
            yield from caller.meter_ids

    def _first_answer(self, newest: LogEntry, sequence: int, submission: Submission) -> Stored:
        """The reading as it was first stored with this key. Raises BadInput if the key was for another."""
        entry: LogEntry | None = newest
        if newest.sequence != sequence:
            entry = self.stores.meter_log.entry(submission.meter_id, sequence)
        if entry is None or entry.change is None:
            raise StoreUnavailable("an entry that was written cannot be read")
        reading = entry.change.reading
        same_values = dict(read_dials(entry.meter, submission.typed).values) == dict(reading.values)
        if reading.read_date != submission.typed.read_date or not same_values:
            raise BadInput(
                "input.idempotencyKey", "This key was used for another reading. Choose a new key for each."
            )
        return Stored(entry.meter, reading, newest.sequence)


@dataclass(frozen=True, slots=True)
class _Trial:
    """One judgement of one submission, with the history read only where the newest entry says too little."""

    log: MeterLog
    submission: Submission
    newest: LogEntry
    submitter: Submitter
    today: date

    def verdict(self, *, confirmed: bool) -> tuple[Verdict, tuple[Reading, ...] | None]:
        """The verdict, and the history if it was needed for it."""
        meter, read_date = self.newest.meter, self.submission.typed.read_date
        around = surroundings_from_state(meter, self.newest.state, read_date)
        if around is not None:
            verdict = self._assess(around, confirmed=confirmed)
            # The newest entry knows one estimate; how many a lower reading contradicts, only the log.
            below = any(finding.code is ReadingCode.BELOW_ESTIMATE for finding in verdict.findings)
            if not below and not self._asks_for_a_suspect(verdict):
                return verdict, None
        # Entries that were appended since would make the write fail anyway, so they are left out here.
        history = readings_of(
            entry.change
            for entry in self.log.entries(meter.id)
            if entry.change and entry.sequence <= self.newest.sequence
        )
        around = surroundings_from_history(meter, history, read_date)
        verdict = self._assess(around, confirmed=confirmed)
        if self._asks_for_a_suspect(verdict):
            verdict = with_suspicion(meter, verdict, read_date, history)
        return verdict, history

    def _asks_for_a_suspect(self, verdict: Verdict) -> bool:
        """Whether someone will be told that a stored reading may be the wrong one: never a guest, but the
        agent who looks at what a guest sent.
        """
        told = self.submitter.source is not ReadingSource.GUEST or verdict.outcome is Outcome.HOLD
        return told and conflicts(verdict.findings)

    def _assess(self, around: Surroundings, *, confirmed: bool) -> Verdict:
        typed = self.submission.typed
        return assess(self.newest.meter, typed, around, self.submitter, today=self.today, confirmed=confirmed)


def _submitter(caller: SignedIn, submission: Submission) -> Submitter:
    """Who sends a reading, as the rules know them. Raises BadInput for a reason from anyone but an agent."""
    if submission.reason is None:
        return Submitter(caller.source, "" if isinstance(caller, Guest) else caller.subject)
    if not isinstance(caller, Staff):
        raise BadInput("input.reason", "Only an agent gives a reason. Leave it out.")
    return Submitter(caller.source, caller.subject, checked_reason(submission.reason, "input.reason"))


def _uses(newest: LogEntry, history: tuple[Reading, ...] | None, reading: Reading) -> Mapping[int, Use]:
    """What a reading that was just stored says of the use before it, with nothing more to read."""
    if history is not None:
        return uses(newest.meter, (*history, reading))
    before = newest.state.last_actual
    if before is None or not reading.actual:
        return {}
    return {reading.sequence: use_since(newest.meter, before, reading)}


def _no_such_meter() -> Rejected:
    """Not the caller's and not there look the same."""
    return Rejected(None, (Finding(ReadingCode.METER_MISMATCH),))
