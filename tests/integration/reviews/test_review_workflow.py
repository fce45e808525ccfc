"""Every path of the review's state machine, run for real in the emulator."""

import itertools
import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from meter_reads.domain.meter_log import ChangeKind
from meter_reads.domain.reviews import reminder_at
from meter_reads.journey.review_care import ReviewCare
from meter_reads.lambdas.stream_events import StreamEvents
from meter_reads.local.options import REPOSITORY
from meter_reads.local.review_workflow import ReviewWorkflow
from meter_reads.store.stores import Stores

from ..api_gateway.events import stream_batch
from ..metric_lines import NAMESPACE, metric_lines
from .conftest import Executions, Faulty, Heard
from .held import STATUS_AFTER, HeldReading

# The emulator's word for every exception of a function.
OUR_CODE_FAILED = "Runtime.HandlerError"
EACH_EVENT = """
import json, sys
from meter_reads.lambdas.{function} import handler
for event in json.load(sys.stdin):
    handler(event, None)
"""
NOTHING_FAILED = {"batchItemFailures": [], "state": {}}


def begun(stream: StreamEvents, held: HeldReading) -> str:
    """The stream brings the held reading; the name of its execution."""
    assert stream.handle(stream_batch(held.entry), None) == NOTHING_FAILED
    return held.id


def decided(stream: StreamEvents, held: HeldReading, kind: ChangeKind = ChangeKind.REVIEW_ACCEPTED) -> None:
    assert stream.handle(stream_batch(held.append(kind)), None) == NOTHING_FAILED


def at_the_end(status: str) -> set[tuple[str, str, str]]:
    return {("REVIEW_ENDED", audience, status) for audience in ("CUSTOMER", "BILLING")}


@pytest.mark.parametrize("kind", STATUS_AFTER)
def test_what_ends_a_review_wakes_its_execution_and_everyone_is_told(
    kind: ChangeKind,
    stream: StreamEvents,
    held: HeldReading,
    executions: Executions,
    heard: Heard,
    care: ReviewCare,
):
    name = begun(stream, held)
    executions.until_in(name, "AwaitDecision")

    decided(stream, held, kind)

    assert executions.ended(name) == "SUCCEEDED"
    assert set(heard.of(held.id)) == at_the_end(STATUS_AFTER[kind].value)
    assert care.starts.reviews.of(held.id) is None


def test_a_decision_that_comes_before_the_token_is_found_when_the_token_is_kept(
    stream: StreamEvents, held: HeldReading, executions: Executions, heard: Heard
):
    # The records of both come in one batch: the stream finds no token to answer.
    ending = held.append(ChangeKind.REVIEW_REJECTED)

    assert stream.handle(stream_batch(held.entry, ending), None) == NOTHING_FAILED

    assert executions.ended(held.id) == "SUCCEEDED"
    assert set(heard.of(held.id)) == at_the_end("REJECTED")


def test_a_decision_between_the_look_and_the_token_is_answered_by_the_task_that_keeps_the_token(
    held: HeldReading, faulty: Faulty
):
    # Only the log hears of it: no stream answers, and nothing but the task can.
    faulty.wait_for_an_answer_only(held)
    faulty.hold(held, "await")
    name = faulty.start(held)
    faulty.executions.until_in(name, "AwaitDecision")
    held.append(ChangeKind.REVIEW_ACCEPTED)
    faulty.let_go(held, "await")

    assert faulty.executions.ended(name) == "SUCCEEDED"
    assert faulty.executions.errors(name) == []


def test_a_held_reading_has_one_review_however_often_the_stream_brings_it(
    stream: StreamEvents, held: HeldReading, executions: Executions, heard: Heard
):
    batch = stream_batch(held.entry, held.entry)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: stream.handle(batch, None), range(4)))
    decided(stream, held)
    executions.ended(held.id)
    begun(stream, held)

    assert answers == [NOTHING_FAILED] * 4
    assert executions.names_of(held.id) == [held.id]
    assert len(heard.of(held.id)) == 2


