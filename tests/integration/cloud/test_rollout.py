"""A version gets traffic when its rehearsal has gone well, and not a request before: deployed for real."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from meter_reads.lambdas.rehearsed_guest import USER_AGENT
from meter_reads.local.aws_environment import REGION, point_aws_at
from meter_reads.local.cannot_serve import CannotServe
from meter_reads.local.cloud.__main__ import PACKAGE
from meter_reads.local.cloud.deployment import Deployment, deploy, existing

from .rollouts import PERSON, ROLLED_OUT, a_person_asks, health, original, repackaged, versions

STACK = "meter-reads-rollout"
HTTP, WEBSOCKET = "meter_reads/lambdas/http.py", "meter_reads/lambdas/websocket.py"
# Notes who asks.
NOTING = """
from pathlib import Path
def note(event):
    with Path({file!r}).open("a") as noted:
        noted.write(event["requestContext"]["http"]["userAgent"] + "\\n")
"""
ANSWERS_WRONGLY = """
def handler(event, context):
    note(event)
    return {"statusCode": 200, "body": "wrong"}
"""
WITH_A_MARK = """
rightly = handler
def handler(event, context):
    note(event)
    answer = rightly(event, context)
    if event["rawPath"] == "/health":
        answer["body"] = "by the second version"
        answer["headers"]["content-length"] = str(len(answer["body"]))
    return answer
"""
ENDS_AT_ONCE = "raise RuntimeError('not even this')\n"


@pytest.fixture(scope="module")
def account(cloud: Any) -> Iterator[str]:
    """The AWS account that the stacks stand in; where it answers."""
    before = dict(os.environ)
    point_aws_at(cloud.emulator, os.environ)
    yield cloud.emulator
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="module")
def first(account: str) -> Deployment:
    """A stack of its own, as it is deployed first."""
    del account
    return deploy(STACK, PACKAGE)


@pytest.fixture(scope="module")
def url(account: str, first: Deployment) -> str:
    return f"{account}/_aws/execute-api/{first.resources['HttpApi']}"


def callers(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


def test_the_first_deployment_has_traffic_without_a_rehearsal(first: Deployment, url: str):
    assert versions(first) == dict.fromkeys(ROLLED_OUT, "1")
    assert health(url) != ""


@pytest.mark.parametrize(
    ("name", "text"),
    [(HTTP, NOTING + ANSWERS_WRONGLY), (WEBSOCKET, ENDS_AT_ONCE)],
    ids=["http answers wrongly", "websocket cannot be imported"],
)
def test_a_version_that_fails_its_rehearsal_never_gets_traffic(
    name: str, text: str, first: Deployment, url: str, tmp_path: Path
):
    noted = tmp_path / "noted"
    before, rightly = versions(first), health(url)
    bad = repackaged(PACKAGE, tmp_path / "package.zip", name, text.replace("{file!r}", repr(str(noted))))

    with a_person_asks(url) as answers, pytest.raises(CannotServe) as refused:
        deploy(STACK, bad)

    assert "CloudFormation says UPDATE_ROLLBACK_COMPLETE" in str(refused.value)
    assert "reported Failed" in str(refused.value)
    assert versions(first) == before
    assert set(answers) == {rightly}
    assert set(callers(noted)) <= {USER_AGENT}
    assert (name == HTTP) == bool(callers(noted))
    assert health(url) == rightly


def test_a_version_that_passes_its_rehearsal_gets_traffic_after_it(
    first: Deployment, url: str, tmp_path: Path
):
    noted = tmp_path / "noted"
    text = original(PACKAGE, HTTP) + NOTING.replace("{file!r}", repr(str(noted))) + WITH_A_MARK
    before = versions(first)

    with a_person_asks(url):
        deploy(STACK, repackaged(PACKAGE, tmp_path / "package.zip", HTTP, text))

    assert health(url) == "by the second version"
    rehearsed = callers(noted).index(PERSON) if PERSON in callers(noted) else len(callers(noted))
    assert rehearsed >= len(["health", "start", "no reading", "reading", "again", "receipt", "taken back"])
    after = versions(existing(STACK, REGION))
    assert all(int(after[each]) > int(before[each]) for each in ROLLED_OUT)


@pytest.mark.usefixtures("first")
def test_the_versions_before_are_kept_for_the_way_back(first: Deployment):
    client = boto3.client("lambda", region_name=REGION)

    for each in ROLLED_OUT:
        kept = client.list_versions_by_function(FunctionName=first.resources[each])["Versions"]
        assert {"1", versions(first)[each]} <= {version["Version"] for version in kept}
