"""The template as AWS sees it: what the SAM translator makes of template.yaml."""

import copy
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from samtranslator.translator.transform import transform  # type: ignore[import-untyped]  # ships no types
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]  # ships no types

from .rules import Template

REPOSITORY = Path(__file__).resolve().parents[2]
REGION = "eu-west-2"


class NoManagedPolicies:
    """The translator asks IAM for managed policies by name; the template names none."""

    def load(self) -> dict[str, str]:
        return {}


def translate(source: dict[str, Any]) -> Template:
    sam = copy.deepcopy(source)
    # `sam build` and `sam deploy` put an S3 address here; the translator takes nothing else.
    sam["Globals"]["Function"]["CodeUri"] = "s3://packages/http-function"
    for resource in sam["Resources"].values():
        if resource["Type"] == "AWS::Serverless::StateMachine":
            resource["Properties"]["DefinitionUri"] = "s3://packages/workflow"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DEFAULT_REGION", REGION)
        translated: Template = transform(sam, {}, NoManagedPolicies())
    return translated


@pytest.fixture(scope="session")
def source() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml_parse((REPOSITORY / "template.yaml").read_text())
    return parsed


@pytest.fixture(scope="session")
def translated(source: dict[str, Any]) -> Template:
    return translate(source)


@pytest.fixture
def template(translated: Template) -> Template:
    """One for each test to spoil."""
    return copy.deepcopy(translated)


@pytest.fixture(scope="session")
def sam(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the SAM CLI from its own virtual environment, without credentials or questions to PyPI.

    It pins click and boto3 to versions that the backend does not use, so it cannot live with the other tools.
    """
    beside = REPOSITORY / ".venv-sam" / "bin" / "sam"
    command = os.environ.get("SAM_CLI") or (str(beside) if beside.exists() else shutil.which("sam"))
    assert command, "no SAM CLI: python3 -m venv .venv-sam && .venv-sam/bin/pip install aws-sam-cli"
    home = tmp_path_factory.mktemp("home")
    (home / ".aws-sam").mkdir()
    (home / ".aws-sam" / "metadata.json").write_text(json.dumps({"lastVersionCheck": time.time()}))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")} | {
        "HOME": str(home),
        "SAM_CLI_TELEMETRY": "0",
        "AWS_EC2_METADATA_DISABLED": "true",
        # For backend/Makefile: a python3 from the system may have no pip.
        "PYTHON": sys.executable,
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [command, *arguments],
            cwd=REPOSITORY,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run
