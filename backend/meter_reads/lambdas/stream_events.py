"""The batches of a DynamoDB stream, as Lambda words them, with answers for each record of its own.

https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
"""

from functools import partial
from typing import Any

from meter_reads.channel.deliveries import Deliveries
from meter_reads.channel.results import Results
from meter_reads.channel.stream_batch import StreamBatch, StreamRecord
from meter_reads.domain.meter_log import LogEntry
from meter_reads.lambdas.live_wiring import LiveWiring


class StreamEvents:
    """Takes batches; answers with the records that have to come again."""

    def __init__(self, wiring: LiveWiring) -> None:
        self._wiring = wiring

    def handle(self, event: dict[str, Any], _context: object) -> dict[str, Any]:
        batch = StreamBatch(self._wiring.sockets.subscriptions, self._deliveries)
        failed = batch.handle(_record(each["dynamodb"]) for each in event["Records"])
        return {"batchItemFailures": [{"itemIdentifier": record} for record in failed]}

    def _deliveries(self) -> Deliveries:
        # Loads GraphQL, which a batch that nobody follows has no need of.
        from meter_reads.journey.caller_claims import caller_with

        return Deliveries(self._wiring.sockets, Results(self._wiring.operations, caller_with))


def _record(change: dict[str, Any]) -> StreamRecord:
    return StreamRecord(change["SequenceNumber"], change["Keys"]["meter_id"]["S"], partial(_entry, change))


def _entry(change: dict[str, Any]) -> LogEntry:
    # Brings the database library along, which a change that nobody follows has no need of.
    from meter_reads.store.log_items import from_item

    return from_item(change["NewImage"])
