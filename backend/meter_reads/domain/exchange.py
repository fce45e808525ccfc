"""A meter is taken away and another put in its place: a closing and an opening reading, in one step.

Use across an exchange is (closing - previous on the old meter) + (current - opening on the new one):
each meter has a log of its own, so readings are never compared across serials.
"""

import hashlib
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from meter_reads.domain.assessment import Verdict
from meter_reads.domain.london_time import london_date
from meter_reads.domain.meter_log import Change, ChangeKind, LogEntry, next_entry, opening_entry
from meter_reads.domain.readings import Meter, Reading, ReadingStatus
from meter_reads.domain.recording import Received, recorded
from meter_reads.domain.registers import Register

_ID_LENGTH = 16


@dataclass(frozen=True, slots=True)
class NewMeter:
    """What is put in: its serial number, its registers, and what each of them shows on that day."""

    serial: str
    registers: tuple[Register, ...]
    values: Mapping[str, int]


def successor_id(meter_id: str, key_digest: str) -> str:
    """The id of the meter that follows, the same for the same request, so that a repeat finds it."""
    digest = hashlib.sha256(f"exchange {meter_id} {key_digest}".encode()).digest()
    return b32encode(digest).decode()[:_ID_LENGTH].lower()


def exchanged(
    newest: LogEntry,
    history: tuple[Reading, ...],
    verdict: Verdict,
    received: Received,
    new: NewMeter,
) -> tuple[list[LogEntry], list[LogEntry]]:
    """The entries of the old meter's log and of the new one's, the latter from its beginning.

    `verdict` is that on the closing reading. What the home used is what the new meter is judged by.
    """
    old = recorded(newest, history, verdict, received, removed=received.read_date)
    annual = old[-1].state.annual
    successor = Meter(
        id=successor_id(newest.meter.id, received.key_digest),
        account_number=newest.meter.account_number,
        fuel=newest.meter.fuel,
        supply_point=newest.meter.supply_point,
        serial=new.serial,
        registers=new.registers,
        installed=received.read_date,
        removed=None,
        supply_start=newest.meter.supply_start,
        registry_annual_kwh=None if annual is None else annual.kwh,
    )
    opening = Reading(
        sequence=1,
        read_date=received.read_date,
        values=new.values,
        source=received.submitter.source,
        status=ReadingStatus.ACCEPTED,
        submitted_at=received.at,
        submitted_by=received.submitter.subject,
        reason=received.submitter.reason,
    )
    beginning = opening_entry(successor)
    change = Change(ChangeKind.METER_EXCHANGED, received.at, opening)
    first = next_entry(
        beginning, change, london_date=london_date(received.at), key_digest=received.key_digest
    )
    return old, [beginning, first]


def earliest_exchange(newest: LogEntry) -> date:
    """The earliest date on which a meter can be exchanged: no reading may come after its closing one."""
    return newest.state.latest_read_date or newest.meter.installed
