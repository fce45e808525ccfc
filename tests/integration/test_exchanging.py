"""A meter exchange: both readings, the new meter and its place in the account in one step."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from .changes import EXCHANGE, an_exchange, submitted, withdraw
from .client import Api
from .houses import House, Street, a_log, a_meter, a_reading, an_estimate, days_ago, today
from .issuer import SignIns


def exchange(api: Api, asked: dict[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = api.send(EXCHANGE, {"input": asked}).data["exchangeMeter"]
    return result


def test_closing_and_opening_are_stored_and_the_new_meter_takes_its_place(
    house: House, sign_ins: SignIns, api: Api
):
    agent, asked = sign_ins.agent(), an_exchange(house, "46180")

    result = exchange(agent, asked)

    closing, opening, new = result["closing"], result["opening"], result["newMeter"]
    assert closing["registers"] == [{"value": "46180", "advance": 200}]
    assert closing["consumption"] == {"kwh": "200.00"}
    assert closing["meter"] == {"id": house.meter.id, "removedOn": today().isoformat()}
    assert opening["registers"] == [{"value": "000005", "advance": None}]
    assert (opening["consumption"], opening["meter"]) == (None, {"id": new["id"], "removedOn": None})
    assert (new["serial"], new["supplyPoint"]) == (asked["newSerial"], house.meter.supply_point)
    assert (new["installedOn"], new["registers"]) == (today().isoformat(), [{"id": "1", "digits": 6}])
    assert closing["reason"] == opening["reason"] == "The display had failed"
    proven = api.start(**house.proof)["meters"]
    assert [meter["id"] for meter in proven] == [house.meter.id, new["id"]]
    by_meter = {**house.meter_proof, "meterSerial": asked["newSerial"]}
    assert [meter["id"] for meter in api.start(**by_meter)["meters"]] == [new["id"]]


def test_use_goes_on_from_the_opening_reading_and_the_old_meter_takes_no_more(
    house: House, sign_ins: SignIns
):
    agent = sign_ins.agent()
    result = exchange(agent, an_exchange(house, "46180", exchangeDate=days_ago(10).isoformat()))
    new = result["newMeter"]["id"]
    customer = sign_ins.customer(house.account.number)

    stored = customer.submit(**{**house.reading("000065"), "meterId": new})
    refused = customer.submit(**house.reading("46300"))

    assert stored["reading"]["registers"] == [{"value": "000065", "advance": 60, "kwh": "60.00"}]
    assert [finding["code"] for finding in refused["findings"]] == ["METER_NOT_ACTIVE"]


def test_the_old_meter_stays_in_the_history(house: House, sign_ins: SignIns):
    exchange(sign_ins.agent(), an_exchange(house, "46180"))
    document = """query H($id: ID!) { meter(id: $id) { removedOn
      changes { changes { kind } } readings { edges { node { registers { value } } } } } }"""

    meter = sign_ins.customer(house.account.number).send(document, {"id": house.meter.id}).data["meter"]

    assert meter["removedOn"] == today().isoformat()
    assert [change["kind"] for change in meter["changes"]["changes"]] == [
        "READING_ACCEPTED",
        "METER_EXCHANGED",
    ]
    assert len(meter["readings"]["edges"]) == 2


def test_a_repeat_with_the_same_key_gets_the_first_answer(house: House, sign_ins: SignIns):
    agent, asked = sign_ins.agent(), an_exchange(house, "46180")

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: exchange(agent, asked), range(8)))

    assert all(result == results[0] for result in results)
    account = agent.send("query A($id: ID!) { meter(id: $id) { sequence } }", {"id": house.meter.id}).data
    assert account["meter"]["sequence"] == 2


def test_a_key_that_was_used_for_something_else_is_refused(house: House, sign_ins: SignIns):
    agent, asked = sign_ins.agent(), an_exchange(house, "46180")
    exchange(agent, asked)

    other = {**asked, "closing": [{"register": "1", "value": "46181"}]}

    assert agent.send(EXCHANGE, {"input": other}).error["extensions"]["field"] == "input.idempotencyKey"


def test_two_agents_at_once_exchange_a_meter_once(house: House, sign_ins: SignIns):
    agents = [(sign_ins.agent(f"agent {at}"), an_exchange(house, "46180")) for at in range(6)]

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda pair: pair[0].send(EXCHANGE, {"input": pair[1]}).json, agents))

    assert sum("errors" not in answer for answer in answers) == 1
    fields = {error["extensions"]["field"] for answer in answers for error in answer.get("errors", ())}
    assert fields == {"input.meterId"}


def test_a_closing_reading_that_is_impossible_stores_nothing(house: House, sign_ins: SignIns):
    agent = sign_ins.agent()

    result = exchange(agent, an_exchange(house, "99999"))

    assert result["findings"] == [{"code": "IMPOSSIBLE_CONSUMPTION", "register": "1"}]
    document = "query A($id: ID!) { meter(id: $id) { sequence removedOn } }"
    assert agent.send(document, {"id": house.meter.id}).data["meter"] == {"sequence": 1, "removedOn": None}


def test_a_closing_reading_replaces_estimates_and_the_same_reading_sent_before(
    street: Street, sign_ins: SignIns
):
    house = street.house(a_log(a_meter(), a_reading(days_ago(60), 45_980), an_estimate(days_ago(20), 46_400)))
    submitted(sign_ins.customer(house.account.number), house, "46180")

    exchange(sign_ins.agent(), an_exchange(house, "46180"))

    document = "query H($id: ID!) { meter(id: $id) { readings { edges { node { source status } } } } }"
    edges = sign_ins.agent().send(document, {"id": house.meter.id}).data["meter"]["readings"]["edges"]
    assert [(edge["node"]["source"], edge["node"]["status"]) for edge in edges] == [
        ("AGENT", "ACCEPTED"),
        ("CUSTOMER", "SUPERSEDED"),
        ("ESTIMATE", "SUPERSEDED"),
        ("CUSTOMER", "ACCEPTED"),
    ]


def test_the_readings_of_an_exchange_cannot_be_taken_back(house: House, sign_ins: SignIns):
    agent = sign_ins.agent()
    result = exchange(agent, an_exchange(house, "46180"))

    for reading in (result["closing"], result["opening"]):
        assert reading["withdrawableUntil"] is None
        assert withdraw(agent, reading["id"], "A mistake")["code"] == "NOT_WITHDRAWABLE"


DAY_ONLY = [{"id": "1", "role": "DAY", "digits": 5, "unit": "KWH", "openingValue": "0"}]


def a_register(**changes: Any) -> list[dict[str, Any]]:
    return [{"id": "1", "role": "ANYTIME", "digits": 5, "unit": "KWH", "openingValue": "0", **changes}]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"exchangeDate": days_ago(31).isoformat()}, "input.exchangeDate"),
        ({"newSerial": "!"}, "input.newSerial"),
        ({"reason": " "}, "input.reason"),
        ({"idempotencyKey": ""}, "input.idempotencyKey"),
        ({"newRegisters": []}, "input.newRegisters"),
        ({"newRegisters": DAY_ONLY}, "input.newRegisters"),
        ({"newRegisters": [*a_register(), *a_register(id="2")]}, "input.newRegisters"),
        ({"newRegisters": a_register(unit="CUBIC_METRE")}, "input.newRegisters[0].unit"),
        ({"newRegisters": a_register(digits=99)}, "input.newRegisters[0].digits"),
        ({"newRegisters": a_register(id="a register")}, "input.newRegisters[0].id"),
        ({"newRegisters": a_register() * 2}, "input.newRegisters[1].id"),
        ({"newRegisters": a_register(openingValue="x")}, "input.newRegisters[0].openingValue"),
        ({"newRegisters": a_register(openingValue="123456")}, "input.newRegisters[0].openingValue"),
    ],
)
def test_what_is_wrong_about_an_exchange_is_named(
    changes: dict[str, Any], field: str, house: House, sign_ins: SignIns
):
    error = sign_ins.agent().send(EXCHANGE, {"input": an_exchange(house, "46180", **changes)}).error

    assert error["extensions"] == {"code": "BAD_USER_INPUT", "field": field}


def test_a_long_list_of_closing_values_is_refused(house: House, sign_ins: SignIns):
    asked = {**an_exchange(house, "46180"), "closing": [{"register": "1", "value": "46180"}] * 21}

    error = sign_ins.agent().send(EXCHANGE, {"input": asked}).error

    assert error["extensions"] == {"code": "BAD_USER_INPUT", "field": "input.closing"}


def test_the_old_serial_is_not_the_new_one_and_an_unknown_meter_is_a_mismatch(
    house: House, sign_ins: SignIns
):
    agent = sign_ins.agent()

    same = agent.send(EXCHANGE, {"input": an_exchange(house, "46180", newSerial=house.meter.serial)}).error
    unknown = exchange(agent, an_exchange(house, "46180", meterId="0" * 16))

    assert same["extensions"]["field"] == "input.newSerial"
    assert unknown["findings"] == [{"code": "METER_MISMATCH", "register": None}]


@pytest.mark.parametrize("who", ["guest", "customer"])
def test_only_agents_exchange_meters(who: str, house: House, sign_ins: SignIns, api: Api):
    api.start(**house.proof)
    caller = api if who == "guest" else sign_ins.customer(house.account.number)

    assert caller.send(EXCHANGE, {"input": an_exchange(house, "46180")}).code == "FORBIDDEN"
