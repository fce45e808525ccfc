"""A guest proves an account, and no answer tells what was right about a wrong guess."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.applications import Starlette

from .calls import Calls
from .client import START, Api
from .houses import House, Street, a_log, a_meter, a_reading, an_account_number, an_mpan, days_ago

_ELSEWHERE = "LS1 9ZY"


def wrong_guesses(house: House) -> dict[str, dict[str, str]]:
    return {
        "unknown account": {"accountNumber": an_account_number(), "postcode": house.account.postcode},
        "wrong postcode": {"accountNumber": house.account.number, "postcode": _ELSEWHERE},
        "all wrong": {"accountNumber": an_account_number(), "postcode": _ELSEWHERE},
        "unknown supply point": house.meter_proof | {"supplyPoint": an_mpan()},
        "wrong serial": house.meter_proof | {"meterSerial": "Z99ZZ999999"},
        "wrong postcode of a meter": house.meter_proof | {"postcode": _ELSEWHERE},
        "the account's number in the place of the meter's": {
            "accountNumber": house.account.number,
            "postcode": "GIR 0AA",
        },
    }


def without_names(sent: list[tuple[str, dict[str, Any]]]) -> list[tuple[str, list[str]]]:
    """The calls with the names of their parameters, but none of the values that someone guessed."""
    return [(operation, sorted(request)) for operation, request in sent]


def test_every_wrong_guess_gets_the_same_answer_after_the_same_calls(
    street: Street, app: Starlette, an_address: Callable[[], str], calls: Calls
):
    contents, traces = set(), []
    for kind in wrong_guesses(street.house()):
        guess = wrong_guesses(street.house())[kind]
        calls.clear()
        contents.add(Api(app, an_address()).send(START, {"input": guess}).content)
        traces.append(without_names(calls.sent))

    assert len(contents) == 1
    assert b'"retryAt":null' in contents.pop()
    assert all(trace == traces[0] for trace in traces)
    assert [operation for operation, _ in traces[0]] == [
        "BatchGetItem",
        "PutItem",
        "GetItem",
        "PutItem",
        "PutItem",
    ]


def test_account_number_and_postcode_or_the_meters_details_prove_an_account(
    house: House, app: Starlette, an_address: Callable[[], str]
):
    for proof in (house.proof, house.meter_proof):
        result = Api(app, an_address()).start(**proof)

        assert [meter["id"] for meter in result["meters"]] == [house.meter.id]


def test_details_are_taken_however_they_are_spaced_and_cased(house: House, api: Api):
    number, point, serial = house.account.number, house.meter.supply_point, house.meter.serial
    assert "token" in api.start(accountNumber=f" {number[:4]} {number[4:]} ", postcode="m17zq")
    assert "token" in api.start(
        supplyPoint=f"{point[:2]} {point[2:6]} {point[6:]}", meterSerial=serial.lower(), postcode=" M1  7zq"
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"accountNumber": "8500417732"}, "input.accountNumber"),
        ({"accountNumber": "٨٥٠٠٤١٧٧٣١"}, "input.accountNumber"),
        ({"accountNumber": ""}, "input.accountNumber"),
        ({"accountNumber": "8" * 5_000}, "input.accountNumber"),
        ({"postcode": "nowhere"}, "input.postcode"),
        ({"postcode": ""}, "input.postcode"),
        ({"postcode": "\ufeff"}, "input.postcode"),
        ({"accountNumber": None}, "input"),
        (
            {"accountNumber": None, "supplyPoint": "2099999999386", "meterSerial": "S1234"},
            "input.supplyPoint",
        ),
        ({"accountNumber": None, "supplyPoint": "1447011684502"}, "input.meterSerial"),
        ({"accountNumber": None, "supplyPoint": "1447011684502", "meterSerial": "!"}, "input.meterSerial"),
        ({"accountNumber": None, "supplyPoint": "#", "meterSerial": "S1234"}, "input.supplyPoint"),
        ({"supplyPoint": "1447011684502", "meterSerial": "S1234"}, "input"),
        ({"meterSerial": "S1234"}, "input.meterSerial"),
    ],
)
def test_details_of_the_wrong_form_name_the_field_and_are_neither_looked_up_nor_counted(
    change: dict[str, str | None], field: str, house: House, api: Api, calls: Calls
):
    for _ in range(8):
        answer = api.send(START, {"input": house.proof | change})

        assert answer.code == "BAD_USER_INPUT"
        assert answer.error["extensions"]["field"] == field
    assert calls.sent == []
    assert "token" in api.start(**house.proof)


def test_an_old_or_broken_token_in_the_header_does_not_stop_a_new_journey(house: House, api: Api):
    for token in ("nonsense", "a.b.c", "eyJ.x", "\u00e9"):
        started = api.send(
            START, {"input": house.proof}, headers={"authorization": f"Bearer {token}".encode("latin-1")}
        )
        assert started.data["startGuestJourney"]["__typename"] == "GuestJourney"
    started = api.send(START, {"input": house.proof}, headers={"authorization": "Basic dXNlcjpwYXNz"})
    assert started.data["startGuestJourney"]["__typename"] == "GuestJourney"


def test_a_meters_details_tell_a_guest_nothing_more_about_its_account(street: Street, api: Api):
    """MPAN, serial and postcode can be looked up, so what they get must not hold the account number."""
    house = street.house(a_log(a_meter(), a_reading(days_ago(30), 45980)))
    answer = api.send(START, {"input": house.meter_proof})
    token = answer.data["startGuestJourney"]["token"]

    from itsdangerous import URLSafeSerializer

    opened = str(URLSafeSerializer("").loads_unsafe(token)[1])
    for secret in (house.account.number, house.account.name, house.account.address, house.meter.supply_point):
        assert secret not in answer.content.decode()
        assert secret not in opened
