"""The state machine of template.yaml in the emulator, its waits shortened to seconds; and its notices."""

import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest

from meter_reads.journey.review_care import ReviewCare, open_review_care
from meter_reads.lambdas.live_wiring import LiveWiring
from meter_reads.lambdas.stream_events import StreamEvents
from meter_reads.local.functions import ROLE, shim, zipped
from meter_reads.local.review_workflow import ReviewWorkflow, definition, deploy_review_workflow
from meter_reads.settings import ReviewSettings, Settings
from meter_reads.store.stores import Stores, open_stores

from ..api_gateway.gateway import function_environment
from .held import HeldReading

PATIENCE_SECONDS = 120
_LOOK_AGAIN_SECONDS = 0.05


@dataclass
class Executions:
    """What Step Functions says of the executions of one state machine."""

    client: Any
    state_machine: str

    def arn(self, name: str) -> str:
        return f"{self.state_machine.replace(':stateMachine:', ':execution:')}:{name}"

    def names_of(self, reading_id: str) -> list[str]:
        pages = self.client.get_paginator("list_executions").paginate(stateMachineArn=self.state_machine)
        names = [each["name"] for page in pages for each in page["executions"]]
        return sorted(name for name in names if name.startswith(reading_id))

    def events(self, name: str) -> list[dict[str, Any]]:
        pages = self.client.get_paginator("get_execution_history").paginate(executionArn=self.arn(name))
        return [event for page in pages for event in page["events"]]

    def states(self, name: str) -> list[str]:
        """The states that were entered, in their order."""
        details = (event.get("stateEnteredEventDetails") for event in self.events(name))
        return [each["name"] for each in details if each]

    def errors(self, name: str) -> list[str]:
        """The errors that tasks failed with, in their order."""
        details = (event.get("taskFailedEventDetails") for event in self.events(name))
        return [each["error"] for each in details if each]

    def until(self, name: str, holds: Callable[[], bool]) -> None:
        """Looks again until it holds."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            assert time.monotonic() < deadline, (self.states(name), self.errors(name))
            time.sleep(_LOOK_AGAIN_SECONDS)

    def until_in(self, name: str, state: str) -> None:
        self.until(name, lambda: state in self.states(name))

    def ended(self, name: str) -> str:
        """Waits for the end; the status."""
        self.until(name, lambda: self._status(name) != "RUNNING")
        return self._status(name)

    def _status(self, name: str) -> str:
        status: str = self.client.describe_execution(executionArn=self.arn(name))["status"]
        return status


@dataclass
class Heard:
    """The notices of a topic, by way of a queue that is subscribed to it."""

    queue: Any
    url: str
    all: list[dict[str, str]]

    def of(self, reading_id: str) -> list[tuple[str, str, str | None]]:
        """Kind, audience and status of the notices on one reading so far."""
        while messages := self.queue.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10).get(
            "Messages"
        ):
            for message in messages:
                self.all.append(json.loads(json.loads(message["Body"])["Message"]))
                self.queue.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        mine = [each for each in self.all if each["readingId"] == reading_id]
        return [(each["notice"], each["audience"], each.get("status")) for each in mine]


@pytest.fixture(scope="session")
def review_settings(fresh_settings: Callable[[], Settings]) -> Settings:
    return fresh_settings()


@pytest.fixture(scope="session")
def stores(review_settings: Settings) -> Stores:
    return open_stores(review_settings)


@pytest.fixture(scope="session")
def tables(review_settings: Settings) -> dict[str, str]:
    log = review_settings.meter_log_table
    return {"METER_LOG_TABLE": log, "REVIEWS_TABLE": log.replace("MeterLogTable", "ReviewsTable")}


@pytest.fixture(scope="session")
def workflow(tables: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> ReviewWorkflow:
    log = tmp_path_factory.mktemp("reviews") / "functions.log"
    return deploy_review_workflow("of-the-tests-", tables, log)


@pytest.fixture(scope="session")
def states() -> Iterator[Any]:
    client = boto3.client("stepfunctions")
    yield client
    client.close()


@pytest.fixture(scope="session")
def executions(workflow: ReviewWorkflow, states: Any) -> Executions:
    return Executions(states, workflow.state_machine)


@pytest.fixture(scope="session")
def environment(
    review_settings: Settings, tables: dict[str, str], workflow: ReviewWorkflow, emulator: str
) -> dict[str, str]:
    """What template.yaml gives the stream's function, and the caretaker's."""
    live = function_environment(review_settings, "http://127.0.0.1:9", emulator)
    return {**live, **tables, "REVIEW_STATE_MACHINE": workflow.state_machine}


@pytest.fixture(scope="session")
def stream(environment: dict[str, str]) -> Iterator[StreamEvents]:
    wiring = LiveWiring(environment)
    yield StreamEvents(wiring)
    wiring.reviews.close()
    wiring.close()


@pytest.fixture(scope="session")
def care(environment: dict[str, str]) -> Iterator[ReviewCare]:
    care = open_review_care(ReviewSettings.from_environment(environment))
    yield care
    care.starts.close()


@pytest.fixture(scope="session")
def heard(workflow: ReviewWorkflow) -> Iterator[Heard]:
    queue, topics = boto3.client("sqs"), boto3.client("sns")
    url = queue.create_queue(QueueName="notices-of-the-tests")["QueueUrl"]
    arn = queue.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    topics.subscribe(TopicArn=workflow.notices_topic, Protocol="sqs", Endpoint=arn)
    yield Heard(queue, url, [])
    queue.close()
    topics.close()


@pytest.fixture
def held(stores: Stores) -> HeldReading:
    """Sent just now."""
    return HeldReading(stores)


@dataclass
class Faulty:
    """A second state machine, whose function fails or waits as it is told, for each task of a reading."""

    folder: Path
    executions: Executions

    def start(self, held: HeldReading) -> str:
        machine = self.executions.state_machine
        self.executions.client.start_execution(stateMachineArn=machine, name=held.id, input=held.input)
        return held.id

    def fail(self, held: HeldReading, task: str, times: int) -> None:
        for number in range(times):
            (self.folder / f"fail-{task}-{held.id}-{number}").touch()

    def wait_for_an_answer_only(self, held: HeldReading) -> None:
        """No heartbeat that is missed and no time that is over ends a wait, however busy the machine is."""
        (self.folder / f"patient-{held.id}").touch()

    def hold(self, held: HeldReading, task: str) -> None:
        """Calls for this task do nothing until they are let go."""
        os.mkfifo(self.folder / f"hold-{task}-{held.id}")

    def let_go(self, held: HeldReading, task: str) -> None:
        gate = self.folder / f"hold-{task}-{held.id}"
        gate.write_text("go")
        gate.unlink()


_FAULTY = """
from contextlib import suppress
from pathlib import Path
from shim import handler as real

