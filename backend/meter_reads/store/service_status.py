"""The kill switch: one item that says whether the service takes changes, written by operators only.

It stands among the accounts, which every function that serves the API may read already. docs/operations.md
has the commands that write it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from meter_reads.store.dynamodb import Call

KEY = "service#status"


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """`message` is for people, and `retry_at` when changes are expected to be taken again."""

    read_only: bool
    message: str | None = None
    retry_at: datetime | None = None


class ServiceStatuses:
    """Reads the item: `read_only` (BOOL), and perhaps `message` and `retry_at` (S, RFC 3339)."""

    def __init__(self, call: Call, table: str) -> None:
        self._call = call
        self._table = table

    def current(self) -> ServiceStatus:
        """What the item says; that all is well where there is none. Raises StoreUnavailable."""
        answer = self._call("GetItem", {"TableName": self._table, "Key": {"key": {"S": KEY}}})
        item = answer.get("Item", {})
        return ServiceStatus(
            read_only=item.get("read_only", {}).get("BOOL", False),
            message=item.get("message", {}).get("S"),
            retry_at=_instant(item.get("retry_at", {}).get("S")),
        )


def _instant(text: str | None) -> datetime | None:
    """An instant that a person typed in a hurry: what is none does not keep the switch from working."""
    try:
        instant = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return instant if instant is None or instant.tzinfo else instant.replace(tzinfo=UTC)
