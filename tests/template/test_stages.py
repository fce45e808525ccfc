"""Stages: one template, other parameters, and a workflow through them in order without a key to lose."""

import tomllib
from typing import Any

import pytest
import yaml

from meter_reads.local.cloud.stages import stages

from .conftest import REPOSITORY
from .rules import Template
from .test_tools import lint

CONFIG = tomllib.loads((REPOSITORY / "samconfig.toml").read_text())
WORKFLOWS = REPOSITORY / ".github" / "workflows"


def workflow(name: str) -> dict[str, Any]:
    # YAML 1.1 reads `on` as true.
    loaded: dict[str, Any] = yaml.safe_load((WORKFLOWS / name).read_text())
    return loaded


def test_there_are_three_stages_each_with_a_stack_of_its_own():
    assert set(stages()) == {"dev", "staging", "prod"}
    assert len({each.stack for each in stages().values()}) == 3


def test_no_stage_is_the_beginning_of_anothers_name():
    """The roles of backend/stacks/github-roles.yaml hold for what begins with a stack's name."""
    names = [each.stack for each in stages().values()]

    assert [(a, b) for a in names for b in names if a != b and b.startswith(a)] == []


@pytest.mark.parametrize("name", list(stages()))
def test_a_stage_sets_parameters_that_the_template_has(name: str, translated: Template):
    given = dict(each.split("=", 1) for each in CONFIG[name]["deploy"]["parameters"]["parameter_overrides"])

    for parameter, value in given.items():
        declared = translated["Parameters"][parameter]
        assert value in [str(each) for each in declared.get("AllowedValues", [value])], parameter


def test_only_production_has_the_traffic_that_a_canary_needs():
    given = {name: CONFIG[name]["deploy"]["parameters"]["parameter_overrides"] for name in stages()}

    assert "Rollout=AllAtOnce" in given["dev"]
    assert "Rollout=AllAtOnce" in given["staging"]
    assert "Rollout=Canary10Percent10Minutes" in given["prod"]


def test_cfn_lint_finds_nothing_in_the_workflows_roles_not_even_advice():
    found = lint(REPOSITORY / "backend/stacks/github-roles.yaml")

    assert (found.stdout, found.returncode) == ("", 0), found.stdout + found.stderr


def test_main_is_tested_then_staged_then_put_into_production():
    jobs = workflow("deploy.yml")["jobs"]

    assert jobs["test"]["uses"].endswith("/test.yml")
    assert jobs["staging"]["needs"] == "test"
    assert jobs["staging"]["with"] == {"stage": "staging", "end-to-end": True}
    assert jobs["prod"]["needs"] == "staging"
    assert jobs["prod"]["with"]["stage"] == "prod"


def test_every_journey_is_taken_against_a_stage_after_its_deployment():
    (job,) = workflow("stage.yml")["jobs"].values()
    runs = [step["run"] for step in job["steps"] if "run" in step]

    assert [run.split()[:2] for run in runs] == [["make", "deploy"], ["make", "end-to-end"]]
    assert job["environment"] == "${{ inputs.stage }}"


def test_no_workflow_holds_a_key_and_only_a_deployment_may_ask_for_one():
    for path in WORKFLOWS.glob("*.yml"):
        assert "secrets." not in path.read_text(), path
        jobs = workflow(path.name)["jobs"].values()
        may_ask = {job.get("permissions", {}).get("id-token") for job in jobs} == {"write"}
        assert workflow(path.name)["permissions"] == {"contents": "read"}, path
        if path.name == "test.yml":
            assert not may_ask


def test_only_the_stages_own_environment_takes_its_role():
    roles = (REPOSITORY / "backend/stacks/github-roles.yaml").read_text()

    assert 'sub: !Sub "repo:${Repository}:environment:${Stage}"' in roles
    assert "token.actions.githubusercontent.com:aud: sts.amazonaws.com" in roles
