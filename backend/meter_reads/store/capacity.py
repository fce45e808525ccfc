"""What calls to DynamoDB used, as its answers say (`ReturnConsumedCapacity`). To ask for it costs nothing."""

from typing import Any

from meter_reads.metrics import Metric, Note

_READS = frozenset({"BatchGetItem", "GetItem", "Query"})


def note_units(note: Note, operation: str, answer: dict[str, Any]) -> None:
    """Notes the units of one answer, of all the tables that the call was about."""
    consumed = answer.get("ConsumedCapacity") or ()
    tables = [consumed] if isinstance(consumed, dict) else consumed
    units = sum(table["CapacityUnits"] for table in tables)
    if units:
        note(Metric.READ_UNITS if operation in _READS else Metric.WRITE_UNITS, units)
