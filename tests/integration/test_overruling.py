"""What agents may do that others may not, and what everyone is told of a doubtful reading."""

import pytest

from meter_reads.domain.readings import reading_id as named

from .changes import FINDINGS, submitted, told, withdraw
from .client import Api
from .houses import House, Street, a_log, a_meter, a_reading, days_ago, today
from .issuer import SignIns

WHY = "Seen on a photo"


def codes(result: dict[str, list[dict[str, str]]]) -> set[str]:
    return {finding["code"] for finding in result["findings"]}


def a_house_read_twice(street: Street) -> House:
    return street.house(a_log(a_meter(), a_reading(days_ago(60), 45_980), a_reading(days_ago(30), 46_900)))


@pytest.mark.parametrize(
    ("value", "days", "code"),
    [
        ("44000", 370, "DATE_TOO_OLD"),
        ("45100", 30, "DUPLICATE_READING"),
        ("46500", 15, "GREATER_THAN_SUBSEQUENT"),
        ("45100", 0, "LESS_THAN_PREVIOUS"),
    ],
)
def test_an_agent_with_a_reason_overrules_rules_5_7_8_and_9(
    value: str, days: int, code: str, street: Street, sign_ins: SignIns
):
    on = days_ago(days)
    readings = [
        a_reading(days_ago(400), 43_800),
        a_reading(days_ago(30), 46_000),
        a_reading(days_ago(1), 46_200),
    ]
    house = street.house(a_log(a_meter(), *readings))
    agent = sign_ins.agent()

    refused = told(agent, **house.reading(value, on=on))
    stored = told(agent, **house.reading(value, on=on), reason=WHY)

    assert (refused["__typename"], code in codes(refused)) == ("ReadingRejected", True)
    assert stored["__typename"] == "ReadingAccepted"
    assert code in codes(stored)
    assert stored["reading"]["reason"] == WHY


def test_no_reason_makes_the_impossible_possible(house: House, sign_ins: SignIns):
    result = told(sign_ins.agent(), **house.reading("99999"), reason=WHY)

    assert codes(result) == {"IMPOSSIBLE_CONSUMPTION"}
    assert result["__typename"] == "ReadingRejected"


def test_an_agent_accepts_with_a_reason_what_would_be_held(house: House, sign_ins: SignIns):
    result = told(sign_ins.agent(), **house.reading(House.FAR_HIGHER), reason=WHY)

    assert result["__typename"] == "ReadingAccepted"


def test_an_agent_replaces_another_persons_reading_of_the_same_date(street: Street, sign_ins: SignIns):
    house = street.house()
    customer, agent = sign_ins.customer(house.account.number), sign_ins.agent()
    first = submitted(customer, house, "46180")

    assert codes(told(agent, **house.reading("46170"))) == {"DUPLICATE_READING"}
    told(agent, **house.reading("46170"), reason=WHY)

    document = "query H($id: ID!) { meter(id: $id) { readings(first: 2) { edges { node { id status } } } } }"
    edges = agent.send(document, {"id": house.meter.id}).data["meter"]["readings"]["edges"]
    assert {"id": first["id"], "status": "SUPERSEDED"} in [edge["node"] for edge in edges]


def test_a_customer_corrects_their_own_reading_on_the_same_day(house: House, sign_ins: SignIns):
    customer = sign_ins.customer(house.account.number)
    submitted(customer, house, "46180")

    assert submitted(customer, house, "46170")["status"] == "ACCEPTED"
    assert codes(told(sign_ins.customer(house.account.number), **house.reading("46160"))) == {
        "DUPLICATE_READING"
    }


@pytest.mark.parametrize("who", ["guest", "customer"])
def test_only_agents_give_a_reason(who: str, house: House, sign_ins: SignIns, api: Api):
    api.start(**house.proof)
    caller = api if who == "guest" else sign_ins.customer(house.account.number)

    error = caller.send(FINDINGS, {"input": {**house.reading("46180"), "reason": WHY}}).error

    assert error["extensions"] == {"code": "BAD_USER_INPUT", "field": "input.reason"}


def test_a_reading_between_two_others_is_judged_on_both_sides(street: Street, sign_ins: SignIns):
    house = street.house(a_log(a_meter(), a_reading(days_ago(30), 45_980), a_reading(days_ago(1), 46_180)))
    customer = sign_ins.customer(house.account.number)

    too_high = told(customer, **house.reading("46181", on=days_ago(15)))
    nothing_left = told(customer, **house.reading("46180", on=days_ago(15)))
    ordinary = told(customer, **house.reading("46080", on=days_ago(15)))

    assert codes(too_high) >= {"GREATER_THAN_SUBSEQUENT"}
    assert "ZERO_ADVANCE" in codes(nothing_left)
    assert ordinary["__typename"] == "ReadingAccepted"


def test_an_agent_is_told_which_stored_reading_is_likelier_to_be_wrong(street: Street, sign_ins: SignIns):
    house, agent = a_house_read_twice(street), sign_ins.agent()

    result = told(agent, **house.reading("46380"))

    [finding] = result["findings"]
    suspect = named(house.meter.id, 2)
    assert (finding["code"], finding["suspectsReading"]) == ("LESS_THAN_PREVIOUS", suspect)
    assert finding["explanations"][0]["kind"] == "EARLIER_READING_WRONG"
    withdraw(agent, suspect, "46900 was misread")
    assert told(agent, **house.reading("46380"))["__typename"] == "ReadingAccepted"


def test_a_customer_is_told_so_in_words(street: Street, sign_ins: SignIns):
    house = a_house_read_twice(street)

    [finding] = told(sign_ins.customer(house.account.number), **house.reading("46380"))["findings"]

    assert finding["suspectsReading"] is None
    assert "may be the wrong one" in finding["message"]
    assert finding["explanations"][0]["kind"] == "EARLIER_READING_WRONG"


def test_a_guest_is_told_neither_numbers_nor_causes(street: Street, api: Api):
    house = a_house_read_twice(street)
    api.start(**house.proof)

    for value in ("46380", "48500"):
        [finding] = told(api, **house.reading(value))["findings"]
        assert (finding["suspectsReading"], finding["arithmetic"], finding["explanations"]) == (
            None,
            None,
            [],
        )
        assert not any(character.isdigit() for character in finding["message"])


def test_customers_are_told_the_sum_and_the_causes(house: House, sign_ins: SignIns):
    [finding] = told(sign_ins.customer(house.account.number), **house.reading(House.HIGHER))["findings"]

    sums = finding["arithmetic"]
    assert (sums["from"], sums["to"], sums["kwh"]) == (
        days_ago(30).isoformat(),
        today().isoformat(),
        "720.00",
    )
    assert (
        float(sums["lowKwh"]) < float(sums["expectedKwh"]) < float(sums["highKwh"]) < float(sums["outerKwh"])
    )
    likelihoods = [each["likelihood"] for each in finding["explanations"]]
    assert likelihoods == sorted(likelihoods, reverse=True)
    assert finding["explanations"][-1]["message"]


def test_a_first_reading_with_a_comma_before_three_digits_is_asked_about(street: Street, sign_ins: SignIns):
    house = street.house(a_log(a_meter()))

    result = told(sign_ins.customer(house.account.number), **house.reading("45,980"))

    assert result["__typename"] == "ConfirmationNeeded"
    assert result["findings"][0]["explanations"][0]["kind"] == "THOUSANDS_COMMA"
