"""The tables of the service, over one connection."""

from dataclasses import dataclass

from meter_reads.metrics import Note, unnoted
from meter_reads.settings import Settings
from meter_reads.store.accounts import Accounts
from meter_reads.store.attempts import Attempts
from meter_reads.store.audit_log import AuditLog
from meter_reads.store.counters import Counters
from meter_reads.store.database import call_with, connect
from meter_reads.store.meter_log import MeterLog
from meter_reads.store.open_sockets import OpenSockets
from meter_reads.store.review_queue import ReviewQueue
from meter_reads.store.service_status import ServiceStatuses


@dataclass(frozen=True, slots=True)
class Stores:
    meter_log: MeterLog
    accounts: Accounts
    attempts: Attempts
    counters: Counters
    review_queue: ReviewQueue
    open_sockets: OpenSockets
    audit_log: AuditLog
    service_statuses: ServiceStatuses


def open_stores(settings: Settings, note: Note = unnoted) -> Stores:
    connection = connect(settings.region, note)
    call = call_with(connection)
    return Stores(
        meter_log=MeterLog(connection, settings.meter_log_table),
        accounts=Accounts(connection, settings.accounts_table),
        attempts=Attempts(connection, settings.attempts_table),
        counters=Counters(call, settings.projections_table),
        review_queue=ReviewQueue(call, settings.projections_table),
        open_sockets=OpenSockets(call, settings.connections_table),
        audit_log=AuditLog(call, settings.audit_table),
        service_statuses=ServiceStatuses(call, settings.accounts_table),
    )