def test_a_reading_that_nobody_decides_is_reminded_of_and_then_escalated_and_can_still_be_decided(
    stream: StreamEvents, held: HeldReading, executions: Executions, heard: Heard, care: ReviewCare
):
    name = begun(stream, held)

    # The caretaker keeps it alive, so that its waits take their whole time.
    executions.until(name, lambda: bool(care.look_after_all()) and "Escalate" in executions.states(name))
    decided(stream, held)

    assert executions.ended(name) == "SUCCEEDED"
    notices = [notice for notice, _, _ in heard.of(held.id)]
    assert notices == ["REVIEW_WAITS", "REVIEW_ESCALATED", "REVIEW_ENDED", "REVIEW_ENDED"]
    assert executions.states(name).count("Remind") == executions.states(name).count("Escalate") == 1


def test_a_reading_whose_five_working_days_are_over_is_escalated_at_once(
    stream: StreamEvents, stores: Stores, executions: Executions, heard: Heard
):
    held = HeldReading(stores, submitted_days_ago=12)

    name = begun(stream, held)
    executions.until_in(name, "AwaitDecision")

    assert executions.states(name)[:3] == ["LookAtTheLog", "WhatIsToBeDone", "Escalate"]
    assert heard.of(held.id) == [("REVIEW_ESCALATED", "AGENTS", None)]
    decided(stream, held)
    assert executions.ended(name) == "SUCCEEDED"


def metrics_of(function: str, environment: dict[str, str], *events: dict[str, str]) -> list[dict]:
    """The lines of metrics of a function in an interpreter of its own."""
    done = subprocess.run(
        [sys.executable, "-c", EACH_EVENT.format(function=function)],
        env={**environment, "METRICS_NAMESPACE": NAMESPACE, "PYTHONPATH": str(REPOSITORY / "backend")},
        input=json.dumps(events),
        capture_output=True,
        text=True,
        check=True,
    )
    return metric_lines(done.stdout)


def test_an_escalation_is_counted_and_a_reminder_is_not(
    stores: Stores, environment: dict[str, str], workflow: ReviewWorkflow
):
    held = HeldReading(stores, submitted_days_ago=12)
    tasks = [{"task": task, "readingId": held.id} for task in ("remind", "escalate")]

    lines = metrics_of("review_tasks", {**environment, "NOTICES_TOPIC": workflow.notices_topic}, *tasks)

    assert lines == [{"ReviewsEscalated": 1}]


def test_each_round_of_care_tells_how_many_reviews_wait(
    stream: StreamEvents, held: HeldReading, environment: dict[str, str]
):
    begun(stream, held)

    [line] = metrics_of("review_care", environment, {})

    assert line["ReviewsWaiting"] >= 1


def test_an_execution_that_nobody_keeps_alive_looks_at_the_log_again_and_waits_on(
    stream: StreamEvents, held: HeldReading, executions: Executions
):
    name = begun(stream, held)
    executions.until(name, lambda: executions.states(name).count("AwaitDecision") > 1)
    first_error = executions.errors(name)[0]

    # Nobody answers the token: the log alone ends it.
    held.append(ChangeKind.REVIEW_ACCEPTED)

    assert first_error == "States.HeartbeatTimeout"
    assert executions.ended(name) == "SUCCEEDED"


def days_since(is_over: Callable[[datetime], datetime]) -> int:
    """How many days ago a reading was sent of which that wait is just over."""
    now = datetime.now(UTC)
    return next(days for days in itertools.count() if is_over(now - timedelta(days=days)) <= now)


@pytest.mark.parametrize(
    ("task", "days"),
    [("look", 0), ("remind", days_since(reminder_at)), ("escalate", 12), ("tell", 0), ("close", 0)],
)
def test_a_task_that_fails_is_tried_again(task: str, days: int, stores: Stores, faulty: Faulty):
    held = HeldReading(stores, submitted_days_ago=days)
    faulty.fail(held, task, 2)

    name = faulty.start(held)
    faulty.executions.until_in(name, "AwaitDecision")
    held.append(ChangeKind.REVIEW_ACCEPTED)

    assert faulty.executions.ended(name) == "SUCCEEDED"
    assert faulty.executions.errors(name).count(OUR_CODE_FAILED) == 2


