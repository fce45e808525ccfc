"""A meter exchange: the closing reading of the old meter and the opening one of the new, in one write."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from meter_reads.domain.account_search import terms_for
from meter_reads.domain.assessment import Outcome, Submitter, Verdict, assess
from meter_reads.domain.exchange import earliest_exchange, exchanged, successor_id
from meter_reads.domain.findings import Finding, ReadingCode
from meter_reads.domain.london_time import london_date
from meter_reads.domain.meter_log import LogEntry
from meter_reads.domain.readings import Meter, Reading, reading_id
from meter_reads.domain.recording import Received
from meter_reads.domain.submission_rules import TypedReading, read_dials
from meter_reads.domain.surroundings import surroundings_from_history
from meter_reads.journey.audit import Audit, AuditAction
from meter_reads.journey.callers import Staff
from meter_reads.journey.history import history_until
from meter_reads.journey.new_meters import NewRegister, checked_new_meter
from meter_reads.journey.reading_changes import TRIES
from meter_reads.journey.reasons import checked_reason
from meter_reads.journey.refusals import BadInput
from meter_reads.journey.submission import Rejected, check_registers, key_digest
from meter_reads.store.database import ConditionFailed, StoreUnavailable
from meter_reads.store.stores import Stores


@dataclass(frozen=True, slots=True)
class Exchange:
    """What an agent sends: the closing values as typed, and the meter that is put in."""

    meter_id: str
    closing: TypedReading
    new_serial: str
    new_registers: tuple[NewRegister, ...]
    reason: str
    idempotency_key: str

    @property
    def on(self) -> date:
        return self.closing.read_date


@dataclass(frozen=True, slots=True)
class Exchanged:
    """The newest entries of both logs after it, with their closing and their opening reading."""

    old: LogEntry
    closing: Reading
    new: LogEntry
    opening: Reading


def exchange_meter(
    stores: Stores, agent: Staff, exchange: Exchange, *, now: datetime, audit: Audit
) -> Exchanged | Rejected:
    """Stores both readings, the new meter and its place in the account, or nothing. A repeat with the same
    key gets the first answer. Raises BadInput, StoreUnavailable.
    """
    check_registers(exchange.closing, "input.closing")
    digest = key_digest(agent, exchange.idempotency_key)
    reason = checked_reason(exchange.reason, "input.reason")
    submitter = Submitter(agent.source, agent.subject, reason)
    received = Received(exchange.on, submitter, now, digest)
    for _ in range(TRIES):
        newest = stores.meter_log.newest(exchange.meter_id)
        if newest is None:
            return Rejected(None, (Finding(ReadingCode.METER_MISMATCH),))
        stored = newest.state.sequence_stored_with(digest)
        if stored is not None:
            return _first_answer(stores, newest, digest, exchange)
        try:
            return _exchanged(stores, newest, exchange, received, audit)
        except ConditionFailed:
            continue
    raise StoreUnavailable("too many changes of one meter at once")


def _exchanged(
    stores: Stores, newest: LogEntry, exchange: Exchange, received: Received, audit: Audit
) -> Exchanged | Rejected:
    meter = newest.meter
    if meter.removed is not None:
        raise BadInput(
            "input.meterId", f"This meter was removed on {meter.removed}. Choose the one there now."
        )
    new = checked_new_meter(meter, exchange.new_serial, exchange.new_registers)
    earliest = earliest_exchange(newest)
    if exchange.on < earliest:
        raise BadInput(
            "input.exchangeDate",
            f"This meter has a reading of {earliest}. Use that day or a later one, "
            "or take the reading back first.",
        )
    readings = history_until(stores.meter_log, newest).readings
    verdict = _verdict(meter, exchange, readings, received)
    if verdict.outcome is Outcome.REJECT:
        return Rejected(meter, verdict.findings)
    account = stores.accounts.account(meter.account_number)
    if account is None:
        raise StoreUnavailable("a meter's account cannot be read")
    old_entries, new_entries = exchanged(newest, readings, verdict, received, new)
    audit.note(
        AuditAction.METER_EXCHANGED,
        account=account.number,
        meter_id=meter.id,
        reading_id=reading_id(meter.id, old_entries[-1].sequence),
        reason=received.submitter.reason,
    )
    # Before, since a search that finds the account a little early harms nobody.
    added = new_entries[0].meter
    stores.accounts.put_search(account.number, terms_for(account.number, account.postcode, [added]))
    stores.meter_log.append(
        [*old_entries, *new_entries],
        beside=stores.accounts.puts_of_new_meter(account, added),
    )
    old, first = old_entries[-1], new_entries[-1]
    assert old.change is not None  # only entry 0 has none
    assert first.change is not None
    return Exchanged(old, old.change.reading, first, first.change.reading)


def _verdict(meter: Meter, exchange: Exchange, readings: tuple[Reading, ...], received: Received) -> Verdict:
    around = surroundings_from_history(meter, readings, exchange.on)
    today = london_date(received.at)
    verdict = assess(meter, exchange.closing, around, received.submitter, today=today, confirmed=True)
    if verdict.outcome is Outcome.REPEAT and verdict.repeats is not None:
        # The same value was sent before: it becomes the closing reading.
        return replace(verdict, outcome=Outcome.ACCEPT, supersedes=(verdict.repeats,))
    return verdict


def _first_answer(stores: Stores, newest: LogEntry, digest: str, exchange: Exchange) -> Exchanged:
    """What was stored with this key. Raises BadInput if the key was for something else."""
    log, meter_id = stores.meter_log, newest.meter.id
    closing = log.entry(meter_id, newest.state.sequence_stored_with(digest) or 0)
    opening = log.entry(successor_id(meter_id, digest), 1)
    if closing is None or closing.change is None:
        raise StoreUnavailable("an entry that was written cannot be read")
    reading = closing.change.reading
    same = reading.read_date == exchange.on and read_dials(newest.meter, exchange.closing).values == dict(
        reading.values
    )
    if opening is None or opening.change is None or not same:
        raise BadInput(
            "input.idempotencyKey",
            "This key was used for something else. Choose a new key for each exchange.",
        )
    successor = log.newest(opening.meter.id)
    return Exchanged(newest, reading, successor or opening, opening.change.reading)
