"""Before a new version gets traffic it takes a guest's journey, and CodeDeploy hears what came of it."""

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from meter_reads.domain.households import Household
from meter_reads.domain.readings import ReadingStatus
from meter_reads.journey.service_switch import HEARD_WITHIN
from meter_reads.lambdas.rehearsals import Rehearsals, household_of
from meter_reads.lambdas.rehearsed_guest import RehearsedGuest
from meter_reads.lambdas.surprise import Surprise
from meter_reads.settings import Settings
from meter_reads.store.database import StoreUnavailable
from meter_reads.store.service_status import KEY
from meter_reads.store.stores import Stores

from .code_deploy import CodeDeploy
from .versions import spoiled

HEALTHY_ONLY = """
def handler(event, context):
    return {"statusCode": 200, "body": "{}"}
"""
# The journey is as it should be, but a repeat is stored anew: told by names of its own for each answer.
ANSWERS = """
import json, uuid
def handler(event, context):
    if event["rawPath"] == "/health":
        return {"statusCode": 200}
    asked = json.loads(event["body"])
    if "service" in asked["query"]:
        data = {"service": {"readOnly": READ_ONLY}}
    elif "startGuestJourney" in asked["query"]:
        data = {"startGuestJourney": {"__typename": "GuestJourney", "token": "t", "meters": METERS}}
    elif asked["variables"]["input"]["registers"][0]["value"] == "none":
        data = {"submitReading": {"__typename": "ReadingRejected", "findings": [{"code": "NOT_A_NUMBER"}]}}
    else:
        name = uuid.uuid4().hex
        receipt = {"reference": name, "signature": "s", "values": ["00100"]}
        stored = {"reading": {"id": name}, "receipt": receipt}
        data = {"submitReading": {"__typename": "ReadingAccepted", **stored}}
    return {"statusCode": 200, "body": json.dumps({"data": data})}
"""


def answers(household: Household, *, read_only: bool = False) -> str:
    meters = json.dumps([{"id": meter.id} for meter in household.meters])
    return ANSWERS.replace("METERS", meters).replace("READ_ONLY", str(read_only))


RAISES = """
def handler(event, context):
    raise ValueError("as bad as can be")
"""
NEVER_ANSWERS = """
from threading import Event
def handler(event, context):
    Event().wait()
"""
NO_PYTHON = "def handler(event, context)"


def a_deployment() -> dict[str, str]:
    return {"DeploymentId": f"d-{uuid.uuid4().hex[:9].upper()}", "LifecycleEventHookExecutionId": "hook"}


def reported(code_deploy: CodeDeploy, deployment: dict[str, str]) -> list[str]:
    assert {each["lifecycleEventHookExecutionId"] for each in code_deploy.reports} <= {"hook"}
    return [
        each["status"] for each in code_deploy.reports if each["deploymentId"] == deployment["DeploymentId"]
    ]


@pytest.fixture
def read_only(own_settings: Settings) -> Iterator[None]:
    """The kill switch is thrown."""
    table = boto3.resource("dynamodb").Table(own_settings.accounts_table)
    table.put_item(Item={"key": KEY, "read_only": True})
    yield
    table.delete_item(Key={"key": KEY})


def test_versions_that_take_the_journey_are_reported_as_good(
    rehearsals: Callable[..., Rehearsals], code_deploy: CodeDeploy
):
    deployment = a_deployment()

    rehearsals().handle(deployment, None)

    assert reported(code_deploy, deployment) == ["Succeeded"]


def test_a_rehearsal_leaves_one_reading_that_was_taken_back_and_a_household_that_nobody_can_prove(
    rehearsals: Callable[..., Rehearsals], own_stores: Stores
):
    deployment = a_deployment()
    household = household_of(deployment["DeploymentId"], datetime.now(UTC))

    rehearsals().handle(deployment, None)

    log = list(own_stores.meter_log.entries(household.meters[0].id))
    assert [each.change.reading.status for each in log if each.change] == [
        ReadingStatus.ACCEPTED,
        ReadingStatus.WITHDRAWN,
    ]
    assert own_stores.accounts.account(household.number) is None
    assert own_stores.accounts.proven(household.number, household.postcode) is None
    for meter in household.meters:
        assert own_stores.accounts.proven(meter.supply_point, meter.serial, household.postcode) is None


def test_a_rehearsal_that_is_begun_again_stores_nothing_more(
    rehearsals: Callable[..., Rehearsals], own_stores: Stores, code_deploy: CodeDeploy
):
    deployment = a_deployment()
    household = household_of(deployment["DeploymentId"], datetime.now(UTC))

    rehearsals().handle(deployment, None)
    rehearsals().handle(deployment, None)

    assert reported(code_deploy, deployment) == ["Succeeded", "Succeeded"]
    log = list(own_stores.meter_log.entries(household.meters[0].id))
    assert [each.sequence for each in log] == [1, 2]


def test_the_household_of_a_rehearsal_cannot_be_taken_for_a_real_one_and_has_sent_nothing():
    household = household_of("d-A1B2C3D4E", datetime(2026, 11, 26, tzinfo=UTC))

    assert household == household_of("d-A1B2C3D4E", datetime(2026, 11, 26, tzinfo=UTC))
    assert household.number != household_of("d-A1B2C3D4F", datetime(2026, 11, 26, tzinfo=UTC)).number
    assert household.number.startswith("99")
    assert household.name.startswith("Synthetic Household")
    assert [entry.change for log in household.logs for entry in log] == [None] * len(household.meters)


