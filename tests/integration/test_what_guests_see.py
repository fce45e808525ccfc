"""Guests write and do not read: what they are shown is masked, everywhere."""

import json

from .client import SUBMIT, Api
from .houses import House, Street, a_log, a_meter, a_reading, days_ago

_EVERYTHING = """
query($id: ID!, $date: Date!) {
  viewer { name accounts { number } meters { ...M } }
  meter(id: $id) { ...M expected(readDate: $date) { readDate } readings { edges { cursor } } }
}
fragment M on Meter {
  id supplyPoint serial sequence removedOn
  changes {
    lastSequence hasMore changes { sequence kind reading { id source registers { value advance kwh } } }
  }
}"""


def ask(api: Api, house: House) -> dict:
    return api.send(_EVERYTHING, {"id": house.meter.id, "date": days_ago(0).isoformat()}).data


def test_a_guest_sees_the_last_four_of_meter_and_supply_point_and_no_history(house: House, api: Api):
    api.start(**house.proof)

    seen = ask(api, house)

    assert seen["meter"]["supplyPoint"] == house.meter.supply_point[-4:]
    assert seen["meter"]["serial"] == house.meter.serial[-4:]
    assert seen["meter"]["expected"] is None
    assert seen["meter"]["readings"] is None
    assert seen["viewer"]["name"] is None
    assert seen["viewer"]["accounts"] == []
    assert seen["meter"]["changes"]["changes"] == []
    text = json.dumps(seen)
    for secret in (
        house.account.number,
        house.account.name,
        house.account.address,
        house.account.postcode,
        house.meter.supply_point,
        house.meter.serial,
        "45980",
    ):
        assert secret not in text


def test_a_guest_sees_the_changes_of_the_readings_of_this_journey_only(house: House, api: Api):
    api.start(**house.proof)
    api.submit(**house.reading(House.ORDINARY))

    (change,) = ask(api, house)["meter"]["changes"]["changes"]

    assert change["sequence"] == 2
    assert change["reading"]["source"] == "GUEST"
    assert change["reading"]["registers"] == [{"value": House.ORDINARY, "advance": None, "kwh": None}]


def test_findings_for_guests_have_no_numbers_of_the_account(street: Street, api: Api):
    meter = a_meter()
    house = street.house(a_log(meter, a_reading(days_ago(60), 45_771), a_reading(days_ago(30), 45_980)))
    api.start(**house.proof)

    for value in ("45900", "46700", "48000", "95980", "45980", "4598 1.5"):
        answer = api.send(SUBMIT, {"input": house.reading(value)})
        findings = answer.data["submitReading"]["findings"]
        assert findings
        assert not any(number in json.dumps(findings) for number in ("45980", "45771", "kWh", "2500"))


def test_what_a_guest_sent_shows_neither_use_nor_advance(house: House, api: Api):
    api.start(**house.proof)

    reading = api.submit(**house.reading(House.ORDINARY))["reading"]

    assert reading["consumption"] is None
    assert reading["registers"] == [{"value": House.ORDINARY, "advance": None, "kwh": None}]
