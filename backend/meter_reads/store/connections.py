"""The sockets of API Gateway: what is known of each while it lives, changed under conditions only.

The frames of one socket come as separate invocations, in any order and at the same time, so every change
is decided by the version that it was made from. This table is read and written without PynamoDB, whose
libraries take longer to load than everything else that a ping or a `complete` needs (docs/decisions.md).
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from meter_reads.store.dynamodb import DynamoDB, Item, named
from meter_reads.store.failures import ConditionFailed, StoreUnavailable
from meter_reads.store.open_sockets import OpenSockets

# Of as many operations as a socket may have, begun at the same moment, each has to get its turn.
_TRIES = 60
_LONGEST_PAUSE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class StoredConnection:
    """`state` is a text of the channel's own; `version` counts its changes.

    `idle_at` (Unix milliseconds) is when the frames so far are used up at the pace of one socket.
    """

    state: str
    version: int
    idle_at: int


@dataclass(frozen=True, slots=True)
class Change:
    """A new state, and writes to other items that happen only together with it."""

    state: str
    together_with: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Paced:
    """A frame that came `at` an instant: one may come each `spacing`, and `burst` ahead of that at the most.

    In whole milliseconds, as the table has them: a condition must not see other numbers than we compare here.
    """

    at: int
    spacing: int
    burst: int


class Flooded(Exception):
    """The socket sends more frames than one client needs."""


class Connections:
    """The items `connection#id`; `open` counts them, in all and by address."""

    def __init__(self, dynamodb: DynamoDB, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self.open_sockets = OpenSockets(dynamodb.call, table)

    def open(self, connection_id: str, address: str, state: str, now: float, expires_at: int) -> None:
        """Remembers a new socket until it ends; `expires_at` (Unix seconds) is the table's time to live."""
        connection = {
            **_key(connection_id),
            "state": {"S": state},
            "version": {"N": "0"},
            "idle_at": _seconds(round(now * 1000)),
            "expires_at": {"N": str(expires_at)},
        }
        self.open_sockets.add(connection_id, address, expires_at)
        self._dynamodb.call("PutItem", {"TableName": self._table, "Item": connection})

    def load(self, connection_id: str) -> StoredConnection | None:
        """A socket as it is now, consistently."""
        answer = self._dynamodb.call(
            "GetItem", {"TableName": self._table, "Key": _key(connection_id), "ConsistentRead": True}
        )
        return _stored(answer["Item"]) if "Item" in answer else None

    def change(
        self,
        connection_id: str,
        by: str,
        decide: Callable[[str], Change],
        paced: Callable[[], Paced] | None = None,
    ) -> bool:
        """Changes a socket; decides again for as long as someone else is first. False if it is gone.

        `by` names this change and no other, so that one whose answer was lost is known again. A
        frame, which `paced` describes, is counted by the write that makes its change, or by one for itself:
        as of the try, since those that were written while it waited may have come after it. Raises Flooded.
        """
        for attempt in range(_TRIES):
            stored = self.load(connection_id)
            if stored is None:
                return False
            frame = paced() if paced else None
            if frame is not None and stored.idle_at >= frame.at + frame.burst:
                raise Flooded
            change = decide(stored.state)
            if change == Change(stored.state) and frame is None:
                return True
            try:
                self._save(connection_id, stored, change, by, frame)
            except ConditionFailed as failed:
                if failed.item and failed.item.get("changed_by") == {"S": by}:
                    return True
                # Those who were too late together come back apart.
                longest = min(_LONGEST_PAUSE_SECONDS, 0.01 * (attempt + 1))
                time.sleep(random.uniform(0, longest))  # noqa: S311
                continue
            return True
        raise StoreUnavailable("too many changes of one socket at once")

    def forget(self, connection_id: str) -> str | None:
        """Forgets a socket; the state that it had, or None if it was forgotten before."""
        answer = self._dynamodb.call(
            "DeleteItem", {"TableName": self._table, "Key": _key(connection_id), "ReturnValues": "ALL_OLD"}
        )
        return _stored(answer["Attributes"]).state if answer.get("Attributes") else None

    def _save(
        self, connection_id: str, stored: StoredConnection, change: Change, by: str, frame: Paced | None
    ) -> None:
        written = _Written()
        if change != Change(stored.state):
            written.state(stored, change, by)
        if frame is not None:
            written.frame(stored, frame)
        update = named(
            {
                "TableName": self._table,
                "Key": _key(connection_id),
                "UpdateExpression": f"SET {', '.join(written.updates)}",
                "ConditionExpression": " AND ".join(written.conditions),
                "ExpressionAttributeValues": written.values,
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }
        )
        if change.together_with:
            self._dynamodb.call(
                "TransactWriteItems", {"TransactItems": [{"Update": update}, *change.together_with]}
            )
        else:
            self._dynamodb.call("UpdateItem", update)


class _Written:
    """The parts of one update: a new state, a frame counted, or both."""

    def __init__(self) -> None:
        self.updates: list[str] = []
        self.conditions: list[str] = []
        self.values: Item = {}

    def state(self, stored: StoredConnection, change: Change, by: str) -> None:
        self.updates.append("#state = :state, #version = :next, #changed_by = :by")
        self.conditions.append("#version = :version")
        self.values |= {
            ":state": {"S": change.state},
            ":version": {"N": str(stored.version)},
            ":next": {"N": str(stored.version + 1)},
            ":by": {"S": by},
        }

    def frame(self, stored: StoredConnection, frame: Paced) -> None:
        """Frames that are counted at the same time, of which one changes nothing, are all counted."""
        if stored.idle_at < frame.at:
            self.updates.append("#idle_at = :idle_at")
            self.conditions.append("#idle_at < :now")
            self.values |= {
                ":idle_at": _seconds(frame.at + frame.spacing),
                ":now": _seconds(frame.at),
            }
        else:
            self.updates.append("#idle_at = #idle_at + :spacing")
            self.conditions.append("#idle_at < :latest")
            self.values |= {
                ":spacing": _seconds(frame.spacing),
                ":latest": _seconds(frame.at + frame.burst),
            }


def _key(connection_id: str) -> Item:
    return {"key": {"S": f"connection#{connection_id}"}, "member": {"S": "state"}}


def _seconds(milliseconds: int) -> dict[str, str]:
    return {"N": f"{milliseconds / 1000:.3f}"}


def _stored(item: Item) -> StoredConnection:
    idle_at = round(float(item["idle_at"]["N"]) * 1000)
    return StoredConnection(item["state"]["S"], int(item["version"]["N"]), idle_at)
