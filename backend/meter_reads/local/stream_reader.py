"""Reads the meter log's stream on a laptop, as the stream's Lambda is handed it on AWS."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from starlette.concurrency import run_in_threadpool

from meter_reads.store.log_items import from_item
from meter_reads.store.stream_record import StreamRecord

logger = logging.getLogger(__name__)

# Each look costs both processes milliseconds, which an idle laptop should not pay ten times a second.
_FIRST_PAUSE_SECONDS = 0.05
_LONGEST_PAUSE_SECONDS = 0.4
_AFTER_A_FAILURE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class StreamBatch:
    """What has come in one shard of the stream, in its order."""

    shard: str
    records: tuple[StreamRecord, ...]


class StreamReader:
    """The new entries of one table's stream, from now on."""

    def __init__(self, table: str, region: str) -> None:
        self._streams = boto3.client("dynamodbstreams", region_name=region)
        arn = boto3.client("dynamodb", region_name=region).describe_table(TableName=table)["Table"][
            "LatestStreamArn"
        ]
        shards = self._streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
        self._iterators = {
            shard["ShardId"]: self._streams.get_shard_iterator(
                StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="LATEST"
            )["ShardIterator"]
            for shard in shards
        }

    def next_batches(self) -> list[StreamBatch]:
        """What has come since the last call."""
        return list(self._read())

    def _read(self) -> Iterator[StreamBatch]:
        for shard, iterator in list(self._iterators.items()):
            answer: dict[str, Any] = dict(self._streams.get_records(ShardIterator=iterator))
            following = answer.get("NextShardIterator")
            if following is None:
                del self._iterators[shard]
            else:
                self._iterators[shard] = following
            # As the stream's Lambda is: only told of entries with a change.
            changes = [each["dynamodb"] for each in answer["Records"] if is_change(each)]
            if changes:
                yield StreamBatch(shard, tuple(map(record_of, changes)))


def is_change(record: dict[str, Any]) -> bool:
    return record["eventName"] == "INSERT" and "kind" in record["dynamodb"].get("NewImage", {})


def record_of(change: dict[str, Any]) -> StreamRecord:
    image = change["NewImage"]
    return StreamRecord(
        change["SequenceNumber"], change["Keys"]["meter_id"]["S"], cache(partial(from_item, image))
    )


async def read_stream(reader: StreamReader, handle: Callable[[StreamBatch], Awaitable[Any]]) -> None:
    """Hands each batch on, one after the other, until it is cancelled; looks less often if nothing comes."""
    pause = _FIRST_PAUSE_SECONDS
    while True:
        try:
            batches = await run_in_threadpool(reader.next_batches)
        except (BotoCoreError, ClientError) as error:
            logger.warning("the stream does not answer", extra={"cause": type(error).__name__})
            await asyncio.sleep(_AFTER_A_FAILURE_SECONDS)
            continue
        for batch in batches:
            await handle(batch)
        if batches:
            pause = _FIRST_PAUSE_SECONDS
        else:
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
