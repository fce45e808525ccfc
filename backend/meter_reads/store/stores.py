"""The three tables of the service, over one connection."""

from dataclasses import dataclass

from meter_reads.settings import Settings
from meter_reads.store.accounts import Accounts
from meter_reads.store.attempts import Attempts
from meter_reads.store.database import connect
from meter_reads.store.meter_log import MeterLog


@dataclass(frozen=True, slots=True)
class Stores:
    meter_log: MeterLog
    accounts: Accounts
    attempts: Attempts


def open_stores(settings: Settings) -> Stores:
    connection = connect(settings.region)
    return Stores(
        meter_log=MeterLog(connection, settings.meter_log_table),
        accounts=Accounts(connection, settings.accounts_table),
        attempts=Attempts(connection, settings.attempts_table),
    )
