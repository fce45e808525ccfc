"""Readings by the thousand, put into the log of a running service, and the log counted again.

They are the entries that the journey would have appended; what follows from them, the service does by itself:
its stream is read, counted and told of.
"""

import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import botocore.session

from meter_reads.domain.london_time import london_date
from meter_reads.domain.meter_log import Change, ChangeKind, LogEntry, next_entry
from meter_reads.domain.readings import Reading, ReadingSource, ReadingStatus
from meter_reads.domain.registers import Fuel
from meter_reads.domain.synthetic_households import NUMBERS, synthetic_household
from meter_reads.local.aws_environment import REGION
from meter_reads.local.running_service import RunningService
from meter_reads.store.log_items import from_item, to_item

_KINDS = {
    ReadingStatus.ACCEPTED: ChangeKind.READING_ACCEPTED,
    ReadingStatus.ACCEPTED_FLAGGED: ChangeKind.READING_ACCEPTED,
    ReadingStatus.UNDER_REVIEW: ChangeKind.READING_HELD,
}
# As many as one call takes.
_A_BATCH = 25
_CALLS_AT_ONCE = 4


@dataclass(frozen=True)
class Recount:
    """What the logs hold of today: in all, and by status, source and fuel; and what waits, of any day."""

    readings: int = 0
    outcomes: Counter[ReadingStatus] = field(default_factory=Counter)
    sources: Counter[ReadingSource] = field(default_factory=Counter)
    fuels: Counter[Fuel] = field(default_factory=Counter)
    waiting: int = 0


class BusyLog:
    """The log table of the service that keeps its data in a folder."""

    def __init__(self, data: Path) -> None:
        service = RunningService.find(data)
        self._table = f"{service.tables}MeterLogTable"
        self._dynamodb = botocore.session.get_session().create_client(
            "dynamodb",
            region_name=REGION,
            endpoint_url=service.emulator,
            aws_access_key_id="of-no-use",
            aws_secret_access_key="of-no-use",
        )

    def append(self, number: int, held: int = 0) -> None:
        """One reading each of so many synthetic meters, of all sources that people send by; some are held."""
        statuses = [ReadingStatus.UNDER_REVIEW] * held
        items = [
            to_item(_read(log, status)).serialize()
            for log, status in zip(_logs(number), _statuses(number, statuses), strict=True)
        ]
        with ThreadPoolExecutor(_CALLS_AT_ONCE) as pool:
            list(pool.map(self._put, [items[at : at + _A_BATCH] for at in range(0, number, _A_BATCH)]))

    def recount(self) -> Recount:
        """Reads every log from its beginning; no counter is asked."""
        newest: dict[tuple[str, int], tuple[LogEntry, Reading]] = {}
        pages = self._dynamodb.get_paginator("scan").paginate(TableName=self._table, ConsistentRead=True)
        entries = [from_item(item) for page in pages for item in page["Items"]]
        for entry in sorted(entries, key=lambda each: each.sequence):
            if entry.change is not None:
                reading = entry.change.reading
                newest[entry.meter.id, reading.sequence] = entry, reading
        today = london_date(datetime.now(UTC))
        stored = [each for each in newest.values() if london_date(each[1].submitted_at) == today]
        return Recount(
            readings=len(stored),
            outcomes=Counter(reading.status for _, reading in stored),
            sources=Counter(reading.source for _, reading in stored),
            fuels=Counter(entry.meter.fuel for entry, _ in stored),
            waiting=sum(reading.status is ReadingStatus.UNDER_REVIEW for _, reading in newest.values()),
        )

    def _put(self, items: list[dict[str, Any]]) -> None:
        puts = [{"PutRequest": {"Item": item}} for item in items]
        left = self._dynamodb.batch_write_item(RequestItems={self._table: puts})["UnprocessedItems"]
        assert not left


def _logs(number: int) -> Iterator[tuple[LogEntry, ...]]:
    today = london_date(datetime.now(UTC))
    first = random.randrange(NUMBERS - number)
    households = (synthetic_household(first + each, today) for each in range(number))
    return islice((log for account in households for log in account.logs), number)


def _statuses(number: int, first: list[ReadingStatus]) -> list[ReadingStatus]:
    others = random.choices(
        (ReadingStatus.ACCEPTED, ReadingStatus.ACCEPTED_FLAGGED), (9, 1), k=number - len(first)
    )
    return first + others


def _read(log: tuple[LogEntry, ...], status: ReadingStatus) -> LogEntry:
    last = log[-1]
    assert last.state.last_actual is not None
    now = datetime.now(UTC)
    source = random.choices((ReadingSource.GUEST, ReadingSource.CUSTOMER, ReadingSource.AGENT), (6, 3, 1))[0]
    values = {register: value + 10 for register, value in last.state.last_actual.values.items()}
    reading = Reading(last.sequence + 1, london_date(now), values, source, status, now)
    return next_entry(last, Change(_KINDS[status], now, reading), london_date=london_date(now))
