"""The functions of the deployed stack tell what CloudWatch counts, under the name of the stack."""

import json
import time
from typing import Any

import boto3
import httpx2
import pytest

from meter_reads.local.aws_environment import REGION
from meter_reads.local.cloud.__main__ import STACK
from meter_reads.local.cloud.deployment import existing

from ..client import START
from ..houses import an_account_number

PATIENCE_SECONDS = 60


@pytest.mark.usefixtures("account")
def test_a_failed_proof_is_counted_under_the_name_of_the_stack(cloud: Any):
    group = existing(STACK, REGION).resources["HttpFunctionLogGroup"]
    proof = {"accountNumber": an_account_number(), "postcode": "DN55 9PT"}

    answer = httpx2.post(
        f"{cloud.url}/graphql", json={"query": START, "variables": {"input": proof}}, timeout=30
    )

    assert answer.json()["data"]["startGuestJourney"]["__typename"] == "GuestJourneyRefused"
    line = the_line_with(group, "ProofsFailed")
    [directive] = line["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == f"MeterReads/{STACK}"
    assert {"Name": "ProofsFailed", "Unit": "Count"} in directive["Metrics"]
    assert line["ProofsFailed"] == 1
    assert line["WriteUnits"] > 0


def the_line_with(group: str, metric: str) -> dict[str, Any]:
    """The emulator writes logs as they come; the first line that counts a metric."""
    logs, deadline = boto3.client("logs", region_name=REGION), time.monotonic() + PATIENCE_SECONDS
    while True:
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group):
            for event in page["events"]:
                if event["message"].startswith('{"_aws"') and f'"{metric}"' in event["message"]:
                    found: dict[str, Any] = json.loads(event["message"])
                    return found
        assert time.monotonic() < deadline, f"nothing counts {metric}"
        time.sleep(0.2)
