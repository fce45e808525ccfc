"""The meter log in DynamoDB: appended to by conditional writes, read from its newest end, never changed."""

from collections.abc import Iterator, Sequence
from typing import Any

from pynamodb.connection import Connection
from pynamodb.expressions.operand import Path

from meter_reads.domain.meter_log import LogEntry
from meter_reads.store.database import register_table, store_errors
from meter_reads.store.log_items import from_item, to_item

_FREE = Path("meter_id").does_not_exist()
_BATCH = 25  # the most that BatchWriteItem takes
_LONGEST_KEY_BYTES = 2048


class MeterLog:
    """The logs of all meters, in one table: `meter_id` (hash) and `sequence` (range, 0, 1, 2 …)."""

    def __init__(self, connection: Connection, table: str) -> None:
        self._connection = connection
        self._table = table
        register_table(connection, table, "meter_id", "sequence")

    def newest(self, meter_id: str) -> LogEntry | None:
        """The newest entry, consistently: one call, one read unit. None if there is no such meter."""
        if not _may_be_key(meter_id):
            return None
        with store_errors():
            answer = self._connection.query(
                self._table, meter_id, limit=1, scan_index_forward=False, consistent_read=True
            )
        return next((from_item(item) for item in answer["Items"]), None)

    def entry(self, meter_id: str, sequence: int) -> LogEntry | None:
        """One entry, consistently; None if it was never written."""
        if not _may_be_key(meter_id):
            return None
        with store_errors():
            answer = self._connection.get_item(self._table, meter_id, str(sequence), consistent_read=True)
        return from_item(answer["Item"]) if "Item" in answer else None

    def entries(self, meter_id: str, *, after: int = 0) -> Iterator[LogEntry]:
        """The entries with a change above a sequence, oldest first, consistently; a call per 1 MB."""
        start = None
        while _may_be_key(meter_id):
            with store_errors():
                answer = self._connection.query(
                    self._table,
                    meter_id,
                    range_key_condition=Path("sequence") > {"N": str(after)},
                    consistent_read=True,
                    exclusive_start_key=start,
                )
            yield from (from_item(item) for item in answer["Items"])
            start = answer.get("LastEvaluatedKey")
            if start is None:
                return

    def append(self, entries: Sequence[LogEntry], *, beside: Sequence[dict[str, Any]] = ()) -> None:
        """Appends entries, all or none, and with them `beside`, the puts of another store.

        Raises ConditionFailed where one of their places in the log is taken, or a put's condition fails.
        One entry is one conditional write of one unit; several are a transaction, of twice the units.
        """
        if len(entries) == 1 and not beside:
            with store_errors():
                self._connection.put_item(
                    self._table,
                    entries[0].meter.id,
                    str(entries[0].sequence),
                    attributes=to_item(entries[0]).serialize(),
                    condition=_FREE,
                )
            return
        puts = [
            self._connection.get_operation_kwargs(
                self._table,
                entry.meter.id,
                str(entry.sequence),
                key="Item",
                attributes=to_item(entry).serialize(),
                condition=_FREE,
            )
            for entry in entries
        ]
        with store_errors():
            self._connection.transact_write_items([], [], [*puts, *beside], [])

    def write_imported(self, entries: Sequence[LogEntry]) -> None:
        """Writes entries over whatever stands in their places, in their order; a call per 25.

        Only for logs that nobody else appends to yet: nothing is conditional here.
        """
        for start in range(0, len(entries), _BATCH):
            items = [to_item(entry).serialize() for entry in entries[start : start + _BATCH]]
            while items:
                with store_errors():
                    answer = self._connection.batch_write_item(self._table, put_items=items)
                left = answer.get("UnprocessedItems", {}).get(self._table, ())
                items = [each["PutRequest"]["Item"] for each in left]


def _may_be_key(meter_id: str) -> bool:
    """Whether it may name a meter: DynamoDB refuses to look for a key that is empty or too long."""
    return 0 < len(meter_id.encode()) <= _LONGEST_KEY_BYTES
