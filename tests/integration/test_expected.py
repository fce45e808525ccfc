"""What a reading would be compared with, asked for before anything is sent."""

from collections.abc import Callable
from datetime import date

import pytest

from .client import Api
from .houses import House, Street, a_log, a_meter, a_reading, days_ago, today
from .issuer import SignIns

EXPECTED = """
query Expected($id: ID!, $on: Date!) {
  meter(id: $id) {
    installedOn
    expected(readDate: $on) {
      readDate explanation basis annualKwh
      registers {
        register { id } previousValue previousDate expectedValue lowValue highValue expectedKwh explanation
      }
    }
  }
}"""


def expected(api: Api, house: House, on: date) -> dict[str, object]:
    data = api.send(EXPECTED, {"id": house.meter.id, "on": on.isoformat()}).data
    answer: dict[str, object] = data["meter"]["expected"]
    return answer


def test_low_to_high_is_taken_at_once_and_the_next_value_is_asked_about(street: Street, sign_ins: SignIns):
    low_house, high_house = street.house(), street.house()
    customer = sign_ins.customer(low_house.account.number, high_house.account.number)
    answer = expected(customer, low_house, today())

    [register] = answer["registers"]
    low, high = register["lowValue"], register["highValue"]

    assert customer.submit(**low_house.reading(f"{int(low) - 1:05d}"))["__typename"] == "ConfirmationNeeded"
    assert customer.submit(**high_house.reading(f"{int(high) + 1:05d}"))["__typename"] == "ConfirmationNeeded"
    assert customer.submit(**low_house.reading(low))["__typename"] == "ReadingAccepted"
    assert customer.submit(**high_house.reading(high))["__typename"] == "ReadingAccepted"


def test_the_answer_says_what_it_rests_on(house: House, sign_ins: SignIns):
    answer = expected(sign_ins.customer(house.account.number), house, today())

    assert (answer["basis"], answer["annualKwh"]) == ("REGISTRY", "2500")
    [register] = answer["registers"]
    assert (register["previousValue"], register["previousDate"]) == ("45980", days_ago(30).isoformat())
    assert "it showed 45980" in register["explanation"]
    assert "30 days earlier" in answer["explanation"]


def test_a_dial_that_goes_round_is_shown_with_its_digits(street: Street, sign_ins: SignIns):
    house = street.house(a_log(a_meter(), a_reading(days_ago(30), 99_990)))

    [register] = expected(sign_ins.agent(), house, today())["registers"]

    assert register["expectedValue"].startswith("00")
    assert len(register["highValue"]) == 5


def test_of_a_first_reading_nothing_is_expected(street: Street, sign_ins: SignIns):
    house = street.house(a_log(a_meter(registry_annual_kwh=None)))

    answer = expected(sign_ins.agent(), house, today())

    [register] = answer["registers"]
    assert answer["basis"] == "TYPICAL"
    assert (register["previousValue"], register["lowValue"], register["highValue"]) == (
        None,
        "00000",
        "99999",
    )


@pytest.mark.parametrize("that_day", [lambda: days_ago(-1), lambda: date(2019, 1, 1), lambda: date.min])
def test_a_date_that_cannot_be_read_is_refused_by_name(
    that_day: Callable[[], date], house: House, sign_ins: SignIns
):
    on = that_day()
    error = sign_ins.agent().send(EXPECTED, {"id": house.meter.id, "on": on.isoformat()}).error

    assert error["extensions"] == {"code": "BAD_USER_INPUT", "field": "readDate"}


def test_a_date_after_the_meter_was_removed_is_refused_by_name(street: Street, sign_ins: SignIns):
    house = street.house(a_log(a_meter(removed=days_ago(40)), a_reading(days_ago(60), 45_000)))

    error = sign_ins.agent().send(EXPECTED, {"id": house.meter.id, "on": days_ago(39).isoformat()}).error

    assert error["extensions"]["field"] == "readDate"


def test_guests_are_shown_no_ranges(house: House, api: Api):
    api.start(**house.proof)

    data = api.send(EXPECTED, {"id": house.meter.id, "on": today().isoformat()}).data

    assert data["meter"] == {"installedOn": None, "expected": None}
