"""A receipt can be checked by anyone who holds it, and by nobody who makes one up."""

import string
from dataclasses import replace

import pytest

from meter_reads.api.app import create_app
from meter_reads.settings import Settings

from .client import RECEIPT, Api
from .houses import House, Street, a_log, a_meter, a_reading, days_ago


def a_receipt(house: House, api: Api) -> dict:
    api.start(**house.proof)
    return api.submit(**house.reading(House.ORDINARY))["receipt"]


def check(api: Api, reference: str, signature: str) -> dict | None:
    return api.send(RECEIPT, {"reference": reference, "signature": signature}).data["receipt"]


def test_anyone_can_check_a_receipt(house: House, api: Api):
    receipt = a_receipt(house, api)
    stranger = Api(api.app, "192.0.2.250")

    checked = check(stranger, receipt["reference"], receipt["signature"])

    assert checked == {key: value for key, value in receipt.items() if key != "signature"}
    assert receipt["meterEnding"] == house.meter.serial[-4:]


def test_a_receipt_may_be_typed_in_any_case_and_spacing(house: House, api: Api):
    receipt = a_receipt(house, api)
    signature = " ".join(receipt["signature"][at : at + 4] for at in range(0, 24, 4)).lower()

    assert check(api, f" {receipt['reference'].upper()} ", signature)


def test_a_wrong_signature_or_reference_is_no_receipt(house: House, street: Street, api: Api):
    receipt = a_receipt(house, api)
    reference, signature = receipt["reference"], receipt["signature"]
    other = a_receipt(street.house(), Api(api.app, api.address))
    meter_id, _, sequence = reference.rpartition("-")

    assert check(api, reference, other["signature"]) is None
    assert check(api, other["reference"], signature) is None
    for wrong in (
        f"{meter_id}-{int(sequence) - 1}",
        f"{meter_id}-{int(sequence) + 1}",
        f"{meter_id}-0",
        f"{meter_id}-0{sequence}",
        meter_id,
        "",
        "-",
        "\u0000",
        f"{meter_id}-{'9' * 400}",
        f"{meter_id}-\u0662",
    ):
        assert check(api, wrong, signature) is None
    for at in range(0, len(signature), 5):
        swapped = next(letter for letter in string.ascii_uppercase if letter != signature[at])
        assert check(api, reference, signature[:at] + swapped + signature[at + 1 :]) is None
    for wrong in ("", signature[:-1], signature + "A", "\u00e9" * 24, "\u0131" * 24):
        assert check(api, reference, wrong) is None


def test_a_receipt_outlives_a_rotated_key_and_not_a_dropped_one(
    house: House, api: Api, service_settings: Settings
):
    receipt = a_receipt(house, api)
    old = service_settings.signing_keys[0]
    rotated = Api(create_app(replace(service_settings, signing_keys=("n" * 40, old))))
    dropped = Api(create_app(replace(service_settings, signing_keys=("n" * 40,))))

    assert check(rotated, receipt["reference"], receipt["signature"])
    assert check(dropped, receipt["reference"], receipt["signature"]) is None


def test_a_receipt_tells_what_has_become_of_its_reading(house: House, api: Api):
    receipt = a_receipt(house, api)
    corrected = api.submit(**house.reading("46181"))

    assert corrected["__typename"] == "ReadingAccepted"
    assert check(api, receipt["reference"], receipt["signature"])["status"] == "SUPERSEDED"
    assert (
        check(api, corrected["receipt"]["reference"], corrected["receipt"]["signature"])["status"]
        == "ACCEPTED"
    )


def test_the_receipt_of_a_held_reading_says_so(house: House, api: Api):
    api.start(**house.proof)
    reading = house.reading(House.HIGHER)
    token = api.submit(**reading)["confirmationToken"]
    receipt = api.submit(**reading, confirmationToken=token)["receipt"]

    assert check(api, receipt["reference"], receipt["signature"])["status"] == "UNDER_REVIEW"


@pytest.mark.parametrize("entry", [0, 1])
def test_entries_that_are_no_readings_of_a_guest_give_nothing_away(entry: int, street: Street, api: Api):
    house = street.house(a_log(a_meter(), a_reading(days_ago(30), 45_980)))

    assert check(api, f"{house.meter.id}-{entry}", "A" * 24) is None
