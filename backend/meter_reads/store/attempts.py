"""Failed proofs and slips, counted under keys that expire by themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path
from pynamodb.models import Model

from meter_reads.domain.attempts import (
    ATTEMPT_LIMITS,
    AttemptRecord,
    AttemptScope,
    with_failure,
    without_failure,
)
from meter_reads.store.database import ConditionFailed, StoreUnavailable, register_table, store_errors

# More than the failures of any limit: a count that loses this often was one of as many at the same moment.
_TRIES = 25

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


@dataclass(frozen=True, slots=True)
class Seen:
    """A record as it was read or written, with the version that the next write has to find."""

    version: int = 0
    record: AttemptRecord = field(default_factory=AttemptRecord)


class Attempts:
    """The table of attempts, keyed by `key`."""

    def __init__(self, connection: Connection, table: str) -> None:
        self._connection = connection
        self._table = table
        register_table(connection, table, "key")

    def look(self, keys: Keys) -> dict[AttemptScope, Seen]:
        """The records under the keys, in one call."""
        with store_errors():
            answer = self._connection.batch_get_item(
                self._table,
                [{"key": _key(*pair)} for pair in keys.items()],  # type: ignore[misc]  # wrongly typed there
                consistent_read=True,
            )
        if answer.get("UnprocessedKeys"):
            # Whoever has to wait must not get in because the database was too busy to say so.
            raise StoreUnavailable("the database left keys unread")
        items = {item["key"]["S"]: item for item in answer["Responses"].get(self._table, ())}
        return {pair[0]: _seen(items.get(_key(*pair))) for pair in keys.items()}

    def count_failure(self, scope: AttemptScope, name: str, seen: Seen, now: datetime) -> Seen | datetime:
        """Counts one failure; the record with it, or the instant to wait for, if it is not counted for that.

        So many at the same moment cannot all be counted before the limit, and those after it wait.
        """
        key = _key(scope, name)
        for _ in range(_TRIES):
            retry_at = seen.record.retry_at(now)
            if retry_at is not None:
                return retry_at
            counted = Seen(seen.version + 1, with_failure(seen.record, ATTEMPT_LIMITS[scope], now))
            try:
                self._put(key, counted, now)
            except ConditionFailed:
                seen = self._read(key)
            else:
                return counted
        raise StoreUnavailable("too many attempts under one key at once")

    def take_back(self, scope: AttemptScope, name: str, before: Seen, counted: Seen, now: datetime) -> None:
        """Undoes a failure that turned out to be none. What others have counted since stays."""
        key, seen = _key(scope, name), counted
        for _ in range(_TRIES):
            record = before.record if seen == counted else without_failure(seen.record, now)
            try:
                self._put(key, Seen(seen.version + 1, record), now)
            except ConditionFailed:
                seen = self._read(key)
            else:
                return

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

    def count_photo(self, meter_id: str, day: date, expires_at: datetime) -> int:
        """Counts one photo that was asked for; how many there were on this London date."""
        with store_errors():
            answer = self._connection.update_item(
                self._table,
                f"photos#{meter_id}#{day:%Y%m%d}",
                actions=[
                    Path("slips").add({"N": "1"}),
                    Path("expires_at").set({"N": str(int(expires_at.timestamp()))}),
                ],
                return_values="UPDATED_NEW",
            )
        return int(answer["Attributes"]["slips"]["N"])

    def _read(self, key: str) -> Seen:
        with store_errors():
            answer = self._connection.get_item(self._table, key, consistent_read=True)
        return _seen(answer.get("Item"))

    def _put(self, key: str, counted: Seen, now: datetime) -> None:
        """Writes a record over the version before it. Raises ConditionFailed where that has changed."""
        record = counted.record
        item = AttemptItem(
            key,
            version=counted.version,
            failed_at=[at.isoformat() for at in record.failed_at],
            waits=record.waits,
            blocked_until=record.blocked_until and record.blocked_until.isoformat(),
            expires_at=int((record.forgotten_at() or now).timestamp()),
        )
        unchanged: Condition = Path("key").does_not_exist()
        if counted.version > 1:
            unchanged = Path("version") == {"N": str(counted.version - 1)}
        with store_errors():
            self._connection.put_item(self._table, key, attributes=item.serialize(), condition=unchanged)


def _key(scope: AttemptScope, name: str) -> str:
    return f"{scope.lower()}#{name}"


def _seen(raw: dict[str, dict[str, str]] | None) -> Seen:
    if raw is None:
        return Seen()
    item = AttemptItem.from_raw_data(raw)
    record = AttemptRecord(
        failed_at=tuple(map(datetime.fromisoformat, item.failed_at or ())),
        waits=int(item.waits or 0),
        blocked_until=datetime.fromisoformat(item.blocked_until) if item.blocked_until else None,
    )
    return Seen(int(item.version or 0), record)
