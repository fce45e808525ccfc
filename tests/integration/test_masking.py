"""What goes wrong inside stays inside: the client gets a code and a request id, the log gets the rest."""

import json
import logging
from typing import Any

import pytest

from meter_reads.api.errors import ErrorCode
from meter_reads.settings import Settings
from meter_reads.store.stores import Stores

from .client import START, SUBMIT, Api
from .houses import House


@pytest.fixture
def spoilt(house: House, api: Api, stores: Stores, service_settings: Settings) -> House:
    """A house whose meter's newest entry somebody spoilt by hand, in the table itself."""
    api.start(**house.proof)
    stores.meter_log._connection.client.update_item(
        TableName=service_settings.meter_log_table,
        Key={"meter_id": {"S": house.meter.id}, "sequence": {"N": "1"}},
        UpdateExpression="SET #state = :spoilt",
        ExpressionAttributeNames={"#state": "state"},
        ExpressionAttributeValues={":spoilt": {"S": '{"secret detail": 45980}'}},
    )
    return house


def requests_that_reach_it(house: House) -> list[tuple[str, dict[str, Any]]]:
    return [
        ("query($id: ID!) { meter(id: $id) { id } }", {"id": house.meter.id}),
        ("{ viewer { meters { id } } }", {}),
        (SUBMIT, {"input": house.reading(House.ORDINARY)}),
        (START, {"input": house.proof}),
    ]


@pytest.mark.parametrize("at", range(4), ids=["meter", "viewer", "submit", "start"])
def test_a_failure_is_masked_and_the_log_has_it_with_the_request_id(
    at: int, spoilt: House, api: Api, caplog: pytest.LogCaptureFixture
):
    query, variables = requests_that_reach_it(spoilt)[at]
    with caplog.at_level(logging.INFO):
        answer = api.send(query, variables)

    assert answer.code == "INTERNAL_SERVER_ERROR"
    assert answer.error["extensions"]["requestId"] == answer.headers["x-request-id"]
    assert set(answer.error) <= {"message", "extensions", "path", "locations"}
    for inside in (
        "KeyError",
        "Traceback",
        "secret detail",
        "45980",
        "total",
        "meter_reads",
        ".py",
        "dynamodb",
    ):
        assert inside not in answer.content.decode()
    (logged,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert logged.request_id == answer.headers["x-request-id"]
    assert logged.exc_info


def test_development_masks_just_as_well(spoilt: House, api: Api, development_app: Any):
    developer = Api(development_app, api.address, api.token)

    answer = developer.send("query($id: ID!) { meter(id: $id) { id } }", {"id": spoilt.meter.id})

    assert answer.code == "INTERNAL_SERVER_ERROR"
    assert "KeyError" not in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{", {}),
        ("{ nonsense }", {}),
        (SUBMIT, {"input": {"readDate": "soon"}}),
        (START, {"input": {"postcode": "nowhere", "accountNumber": "1"}}),
    ],
    ids=["syntax", "field", "variable", "input"],
)
def test_a_clients_mistake_is_logged_as_one_line_without_a_traceback(
    query: str, variables: dict[str, Any], api: Api, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.DEBUG, logger="meter_reads"):
        answer = api.send(query, variables)

    (line,) = [record for record in caplog.records if record.name.startswith("meter_reads")]
    assert line.levelname == "INFO"
    assert line.exc_info is None
    assert line.errors == [error["extensions"]["code"] for error in answer.json["errors"]]


def test_every_error_of_every_kind_has_a_code_of_the_one_list(house: House, spoilt: House, api: Api):
    answers = [
        api.post("nonsense"),
        api.request("PUT"),
        api.post("{}", {"content-type": "text/plain"}),
        api.post("{}", {"accept": "text/html"}),
        api.post("{}", {"origin": "https://evil.example"}),
        api.post(json.dumps({"query": "{ viewer { role } }" + " " * 100_000})),
        api.send("{"),
        api.send("{ nonsense other { a } }"),
        api.send("query A { viewer { role } }", operation_name="B"),
        api.send(SUBMIT, {"input": {}}),
        api.send(START, {"input": {"postcode": "nowhere", "accountNumber": "1"}}),
        api.send("{ viewer { role } }", token="nonsense"),
        *(api.send(query, variables) for query, variables in requests_that_reach_it(spoilt)),
    ]

    codes = set()
    for answer in answers:
        assert answer.json["errors"], answer
        for error in answer.json["errors"]:
            assert error["message"]
            codes.add(ErrorCode(error["extensions"]["code"]))
    assert len(codes) >= 8
