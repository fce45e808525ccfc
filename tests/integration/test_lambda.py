"""The real handler of the http Lambda, called with API Gateway's events as they are documented."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from meter_reads.settings import Settings

from .client import START, SUBMIT
from .houses import House, an_account_number
from .lambdas import Lambda, an_event, running

_VIEWER = json.dumps({"query": "{ viewer { role } }"})


@pytest.fixture(scope="module")
def handler(service_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lambda]:
    with running(service_settings, tmp_path_factory.mktemp("lambda") / "logs", EDGE_SECRET="shh") as handler:
        yield handler


def test_its_import_reaches_for_no_network_and_leaves_the_collector_on_and_what_it_loaded_frozen(
    handler: Lambda,
):
    assert handler.started["reached"] == []
    assert handler.started["collects"] is True
    assert handler.started["frozen"] > 10_000


def test_a_guests_journey_by_way_of_api_gateway(handler: Lambda, house: House):
    started = handler.graphql(START, {"input": house.proof})["data"]["startGuestJourney"]
    bearer = {"authorization": f"Bearer {started['token']}"}

    result = handler.graphql(SUBMIT, {"input": house.reading(House.ORDINARY)}, headers=bearer)

    assert result["data"]["submitReading"]["__typename"] == "ReadingAccepted"


def test_an_answer_has_the_shape_that_api_gateway_takes(handler: Lambda):
    answer = handler(an_event(body=_VIEWER))

    assert answer["statusCode"] == 200
    assert answer["isBase64Encoded"] is False
    assert json.loads(answer["body"]) == {"data": {"viewer": None}}
    assert answer["headers"]["content-type"] == "application/graphql-response+json; charset=utf-8"
    assert answer["headers"]["cache-control"] == "no-store"
    assert all(isinstance(value, str) for value in answer["headers"].values())
    assert len(answer["headers"]["x-request-id"]) == 32


def test_a_query_by_get(handler: Lambda):
    query_string = f"query={quote('{ viewer { role } }')}&variables={quote('{}')}"

    answer = handler(an_event("GET", query_string=query_string))

    assert json.loads(answer["body"]) == {"data": {"viewer": None}}
    assert handler(an_event("GET"))["statusCode"] == 400


def test_a_body_in_base64(handler: Lambda):
    answer = handler(an_event(body='{"query":"{ viewer { role } } # ¡olé!"}'.encode()))

    assert json.loads(answer["body"]) == {"data": {"viewer": None}}
    assert handler(an_event(body=b"\xff\xfe"))["statusCode"] == 400


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_missing_body_is_a_bad_request(method: str, handler: Lambda):
    answer = handler(an_event(method))

    assert answer["statusCode"] == 400
    assert json.loads(answer["body"])["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


def test_cookies_and_headers_of_several_values_do_no_harm(handler: Lambda):
    headers = {"accept": "text/html,application/json;q=0.9", "x-many": "a,b,c"}

    answer = handler(an_event(body=_VIEWER, headers=headers, cookies=["one=1; Secure", "two=2"]))

    assert answer["headers"]["content-type"] == "application/json; charset=utf-8"


def test_a_refusal_keeps_its_status_and_headers(handler: Lambda):
    answer = handler(an_event("PUT", _VIEWER))

    assert answer["statusCode"] == 405
    assert answer["headers"]["allow"] == "GET, POST"
    assert handler(an_event(body="x" * 200_000))["statusCode"] == 413
    assert handler(an_event(body=_VIEWER, headers={"sec-fetch-site": "cross-site"}))["statusCode"] == 403


def test_other_paths_are_not_found_and_health_says_it_is_well(handler: Lambda):
    assert handler(an_event("GET", path="/graphql-not"))["statusCode"] == 404
    assert handler(an_event("GET", path="/prod/graphql"))["statusCode"] == 404
    assert json.loads(handler(an_event("GET", path="/health"))["body"]) == {"status": "ok"}


def test_failures_count_for_the_address_that_api_gateway_saw_unless_the_edge_names_another(
    handler: Lambda, house: House, an_address: Callable[[], str]
):
    def guess(proof: dict[str, str], address: str, **headers: str) -> dict[str, str | None]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = handler.graphql(START, {"input": proof}, address=address, headers=named)
        started: dict[str, str | None] = answer["data"]["startGuestJourney"]
        return started

    def wrong() -> dict[str, str]:
        return {"accountNumber": an_account_number(), "postcode": "LS1 9ZY"}

    direct, claimed, edge, viewer, other_viewer = (an_address() for _ in range(5))
    for _ in range(5):
        assert guess(wrong(), direct, x_viewer_address=claimed)["retryAt"] is None
        assert guess(wrong(), edge, x_viewer_address=viewer, x_edge_secret="shh")["retryAt"] is None

    assert guess(house.proof, direct)["retryAt"]
    assert "token" in guess(house.proof, claimed)
    assert guess(house.proof, edge, x_viewer_address=viewer, x_edge_secret="shh")["retryAt"]
    assert "token" in guess(house.proof, edge, x_viewer_address=other_viewer, x_edge_secret="shh")


@pytest.mark.parametrize("missing", ["SIGNING_KEYS", "METER_LOG_TABLE", "AWS_REGION"])
def test_a_setting_that_is_missing_stops_it_and_is_named(missing: str):
    environment = {
        "AWS_REGION": "eu-west-2",
        "METER_LOG_TABLE": "a",
        "ACCOUNTS_TABLE": "b",
        "ATTEMPTS_TABLE": "c",
        "CONNECTIONS_TABLE": "d",
        "PROJECTIONS_TABLE": "e",
        "AUDIT_TABLE": "f",
        "SIGNING_KEYS": "k" * 40,
        "PYTHONPATH": str(Path(__file__).parents[2] / "backend"),
    }
    del environment[missing]

    run = subprocess.run(
        [sys.executable, "-c", "import meter_reads.lambdas.http"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode != 0
    assert f"{missing} is not set" in run.stderr
