"""Reads the meter log's stream on a laptop, as the stream's Lambda is handed it on AWS."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from starlette.concurrency import run_in_threadpool

from meter_reads.domain.meter_log import LogEntry
from meter_reads.store.log_items import from_item

logger = logging.getLogger(__name__)

_LOOK_AGAIN_SECONDS = 0.1
_AFTER_A_FAILURE_SECONDS = 1.0


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

    def next_entries(self) -> list[LogEntry]:
        """What has come since the last call, in the order of each shard."""
        return list(self._read())

    def _read(self) -> Iterator[LogEntry]:
        for shard, iterator in list(self._iterators.items()):
            answer: dict[str, Any] = dict(self._streams.get_records(ShardIterator=iterator))
            following = answer.get("NextShardIterator")
            if following is None:
                del self._iterators[shard]
            else:
                self._iterators[shard] = following
            for record in answer["Records"]:
                entry = _entry(record)
                if entry is not None:
                    yield entry


def _entry(record: dict[str, Any]) -> LogEntry | None:
    """The entry of a record; None for one that cannot be read, which must not keep the others back."""
    image = record["dynamodb"].get("NewImage")
    try:
        return from_item(image) if image else None
    except (KeyError, TypeError, ValueError):
        logger.exception("a stream record is no log entry", extra={"record": record.get("eventID")})
        return None


async def read_stream(reader: StreamReader, handle: Callable[[LogEntry], Awaitable[Any]]) -> None:
    """Hands each new entry on, one after the other, until it is cancelled."""
    while True:
        try:
            entries = await run_in_threadpool(reader.next_entries)
        except (BotoCoreError, ClientError) as error:
            logger.warning("the stream does not answer", extra={"cause": type(error).__name__})
            await asyncio.sleep(_AFTER_A_FAILURE_SECONDS)
            continue
        for entry in entries:
            await handle(entry)
        if not entries:
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
