"""The stream of the deployed stack, when a record in it can never be handled."""

import json
import uuid
from typing import Any

import boto3
import pytest

from meter_reads.local.aws_environment import REGION
from meter_reads.local.cloud.__main__ import STACK
from meter_reads.local.cloud.deployment import Deployment, existing


@pytest.fixture(scope="module")
def stack(account: None) -> Deployment:
    return existing(STACK, REGION)


def test_a_record_that_nobody_can_read_ends_among_the_dead_letters_and_what_is_behind_it_goes_on(
    stack: Deployment,
):
    database = boto3.client("dynamodb", region_name=REGION)
    unreadable = [f"unreadable-{uuid.uuid4().hex}" for _ in range(2)]
    for meter in unreadable:
        item = {"meter_id": {"S": meter}, "sequence": {"N": "1"}, "kind": {"S": "READING_ACCEPTED"}}
        database.put_item(TableName=stack.outputs["MeterLogTableName"], Item=item)

    letters = [dead_letter(stack), dead_letter(stack)]

    # One record each: the batch was halved until it was alone, and the second one had its turn.
    assert [each["DDBStreamBatchInfo"]["batchSize"] for each in letters] == [1, 1]
    assert {each["requestContext"]["condition"] for each in letters} == {"RetryAttemptsExhausted"}
    numbers = [each["DDBStreamBatchInfo"]["startSequenceNumber"] for each in letters]
    assert [meter_at(stack, number) for number in numbers] == unreadable


def dead_letter(stack: Deployment) -> dict[str, Any]:
    """The next one, waited for as long as SQS waits."""
    queue, url = boto3.client("sqs", region_name=REGION), stack.outputs["StreamDeadLettersUrl"]
    (message,) = queue.receive_message(QueueUrl=url, WaitTimeSeconds=20)["Messages"]
    queue.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    letter: dict[str, Any] = json.loads(message["Body"])
    return letter


def meter_at(stack: Deployment, number: str) -> str:
    """Whose record has a sequence number, by the stream itself: as an operator finds out."""
    streams = boto3.client("dynamodbstreams", region_name=REGION)
    (stream,) = streams.list_streams(TableName=stack.outputs["MeterLogTableName"])["Streams"]
    (shard, *_) = streams.describe_stream(StreamArn=stream["StreamArn"])["StreamDescription"]["Shards"]
    at = streams.get_shard_iterator(
        StreamArn=stream["StreamArn"],
        ShardId=shard["ShardId"],
        ShardIteratorType="AT_SEQUENCE_NUMBER",
        SequenceNumber=number,
    )["ShardIterator"]
    record = streams.get_records(ShardIterator=at, Limit=1)["Records"][0]
    meter: str = record["dynamodb"]["Keys"]["meter_id"]["S"]
    return meter
