"""What `make replay` makes of the logs and the stream of a stack that goes on: each change counted once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

import boto3
import pytest

from meter_reads.domain.activity import activity
from meter_reads.domain.readings import ReadingSource, ReadingStatus
from meter_reads.journey.projecting import Projecting
from meter_reads.local.cloud.queue_mending import Mended
from meter_reads.local.cloud.replaying import replay
from meter_reads.local.stream_reader import record_of
from meter_reads.settings import Settings
from meter_reads.store.stores import Stores, open_stores
from meter_reads.store.stream_record import StreamRecord

from .histories import History, a_history


@dataclass
class Stack:
    """Tables with a real stream; `take` is what its function does with records."""

    settings: Settings
    stores: Stores
    now: datetime
    shard: str = ""

    def write(self, history: History) -> None:
        for log in history.logs:
            self.stores.meter_log.write_imported(log.entries)

    def records(self) -> list[StreamRecord]:
        """All that the stream remembers, in its order."""
        streams, tables = boto3.client("dynamodbstreams"), boto3.client("dynamodb")
        table = tables.describe_table(TableName=self.settings.meter_log_table)["Table"]
        [shard] = streams.describe_stream(StreamArn=table["LatestStreamArn"])["StreamDescription"]["Shards"]
        self.shard = shard["ShardId"]
        iterator = streams.get_shard_iterator(
            StreamArn=table["LatestStreamArn"], ShardId=self.shard, ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        records: list[StreamRecord] = []
        while found := (answer := streams.get_records(ShardIterator=iterator))["Records"]:
            records += [
                record_of(each["dynamodb"]) for each in found if "kind" in each["dynamodb"]["NewImage"]
            ]
            iterator = answer["NextShardIterator"]
        return records

    def take(self, records: list[StreamRecord]) -> None:
        Projecting(self.stores.counters, self.stores.review_queue).take(self.shard, records, self.now)

    def replay(self) -> Mended:
        return replay(self.settings, self.stores, self.now).queue

    def lose_everything(self) -> None:
        table = boto3.resource("dynamodb").Table(self.settings.projections_table)
        with table.batch_writer() as batch:
            for item in table.scan()["Items"]:
                batch.delete_item(Key={"key": item["key"], "member": item["member"]})

    @property
    def waiting(self) -> list[str]:
        return [each.reading_id for each in self.stores.review_queue.waiting(None, first=100)]

    def agrees_with(self, history: History) -> bool:
        counted = activity(self.stores.counters.hours(self.now), self.now)
        held = [name for _, name in history.held]
        queue = self.stores.review_queue
        return counted == history.recount(self.now) and self.waiting == held and queue.length() == len(held)


@pytest.fixture
def stack(fresh_settings: Callable[[], Settings]) -> Stack:
    settings = fresh_settings()
    return Stack(settings, open_stores(settings), datetime.now(UTC))


@pytest.mark.parametrize("seed", range(3))
def test_whatever_was_lost_or_counted_before_the_logs_are_counted_once(seed: int, stack: Stack):
    history = a_history(Random(seed), stack.now, changes=50, meters=4)
    stack.write(history)
    records = stack.records()
    stack.take(records[: len(records) // 2])
    if seed:
        stack.lose_everything()

    stack.replay()

    assert stack.agrees_with(history)


def test_what_the_stream_brings_when_it_goes_on_is_known_as_counted(stack: Stack):
    history = a_history(Random(7), stack.now, changes=40, meters=3)
    stack.write(history)
    records = stack.records()
    stack.take(records[:20])

    stack.replay()
    # From where it was paused; and a batch of before, once more.
    stack.take(records[20:])
    stack.take(records[10:20])

    assert stack.agrees_with(history)


def test_what_is_stored_after_it_is_counted_on_top(stack: Stack):
    history = a_history(Random(8), stack.now, changes=10, meters=1)
    [log] = history.logs
    stack.write(history)
    stack.replay()
    before = len(stack.records())
    history.store(log, ReadingStatus.UNDER_REVIEW, ReadingSource.GUEST, stack.now)
    stack.stores.meter_log.append([log.newest])

    stack.take(stack.records()[before:])

    assert stack.agrees_with(history)


def test_what_the_stream_has_forgotten_is_counted_from_the_logs(stack: Stack):
    """As after a restore: the restored table's stream begins with nothing."""
    history = a_history(Random(9), stack.now, changes=30, meters=3)
    stack.write(history)
    client = boto3.client("dynamodb")
    for change in ({"StreamEnabled": False}, {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}):
        client.update_table(TableName=stack.settings.meter_log_table, StreamSpecification=change)
    assert stack.records() == []

    stack.replay()

    assert stack.agrees_with(history)


def test_a_second_time_changes_nothing(stack: Stack):
    history = a_history(Random(10), stack.now, changes=30, meters=3)
    stack.write(history)
    stack.replay()
    revision = stack.stores.review_queue.revision()

    assert stack.replay() == Mended(joined=0, left=0)

    assert stack.agrees_with(history)
    assert stack.stores.review_queue.revision() == revision


def test_followers_of_the_queue_are_told_by_its_own_log_which_goes_on(stack: Stack):
    history = a_history(Random(11), stack.now, changes=40, meters=4)
    stack.write(history)
    stack.replay()
    revision = stack.stores.review_queue.revision()
    [first, *_] = stack.waiting
    table = boto3.resource("dynamodb").Table(stack.settings.projections_table)
    for fuel in ("ELECTRICITY", "GAS"):
        items = table.query(
            KeyConditionExpression="#k = :k",
            ExpressionAttributeNames={"#k": "key"},
            ExpressionAttributeValues={":k": f"reviews#{fuel}"},
        )["Items"]
        for item in items:
            if item["member"].endswith(first):
                table.delete_item(Key={"key": item["key"], "member": item["member"]})

    done = stack.replay()

    assert done == Mended(joined=1, left=0)
    [entry] = stack.stores.review_queue.entries(after=revision)
    assert entry.added is not None
    assert first in stack.waiting


def test_an_entry_that_nobody_can_read_is_left_out_and_told(stack: Stack):
    history = a_history(Random(12), stack.now, changes=10, meters=1)
    stack.write(history)
    boto3.client("dynamodb").put_item(
        TableName=stack.settings.meter_log_table,
        Item={"meter_id": {"S": "unreadable"}, "sequence": {"N": "1"}, "kind": {"S": "READING_ACCEPTED"}},
    )

    done = replay(stack.settings, stack.stores, stack.now)

    assert done.unreadable == 1
    assert stack.agrees_with(history)
