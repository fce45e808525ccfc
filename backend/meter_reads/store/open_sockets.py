"""Which sockets API Gateway has open, in all and of one address: counted, never added up.

API Gateway tells of a socket's end if it can, so a counter that goes up and down would drift. Each socket
has a small item of its own instead, which ends with it, or by its time to live; and the items are counted.
"""

from typing import Any
from zlib import crc32

from meter_reads.store.dynamodb import Call, Item, named

# So that many who connect at once do not all write under one key; each is one query more for a count.
_PARTS = 8


class OpenSockets:
    """The items `sockets#0` to `sockets#7` of the connections' table, one for each socket.

    All sockets of an address are in one part, and next to each other.
    """

    def __init__(self, call: Call, table: str) -> None:
        self._call = call
        self._table = table

    def add(self, connection_id: str, address: str, expires_at: int) -> None:
        """Remembers a socket; `expires_at` (Unix seconds) is when it is over whoever says so."""
        item = {**_key(connection_id, address), "expires_at": {"N": str(expires_at)}}
        self._call("PutItem", {"TableName": self._table, "Item": item})

    def remove(self, connection_id: str, address: str) -> None:
        self._call("DeleteItem", {"TableName": self._table, "Key": _key(connection_id, address)})

    def count(self, now: float) -> int:
        """How many there are, as of about this moment. A query for each part, and for each 1 MB."""
        return sum(self._count(part, now) for part in range(_PARTS))

    def count_of(self, address: str, now: float, most: int) -> int:
        """How many an address has, counted no further than `most`."""
        request = self._request(_part(address), now)
        request["KeyConditionExpression"] += " AND begins_with(#member, :address)"
        request["ExpressionAttributeValues"][":address"] = {"S": f"{address}#"}
        return int(self._call("Query", named({**request, "Limit": most}))["Count"])

    def _count(self, part: int, now: float) -> int:
        request = self._request(part, now)
        counted = 0
        while True:
            answer = self._call("Query", named(request))
            counted += int(answer["Count"])
            if "LastEvaluatedKey" not in answer:
                return counted
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def _request(self, part: int, now: float) -> dict[str, Any]:
        return {
            "TableName": self._table,
            "KeyConditionExpression": "#key = :part",
            "FilterExpression": "#expires_at > :now",
            "ExpressionAttributeValues": {
                ":part": {"S": f"sockets#{part}"},
                ":now": {"N": str(int(now))},
            },
            "Select": "COUNT",
        }


def _part(address: str) -> int:
    return crc32(address.encode()) % _PARTS


def _key(connection_id: str, address: str) -> Item:
    return {"key": {"S": f"sockets#{_part(address)}"}, "member": {"S": f"{address}#{connection_id}"}}
