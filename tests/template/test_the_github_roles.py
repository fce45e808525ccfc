"""The roles of backend/stacks/github-roles.yaml may do what a deployment of template.yaml takes, and no more.

What CloudFormation calls for each type of resource stands in the types' own schemas, which cfn-lint brings.
"""

from typing import Any

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]  # ships no types

from .conftest import REGION, REPOSITORY
from .rules import Template, strings

# PowerUserAccess is everything but these, and of IAM the roles that services make for themselves.
LEFT_OUT = ("iam:", "organizations:", "account:")
OF_THE_SERVICES = {"iam:CreateServiceLinkedRole", "iam:DeleteServiceLinkedRole", "iam:ListRoles"}
# What the schemas name for what the template does not do.
NOT_DONE = {
    "a managed policy for a role": {"iam:AttachRolePolicy", "iam:DetachRolePolicy"},
    "a boundary for a role": {"iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary"},
    "a policy of a user or a group": {
        *("iam:GetUserPolicy", "iam:PutUserPolicy", "iam:DeleteUserPolicy"),
        *("iam:GetGroupPolicy", "iam:PutGroupPolicy", "iam:DeleteGroupPolicy"),
    },
}


@pytest.fixture(scope="module")
def roles() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml_parse((REPOSITORY / "backend/stacks/github-roles.yaml").read_text())
    return parsed


def granted(roles: dict[str, Any], role: str) -> dict[str, dict[str, Any]]:
    """The statements of a role, by Sid."""
    (policy,) = roles["Resources"][role]["Properties"]["Policies"]
    return {each["Sid"]: each for each in policy["PolicyDocument"]["Statement"]}


def calls(kind: str) -> set[str]:
    """What CloudFormation calls to create, read, update and delete a resource of a type."""
    handlers = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, kind).schema.get("handlers", {})
    return {
        call
        for name, handler in handlers.items()
        if name != "list"  # of all resources of the type, which no stack asks for
        for call in handler["permissions"]
    }


def test_cloudformation_may_make_every_resource_of_the_template(
    translated: Template, roles: dict[str, Any]
) -> None:
    kinds = {resource["Type"] for resource in translated["Resources"].values()}
    role = roles["Resources"]["StackRole"]["Properties"]
    wanted = {call for kind in kinds for call in calls(kind) if call.startswith(LEFT_OUT)}

    may = {action for statement in granted(roles, "StackRole").values() for action in statement["Action"]}

    assert [arn.rpartition("/")[2] for arn in strings(role["ManagedPolicyArns"])] == ["PowerUserAccess"]
    assert len({kind for kind in kinds if calls(kind)}) > len(kinds) // 2
    assert wanted - may - OF_THE_SERVICES == set().union(*NOT_DONE.values()) & wanted


def test_the_workflow_may_upload_to_every_bucket_that_a_deployment_fills(roles: dict[str, Any]) -> None:
    upload = granted(roles, "DeployRole")["Upload"]

    named = {text.rpartition(":::")[2] for text in strings(upload["Resource"])}

    # CloudFormation makes a bucket's name of the stack's and of the bucket's in lower case.
    assert named == {
        "aws-sam-cli-managed-default-*",
        "${StackName}-sitebucket-*",
        "${StackName}-fallbackbucket-*",
    }
    assert {"s3:PutObject", "s3:ListBucket", "s3:DeleteObject"} <= set(upload["Action"])


def test_roles_are_made_and_handed_on_for_this_stack_alone(roles: dict[str, Any]) -> None:
    for statement in granted(roles, "StackRole").values():
        assert [text.rpartition(":")[2] for text in strings(statement["Resource"])] == ["role/${StackName}-*"]
    hand_over = granted(roles, "DeployRole")["HandOverToTheStacksRole"]
    assert hand_over["Condition"] == {"StringEquals": {"iam:PassedToService": "cloudformation.amazonaws.com"}}
