"""The tables of the service, over one connection."""

from functools import cached_property
from typing import TYPE_CHECKING

from meter_reads.metrics import Note, unnoted
from meter_reads.settings import Settings
from meter_reads.store.accounts import Accounts
from meter_reads.store.attempts import Attempts
from meter_reads.store.audit_log import AuditLog
from meter_reads.store.database import call_with, connect
from meter_reads.store.dynamodb import Call
from meter_reads.store.meter_log import MeterLog
from meter_reads.store.service_status import ServiceStatuses

if TYPE_CHECKING:
    from meter_reads.store.counters import Counters
    from meter_reads.store.open_sockets import OpenSockets
    from meter_reads.store.review_queue import ReviewQueue


class Stores:
    """What a reading needs is there from the start; what only staff ask for is loaded when they do."""

    def __init__(
        self,
        *,
        meter_log: MeterLog,
        accounts: Accounts,
        attempts: Attempts,
        audit_log: AuditLog,
        service_statuses: ServiceStatuses,
        settings: Settings,
        call: Call,
    ) -> None:
        self.meter_log = meter_log
        self.accounts = accounts
        self.attempts = attempts
        self.audit_log = audit_log
        self.service_statuses = service_statuses
        self._settings = settings
        self._call = call

    @cached_property
    def counters(self) -> "Counters":
        from meter_reads.store.counters import Counters

        return Counters(self._call, self._settings.projections_table)

    @cached_property
    def review_queue(self) -> "ReviewQueue":
        from meter_reads.store.review_queue import ReviewQueue

        return ReviewQueue(self._call, self._settings.projections_table)

    @cached_property
    def open_sockets(self) -> "OpenSockets":
        from meter_reads.store.open_sockets import OpenSockets

        return OpenSockets(self._call, self._settings.connections_table)


def open_stores(settings: Settings, note: Note = unnoted) -> Stores:
    connection = connect(settings.region, note)
    call = call_with(connection)
    return Stores(
        meter_log=MeterLog(connection, settings.meter_log_table),
        accounts=Accounts(connection, settings.accounts_table),
        attempts=Attempts(connection, settings.attempts_table),
        audit_log=AuditLog(call, settings.audit_table),
        service_statuses=ServiceStatuses(call, settings.accounts_table),
        settings=settings,
        call=call,
    )
