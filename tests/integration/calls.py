"""What really goes to DynamoDB: recorded as botocore sends it, retries and all."""

import json
from dataclasses import dataclass, field
from typing import Any, Self

from meter_reads.store.stores import Stores


@dataclass
class Calls:
    """`sent` holds (operation, request) pairs; `answers` what came back for each call that did not fail."""

    stores: Stores
    sent: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)

    def __enter__(self) -> Self:
        events = self.stores.meter_log._connection.client.meta.events
        events.register("before-send.dynamodb", self._note)
        events.register("after-call.dynamodb", self._note_answer)
        return self

    def __exit__(self, *_: object) -> None:
        events = self.stores.meter_log._connection.client.meta.events
        events.unregister("before-send.dynamodb", self._note)
        events.unregister("after-call.dynamodb", self._note_answer)

    def clear(self) -> None:
        self.sent.clear()
        self.answers.clear()

    @property
    def operations(self) -> list[str]:
        return [operation for operation, _ in self.sent]

    @property
    def write_units(self) -> float:
        """Write units of single writes and of transactions; reads are not metered by the emulator."""
        return sum(
            self._units(answer)
            for operation, answer in zip(self.operations, self.answers, strict=True)
            if operation in ("PutItem", "UpdateItem", "TransactWriteItems")
        )

    @property
    def items_read(self) -> int:
        return sum(
            len(answer.get("Items", ()))
            + ("Item" in answer)
            + sum(map(len, answer.get("Responses", {}).values()))
            for answer in self.answers
        )

    @staticmethod
    def _units(answer: dict[str, Any]) -> float:
        consumed = answer["ConsumedCapacity"]
        tables = consumed if isinstance(consumed, list) else [consumed]
        return sum(table["CapacityUnits"] for table in tables)

    def _note(self, request: Any, **_: Any) -> None:
        operation = request.headers["X-Amz-Target"]
        name = (operation.decode() if isinstance(operation, bytes) else operation).rpartition(".")[2]
        self.sent.append((name, json.loads(request.body)))

    def _note_answer(self, parsed: dict[str, Any], **_: Any) -> None:
        self.answers.append(parsed)
