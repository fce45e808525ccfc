"""A review in the deployed stack: its execution waits in Step Functions, and an agent's word ends it."""

import time
from collections.abc import Callable
from typing import Any

import boto3
import pytest

from e2e.accounts import demo_account
from e2e.service import Service
from e2e.sign_in import person, signed_in
from e2e.supplies import customers_meter
from meter_reads.local.aws_environment import REGION
from meter_reads.local.cloud.__main__ import STACK
from meter_reads.local.cloud.deployment import existing

PATIENCE_SECONDS = 30
DECIDE = "mutation ($input: DecideReviewInput!) { decideReview(input: $input) { __typename } }"


@pytest.mark.usefixtures("account")
def test_a_held_reading_waits_in_step_functions_until_an_agent_decides(cloud: Any):
    customer, agent = Service(cloud.url), Service(cloud.url)
    signed_in(agent, person("agent"))
    meter = customers_meter(customer)
    odd = demo_account(meter["accountNumber"]).ordinary(times=9)
    states = boto3.client("stepfunctions", region_name=REGION)
    machine = existing(STACK, REGION).outputs["ReviewStateMachineArn"]

    held = customer.submit(customer.reading(meter, odd))["reading"]["id"]
    execution = f"{machine.replace(':stateMachine:', ':execution:')}:{held}"
    until(lambda: "AwaitDecision" in entered(states, machine, execution))
    decision = {"readingId": held, "decision": "REJECT", "reason": "The dial shows less."}
    agent.ask(DECIDE, {"input": decision})
    until(lambda: states.describe_execution(executionArn=execution)["status"] != "RUNNING")

    assert states.describe_execution(executionArn=execution)["status"] == "SUCCEEDED"
    assert entered(states, machine, execution)[-3:] == ["IsEveryoneTold", "Close", "Ended"]


def entered(states: Any, machine: str, execution: str) -> list[str]:
    """The states that it has been in; of the parallel branches, in any order."""
    listed = states.list_executions(stateMachineArn=machine)["executions"]
    if execution not in [each["executionArn"] for each in listed]:
        return []
    events = states.get_execution_history(executionArn=execution, maxResults=1000)["events"]
    return [each["stateEnteredEventDetails"]["name"] for each in events if "stateEnteredEventDetails" in each]


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline
