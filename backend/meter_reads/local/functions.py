"""Functions of template.yaml in the emulator, as child processes that run this code where it lies."""

import io
import sysconfig
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

from meter_reads.local.options import REPOSITORY
from meter_reads.local.template import TEMPLATE, document, resources

# The emulator asks for one and looks at none.
ROLE = "arn:aws:iam::000000000000:role/local"

_SHIM = """\
import sys
sys.path[:0] = {paths!r}
from {module} import {function} as handler
from meter_reads.logs import log_json
log_json("INFO", open({log!r}, "a", buffering=1, encoding="utf-8"))
"""


def deploy_function(
    name: str, logical_id: str, variables: Mapping[str, str], log: Path, template: Path = TEMPLATE
) -> str:
    """Makes a function anew; its ARN. The emulator adds to the variables what Lambda itself would set."""
    of_all = document(template)["Globals"]["Function"]
    properties = of_all | resources("AWS::Serverless::Function", template)[logical_id]
    client: Any = boto3.client("lambda")
    try:
        client.delete_function(FunctionName=name)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
    made = client.create_function(
        FunctionName=name,
        Runtime="python3.13",  # the emulator runs its own Python, whatever this says
        Handler="shim.handler",
        Role=ROLE,
        Timeout=properties["Timeout"],
        Code={"ZipFile": zipped({"shim.py": shim(properties["Handler"], log)})},
        Environment={"Variables": dict(variables)},
    )
    client.close()
    arn: str = made["FunctionArn"]
    return arn


def shim(handler: str, log: Path) -> str:
    """A module whose `handler` is this repository's, and which logs to a file."""
    module, _, function = handler.rpartition(".")
    paths = [str(REPOSITORY / "backend"), sysconfig.get_path("purelib")]
    return _SHIM.format(paths=paths, module=module, function=function, log=str(log.absolute()))


def zipped(files: Mapping[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, text in files.items():
            package.writestr(name, text)
    return file.getvalue()
