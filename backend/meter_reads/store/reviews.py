"""Reviews that have not ended: which execution minds each, the token that it waits with, and what was sent.

The meter's log says whether a reading is held; these items only lead to the execution.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from meter_reads.store.dynamodb import DynamoDB, named
from meter_reads.store.failures import ConditionFailed

# One list: there are few held readings, and whoever looks after them asks for all.
_OPEN = {"S": "open"}


@dataclass(frozen=True, slots=True)
class OpenReview:
    """`execution` is the newest execution's name; `token` is None until one waits."""

    reading_id: str
    execution: str
    token: str | None
    reminded: bool
    escalated: bool


class OpenReviews:
    """The table of reviews: `list` (hash) and `reading_id` (range), both strings."""

    def __init__(self, dynamodb: DynamoDB, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def open(self, reading_id: str, execution: str) -> None:
        """Notes a review, unless it is noted already."""
        item = {**self._key(reading_id), "execution": {"S": execution}}
        try:
            self._call("PutItem", Item=item, ConditionExpression="attribute_not_exists(#reading_id)")
        except ConditionFailed:
            return

    def of(self, reading_id: str) -> OpenReview | None:
        """What is known of a review, consistently; None where it has ended or never was."""
        answer = self._call("GetItem", Key=self._key(reading_id), ConsistentRead=True)
        return _review(answer["Item"]) if "Item" in answer else None

    def all(self) -> Iterator[OpenReview]:
        start: dict[str, Any] = {}
        while True:
            answer = self._call(
                "Query",
                KeyConditionExpression="#list = :open",
                ExpressionAttributeValues={":open": _OPEN},
                **start,
            )
            yield from map(_review, answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def keep_token(self, reading_id: str, execution: str, token: str) -> None:
        """Notes which execution waits, and with what."""
        values = {":execution": {"S": execution}, ":token": {"S": token}}
        self._update(reading_id, "SET #execution = :execution, #token = :token", values)

    def mark(self, reading_id: str, sent: str) -> None:
        """Notes that `reminded` or `escalated` is done. Raises ConditionFailed where the review has ended."""
        self._update(
            reading_id, f"SET #{sent} = :yes", {":yes": {"BOOL": True}}, "attribute_exists(#reading_id)"
        )

    def replace_execution(self, review: OpenReview, execution: str) -> None:
        """Raises ConditionFailed where someone else did it first, or the review has ended."""
        self._update(
            review.reading_id,
            "SET #execution = :new REMOVE #token",
            {":new": {"S": execution}, ":old": {"S": review.execution}},
            "#execution = :old",
        )

    def close(self, reading_id: str) -> None:
        self._call("DeleteItem", Key=self._key(reading_id))

    def _update(self, reading_id: str, expression: str, values: dict[str, Any], condition: str = "") -> None:
        request = {
            "Key": self._key(reading_id),
            "UpdateExpression": expression,
            "ExpressionAttributeValues": values,
        }
        if condition:
            request["ConditionExpression"] = condition
        self._call("UpdateItem", **request)

    def _key(self, reading_id: str) -> dict[str, Any]:
        return {"list": _OPEN, "reading_id": {"S": reading_id}}

    def _call(self, operation: str, **request: Any) -> dict[str, Any]:
        return self._dynamodb.call(operation, named({"TableName": self._table, **request}))


def _review(item: dict[str, Any]) -> OpenReview:
    return OpenReview(
        reading_id=item["reading_id"]["S"],
        execution=item["execution"]["S"],
        token=item.get("token", {}).get("S"),
        reminded="reminded" in item,
        escalated="escalated" in item,
    )