@pytest.mark.parametrize(
    ("version", "text"),
    [
        ("http_version", HEALTHY_ONLY),
        ("http_version", NO_PYTHON),
        ("websocket_version", HEALTHY_ONLY),
        ("websocket_version", RAISES),
        ("stream_version", HEALTHY_ONLY),
        ("stream_version", RAISES),
    ],
    ids=lambda each: each if each.endswith("_version") else "",
)
def test_a_version_that_answers_wrongly_or_not_at_all_is_reported_as_failed(
    version: str,
    text: str,
    rehearsals: Callable[..., Rehearsals],
    code_deploy: CodeDeploy,
    caplog: pytest.LogCaptureFixture,
):
    deployment = a_deployment()

    rehearsals(**{version: spoiled(text)}).handle(deployment, None)

    assert reported(code_deploy, deployment) == ["Failed"]
    [why] = [each for each in caplog.records if each.message == "the rehearsal failed"]
    assert why.exc_info is not None
    assert str(why.exc_info[1]) != ""


def test_a_version_that_runs_out_of_time_is_reported_as_failed(
    rehearsals: Callable[..., Rehearsals], code_deploy: CodeDeploy
):
    deployment = a_deployment()

    rehearsals(http_version=spoiled(NEVER_ANSWERS, timeout=1)).handle(deployment, None)

    assert reported(code_deploy, deployment) == ["Failed"]


def test_a_version_that_stores_a_repeat_anew_is_reported_as_failed(
    rehearsals: Callable[..., Rehearsals], code_deploy: CodeDeploy, caplog: pytest.LogCaptureFixture
):
    deployment = a_deployment()
    household = household_of(deployment["DeploymentId"], datetime.now(UTC))

    rehearsals(http_version=spoiled(answers(household))).handle(deployment, None)

    assert reported(code_deploy, deployment) == ["Failed"]
    assert "the same reading again" in caplog.text


def test_a_household_is_gone_after_a_rehearsal_that_failed(
    rehearsals: Callable[..., Rehearsals], own_stores: Stores
):
    deployment = a_deployment()
    household = household_of(deployment["DeploymentId"], datetime.now(UTC))

    rehearsals(http_version=spoiled(RAISES)).handle(deployment, None)

    assert own_stores.accounts.account(household.number) is None


@pytest.mark.usefixtures("read_only")
def test_a_version_that_mends_something_goes_out_while_the_service_is_read_only(
    rehearsals: Callable[..., Rehearsals], own_stores: Stores, code_deploy: CodeDeploy
):
    deployment = a_deployment()
    household = household_of(deployment["DeploymentId"], datetime.now(UTC))

    rehearsals().handle(deployment, None)

    assert reported(code_deploy, deployment) == ["Succeeded"]
    assert own_stores.meter_log.newest(household.meters[0].id) is None


@pytest.mark.usefixtures("read_only")
def test_a_version_that_takes_changes_while_the_service_is_read_only_is_reported_as_failed(
    rehearsals: Callable[..., Rehearsals], code_deploy: CodeDeploy, caplog: pytest.LogCaptureFixture
):
    deployment = a_deployment()
    household = household_of(deployment["DeploymentId"], datetime.now(UTC))

    rehearsals(http_version=spoiled(answers(household, read_only=True))).handle(deployment, None)

    assert reported(code_deploy, deployment) == ["Failed"]
    assert "a refused journey" in caplog.text


def test_a_version_that_was_called_before_is_given_the_time_to_hear_of_the_switch():
    pauses: list[float] = []
    household = household_of("d-1", datetime.now(UTC))

    def version(event: dict[str, Any]) -> dict[str, Any]:
        if event["rawPath"] == "/health":
            return {"statusCode": 200}
        if "service" in json.loads(event["body"])["query"]:
            body: dict[str, Any] = {"data": {"service": {"readOnly": sum(pauses) >= heard_after}}}
        else:
            body = {"errors": [{"extensions": {"code": "READ_ONLY"}}]}
        return {"statusCode": 200, "body": json.dumps(body)}

    heard_after = HEARD_WITHIN.total_seconds()
    RehearsedGuest(version, household, pauses.append).finds_it_read_only()

    heard_after = 10 * sum(pauses)
    with pytest.raises(Surprise, match="readOnly is not True"):
        RehearsedGuest(version, household, pauses.append).finds_it_read_only()


def test_no_call_is_begun_when_time_is_over(
    rehearsals: Callable[..., Rehearsals], code_deploy: CodeDeploy, caplog: pytest.LogCaptureFixture
):
    deployment, hours = a_deployment(), iter(range(0, 36_000, 3_600))
    late = rehearsals()
    late._clock = lambda: float(next(hours))

    late.handle(deployment, None)

    assert reported(code_deploy, deployment) == ["Failed"]
    assert "not done after" in caplog.text


def test_a_second_word_is_not_waited_for_and_no_word_at_all_is_tried_again(
    rehearsals: Callable[..., Rehearsals], code_deploy: CodeDeploy
):
    code_deploy.refusal = "LifecycleEventAlreadyCompletedException"
    rehearsals().handle(a_deployment(), None)

    code_deploy.refusal = "DeploymentDoesNotExistException"
    with pytest.raises(StoreUnavailable):
        rehearsals().handle(a_deployment(), None)
