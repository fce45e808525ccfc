"""The review's state machine as it stands in backend/workflows: by a linter, and by the house's own rules."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from integration.node import node_with
from meter_reads.domain.reviews import Due
from meter_reads.local.review_workflow import definition

from .conftest import REPOSITORY
from .rules import Template, at, refers_to, statements
from .test_the_stack import the

_FOLDER = Path(__file__).with_name("asl")
_FUNCTION = "arn:aws:lambda:eu-west-2:123456789012:function:review-tasks"
# What AWS asks everyone to try again.
_LAMBDA_ITSELF = {
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
}


def linted(machine: dict[str, Any]) -> str:
    linter = subprocess.run(
        [node_with(_FOLDER), "lint.mjs"],
        cwd=_FOLDER,
        input=json.dumps(machine),
        capture_output=True,
        text=True,
        check=True,
    )
    return linter.stdout


def states(machine: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, state in machine["States"].items():
        yield name, state
        for branch in state.get("Branches", ()):
            yield from states(branch)


@pytest.fixture
def machine() -> dict[str, Any]:
    return definition(_FUNCTION)


def test_the_linter_finds_nothing(machine: dict[str, Any]) -> None:
    assert linted(machine) == ""


@pytest.mark.parametrize(
    "spoil",
    [
        lambda machine: machine["States"]["Remind"].update(Next="Nowhere"),
        lambda machine: machine["States"]["Close"].update(ResultPath="result"),
        lambda machine: machine["States"]["Close"].pop("Resource"),
    ],
)
def test_the_linter_can_find_something(spoil: Any, machine: dict[str, Any]) -> None:
    spoil(machine)

    assert linted(machine) != ""


def test_every_task_is_tried_again_and_caught_and_has_an_end(machine: dict[str, Any]) -> None:
    tasks = {name: state for name, state in states(machine) if state["Type"] == "Task"}

    assert len(tasks) == 8
    for name, task in tasks.items():
        tried_again = {error for retry in task["Retry"] for error in retry["ErrorEquals"]}
        assert tried_again >= {*_LAMBDA_ITSELF, "States.TaskFailed"}, name
        assert task["Catch"][-1]["ErrorEquals"] == ["States.ALL"], name
        assert {"TimeoutSeconds", "TimeoutSecondsPath"} & set(task), name
        assert task["Parameters"]["FunctionName"] == _FUNCTION, name


def test_the_wait_for_a_person_has_a_token_a_heartbeat_and_an_end(machine: dict[str, Any]) -> None:
    task = machine["States"]["AwaitDecision"]

    assert task["Resource"].endswith(".waitForTaskToken")
    assert task["Parameters"]["Payload"]["taskToken.$"] == "$$.Task.Token"
    assert [catch["ErrorEquals"] for catch in task["Catch"][:2]] == [
        ["States.HeartbeatTimeout"],
        ["States.Timeout"],
    ]


def test_what_comes_after_a_wait_is_what_the_rules_say(machine: dict[str, Any]) -> None:
    waited_for = {each["StringEquals"] for each in machine["States"]["TheWaitIsOver"]["Choices"]}

    assert waited_for == {Due.REMINDER, Due.ESCALATION}


def test_the_template_deploys_this_file_and_keeps_its_log(translated: Template, source: Template) -> None:
    properties = the(source, "ReviewStateMachine")
    machine = the(translated, "ReviewStateMachine")

    assert (REPOSITORY / properties["DefinitionUri"]).name == "review.asl.yaml"
    assert machine["StateMachineType"] == "STANDARD"
    assert at(machine, "LoggingConfiguration", "IncludeExecutionData") is False
    assert at(machine, "TracingConfiguration", "Enabled") == {"Fn::If": ["Traces", True, False]}


def test_only_references_leave_by_an_encrypted_topic(translated: Template) -> None:
    publishers = {
        name
        for name, statement in statements(translated)
        if statement["Effect"] == "Allow"
        and "sns:Publish" in str(statement["Action"])
        and refers_to(statement["Resource"]) == "NoticesTopic"
    }

    assert the(translated, "NoticesTopic")["KmsMasterKeyId"] == "alias/aws/sns"
    assert publishers == {"ReviewTasksFunctionRole"}
