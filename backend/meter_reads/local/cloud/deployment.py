"""A stack of template.yaml in the emulator, created or brought up to date."""

import hashlib
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

from meter_reads.local.aws_environment import REGION
from meter_reads.local.cannot_serve import CannotServe
from meter_reads.local.cloud.packaged_template import Uploaded, packaged

_LOOK_AGAIN_SECONDS = 0.2
# An update waits for the rehearsals of three functions.
_LONGEST_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Deployment:
    """`resources` are physical ids by logical id; `done` says what it took: created, updated, unchanged."""

    stack: str
    region: str
    done: str
    outputs: Mapping[str, str]
    resources: Mapping[str, str]


def deploy(stack: str, package: Path) -> Deployment:
    """Deploys to where the AWS environment says. Raises CannotServe with the reasons of CloudFormation."""
    parameters = {
        "PythonRuntime": "python{}.{}".format(*sys.version_info[:2]),
        # What stands on a laptop may be thrown away.
        "DeletionProtection": "off",
    }
    artefacts = _Artefacts(artefacts_of(stack))
    template = packaged(artefacts.upload(package))
    wanted = {
        "StackName": stack,
        "TemplateURL": artefacts.url(artefacts.upload_text(template, "template.json")),
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        "Capabilities": ["CAPABILITY_IAM"],
    }
    cloudformation = boto3.client("cloudformation", region_name=REGION)
    done = _create_or_update(cloudformation, wanted)
    status = _wait(cloudformation, stack)
    if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
        raise CannotServe(f"CloudFormation says {status}:\n{_reasons(cloudformation, stack)}")
    return replace(existing(stack, REGION), done=done)


def existing(stack: str, region: str) -> Deployment:
    """A stack that stands already. Raises CannotServe where there is none."""
    cloudformation = boto3.client("cloudformation", region_name=region)
    try:
        (described,) = cloudformation.describe_stacks(StackName=stack)["Stacks"]
    except ClientError as error:
        raise CannotServe(f"No stack {stack} in {region}: {error.response['Error']['Message']}") from error
    resources = {
        each["LogicalResourceId"]: each["PhysicalResourceId"]
        for page in cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
        for each in page["StackResourceSummaries"]
    }
    outputs = {each["OutputKey"]: each["OutputValue"] for each in described.get("Outputs", ())}
    return Deployment(stack, region, "unchanged", outputs, resources)


class _Artefacts:
    """The bucket that CloudFormation takes templates and code from; on AWS `sam deploy` makes one."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket
        self._s3 = boto3.client("s3", region_name=REGION)
        try:
            self._s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
        except ClientError as error:
            if error.response["Error"]["Code"] != "BucketAlreadyOwnedByYou":
                raise

    def upload(self, file: Path) -> Uploaded:
        if not file.is_file():
            raise CannotServe(f"The functions are not packaged ({file} is missing): run make cloud.")
        return self._put(file.read_bytes(), file.name)

    def upload_text(self, text: str, name: str) -> Uploaded:
        return self._put(text.encode(), name)

    def url(self, uploaded: Uploaded) -> str:
        return f"{self._s3.meta.endpoint_url}/{uploaded.bucket}/{uploaded.key}"

    def _put(self, content: bytes, name: str) -> Uploaded:
        key = key_of(content, name)
        self._s3.put_object(Bucket=self._bucket, Key=key, Body=content)
        return Uploaded(self._bucket, key)


def artefacts_of(stack: str) -> str:
    """The bucket of a stack's templates and packages."""
    return f"{stack}-artefacts"


def key_of(content: bytes, name: str) -> str:
    """Named for its content, so that CloudFormation sees whether it is another than the last time."""
    return f"{hashlib.sha256(content).hexdigest()[:16]}-{name}"


def _create_or_update(cloudformation: Any, wanted: dict[str, Any]) -> str:
    try:
        cloudformation.create_stack(**wanted)
    except cloudformation.exceptions.AlreadyExistsException:
        pass
    else:
        return "created"
    try:
        cloudformation.update_stack(**wanted)
    except ClientError as error:
        if "No updates" in error.response["Error"]["Message"]:
            return "unchanged"
        raise
    return "updated"


def _wait(cloudformation: Any, stack: str) -> str:
    deadline = time.monotonic() + _LONGEST_SECONDS
    while time.monotonic() < deadline:
        (described,) = cloudformation.describe_stacks(StackName=stack)["Stacks"]
        if not described["StackStatus"].endswith("_IN_PROGRESS"):
            return str(described["StackStatus"])
        time.sleep(_LOOK_AGAIN_SECONDS)
    raise CannotServe(f"CloudFormation is not done with {stack} after {_LONGEST_SECONDS} seconds.")


def _reasons(cloudformation: Any, stack: str) -> str:
    events = cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
    return "\n".join(
        f"  {each['LogicalResourceId']}: {each.get('ResourceStatusReason', each['ResourceStatus'])}"
        for each in reversed(events)
        if each["ResourceStatus"].endswith("_FAILED")
    )
