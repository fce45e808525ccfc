"""New versions of what people meet: called by an alias, rehearsed, and taken back when an alarm rings."""

import copy
import re
from collections.abc import Callable
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any

import pytest

from meter_reads.lambdas.rehearsals import household_of
from meter_reads.store.service_status import KEY

from .conftest import translate
from .rules import Template, refers_to, resources, statements
from .test_the_alarms import THOSE_OF_A_ROLLOUT, THOSE_OF_A_VERSION
from .test_the_stack import the

# What people meet, and what follows from it at once.
ROLLED_OUT = ("HttpFunction", "WebsocketFunction", "StreamFunction")
# The addresses of a supplier's provider are too long together for a version's description.
CHANGE_WITH_THE_ISSUER = {
    *("CustomerJwksUrl", "CustomerAuthorizeUrl", "CustomerTokenUrl", "CustomerLogoutUrl"),
}


def alias(function: str) -> str:
    return f"{function}Aliaslive"


def version(template: Template, function: str) -> str:
    [name] = [
        name
        for name, each in resources(template, "AWS::Lambda::Version")
        if refers_to(each["FunctionName"]) == function
    ]
    return name


def group(template: Template, function: str) -> dict[str, Any]:
    return the(template, f"{function}DeploymentGroup")


def alarms_of(template: Template, function: str) -> list[str]:
    condition, heeded, unheeded = group(template, function)["AlarmConfiguration"]["Fn::If"]
    assert (condition, heeded["Enabled"], unheeded) == ("HeedsAlarms", True, {})
    return [str(refers_to(each["Name"])) for each in heeded["Alarms"]]


def test_these_functions_have_an_alias_and_no_others(translated: Template) -> None:
    assert set(dict(resources(translated, "AWS::Lambda::Alias"))) == {alias(each) for each in ROLLED_OUT}
    for function in ROLLED_OUT:
        assert the(translated, alias(function))["FunctionVersion"] == {
            "Fn::GetAtt": [version(translated, function), "Version"]
        }


