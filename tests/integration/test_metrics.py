"""What the http function tells CloudWatch: a line for an invocation that has something to say."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from meter_reads.api.app import create_app
from meter_reads.metrics import Metric
from meter_reads.settings import Settings
from meter_reads.store.stores import Stores

from .client import START, SUBMIT, Api
from .houses import House, an_account_number
from .issuer import SignIns, TokenIssuer
from .lambdas import Lambda, an_event, running
from .metric_lines import NAMESPACE, metric_lines

Noted = list[tuple[Metric, float]]


def send(function: Lambda, query: str, variables: object, token: str = "none") -> dict:
    headers = {"authorization": f"Bearer {token}"}
    return function.graphql(query, variables, headers=headers)["data"]


@pytest.fixture
def noted() -> Noted:
    return []


@pytest.fixture
def noting(service_settings: Settings, noted: Noted) -> Callable[[str], Api]:
    """Clients of an application whose metrics this test sees."""
    app = create_app(service_settings, note=lambda metric, value=1: noted.append((metric, value)))
    return lambda token: Api(app, token=token)


def test_each_outcome_of_a_submission_is_one_line_with_who_sent_it_how_long_it_took_and_what_it_used(
    house: House, service_settings: Settings, tmp_path: Path
):
    with running(service_settings, tmp_path / "out", METRICS_NAMESPACE=NAMESPACE) as function:
        token = send(function, START, {"input": house.proof})["startGuestJourney"]["token"]
        for value in (House.LOWER_THAN_BEFORE, House.HIGHER, House.ORDINARY):
            asked = send(function, SUBMIT, {"input": house.reading(value)}, token)["submitReading"]
            confirmed = asked.get("confirmationToken")
            if confirmed:
                held = {**house.reading(value), "confirmationToken": confirmed}
                send(function, SUBMIT, {"input": held}, token)

    start, *lines = metric_lines((tmp_path / "out").read_text())
    assert set(start) == {"ReadUnits", "WriteUnits"}
    outcomes = [next(name for name in line if name.startswith(("Readings", "Confirm"))) for line in lines]
    assert outcomes == ["ReadingsRejected", "ConfirmationsAsked", "ReadingsHeld", "ReadingsAccepted"]
    # The last one replaces the held one of the same day: a transaction of two entries.
    assert [line["WriteUnits"] for line in lines] == [1, 1, 1, 4]
    for outcome, line in zip(outcomes, lines, strict=True):
        assert set(line) == {outcome, "SentByGuests", "SubmissionTime", "ReadUnits", "WriteUnits"}
        assert (line[outcome], line["SentByGuests"]) == (1, 1)
        [milliseconds] = line["SubmissionTime"]
        assert 0 < milliseconds < 60_000


def test_a_request_with_nothing_to_say_says_nothing(service_settings: Settings, tmp_path: Path):
    with running(service_settings, tmp_path / "out", METRICS_NAMESPACE=NAMESPACE) as function:
        function(an_event("GET", path="/health"))
        function(an_event("GET", query_string="query={__typename}"))

    assert metric_lines((tmp_path / "out").read_text()) == []


def test_without_a_namespace_as_on_a_laptop_there_are_no_lines(
    house: House, service_settings: Settings, tmp_path: Path
):
    with running(service_settings, tmp_path / "out") as function:
        send(function, START, {"input": house.proof})

    assert '"_aws"' not in (tmp_path / "out").read_text()


def test_a_failed_proof_is_counted_and_nothing_tells_whose_it_was(
    house: House, service_settings: Settings, tmp_path: Path
):
    guess = {**house.proof, "accountNumber": an_account_number()}

    with running(service_settings, tmp_path / "out", METRICS_NAMESPACE=NAMESPACE) as function:
        send(function, START, {"input": guess})

    output = (tmp_path / "out").read_text()
    [line] = metric_lines(output)
    assert line["ProofsFailed"] == 1
    assert guess["accountNumber"] not in output


def test_what_fails_by_our_fault_is_counted_also_where_the_answer_is_a_200(
    house: House, service_settings: Settings, tmp_path: Path, unused_port: int
):
    down = f"http://127.0.0.1:{unused_port}"
    accept = {"accept": "application/json"}

    with running(
        service_settings, tmp_path / "out", METRICS_NAMESPACE=NAMESPACE, AWS_ENDPOINT_URL=down
    ) as function:
        body = json.dumps({"query": START, "variables": {"input": house.proof}})
        answer = function(an_event(body=body, headers=accept))
        function(an_event(body="{}", headers=accept))

    assert answer["statusCode"] == 200
    assert metric_lines((tmp_path / "out").read_text()) == [{"RequestsFailed": 1}]


def test_customers_and_agents_are_told_apart(
    house: House, noting: Callable[[str], Api], noted: Noted, issuer: TokenIssuer, sign_ins: SignIns
):
    customer, agent = sign_ins.customer(house.account.number), sign_ins.agent()

    for each in (customer, agent):
        assert each.token
        noting(each.token).submit(**house.reading(House.LOWER_THAN_BEFORE))

    sources = [metric for metric, _ in noted if metric.value.startswith("SentBy")]
    assert sources == [Metric.SENT_BY_CUSTOMERS, Metric.SENT_BY_AGENTS]


def test_what_a_reading_used_is_what_dynamodb_says(
    house: House, noting: Callable[[str], Api], noted: Noted, stores: Stores, api: Api
):
    api.start(**house.proof)
    assert api.token
    client = noting(api.token)
    client.submit(**house.reading("not a number"))  # who looks at the switch first pays for the look
    noted.clear()

    client.submit(**house.reading(House.ORDINARY))

    units = {metric: value for metric, value in noted if metric.value.endswith("Units")}
    assert units[Metric.WRITE_UNITS] == 1
    assert set(units) == {Metric.READ_UNITS, Metric.WRITE_UNITS}
    assert [metric for metric, _ in noted].count(Metric.READ_UNITS) == 1
