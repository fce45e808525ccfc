"""What a stage may have or leave: tracing, a firewall, reserved concurrency, protection, keys."""

from typing import Any

import pytest
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]  # ships no types

from meter_reads.local.cloud.stages import stages

from .conftest import REPOSITORY
from .rules import Template, at, refers_to, resources, strings
from .test_stages import CONFIG
from .test_tools import lint

# With it everything costs more: the default of each option is what a new account can deploy and pay.
OFF = {
    "Tracing": "off",
    "WebAclArn": "",
    "HttpConcurrency": 0,
    "LiveConcurrency": 0,
    "StreamConcurrency": 0,
    "QuietHoursAtMost": 0,
    "AlarmEmail": "",
}
# Readings, accounts, the audit, and the reviews that have not ended: none of it can be made of anything else.
THE_RECORD = {"MeterLogTable", "AccountsTable", "AuditTable", "ReviewsTable"}


@pytest.fixture(scope="module")
def firewall() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml_parse((REPOSITORY / "backend/stacks/firewall.yaml").read_text())
    return parsed


def functions(template: Template) -> dict[str, dict[str, Any]]:
    return dict(resources(template, "AWS::Lambda::Function"))


def test_nothing_that_costs_more_is_on_unless_someone_says_so(translated: Template) -> None:
    assert {name: translated["Parameters"][name]["Default"] for name in OFF} == OFF


# ---- tracing


def test_functions_and_reviews_are_traced_only_while_tracing_is_on(translated: Template) -> None:
    machine = translated["Resources"]["ReviewStateMachine"]["Properties"]

    modes = [each["TracingConfig"]["Mode"] for each in functions(translated).values()]

    assert translated["Conditions"]["Traces"] == {"Fn::Equals": [{"Ref": "Tracing"}, "on"]}
    assert all(mode == {"Fn::If": ["Traces", "Active", "PassThrough"]} for mode in modes)
    assert machine["TracingConfiguration"] == {"Enabled": {"Fn::If": ["Traces", True, False]}}


def test_whoever_is_traced_may_send_traces_and_only_then(translated: Template) -> None:
    policy = translated["Resources"]["TracingPolicy"]
    roles = {refers_to(each["Role"]) for each in functions(translated).values()} | {"ReviewStateMachineRole"}

    assert policy["Condition"] == "Traces"
    assert {refers_to(each) for each in policy["Properties"]["Roles"]} == roles
    others = {name: each for name, each in translated["Resources"].items() if name != "TracingPolicy"}
    assert [text for text in strings(others) if text.startswith("xray:")] == []


# ---- the firewall


def test_the_distribution_has_a_firewall_if_one_is_given(translated: Template) -> None:
    config = translated["Resources"]["Distribution"]["Properties"]["DistributionConfig"]

    assert config["WebACLId"] == {"Fn::If": ["HasFirewall", {"Ref": "WebAclArn"}, {"Ref": "AWS::NoValue"}]}


def test_an_address_has_a_limit_and_a_tighter_one_where_a_function_answers(firewall: dict[str, Any]) -> None:
    acl = firewall["Resources"]["WebAcl"]["Properties"]
    api, every = (rule["Statement"]["RateBasedStatement"] for rule in acl["Rules"])
    limits = {name: parameter["Default"] for name, parameter in firewall["Parameters"].items()}

    paths = {
        statement["ByteMatchStatement"]["SearchString"]
        for statement in api["ScopeDownStatement"]["OrStatement"]["Statements"]
    }

    assert acl["Scope"] == "CLOUDFRONT"
    assert paths == {"/graphql", "/live"}
    assert "ScopeDownStatement" not in every
    assert limits[refers_to(api["Limit"]) or ""] < limits[refers_to(every["Limit"]) or ""]
    assert {api["AggregateKeyType"], every["AggregateKeyType"]} == {"IP"}


def test_what_the_firewall_refuses_is_answered_as_the_api_answers_and_leaves_no_trace(
    firewall: dict[str, Any],
) -> None:
    acl = firewall["Resources"]["WebAcl"]["Properties"]
    body = yaml_parse(acl["CustomResponseBodies"]["throttled"]["Content"])

    answers = [rule["Action"]["Block"]["CustomResponse"] for rule in acl["Rules"]]

    assert body["errors"][0]["extensions"] == {"code": "THROTTLED"}
    assert {(each["ResponseCode"], each["CustomResponseBodyKey"]) for each in answers} == {(429, "throttled")}
    seen = [acl["VisibilityConfig"], *(rule["VisibilityConfig"] for rule in acl["Rules"])]
    assert not any(each["SampledRequestsEnabled"] for each in seen)


def test_cfn_lint_finds_nothing_in_the_firewall_not_even_advice() -> None:
    found = lint(REPOSITORY / "backend/stacks/firewall.yaml", "us-east-1")

    assert (found.stdout, found.returncode) == ("", 0), found.stdout + found.stderr


# ---- concurrency


def test_a_new_account_whose_ten_invocations_can_not_be_reserved_can_deploy(translated: Template) -> None:
    for function in functions(translated).values():
        reserved = function.get(
            "ReservedConcurrentExecutions", {"Fn::If": [None, 0, {"Ref": "AWS::NoValue"}]}
        )

        assert reserved["Fn::If"][2] == {"Ref": "AWS::NoValue"}


def test_a_crowd_at_the_door_takes_no_room_from_what_goes_on_behind_it(translated: Template) -> None:
    behind = {
        name
        for name, function in functions(translated).items()
        if at(function, "ReservedConcurrentExecutions", "Fn::If")
        and function["ReservedConcurrentExecutions"]["Fn::If"][0] == "ReservesForTheBackground"
    }

    assert behind >= {
        *(
            "StreamFunction",
            "OperationsFunction",
            "ReviewTasksFunction",
            "ReviewCareFunction",
            "PhotoFunction",
        ),
    }


# ---- the record


def test_the_tables_that_hold_the_record_refuse_to_be_deleted(translated: Template) -> None:
    protected = {
        name
        for name, table in resources(translated, "AWS::DynamoDB::Table")
        if table.get("DeletionProtectionEnabled") == {"Fn::If": ["ProtectsTheRecord", True, False]}
    }

    assert protected == THE_RECORD
    assert translated["Parameters"]["DeletionProtection"]["Default"] == "on"


@pytest.mark.parametrize("name", list(stages()))
def test_only_production_is_protected_so_that_the_others_can_be_thrown_away(name: str) -> None:
    given = dict(each.split("=", 1) for each in CONFIG[name]["deploy"]["parameters"]["parameter_overrides"])

    assert given["DeletionProtection"] == ("on" if name == "prod" else "off")


# ---- keys


def test_the_only_key_of_our_own_is_that_of_what_alarms_say(translated: Template) -> None:
    """A key is a dollar a month, a request for each use, and one more thing to lose (docs/decisions.md)."""
    keys = {name for name, _ in resources(translated, "AWS::KMS::Key")}
    users = {
        name
        for name, resource in translated["Resources"].items()
        if any(refers_to(each) in keys for each in parts(resource.get("Properties", {})))
    }

    assert keys == {"AlarmsKey"}
    assert users == {"AlarmsTopic"}


def parts(value: Any) -> list[Any]:
    """A value and all that is in it."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value, *(each for part in inner for each in parts(part))]