@pytest.mark.parametrize("function", ROLLED_OUT)
def test_an_alias_moves_by_a_deployment_that_is_rehearsed(function: str, translated: Template) -> None:
    policy = translated["Resources"][alias(function)]["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]

    assert refers_to(policy["BeforeAllowTrafficHook"]) == "RehearsalFunction"
    assert refers_to(policy["DeploymentGroupName"]) == f"{function}DeploymentGroup"
    assert group(translated, function)["AutoRollbackConfiguration"]["Enabled"] is True
    assert refers_to(group(translated, function)["ServiceRoleArn"]) == "RolloutRole"


@pytest.mark.parametrize("function", ROLLED_OUT)
def test_a_version_is_kept_when_the_next_has_come(function: str, translated: Template) -> None:
    assert translated["Resources"][version(translated, function)]["DeletionPolicy"] == "Retain"


def test_every_alarm_of_a_rollout_stops_one_and_codedeploy_takes_ten_for_each(translated: Template) -> None:
    groups = {function: alarms_of(translated, function) for function in ROLLED_OUT}

    assert {each for alarms in groups.values() for each in alarms} == THOSE_OF_A_ROLLOUT | THOSE_OF_A_VERSION
    assert all(len(set(alarms)) == len(alarms) <= 10 for alarms in groups.values())


@pytest.mark.parametrize("function", ROLLED_OUT)
def test_a_tenth_of_the_traffic_is_watched_by_itself(function: str, translated: Template) -> None:
    name = f"{function.removesuffix('Function')}VersionFails"
    watched = {each["Name"]: each["Value"] for each in the(translated, name)["Dimensions"]}

    assert name in alarms_of(translated, function)
    assert watched == {
        "FunctionName": {"Ref": function},
        "Resource": {"Fn::Sub": f"${{{function}}}:live"},
        "ExecutedVersion": {"Fn::GetAtt": [version(translated, function), "Version"]},
    }
    assert the(translated, name)["Threshold"] == 1


def test_whoever_calls_a_function_that_is_rolled_out_calls_its_alias(translated: Template) -> None:
    """The rehearsal calls versions, CodeDeploy moves aliases, and alarms count what all of them get."""
    allowed = {
        *("AWS::Lambda::Version", "AWS::Lambda::Alias"),
        *("AWS::IAM::Role", "AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard"),
    }
    callers = {}
    for name, resource in translated["Resources"].items():
        said = str({key: each for key, each in resource.items() if key != "UpdatePolicy"})
        for function in ROLLED_OUT:
            if resource["Type"] not in allowed and re.search(rf"'{function}'|\$\{{{function}[.}}]", said):
                callers[name] = function

    assert callers == {}


@pytest.mark.parametrize(
    ("caller", "function"),
    [
        ("GraphqlRoutePermission", "HttpFunction"),
        ("HealthRoutePermission", "HttpFunction"),
        ("SignInRoutePermission", "HttpFunction"),
        ("LivePermission", "WebsocketFunction"),
        ("StreamSource", "StreamFunction"),
    ],
)
def test_a_permission_or_a_source_is_for_the_alias(caller: str, function: str, translated: Template) -> None:
    assert the(translated, caller)["FunctionName"] == {"Ref": alias(function)}


def test_integrations_call_the_alias(translated: Template) -> None:
    assert the(translated, "HttpIntegration")["IntegrationUri"] == {"Ref": alias("HttpFunction")}
    uri, names = the(translated, "LiveIntegration")["IntegrationUri"]["Fn::Sub"]
    assert uri.endswith("/functions/${Alias}/invocations")
    assert names == {"Alias": {"Ref": alias("WebsocketFunction")}}


def test_the_rehearsal_knows_the_versions_of_its_deployment(translated: Template) -> None:
    variables = the(translated, "RehearsalFunction")["Environment"]["Variables"]

    assert {name: each["Ref"] for name, each in variables.items() if name.endswith("_VERSION")} == {
        "HTTP_VERSION": version(translated, "HttpFunction"),
        "WEBSOCKET_VERSION": version(translated, "WebsocketFunction"),
        "STREAM_VERSION": version(translated, "StreamFunction"),
    }


def test_the_rehearsal_writes_what_belongs_to_its_household_and_nothing_else(translated: Template) -> None:
    [policy] = the(translated, "RehearsalFunctionRole")["Policies"]
    keys = {
        each["Sid"]: next(iter(each["Condition"].values()))["dynamodb:LeadingKeys"]
        for each in policy["PolicyDocument"]["Statement"]
        if "dynamodb:" in str(each["Action"])
    }
    household = household_of("d-A1B2C3D4E", datetime(2026, 11, 26, tzinfo=UTC))
    written = [f"account#{household.number}", f"proof#{household.number}#{household.postcode}"]
    written += [f"proof#{meter.supply_point}#{meter.serial}" for meter in household.meters]

    assert set(keys) == {"KeepAHousehold", "OpenLogs", "SeeTheKillSwitch"}
    assert all(any(fnmatchcase(key, each) for each in keys["KeepAHousehold"]) for key in written)
    assert all(fnmatchcase(meter.id, keys["OpenLogs"][0]) for meter in household.meters)
    assert keys["SeeTheKillSwitch"] == [KEY]


def test_nobody_but_the_rehearsal_reports_and_it_reports_to_this_stack_only(translated: Template) -> None:
    [(name, statement)] = [
        (name, each) for name, each in statements(translated) if "codedeploy:" in str(each.get("Action"))
    ]

    assert name == "RehearsalFunctionReports"
    ends = [each["Fn::Sub"].rpartition(":deploymentgroup:")[2] for each in statement["Resource"]]
    assert ends == [f"${{ServerlessDeploymentApplication}}/${{{each}DeploymentGroup}}" for each in ROLLED_OUT]


def test_codedeploy_calls_the_rehearsal_and_no_other_function(translated: Template) -> None:
    [policy] = the(translated, "RolloutRole")["Policies"]
    granted = {each["Sid"]: each for each in policy["PolicyDocument"]["Statement"]}

    assert granted["CallTheRehearsal"]["Resource"] == {"Fn::GetAtt": ["RehearsalFunction", "Arn"]}
    assert {refers_to(each) for each in granted["MoveTheAliases"]["Resource"]} == set(ROLLED_OUT)
    assert "CodeDeployServiceRole" not in translated["Resources"]


def with_variable(source: dict[str, Any]) -> None:
    variables = source["Resources"]["HttpFunction"]["Properties"]["Environment"]["Variables"]
    variables["ADDED"] = "something"


def with_memory(source: dict[str, Any]) -> None:
    source["Globals"]["Function"]["MemorySize"] = 2048


@pytest.mark.parametrize("change", [with_variable, with_memory])
def test_a_change_of_anything_makes_a_version(
    change: Callable[[dict[str, Any]], None], source: dict[str, Any], translated: Template
) -> None:
    changed = copy.deepcopy(source)
    change(changed)

    assert version(translate(changed), "HttpFunction") != version(translated, "HttpFunction")


@pytest.mark.parametrize("function", ROLLED_OUT)
def test_a_parameter_that_a_function_depends_on_makes_a_version(function: str, translated: Template) -> None:
    """By its description: SAM sees the names of parameters, not their values."""
    # What is reserved belongs to the function, not to a version of it.
    mine = {
        key: each for key, each in the(translated, function).items() if key != "ReservedConcurrentExecutions"
    }
    conditions = {name: each for name, each in translated["Conditions"].items() if f"'{name}'" in str(mine)}
    said = str((mine, conditions))
    used = {name for name in translated["Parameters"] if re.search(rf"'{name}'|\$\{{{name}\}}", said)}
    description = the(translated, version(translated, function))["Description"]["Fn::Sub"]

    assert set(re.findall(r"\$\{(\w+)\}", description)) == used - CHANGE_WITH_THE_ISSUER


def test_a_canary_is_what_a_stage_gets_that_says_nothing(translated: Template) -> None:
    assert translated["Parameters"]["Rollout"]["Default"].startswith("Canary10Percent")
    for function in ROLLED_OUT:
        assert group(translated, function)["DeploymentConfigName"] == {
            "Fn::Sub": ["CodeDeployDefault.Lambda${ConfigName}", {"ConfigName": "Canary10Percent5Minutes"}]
        }
