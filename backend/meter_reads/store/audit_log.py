"""Who of staff looked at what and did what: written once, never changed, gone after six years.

Each entry stands twice, in the trail of its year and in that of its account, in one transaction: so either is
paged newest first by its key alone, and neither is ever behind.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from meter_reads.store.dynamodb import Call, Item, named

# As long as the accounts' own data is kept after they end (domain.md section 8).
_YEARS_KEPT = 6
_KEPT = timedelta(days=366 * _YEARS_KEPT)
_ENTRIES_AT_ONCE = 40  # of the 100 items that a transaction takes, two an entry


class AuditAction(StrEnum):
    """What was done or looked at, as schema.graphql names it."""

    ACCOUNT_SEARCHED = "ACCOUNT_SEARCHED"
    ACCOUNT_VIEWED = "ACCOUNT_VIEWED"
    METER_VIEWED = "METER_VIEWED"
    READING_SUBMITTED = "READING_SUBMITTED"
    READING_WITHDRAWN = "READING_WITHDRAWN"
    REVIEW_DECIDED = "REVIEW_DECIDED"
    METER_EXCHANGED = "METER_EXCHANGED"
    PHOTO_VIEWED = "PHOTO_VIEWED"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """`place` is unique and in the order of time; `actor` the subject of a sign-in."""

    place: str
    at: datetime
    actor: str
    actor_name: str | None
    action: AuditAction
    account: str | None = None
    meter_id: str | None = None
    reading_id: str | None = None
    reason: str | None = None


class AuditLog:
    """The table of trails: `trail` (hash) and `place` (range). `call` makes a call of DynamoDB."""

    def __init__(self, call: Call, table: str) -> None:
        self._call = call
        self._table = table

    def append(self, entries: Sequence[AuditEntry]) -> None:
        """Writes entries, one call for 40. Raises StoreUnavailable if it is not certain that they stand."""
        for start in range(0, len(entries), _ENTRIES_AT_ONCE):
            puts = [
                {"Put": self._put(trail, entry)}
                for entry in entries[start : start + _ENTRIES_AT_ONCE]
                for trail in _trails(entry)
            ]
            self._call("TransactWriteItems", {"TransactItems": puts})

    def newest(
        self, now: datetime, *, first: int, after: str | None, account: str | None
    ) -> list[AuditEntry]:
        """At most `first` entries of all, or of an account, from before the place `after`; newest first."""
        found: list[AuditEntry] = []
        for trail in [f"account#{account}"] if account is not None else _years(now, after):
            found += self._page(trail, first - len(found), after)
            if len(found) == first:
                break
        return found

    def _page(self, trail: str, first: int, after: str | None) -> Iterator[AuditEntry]:
        request: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "#trail = :trail",
            "ExpressionAttributeValues": {":trail": {"S": trail}},
            "ScanIndexForward": False,
            "Limit": first,
        }
        if after is not None:
            request["KeyConditionExpression"] += " AND #place < :after"
            request["ExpressionAttributeValues"][":after"] = {"S": after}
        answer = self._call("Query", named(request))
        return map(_entry, answer["Items"])

    def _put(self, trail: str, entry: AuditEntry) -> dict[str, Any]:
        told = {
            "at": entry.at.isoformat(),
            "actor": entry.actor,
            "actor_name": entry.actor_name,
            "action": entry.action.value,
            "account": entry.account,
            "meter_id": entry.meter_id,
            "reading_id": entry.reading_id,
            "reason": entry.reason,
        }
        item: Item = {
            "trail": {"S": trail},
            "place": {"S": entry.place},
            **{name: {"S": value} for name, value in told.items() if value is not None},
            "expires_at": {"N": str(int((entry.at + _KEPT).timestamp()))},
        }
        # Even a place that came twice would not write over what stands there.
        return named(
            {"TableName": self._table, "Item": item, "ConditionExpression": "attribute_not_exists(#trail)"}
        )


def _trails(entry: AuditEntry) -> list[str]:
    year = f"year#{entry.at.astimezone(UTC):%Y}"
    return [year] if entry.account is None else [year, f"account#{entry.account}"]


def _years(now: datetime, after: str | None) -> Iterator[str]:
    """The trails of the years kept, newest first, from that of the place `after`."""
    newest = now.astimezone(UTC).year
    begin = newest if after is None else min(newest, int(after[:4]))
    return (f"year#{year}" for year in range(begin, newest - _YEARS_KEPT - 1, -1))


def _entry(item: Item) -> AuditEntry:
    told = {name: value["S"] for name, value in item.items() if "S" in value}
    return AuditEntry(
        place=told["place"],
        at=datetime.fromisoformat(told["at"]),
        actor=told["actor"],
        actor_name=told.get("actor_name"),
        action=AuditAction(told["action"]),
        account=told.get("account"),
        meter_id=told.get("meter_id"),
        reading_id=told.get("reading_id"),
        reason=told.get("reason"),
    )
