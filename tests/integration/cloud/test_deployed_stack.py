"""What `make cloud` deploys is template.yaml: all of it, and nothing else."""

import json
import time
from typing import Any

import boto3
import pytest
from samtranslator.translator.transform import transform  # type: ignore[import-untyped]  # ships no types

from meter_reads.local.aws_environment import REGION
from meter_reads.local.cloud.__main__ import PACKAGE, STACK
from meter_reads.local.cloud.account_loading import load_accounts_into, settings_of
from meter_reads.local.cloud.deployment import artefacts_of, deploy, key_of
from meter_reads.local.cloud.packaged_template import Uploaded, packaged
from meter_reads.local.cloud.publish import main as publish
from meter_reads.local.cloud.stages import stages
from meter_reads.local.demo_accounts import DEMO, demo_accounts
from meter_reads.store.stores import open_stores

PATIENCE_SECONDS = 60
OTHER = stages()["dev"].stack


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    """template.yaml as AWS sees it, after the SAM translator."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DEFAULT_REGION", REGION)
        # Versions of functions are named for what they are made of.
        package = Uploaded(artefacts_of(STACK), key_of(PACKAGE.read_bytes(), PACKAGE.name))
        source = json.loads(packaged(package))
        translated: dict[str, Any] = transform(source, {}, NoManagedPolicies())
    return translated


class NoManagedPolicies:
    """The translator asks IAM for managed policies by name; the template names none."""

    def load(self) -> dict[str, str]:
        return {}


def deployed(stack: str) -> list[dict[str, Any]]:
    client = boto3.client("cloudformation", region_name=REGION)
    return [
        each
        for page in client.get_paginator("list_stack_resources").paginate(StackName=stack)
        for each in page["StackResourceSummaries"]
    ]


def types(resources: list[dict[str, Any]]) -> dict[str, str]:
    return {each["LogicalResourceId"]: each["ResourceType"] for each in resources}


def kinds(resources: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """As `types`, but versions are named for the package, and each stack has a bucket of its own for it."""
    version = "AWS::Lambda::Version"
    named = types(resources).items()
    return sorted((name[:-10] if kind == version else name, kind) for name, kind in named)


def names(resources: list[dict[str, Any]]) -> set[str]:
    """Those that an account has once; a stage is named within its API, a group within its pool."""
    within = ("AWS::ApiGatewayV2::Stage", "AWS::Cognito::UserPoolGroup")
    return {each["PhysicalResourceId"] for each in resources if each["ResourceType"] not in within}


@pytest.mark.usefixtures("account")
def test_the_resources_of_the_stack_are_those_of_the_template(template: dict[str, Any]):
    resources = template["Resources"]
    always = {name: each["Type"] for name, each in resources.items() if "Condition" not in each}
    perhaps = {name: each["Type"] for name, each in resources.items() if "Condition" in each}

    found = types(deployed(STACK))

    assert {name: kind for name, kind in found.items() if name not in perhaps} == always
    assert {each["ResourceStatus"] for each in deployed(STACK)} == {"CREATE_COMPLETE"}


@pytest.mark.usefixtures("account")
def test_the_dashboard_and_the_alarms_name_what_stands_there():
    physical = {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in deployed(STACK)}
    cloudwatch = boto3.client("cloudwatch", region_name=REGION)

    body = cloudwatch.get_dashboard(DashboardName=physical["Dashboard"])["DashboardBody"]
    told = {
        each["AlarmName"]: each
        for page in cloudwatch.get_paginator("describe_alarms").paginate()
        for each in page["MetricAlarms"]
    }

    widgets = json.loads(body)["widgets"]
    assert "${" not in body
    graphs = [each["properties"]["metrics"] for each in widgets if each["type"] == "metric"]
    assert [f"MeterReads/{STACK}", "ReadingsAccepted"] in graphs[0]
    assert physical["HttpFunction"] in body
    assert {told[physical[name]]["AlarmArn"] for name in ("HttpErrorRateHigh", "ReviewsFailed")} <= set(
        widgets[0]["properties"]["alarms"]
    )
    throttled = told[physical["HttpThrottled"]]
    assert throttled["Dimensions"] == [{"Name": "FunctionName", "Value": physical["HttpFunction"]}]
    assert throttled["AlarmActions"] == [physical["AlarmsTopic"]]
    rate = told[physical["HttpErrorRateHigh"]]["Metrics"]
    assert [each["Id"] for each in rate] == ["rate", "failures", "refused", "failed", "requests"]


@pytest.mark.usefixtures("account")
def test_two_stacks_stand_side_by_side_in_one_account():
    other = deploy(OTHER, PACKAGE)

    mine, theirs = deployed(STACK), deployed(other.stack)
    assert kinds(mine) == kinds(theirs)
    assert names(mine) & names(theirs) == set()


@pytest.mark.usefixtures("account")
def test_what_is_deployed_again_keeps_its_data():
    before = {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in deployed(STACK)}

    deploy(STACK, PACKAGE)

    assert {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in deployed(STACK)} == before


@pytest.mark.usefixtures("account")
def test_a_stage_gets_its_site_and_its_accounts_once(capsys: pytest.CaptureFixture[str]):
    deploy(OTHER, PACKAGE)

    assert publish(["site", "dev"]) == 0
    assert publish(["accounts", "dev", str(DEMO)]) == 0
    assert publish(["accounts", "dev", str(DEMO)]) == 0
    assert publish(["url", "dev"]) == 0

    published, loaded, again, url = capsys.readouterr().out.splitlines()
    assert published == f"Published: {url}"
    assert url.startswith("https://")
    assert loaded == "7 accounts loaded, 0 were there already."
    assert again == "0 accounts loaded, 7 were there already."


@pytest.mark.usefixtures("account")
def test_what_follows_from_the_logs_of_a_stage_is_made_of_them_again(capsys: pytest.CaptureFixture[str]):
    other = deploy(OTHER, PACKAGE)
    load_accounts_into(other, demo_accounts())
    queue = open_stores(settings_of(other)).review_queue
    # The stack's own stream function brings the demo reading that is held.
    deadline = time.monotonic() + PATIENCE_SECONDS
    while queue.length() == 0:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    table = boto3.resource("dynamodb", region_name=REGION).Table(other.outputs["ProjectionsTableName"])
    for item in table.scan()["Items"]:
        table.delete_item(Key={"key": item["key"], "member": item["member"]})

    assert publish(["replay", "dev"]) == 0

    mapping = boto3.client("lambda", region_name=REGION).get_event_source_mapping(
        UUID=other.resources["StreamSource"]
    )
    assert capsys.readouterr().out.splitlines()[1] == "Review queue: 1 readings joined, 0 left."
    assert queue.length() == len(queue.waiting(None, first=10)) == 1
    assert mapping["State"] == "Enabled"


@pytest.mark.usefixtures("account")
def test_a_stage_that_is_none_or_does_not_stand_yet_is_told(capsys: pytest.CaptureFixture[str]):
    assert publish(["url", "production"]) == 2
    assert "STAGE is one of dev, staging, prod" in capsys.readouterr().err
    assert publish(["url", "prod"]) == 2
    assert f"No stack {stages()['prod'].stack} in {stages()['prod'].region}" in capsys.readouterr().err
