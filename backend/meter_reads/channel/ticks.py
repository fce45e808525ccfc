"""When those who watch operations over API Gateway are sent their next snapshot.

A function cannot wait for a second to be over, so a message does: it is put into a queue that hands it on
a second later, and whoever is woken by it sends snapshots. However many readings come in that second, there
is one message, and it finds all of them counted: so the last state is always sent, and none is sent more
often. Some figures change as time goes by, so the next message is there in ten seconds at the latest, for
as long as anyone watches.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from meter_reads.channel.topics import SNAPSHOT_AT_THE_LATEST, SNAPSHOT_EVERY, milliseconds
from meter_reads.store.dynamodb import Call, Item, named

_KEY: Item = {"key": {"S": "operations"}, "member": {"S": "tick"}}


class Ticks:
    """`wake_in` has a message handed on after so many whole seconds. Nothing here has to be exact: what is
    woken twice finds that everyone has a snapshot of this second.
    """

    def __init__(self, call: Call, table: str, wake_in: Callable[[int], None]) -> None:
        self._call = call
        self._table = table
        self._wake_in = wake_in

    def changed(self, now: datetime) -> None:
        """Something has been counted: a snapshot is due in a second, unless one is due before."""
        self._due_in(SNAPSHOT_EVERY, now)

    def watched(self, now: datetime) -> None:
        """Someone watches: a snapshot is due before long."""
        self._due_in(SNAPSHOT_AT_THE_LATEST, now)

    def _due_in(self, wait: timedelta, now: datetime) -> None:
        request = {"TableName": self._table, "Key": _KEY, "ConsistentRead": True}
        item = self._call("GetItem", request).get("Item")
        due = int(item["due"]["N"]) if item else 0
        if milliseconds(now) <= due <= milliseconds(now + wait):
            return
        # The message first: whoever dies in between leaves one too many, and never one too few.
        self._wake_in(int(wait.total_seconds()))
        self._call(
            "UpdateItem",
            named(
                {
                    "TableName": self._table,
                    "Key": _KEY,
                    "UpdateExpression": "SET #due = :due",
                    "ExpressionAttributeValues": {":due": {"N": str(milliseconds(now + wait))}},
                }
            ),
        )
