"""Failed proofs and slips, counted under keys that expire by themselves."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path
from pynamodb.models import Model

from meter_reads.domain.attempts import ATTEMPT_LIMITS, AttemptRecord, AttemptScope, with_failure
from meter_reads.store.database import ConditionFailed, register_table, store_errors

_TRIES = 5

Keys = Mapping[AttemptScope, str]


class AttemptItem(Model):
    """`expires_at` (Unix seconds) is the table's time to live; `version` makes updates conditional."""

    key = UnicodeAttribute(hash_key=True)
    version = NumberAttribute(null=True)
    failed_at = JSONAttribute(null=True)
    waits = NumberAttribute(null=True)
    blocked_until = UnicodeAttribute(null=True)
    expires_at = NumberAttribute()
    slips = NumberAttribute(null=True)


class Attempts:
    """The table of attempts, keyed by `key`."""

    def __init__(self, connection: Connection, table: str) -> None:
        self._connection = connection
        self._table = table
        register_table(connection, table, "key")

    def retry_at(self, keys: Keys, now: datetime) -> datetime | None:
        """The latest instant that any of the keys has to wait for, in one call; None if none has to."""
        with store_errors():
            answer = self._connection.batch_get_item(
                self._table,
                [{"key": _key(*pair)} for pair in keys.items()],  # type: ignore[misc]  # wrongly typed there
                consistent_read=True,
            )
        records = [_record(item) for item in answer["Responses"].get(self._table, ())]
        waits = (record.retry_at(now) for record in records)
        return max((wait for wait in waits if wait is not None), default=None)

    def count_failure(self, keys: Keys, now: datetime) -> None:
        """Counts one failed proof under each key."""
        for scope, name in keys.items():
            self._count_failure(scope, name, now)

    def count_slip(self, meter_id: str, now: datetime) -> int:
        """Counts one reading that was sent and not stored; how many there were in this UTC hour."""
        hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        expires_at = int((hour + timedelta(hours=2)).timestamp())
        with store_errors():
            answer = self._connection.update_item(
                self._table,
                f"slips#{meter_id}#{hour:%Y%m%d%H}",
                actions=[
                    Path("slips").add({"N": "1"}),
                    Path("expires_at").set({"N": str(expires_at)}),
                ],
                return_values="UPDATED_NEW",
            )
        return int(answer["Attributes"]["slips"]["N"])

    def _count_failure(self, scope: AttemptScope, name: str, now: datetime) -> None:
        key = _key(scope, name)
        for _ in range(_TRIES):
            with store_errors():
                answer = self._connection.get_item(self._table, key, consistent_read=True)
            stored = answer.get("Item")
            version = int(stored["version"]["N"]) if stored else 0
            record = with_failure(_record(stored) if stored else AttemptRecord(), ATTEMPT_LIMITS[scope], now)
            try:
                self._put(key, version + 1, record)
            except ConditionFailed:
                # Another failure was counted in between; one that is lost after all tries was one of
                # many at the same moment, which together reach the limit all the same.
                continue
            return

    def _put(self, key: str, version: int, record: AttemptRecord) -> None:
        forgotten_at = record.forgotten_at()
        item = AttemptItem(
            key,
            version=version,
            failed_at=[at.isoformat() for at in record.failed_at],
            waits=record.waits,
            blocked_until=record.blocked_until and record.blocked_until.isoformat(),
            expires_at=int(forgotten_at.timestamp()) if forgotten_at else 0,
        )
        unchanged: Condition = Path("key").does_not_exist()
        if version > 1:
            unchanged = Path("version") == {"N": str(version - 1)}
        with store_errors():
            self._connection.put_item(self._table, key, attributes=item.serialize(), condition=unchanged)


def _key(scope: AttemptScope, name: str) -> str:
    return f"{scope.lower()}#{name}"


def _record(raw: dict[str, dict[str, str]]) -> AttemptRecord:
    item = AttemptItem.from_raw_data(raw)
    return AttemptRecord(
        failed_at=tuple(map(datetime.fromisoformat, item.failed_at or ())),
        waits=int(item.waits or 0),
        blocked_until=datetime.fromisoformat(item.blocked_until) if item.blocked_until else None,
    )