@pytest.mark.parametrize("task", ["look", "tell", "close"])
def test_a_task_that_fails_for_all_its_tries_is_told_to_the_operators_and_ends_the_execution_as_failed(
    task: str, held: HeldReading, faulty: Faulty
):
    faulty.fail(held, task, 1000)
    held.append(ChangeKind.REVIEW_ACCEPTED)

    name = faulty.start(held)

    assert faulty.executions.ended(name) == "FAILED"
    assert faulty.executions.states(name)[-2:] == ["TellTheOperators", "Failed"]
    assert faulty.executions.errors(name).count(OUR_CODE_FAILED) >= 5


def test_a_wait_that_cannot_be_begun_is_begun_again(held: HeldReading, faulty: Faulty):
    faulty.wait_for_an_answer_only(held)
    faulty.fail(held, "await", 2)

    name = faulty.start(held)
    faulty.executions.until_in(name, "AwaitDecision")
    held.append(ChangeKind.REVIEW_ACCEPTED)

    assert faulty.executions.ended(name) == "SUCCEEDED"
    assert faulty.executions.errors(name).count(OUR_CODE_FAILED) == 2


def test_a_wait_that_cannot_be_begun_is_told_to_the_operators_as_well(held: HeldReading, faulty: Faulty):
    faulty.wait_for_an_answer_only(held)
    faulty.fail(held, "await", 1000)

    name = faulty.start(held)

    assert faulty.executions.ended(name) == "FAILED"
    assert faulty.executions.states(name)[-3:] == ["AwaitDecision", "TellTheOperators", "Failed"]


def test_a_review_that_was_lost_is_started_again_from_the_log_and_only_once(
    stream: StreamEvents, held: HeldReading, executions: Executions, care: ReviewCare, heard: Heard
):
    name = begun(stream, held)
    executions.until_in(name, "AwaitDecision")
    executions.client.stop_execution(executionArn=executions.arn(name))

    care.look_after_all()
    care.look_after_all()
    assert executions.names_of(held.id) == [name, f"{name}-again-1"]
    executions.until_in(f"{name}-again-1", "AwaitDecision")
    executions.client.stop_execution(executionArn=executions.arn(f"{name}-again-1"))
    care.look_after_all()
    executions.until_in(f"{name}-again-2", "AwaitDecision")
    decided(stream, held)

    assert executions.ended(f"{name}-again-2") == "SUCCEEDED"
    assert set(heard.of(held.id)) == at_the_end("ACCEPTED")


def test_a_review_that_was_noted_and_never_started_is_started(
    held: HeldReading, executions: Executions, care: ReviewCare
):
    care.starts.reviews.open(held.id, held.id)

    cared = care.look_after_all()

    assert cared.restarted >= 1
    executions.until_in(held.id, "AwaitDecision")
    held.append(ChangeKind.READING_WITHDRAWN)
    assert executions.ended(held.id) == "SUCCEEDED"


def test_a_held_reading_that_the_stream_did_not_have_reviewed_is_found_in_the_queue(
    held: HeldReading, executions: Executions, care: ReviewCare
):
    care.queue.take(held.entry, datetime.now(UTC))

    care.look_after_all()

    executions.until_in(held.id, "AwaitDecision")
    held.append(ChangeKind.READING_WITHDRAWN)
    assert executions.ended(held.id) == "SUCCEEDED"


def test_a_change_that_nobody_waits_for_changes_nothing(
    stream: StreamEvents, held: HeldReading, executions: Executions, care: ReviewCare
):
    decided(stream, held)

    assert executions.names_of(held.id) == []
    assert care.starts.reviews.of(held.id) is None