def handler(event, context):
    folder, name = Path({folder!r}), event["task"] + "-" + event["readingId"]
    for failure in folder.glob("fail-" + name + "-*"):
        # Of calls at the same moment each failure meets one.
        with suppress(FileNotFoundError):
            failure.unlink()
            raise RuntimeError("out of order")
    gate = folder / ("hold-" + name)
    if gate.exists():
        gate.read_text()
    answer = real(event, context)
    if (folder / ("patient-" + event["readingId"])).exists() and "heartbeatSeconds" in answer:
        answer |= {{"seconds": 10**9, "heartbeatSeconds": 10**9 - 1}}
    return answer
"""


@pytest.fixture(scope="session")
def faulty(
    workflow: ReviewWorkflow, tmp_path_factory: pytest.TempPathFactory, states: Any
) -> Iterator[Faulty]:
    folder = tmp_path_factory.mktemp("faults")
    client = boto3.client("lambda")
    code = shim("meter_reads.lambdas.review_tasks.handler", folder / "functions.log")
    made = client.create_function(
        FunctionName="faulty-of-the-tests",
        Runtime="python3.13",
        Role=ROLE,
        Handler="faulty.handler",
        Timeout=30,
        Environment=client.get_function_configuration(FunctionName=workflow.function)["Environment"],
        Code={"ZipFile": zipped({"shim.py": code, "faulty.py": _FAULTY.format(folder=str(folder))})},
    )
    machine = states.create_state_machine(
        name="faulty-of-the-tests", definition=json.dumps(definition(made["FunctionArn"])), roleArn=ROLE
    )
    yield Faulty(folder, Executions(states, machine["stateMachineArn"]))
    client.close()
