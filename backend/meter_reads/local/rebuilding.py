"""Counters and review queue made from the logs, which are the record.

On a laptop at each start: the emulator keeps no stream over a stop, a data folder may be older than what
follows from its logs, and after a kill the last changes may not have been followed up.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

import boto3

from meter_reads.domain.meter_log import LogEntry
from meter_reads.journey.projecting import Projecting
from meter_reads.settings import Settings
from meter_reads.store.log_items import from_item
from meter_reads.store.stores import Stores
from meter_reads.store.stream_record import StreamRecord

# Messages that went out leave nothing in a log.
_NOT_OF_THE_LOGS = "sent#"


def rebuild(settings: Settings, stores: Stores, now: datetime) -> None:
    """Empties the projections and fills them from all logs. Nobody else may write either meanwhile."""
    tables = boto3.resource("dynamodb", region_name=settings.region)
    _empty(tables.Table(settings.projections_table))
    records = [
        StreamRecord(str(number), entry.meter.id, partial(_itself, entry))
        for number, entry in enumerate(_changes(settings))
    ]
    Projecting(stores.counters, stores.review_queue).take("from the logs", records, now)


def _empty(table: Any) -> None:
    with table.batch_writer() as batch:
        for page in pages(table.scan):
            for item in page:
                if not str(item["member"]).startswith(_NOT_OF_THE_LOGS):
                    batch.delete_item(Key={"key": item["key"], "member": item["member"]})


def _changes(settings: Settings) -> list[LogEntry]:
    """All changes of all logs, those of a meter in their order."""
    client = boto3.client("dynamodb", region_name=settings.region)
    scan = partial(client.scan, TableName=settings.meter_log_table)
    entries = [from_item(item) for page in pages(scan) for item in page if "kind" in item]
    return sorted(entries, key=lambda entry: (entry.meter.id, entry.sequence))


def pages(scan: Any) -> Iterator[list[dict[str, Any]]]:
    start: dict[str, Any] = {}
    while True:
        answer = scan(**start)
        yield answer["Items"]
        if "LastEvaluatedKey" not in answer:
            return
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def _itself(entry: LogEntry) -> LogEntry:
    return entry
