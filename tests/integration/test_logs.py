"""The logs of a whole journey: JSON lines with request ids, and nothing about anybody."""

import json
from pathlib import Path

import pytest

from meter_reads.settings import Settings
from meter_reads.store.stores import Stores

from .client import START, SUBMIT
from .houses import House, Street, a_log, a_meter, a_reading, an_account_number, days_ago
from .lambdas import an_event, running


@pytest.mark.parametrize("level", ["INFO", "DEBUG"])
def test_a_whole_journey_is_logged_in_json_lines_and_without_personal_data(
    level: str, street: Street, stores: Stores, service_settings: Settings, tmp_path: Path
):
    postcode = "CF10 9ZA"
    house = street.house(a_log(a_meter(), a_reading(days_ago(30), 45_980)), postcode=postcode)
    spoilt = street.house(a_log(a_meter(), a_reading(days_ago(30), 45_980)), postcode=postcode)
    wrong = {"accountNumber": an_account_number(), "postcode": "DN55 9PT"}
    secrets = [
        wrong["accountNumber"],
        wrong["postcode"],
        "DN559PT",
        postcode,
        "CF109ZA",
        "not-a-number-at-all",
    ]
    for each in (house, spoilt):
        secrets += [each.account.number, each.account.name, each.account.address]
        secrets += [each.meter.supply_point, each.meter.serial]

    with running(service_settings, tmp_path / "logs", LOG_LEVEL=level) as handler:
        ids = []

        def send(query: str, variables: object, token: str = "none") -> dict:
            headers = {"authorization": f"Bearer {token}"}
            event = an_event(body=json.dumps({"query": query, "variables": variables}), headers=headers)
            answer = handler(event)
            ids.append(answer["headers"]["x-request-id"])
            return json.loads(answer["body"])

        send(START, {"input": wrong})
        send(START, {"input": {**wrong, "accountNumber": "8500417732"}})
        send("query($number: Int) { viewer { role } }", {"number": house.account.number})
        for proof in (house.proof, house.meter_proof):
            token = send(START, {"input": proof})["data"]["startGuestJourney"]["token"]
            secrets.append(token)
        send(SUBMIT, {"input": house.reading("not-a-number-at-all")}, token)
        asked = send(SUBMIT, {"input": house.reading(House.HIGHER)}, token)["data"]["submitReading"]
        secrets.append(asked["confirmationToken"])
        held = {**house.reading(House.HIGHER), "confirmationToken": asked["confirmationToken"]}
        result = send(SUBMIT, {"input": held}, token)["data"]["submitReading"]
        secrets.append(result["receipt"]["signature"])
        handler(an_event("GET", query_string=f"query={house.account.number}"))
        stores.meter_log._connection.client.update_item(
            TableName=service_settings.meter_log_table,
            Key={"meter_id": {"S": spoilt.meter.id}, "sequence": {"N": "1"}},
            UpdateExpression="SET #state = :spoilt",
            ExpressionAttributeNames={"#state": "state"},
            ExpressionAttributeValues={":spoilt": {"S": f'{{"{spoilt.account.number}": 1}}'}},
        )
        send(START, {"input": spoilt.proof})

    logged = (tmp_path / "logs").read_text()
    lines = [json.loads(line) for line in logged.splitlines()]
    assert {line["request_id"] for line in lines if line["message"] == "graphql request"} >= set(ids)
    assert all({"level", "name", "message", "timestamp"} <= set(line) for line in lines)
    assert [line["level"] for line in lines].count("ERROR") == 1
    assert "45980" not in logged
    for secret in secrets:
        assert secret not in logged


def test_a_store_that_does_not_answer_is_one_warning_with_the_request_id(
    house: House, service_settings: Settings, tmp_path: Path, unused_port: int
):
    down = f"http://127.0.0.1:{unused_port}"
    with running(service_settings, tmp_path / "logs", AWS_ENDPOINT_URL=down) as handler:
        answer = handler(an_event(body=json.dumps({"query": START, "variables": {"input": house.proof}})))

    lines = [json.loads(line) for line in (tmp_path / "logs").read_text().splitlines()]
    (warning,) = [line for line in lines if line["level"] == "WARNING"]
    assert warning["request_id"] == answer["headers"]["x-request-id"]
    assert "Traceback" not in json.dumps(lines)
