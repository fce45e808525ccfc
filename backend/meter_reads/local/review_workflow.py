"""The review's state machine of template.yaml in the emulator, with its function and its topic."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import yaml
from botocore.exceptions import ClientError

from meter_reads.local.functions import ROLE, deploy_function
from meter_reads.local.options import REPOSITORY
from meter_reads.local.template import Intrinsic, resources

_MACHINE, _FUNCTION = "ReviewStateMachine", "ReviewTasksFunction"


@dataclass(frozen=True, slots=True)
class ReviewWorkflow:
    """The ARNs of what was made."""

    state_machine: str
    function: str
    notices_topic: str


def deploy_review_workflow(prefix: str, tables: dict[str, str], log: Path) -> ReviewWorkflow:
    """Makes all of it, or makes it anew; executions that run go on by the definition they began with.

    `tables` are the names of the tables by environment variable; the function logs to `log`.
    """
    topics: Any = boto3.client("sns")
    topic = topics.create_topic(Name=f"{prefix}NoticesTopic")["TopicArn"]
    topics.close()
    variables = {
        "METER_LOG_TABLE": tables["METER_LOG_TABLE"],
        "REVIEWS_TABLE": tables["REVIEWS_TABLE"],
        "NOTICES_TOPIC": topic,
    }
    function = deploy_function(f"{prefix}{_FUNCTION}", _FUNCTION, variables, log)
    return ReviewWorkflow(_deploy_machine(f"{prefix}{_MACHINE}", function), function, topic)


def definition(function: str) -> dict[str, Any]:
    """The state machine as template.yaml has it deployed, with this function for its tasks."""
    properties = resources("AWS::Serverless::StateMachine")[_MACHINE]
    (name,) = properties["DefinitionSubstitutions"]
    assert properties["DefinitionSubstitutions"][name] == Intrinsic("GetAtt", f"{_FUNCTION}.Arn")
    text = (REPOSITORY / properties["DefinitionUri"]).read_text(encoding="utf-8")
    machine: dict[str, Any] = yaml.safe_load(text.replace(f"${{{name}}}", function))
    return machine


def _deploy_machine(name: str, function: str) -> str:
    client: Any = boto3.client("stepfunctions")
    text = json.dumps(definition(function))
    try:
        arn: str = client.create_state_machine(name=name, definition=text, roleArn=ROLE)["stateMachineArn"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "StateMachineAlreadyExists":
            raise
        arn = _arn(client, name)
        client.update_state_machine(stateMachineArn=arn, definition=text)
    client.close()
    return arn


def _arn(client: Any, name: str) -> str:
    pages = client.get_paginator("list_state_machines").paginate()
    return next(
        str(each["stateMachineArn"])
        for page in pages
        for each in page["stateMachines"]
        if each["name"] == name
    )
