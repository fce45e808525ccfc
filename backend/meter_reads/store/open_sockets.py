"""How many sockets API Gateway has open: counted, never added up.

API Gateway tells of a socket's end if it can, so a counter that goes up and down would drift. Each socket
has a small item of its own instead, which ends with it, or by its time to live; and the items are counted.
"""

from zlib import crc32

from meter_reads.store.dynamodb import Call, Item, named

# So that many who connect at once do not all write under one key; each is one query more for a count.
_PARTS = 8


class OpenSockets:
    """The items `sockets#0` to `sockets#7` of the connections' table, one for each socket."""

    def __init__(self, call: Call, table: str) -> None:
        self._call = call
        self._table = table

    def add(self, connection_id: str, expires_at: int) -> None:
        """Remembers a socket; `expires_at` (Unix seconds) is when it is over whoever says so."""
        item = {**_key(connection_id), "expires_at": {"N": str(expires_at)}}
        self._call("PutItem", {"TableName": self._table, "Item": item})

    def remove(self, connection_id: str) -> None:
        self._call("DeleteItem", {"TableName": self._table, "Key": _key(connection_id)})

    def count(self, now: float) -> int:
        """How many there are, as of about this moment. A query for each part, and for each 1 MB."""
        return sum(self._count(part, now) for part in range(_PARTS))

    def _count(self, part: int, now: float) -> int:
        request = {
            "TableName": self._table,
            "KeyConditionExpression": "#key = :part",
            "FilterExpression": "#expires_at > :now",
            "ExpressionAttributeValues": {
                ":part": {"S": f"sockets#{part}"},
                ":now": {"N": str(int(now))},
            },
            "Select": "COUNT",
        }
        counted = 0
        while True:
            answer = self._call("Query", named(request))
            counted += int(answer["Count"])
            if "LastEvaluatedKey" not in answer:
                return counted
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _key(connection_id: str) -> Item:
    part = crc32(connection_id.encode()) % _PARTS
    return {"key": {"S": f"sockets#{part}"}, "member": {"S": connection_id}}
