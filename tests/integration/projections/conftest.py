"""Counters and queue over the emulator's tables, in a table of each test's own."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import boto3
import pytest

from meter_reads.journey.projecting import Projecting
from meter_reads.local.aws_environment import REGION
from meter_reads.local.tables import _create
from meter_reads.local.template import resources
from meter_reads.signed_http import Credentials, SignedHttp
from meter_reads.store.counters import Counters
from meter_reads.store.dynamodb import Call, DynamoDB
from meter_reads.store.review_queue import ReviewQueue

# Noon on a day that is not the first of a clock change.
NOW = datetime(2026, 11, 23, 12, 0, 7, tzinfo=UTC)


@dataclass
class Table:
    """A projections' table, and what is in it by the calls that a function makes."""

    call: Call
    name: str

    @property
    def counters(self) -> Counters:
        return Counters(self.call, self.name)

    @property
    def queue(self) -> ReviewQueue:
        return ReviewQueue(self.call, self.name)

    def projecting(self, around: Callable[[Call], Call] = lambda call: call) -> Projecting:
        """What a function takes batches with; `around` may stand between it and the table."""
        call = around(self.call)
        return Projecting(Counters(call, self.name), ReviewQueue(call, self.name))


@pytest.fixture(scope="session")
def dynamodb(emulator: str) -> Iterator[DynamoDB]:
    http = SignedHttp(emulator, "dynamodb", REGION, Credentials("local", "local"))
    yield DynamoDB(http)
    http.close()


@pytest.fixture
def table(emulator: str, dynamodb: DynamoDB) -> Table:
    client = boto3.client("dynamodb")
    name = uuid.uuid4().hex
    _create(client, name, "ProjectionsTable", resources("AWS::DynamoDB::Table")["ProjectionsTable"])
    client.close()
    return Table(dynamodb.call, name)
