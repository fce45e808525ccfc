"""Who follows which topic over API Gateway, and up to where each has been served.

An item stands under its topic, so that whoever has news asks once for all who should hear it. Whoever
serves a subscription holds it for a while (`holder`, `held_until`): nothing is sent but by the holder, and
so nothing comes twice or out of order, however many try at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from meter_reads.store.dynamodb import DynamoDB, Item, named
from meter_reads.store.failures import ConditionFailed

_FREE = "(attribute_not_exists(#holder) OR #held_until < :now)"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a subscription stands: its topic, its socket, and the key of its operation on that socket."""

    topic: str
    connection_id: str
    operation_key: str

    def key(self) -> Item:
        return {"key": {"S": self.topic}, "member": {"S": f"{self.connection_id}#{self.operation_key}"}}


@dataclass(frozen=True, slots=True)
class Subscription:
    """`follow` is a text of the channel's own, the same for all who are to get the same results.
    `token_ends_at` and `expires_at` are Unix seconds: from the one on nothing is sent any more, from the
    other on the table may forget the item.

    All up to `cursor` has been sent. `wanted` is what the holder is asked to send as well.
    """

    place: Place
    operation_id: str
    follow: str
    cursor: int
    token_ends_at: float
    expires_at: int
    holder: str | None = None
    held_until: float = 0
    wanted: int = 0


class Subscriptions:
    """The items under topics, in the table of the connections."""

    def __init__(self, dynamodb: DynamoDB, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def put_request(self, subscription: Subscription) -> dict[str, Any]:
        """The write that registers a subscription, as part of a transaction."""
        item = {
            **subscription.place.key(),
            "operation_id": {"S": subscription.operation_id},
            "follow": {"S": subscription.follow},
            "cursor": {"N": str(subscription.cursor)},
            "token_ends_at": {"N": f"{subscription.token_ends_at:.3f}"},
            "expires_at": {"N": str(subscription.expires_at)},
        }
        if subscription.holder is not None:
            item["holder"] = {"S": subscription.holder}
            item["held_until"] = {"N": f"{subscription.held_until:.3f}"}
        return {"Put": {"TableName": self._table, "Item": item}}

    def removal_request(self, place: Place) -> dict[str, Any]:
        """The write that removes a subscription, as part of a transaction."""
        return {"Delete": {"TableName": self._table, "Key": place.key()}}

    def of_topic(self, topic: str) -> Iterator[Subscription]:
        """All who follow a topic, consistently; a call per 1 MB."""
        request = {
            "TableName": self._table,
            "KeyConditionExpression": "#key = :topic",
            "ExpressionAttributeValues": {":topic": {"S": topic}},
            "ConsistentRead": True,
        }
        while True:
            answer = self._dynamodb.call("Query", named(request))
            yield from map(_subscription, answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def claim(self, place: Place, holder: str, below: int, now: float, until: float) -> Subscription | None:
        """Holds a subscription that is free and not served up to `below`. How it is now, whoever holds it;
        None if it is gone.
        """
        return self._update(
            place,
            "SET #holder = :holder, #held_until = :until",
            f"#cursor < :below AND {_FREE}",
            {":holder": holder, ":until": until, ":below": below, ":now": now},
        )

    def hand_over(self, subscription: Subscription, sequence: int) -> bool:
        """Asks the holder to send more before it lets go; False if it has just let go."""
        changed = self._update(
            subscription.place,
            "SET #wanted = :wanted",
            "#holder = :holder AND (attribute_not_exists(#wanted) OR #wanted < :wanted)",
            {":wanted": sequence, ":holder": subscription.holder},
        )
        return changed is None or (changed.holder == subscription.holder and changed.wanted >= sequence)

    def advance(self, place: Place, holder: str, cursor: int, until: float) -> bool:
        """Notes what has been sent, and goes on holding; False if it is someone else's by now, or gone."""
        changed = self._update(
            place,
            "SET #cursor = :cursor, #held_until = :until",
            "#holder = :holder",
            {":cursor": cursor, ":until": until, ":holder": holder},
        )
        return changed is not None and changed.holder == holder

    def release(self, place: Place, holder: str, cursor: int, served: int) -> int | None:
        """Notes what has been sent, and lets go; a sequence above `served` that the holder was asked for.

        None once it is let go, or someone else's, or gone.
        """
        changed = self._update(
            place,
            "SET #cursor = :cursor REMOVE #holder, #held_until, #wanted",
            "#holder = :holder AND (attribute_not_exists(#wanted) OR #wanted <= :served)",
            {":cursor": cursor, ":holder": holder, ":served": served},
        )
        if changed is None or changed.holder != holder:
            return None
        return changed.wanted

    def pass_over(self, place: Place, sequence: int) -> bool:
        """Notes that the next entry is not for this subscriber; False if that is not for us to say."""
        changed = self._update(
            place,
            "SET #cursor = :cursor",
            "#cursor = :before AND attribute_not_exists(#holder)",
            {":cursor": sequence, ":before": sequence - 1},
        )
        return changed is None or changed.cursor >= sequence

    def remove(self, place: Place) -> None:
        self._dynamodb.call("DeleteItem", {"TableName": self._table, "Key": place.key()})

    def _update(
        self, place: Place, update: str, condition: str, values: dict[str, Any]
    ) -> Subscription | None:
        """The item after a change, or as it is where the condition does not hold; None if it is gone."""
        request = {
            "TableName": self._table,
            "Key": place.key(),
            "UpdateExpression": update,
            "ConditionExpression": condition,
            "ExpressionAttributeValues": {name: _value(value) for name, value in values.items()},
            "ReturnValues": "ALL_NEW",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        try:
            return _subscription(self._dynamodb.call("UpdateItem", named(request))["Attributes"])
        except ConditionFailed as failed:
            return _subscription(failed.item) if failed.item else None


def _value(value: str | float) -> dict[str, str]:
    if isinstance(value, str):
        return {"S": value}
    return {"N": str(value) if isinstance(value, int) else f"{value:.3f}"}


def _subscription(item: Any) -> Subscription:
    connection_id, _, operation_key = item["member"]["S"].partition("#")
    return Subscription(
        place=Place(item["key"]["S"], connection_id, operation_key),
        operation_id=item["operation_id"]["S"],
        follow=item["follow"]["S"],
        cursor=int(item["cursor"]["N"]),
        token_ends_at=float(item["token_ends_at"]["N"]),
        expires_at=int(item["expires_at"]["N"]),
        holder=item["holder"]["S"] if "holder" in item else None,
        held_until=float(item["held_until"]["N"]) if "held_until" in item else 0,
        wanted=int(item["wanted"]["N"]) if "wanted" in item else 0,
    )
