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
    """`state` is a text of the channel's own; `version` counts its changes."""

    state: str
    version: int


@dataclass(frozen=True, slots=True)
class Change:
    """A new state, and writes to other items that happen only together with it."""

    state: str
    together_with: tuple[dict[str, Any], ...] = ()


class Flooded(Exception):
    """The socket sends more frames than one client needs."""


class Connections:
    """The items `connection#id`, and `address#ip` for each socket of an address."""

    def __init__(self, dynamodb: DynamoDB, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._open = OpenSockets(dynamodb.call, table)

    def sockets_of(self, address: str, now: float, most: int) -> int:
        """How many sockets an address has open, counted no further than `most`."""
        answer = self._dynamodb.call(
            "Query",
            named(
                {
                    "TableName": self._table,
                    "KeyConditionExpression": "#key = :address",
                    "FilterExpression": "#expires_at > :now",
                    "ExpressionAttributeValues": {
                        ":address": {"S": f"address#{address}"},
                        ":now": {"N": str(int(now))},
                    },
                    "Select": "COUNT",
                    "Limit": most,
                }
            ),
        )
        return int(answer["Count"])

    def open(self, connection_id: str, address: str, state: str, now: float, expires_at: int) -> None:
        """Remembers a new socket until it ends; `expires_at` (Unix seconds) is the table's time to live."""
        expires = {"N": str(expires_at)}
        connection = {
            **_key(connection_id),
            "state": {"S": state},
            "version": {"N": "0"},
            "idle_at": {"N": f"{now:.3f}"},
            "expires_at": expires,
        }
        of_address = {
            "key": {"S": f"address#{address}"},
            "member": {"S": connection_id},
            "expires_at": expires,
        }
        for item in (of_address, connection):
            self._dynamodb.call("PutItem", {"TableName": self._table, "Item": item})
        self._open.add(connection_id, expires_at)

    def frame_came(
        self, connection_id: str, now: float, spacing: float, burst: float
    ) -> StoredConnection | None:
        """Counts a frame, and reads the socket with the same write; None if there is none such.

        `idle_at` is when the frames so far are used up at one for each `spacing` seconds; it may run
        ahead of the clock by `burst` seconds. Raises Flooded.
        """
        request = {
            "TableName": self._table,
            "Key": _key(connection_id),
            "UpdateExpression": "SET #idle_at = :next",
            "ConditionExpression": "#idle_at < :now",
            "ExpressionAttributeValues": {
                ":now": {"N": f"{now:.3f}"},
                ":next": {"N": f"{now + spacing:.3f}"},
            },
            "ReturnValues": "ALL_NEW",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        try:
            return _stored(self._dynamodb.call("UpdateItem", named(request))["Attributes"])
        except ConditionFailed as busy:
            if not busy.item:
                return None
        request |= {
            "UpdateExpression": "SET #idle_at = #idle_at + :spacing",
            "ConditionExpression": "#idle_at < :latest",
            "ExpressionAttributeValues": {
                ":spacing": {"N": str(spacing)},
                ":latest": {"N": f"{now + burst:.3f}"},
            },
        }
        try:
            return _stored(self._dynamodb.call("UpdateItem", named(request))["Attributes"])
        except ConditionFailed as flood:
            if not flood.item:
                return None
            raise Flooded from flood

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
        stored: StoredConnection | None = None,
    ) -> bool:
        """Changes a socket; decides again for as long as someone else is first. False if it is gone.

        `by` names this change and no other, so that one whose answer was lost is known again. `stored` is
        the socket as it was read already.
        """
        stored = stored or self.load(connection_id)
        for attempt in range(_TRIES):
            if stored is None:
                return False
            change = decide(stored.state)
            if change == Change(stored.state):
                return True
            try:
                self._save(connection_id, stored.version, change, by)
            except ConditionFailed as failed:
                if failed.item and failed.item.get("changed_by") == {"S": by}:
                    return True
                # Those who were too late together come back apart.
                longest = min(_LONGEST_PAUSE_SECONDS, 0.01 * (attempt + 1))
                time.sleep(random.uniform(0, longest))  # noqa: S311
                stored = self.load(connection_id)
                continue
            return True
        raise StoreUnavailable("too many changes of one socket at once")

    def forget(self, connection_id: str) -> str | None:
        """Forgets a socket; the state that it had, or None if it was forgotten before."""
        answer = self._dynamodb.call(
            "DeleteItem", {"TableName": self._table, "Key": _key(connection_id), "ReturnValues": "ALL_OLD"}
        )
        return _stored(answer["Attributes"]).state if answer.get("Attributes") else None

    def forget_address(self, connection_id: str, address: str) -> None:
        """No longer counts a socket among those that are open, and among those of its address."""
        self._open.remove(connection_id)
        key = {"key": {"S": f"address#{address}"}, "member": {"S": connection_id}}
        self._dynamodb.call("DeleteItem", {"TableName": self._table, "Key": key})

    def _save(self, connection_id: str, version: int, change: Change, by: str) -> None:
        update = named(
            {
                "TableName": self._table,
                "Key": _key(connection_id),
                "UpdateExpression": "SET #state = :state, #version = :next, #changed_by = :by",
                "ConditionExpression": "#version = :version",
                "ExpressionAttributeValues": {
                    ":state": {"S": change.state},
                    ":version": {"N": str(version)},
                    ":next": {"N": str(version + 1)},
                    ":by": {"S": by},
                },
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }
        )
        if change.together_with:
            self._dynamodb.call(
                "TransactWriteItems", {"TransactItems": [{"Update": update}, *change.together_with]}
            )
        else:
            self._dynamodb.call("UpdateItem", update)


def _key(connection_id: str) -> Item:
    return {"key": {"S": f"connection#{connection_id}"}, "member": {"S": "state"}}


def _stored(item: Item) -> StoredConnection:
    return StoredConnection(item["state"]["S"], int(item["version"]["N"]))
