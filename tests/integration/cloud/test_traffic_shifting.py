"""An alias moves in the emulator as CodeDeploy moves it on AWS: when its hook has said so."""

import json
import uuid
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from meter_reads.local.aws_environment import REGION

from .versions_of_a_socket import answers_before_and_after

REPORTS = """
import boto3, os
def handler(event, context):
    codedeploy = boto3.client("codedeploy", region_name=os.environ["AWS_REGION"])
    codedeploy.put_lifecycle_event_hook_execution_status(
        deploymentId=event["DeploymentId"],
        lifecycleEventHookExecutionId=event["LifecycleEventHookExecutionId"],
        status="STATUS",
    )
"""
SAYS_NOTHING = "def handler(event, context): pass\n"
RAISES = "def handler(event, context): raise ValueError('as bad as can be')\n"


def client(cloud: Any, service: str) -> Any:
    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url=cloud.emulator,
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )


def function(code: str) -> dict[str, Any]:
    role = "arn:aws:iam::000000000000:role/of-the-tests"
    given = {"Handler": "index.handler", "Runtime": "python3.11", "Role": role, "Code": {"ZipFile": code}}
    return {"Type": "AWS::Lambda::Function", "Properties": given}


def template(number: int, hook: str) -> str:
    """A function whose alias is at the version of a number, and moves when `hook` says so."""
    group = {"ApplicationName": {"Ref": "Application"}, "ServiceRoleArn": "arn:aws:iam::000000000000:role/r"}
    policy = {
        "ApplicationName": {"Ref": "Application"},
        "DeploymentGroupName": {"Ref": "Group"},
        "BeforeAllowTrafficHook": {"Ref": "Hook"},
    }
    alias = {
        "Name": "live",
        "FunctionName": {"Ref": "Function"},
        "FunctionVersion": {"Fn::GetAtt": [f"Version{number}", "Version"]},
    }
    resources = {
        "Application": {"Type": "AWS::CodeDeploy::Application", "Properties": {"ComputePlatform": "Lambda"}},
        "Group": {"Type": "AWS::CodeDeploy::DeploymentGroup", "Properties": group},
        "Function": function(f"def handler(event, context): return {number}\n"),
        f"Version{number}": {
            "Type": "AWS::Lambda::Version",
            "DeletionPolicy": "Retain",
            "Properties": {"FunctionName": {"Ref": "Function"}},
        },
        # Sorted after the alias: it is the policy that has it made before.
        "Hook": function(hook),
        "Alias": {
            "Type": "AWS::Lambda::Alias",
            "UpdatePolicy": {"CodeDeployLambdaAliasUpdate": policy},
            "Properties": alias,
        },
    }
    return json.dumps({"Resources": resources})


def updated(cloud: Any, hook: str) -> tuple[str, int]:
    """A stack gets a new version and this hook: how that ended, and which version answers."""
    cloudformation = client(cloud, "cloudformation")
    stack = f"shifting-{uuid.uuid4().hex[:8]}"
    cloudformation.create_stack(StackName=stack, TemplateBody=template(1, SAYS_NOTHING))
    cloudformation.get_waiter("stack_create_complete").wait(StackName=stack, WaiterConfig={"Delay": 1})
    cloudformation.update_stack(StackName=stack, TemplateBody=template(2, hook))
    while True:
        (described,) = cloudformation.describe_stacks(StackName=stack)["Stacks"]
        if not described["StackStatus"].endswith("_IN_PROGRESS"):
            break
    arn = cloudformation.describe_stack_resource(StackName=stack, LogicalResourceId="Alias")
    alias = arn["StackResourceDetail"]["PhysicalResourceId"]
    answer = client(cloud, "lambda").invoke(FunctionName=alias)["Payload"].read()
    return described["StackStatus"], json.loads(answer)


def test_an_alias_moves_when_its_hook_reports_success(cloud: Any):
    assert updated(cloud, REPORTS.replace("STATUS", "Succeeded")) == ("UPDATE_COMPLETE", 2)


@pytest.mark.parametrize(
    "hook",
    [REPORTS.replace("STATUS", "Failed"), SAYS_NOTHING, RAISES],
    ids=["reports failure", "never reports", "raises"],
)
def test_an_alias_stays_when_its_hook_does_not(hook: str, cloud: Any):
    assert updated(cloud, hook) == ("UPDATE_ROLLBACK_COMPLETE", 1)


def test_nobody_reports_for_a_deployment_that_is_none(cloud: Any):
    with pytest.raises(ClientError, match="DeploymentDoesNotExistException"):
        client(cloud, "codedeploy").put_lifecycle_event_hook_execution_status(
            deploymentId="d-A1B2C3D4E", lifecycleEventHookExecutionId="it", status="Succeeded"
        )


def test_a_socket_reaches_the_version_that_its_alias_has_moved_to(cloud: Any):
    assert answers_before_and_after(lambda service: client(cloud, service), cloud.emulator) == ["1", "2"]
