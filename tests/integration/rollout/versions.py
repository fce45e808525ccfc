"""Published versions of functions in the emulator: ours as they lie here, and others as a test words them."""

import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

import boto3

from meter_reads.local.functions import ROLE, deploy_function, zipped

# Makes a version of a function of the template, with these variables; its ARN.
Publish = Callable[[str], str]


def published(logical_id: str, variables: Mapping[str, str], logs: Path) -> str:
    """A version of the real handler; its ARN."""
    name = f"{logical_id}-{uuid.uuid4().hex[:8]}"
    deploy_function(name, logical_id, variables, logs / name)
    arn: str = boto3.client("lambda").publish_version(FunctionName=name)["FunctionArn"]
    return arn


def spoiled(text: str, timeout: int = 10) -> str:
    """A version of a function that is this text, which has a `handler`; its ARN."""
    client = boto3.client("lambda")
    name = f"spoiled-{uuid.uuid4().hex[:8]}"
    client.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Handler="spoiled.handler",
        Role=ROLE,
        Timeout=timeout,
        Code={"ZipFile": zipped({"spoiled.py": text})},
    )
    arn: str = client.publish_version(FunctionName=name)["FunctionArn"]
    return arn
