"""A customer's and an agent's view of a meter: its readings in pages, what they cost, and use by month."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from meter_reads.domain.meter_log import ChangeKind
from meter_reads.domain.readings import Meter, ReadingSource, ReadingStatus
from meter_reads.domain.registers import Fuel, MeterUnit, Register, RegisterRole

from .calls import Calls
from .client import Api
from .houses import ECONOMY_SEVEN, House, Street, a_log, a_meter, a_reading, an_estimate, days_ago
from .issuer import SignIns

PAGE = """
query Page($id: ID!, $first: Int! = 20, $after: String) {
  meter(id: $id) {
    readings(first: $first, after: $after) {
      edges { cursor node { id readDate status source registers { value advance kwh } consumption { kwh } } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
}"""

COSTS = """
query Costs($id: ID!) {
  meter(id: $id) {
    readings(first: 1) {
      edges { node {
        registers { register { id } advance kwh }
        consumption { from to kwh cost lines { label quantity unit ratePence amount } }
      } }
    }
  }
}"""

MONTHS = """
query Months($id: ID!, $from: Date!, $to: Date!) {
  meter(id: $id) {
    monthlyUse(from: $from, to: $to) {
      month from to kwh cost expectedKwh lowKwh highKwh estimated complete
    }
  }
}"""

OCT, NOV = date(2026, 10, 1), date(2026, 11, 1)
METRIC = (Register("1", RegisterRole.ANYTIME, 5, MeterUnit.CUBIC_METRE),)
IMPERIAL = (Register("1", RegisterRole.ANYTIME, 4, MeterUnit.HUNDRED_CUBIC_FEET),)


def a_house(street: Street, *months: int, meter: Meter | None = None) -> House:
    """A house whose meter was read so many days ago, each time 200 units further."""
    readings = [a_reading(days_ago(ago), 45_000 + 200 * at) for at, ago in enumerate(months)]
    return street.house(a_log(meter or a_meter(), *readings))


def page(api: Api, house: House, **asked: Any) -> dict[str, Any]:
    data = api.send(PAGE, {"id": house.meter.id, **asked}).data
    connection: dict[str, Any] = data["meter"]["readings"]
    return connection


def dates(connection: dict[str, Any]) -> list[str]:
    return [edge["node"]["readDate"] for edge in connection["edges"]]


def ago(*days: int) -> list[str]:
    return [days_ago(each).isoformat() for each in days]


def test_readings_come_newest_first_and_page_by_page(street: Street, sign_ins: SignIns):
    house = a_house(street, 150, 120, 90, 60, 30)
    customer = sign_ins.customer(house.account.number)

    first = page(customer, house, first=2)
    second = page(customer, house, first=2, after=first["pageInfo"]["endCursor"])
    third = page(customer, house, first=2, after=second["pageInfo"]["endCursor"])

    assert [dates(each) for each in (first, second, third)] == [ago(30, 60), ago(90, 120), ago(150)]
    ends = [
        (each["pageInfo"]["hasNextPage"], each["pageInfo"]["hasPreviousPage"])
        for each in (first, second, third)
    ]
    assert ends == [(True, False), (True, True), (False, True)]
    assert first["pageInfo"]["startCursor"] == first["edges"][0]["cursor"]


def test_a_reading_that_is_stored_between_two_pages_neither_repeats_nor_hides_another(
    street: Street, sign_ins: SignIns
):
    house = a_house(street, 150, 120, 90, 60, 30)
    customer = sign_ins.customer(house.account.number)
    first = page(customer, house, first=2)

    customer.submit(**house.reading("46000"))
    customer.submit(**house.reading("45900", on=days_ago(15)))
    second = page(customer, house, first=10, after=first["pageInfo"]["endCursor"])

    assert dates(second) == ago(90, 120, 150)
    assert second["pageInfo"]["hasPreviousPage"]


@pytest.mark.parametrize("after", ["", "nonsense", "MjAyNi0xMC0wMQ==", "é" * 300, "MjAyNi0xMy00MC8x"])
def test_a_cursor_that_is_not_ours_is_refused_by_name(after: str, street: Street, sign_ins: SignIns):
    house = a_house(street, 30)
    agent = sign_ins.agent()

    error = agent.send(PAGE, {"id": house.meter.id, "after": after}).error

    assert error["extensions"] == {"code": "BAD_USER_INPUT", "field": "after"}


@pytest.mark.parametrize("first", [0, -1, 101])
def test_a_page_has_one_to_a_hundred_readings(first: int, street: Street, sign_ins: SignIns):
    house = a_house(street, 30)

    error = sign_ins.agent().send(PAGE, {"id": house.meter.id, "first": first}).error

    assert error["extensions"]["field"] == "first"


def test_history_has_every_reading_with_what_became_of_it_and_costs_only_of_those_that_count(
    street: Street, sign_ins: SignIns
):
    log = a_log(
        a_meter(),
        a_reading(days_ago(90), 45_000),
        an_estimate(days_ago(75), 45_100),
        a_reading(days_ago(60), 45_050, status=ReadingStatus.REJECTED),
        a_reading(days_ago(45), 45_060, status=ReadingStatus.UNDER_REVIEW),
        a_reading(days_ago(30), 45_400),
    )
    house = street.house(log)

    nodes = [edge["node"] for edge in page(sign_ins.agent(), house)["edges"]]

    assert [(node["status"], node["source"]) for node in nodes] == [
        ("ACCEPTED", "CUSTOMER"),
        ("UNDER_REVIEW", "CUSTOMER"),
        ("REJECTED", "CUSTOMER"),
        ("ACCEPTED", "ESTIMATE"),
        ("ACCEPTED", "CUSTOMER"),
    ]
    assert [node["consumption"] for node in nodes] == [{"kwh": "400.00"}, None, None, None, None]
    assert nodes[0]["registers"] == [{"value": "45400", "advance": 400, "kwh": "400.00"}]
    assert nodes[-1]["registers"] == [{"value": "45000", "advance": None, "kwh": None}]


def test_guests_and_customers_of_other_accounts_are_shown_no_history(
    street: Street, sign_ins: SignIns, api: Api
):
    house, other = a_house(street, 60, 30), a_house(street, 60, 30)
    api.start(**house.proof)

    assert api.send(PAGE, {"id": house.meter.id}).data == {"meter": {"readings": None}}
    assert sign_ins.customer(other.account.number).send(PAGE, {"id": house.meter.id}).data == {"meter": None}


@pytest.mark.parametrize(
    ("meter", "opening", "closing", "kwh", "cost", "lines"),
    [
        (a_meter(), (45_980,), (46_230,), "250.00", "82.80", 3),
        (a_meter(fuel=Fuel.GAS, registers=METRIC), (8_214,), (8_301,), "976.20", "87.00", 3),
        (a_meter(fuel=Fuel.GAS, registers=IMPERIAL), (2_310,), (2_341,), "984.39", "87.65", 3),
        (a_meter(registers=ECONOMY_SEVEN), (200, 100), (305, 245), "250.00", "79.41", 4),
    ],
)
def test_a_month_costs_to_the_penny_what_the_worked_bills_say(
    meter: Meter,
    opening: tuple[int, ...],
    closing: tuple[int, ...],
    kwh: str,
    cost: str,
    lines: int,
    *,
    street: Street,
    sign_ins: SignIns,
):
    """domain.md section 6, through the API."""
    house = street.house(a_log(meter, a_reading(OCT, *opening), a_reading(NOV, *closing)))
    customer = sign_ins.customer(house.account.number)

    [edge] = customer.send(COSTS, {"id": house.meter.id}).data["meter"]["readings"]["edges"]

    consumption = edge["node"]["consumption"]
    assert (consumption["from"], consumption["to"]) == ("2026-10-01", "2026-11-01")
    assert (consumption["kwh"], consumption["cost"]) == (kwh, cost)
    assert len(consumption["lines"]) == lines
    assert sum(Decimal(line["amount"]) for line in consumption["lines"]) == Decimal(cost)


def test_use_over_a_day_without_a_tariff_has_no_consumption_and_the_page_is_whole(
    street: Street, sign_ins: SignIns
):
    start = date(2023, 1, 1)
    house = street.house(a_log(a_meter(), a_reading(start, 100), a_reading(start + timedelta(days=30), 300)))

    [edge] = sign_ins.agent().send(COSTS, {"id": house.meter.id}).data["meter"]["readings"]["edges"]

    assert edge["node"]["consumption"] is None
    assert edge["node"]["registers"] == [{"register": {"id": "1"}, "advance": 200, "kwh": "200.00"}]


def test_a_page_of_costs_reads_the_log_once(street: Street, sign_ins: SignIns, calls: Calls):
    house = a_house(street, *range(150, 0, -10))
    agent = sign_ins.agent()
    calls.clear()

    page(agent, house)

    # The newest entry, the note of the look, and the whole log.
    assert calls.operations == ["Query", "TransactWriteItems", "Query"]


def test_use_by_month_is_what_the_readings_say_and_what_was_to_be_expected(street: Street, sign_ins: SignIns):
    log = a_log(
        a_meter(), a_reading(date(2026, 9, 1), 45_780), a_reading(OCT, 45_980), an_estimate(NOV, 46_230)
    )
    house = street.house(log)
    customer = sign_ins.customer(house.account.number)

    asked = {"id": house.meter.id, "from": "2026-08-01", "to": "2026-11-15"}
    september, october = customer.send(MONTHS, asked).data["meter"]["monthlyUse"]

    assert (september["month"], september["kwh"], september["estimated"]) == ("2026-09-01", "200.00", False)
    assert (october["kwh"], october["cost"], october["complete"]) == ("250.00", "82.80", True)
    assert october["estimated"]
    assert Decimal(october["lowKwh"]) < Decimal(october["expectedKwh"]) < Decimal(october["highKwh"])


@pytest.mark.parametrize(("start", "end"), [("2026-10-01", "2026-10-01"), ("2020-01-01", "2026-10-01")])
def test_use_by_month_is_asked_for_a_few_years_at_the_most(
    start: str, end: str, street: Street, sign_ins: SignIns
):
    house = a_house(street, 30)

    error = sign_ins.agent().send(MONTHS, {"id": house.meter.id, "from": start, "to": end}).error

    assert error["extensions"] == {"code": "BAD_USER_INPUT", "field": "to"}


def test_customers_and_agents_see_the_whole_log(street: Street, sign_ins: SignIns):
    house = a_house(street, 60, 30)
    document = "query Log($id: ID!) { meter(id: $id) { changes { changes { sequence kind } lastSequence } } }"

    for api in (sign_ins.customer(house.account.number), sign_ins.agent()):
        changes = api.send(document, {"id": house.meter.id}).data["meter"]["changes"]
        assert [each["sequence"] for each in changes["changes"]] == [1, 2]
        assert {each["kind"] for each in changes["changes"]} == {ChangeKind.READING_ACCEPTED}
        assert changes["lastSequence"] == 2


def test_a_customers_reading_says_at_once_what_it_cost_in_two_calls(
    street: Street, sign_ins: SignIns, calls: Calls
):
    house = a_house(street, 60, 30)
    customer = sign_ins.customer(house.account.number)
    calls.clear()

    result = customer.submit(**house.reading("45380"))

    assert result["reading"]["source"] == ReadingSource.CUSTOMER
    assert result["reading"]["consumption"] == {"kwh": "180.00"}
    assert calls.operations[-2:] == ["Query", "PutItem"]
    assert calls.operations.count("Query") == 1
