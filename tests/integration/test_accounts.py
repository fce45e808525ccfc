"""Accounts: a customer's own, any for an agent, and found by what is on a bill or a meter."""

from typing import Any

import pytest

from meter_reads.domain.identifiers import mpan_check_digit
from meter_reads.store.stores import Stores

from .calls import Calls
from .changes import EXCHANGE, an_exchange
from .client import Answer, Api
from .houses import House, Street, a_log, a_meter, a_reading, an_account_number, days_ago
from .issuer import SignIns

ACCOUNT = """query($number: ID!) {
  account(number: $number) { number name address postcode meters { id serial supplyPoint accountNumber } }
}"""
SEARCH = """query($text: String!, $first: Int! = 20, $after: String) {
  searchAccounts(text: $text, first: $first, after: $after) {
    edges { cursor node { number name } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""
TRAIL = """query($account: ID, $first: Int! = 20, $after: String) {
  auditTrail(account: $account, first: $first, after: $after) {
    edges { cursor node { at actor actorName action account meterId readingId reason } }
    pageInfo { hasNextPage hasPreviousPage endCursor }
  }
}"""


def found(answer: Answer) -> list[str]:
    return [edge["node"]["number"] for edge in answer.data["searchAccounts"]["edges"]]


def noted(sign_ins: SignIns, account: str) -> list[tuple[str, str | None]]:
    answer = sign_ins.operator().send(TRAIL, {"account": account})
    return [(edge["node"]["action"], edge["node"]["reason"]) for edge in answer.data["auditTrail"]["edges"]]


def test_a_customer_sees_their_own_account_whole(sign_ins: SignIns, house: House):
    customer = sign_ins.customer(house.account.number)

    account = customer.send(ACCOUNT, {"number": house.account.number}).data["account"]

    assert account == {
        "number": house.account.number,
        "name": house.account.name,
        "address": house.account.address,
        "postcode": house.account.postcode,
        "meters": [
            {
                "id": house.meter.id,
                "serial": house.meter.serial,
                "supplyPoint": house.meter.supply_point,
                "accountNumber": house.account.number,
            }
        ],
    }


def test_a_viewer_has_the_accounts_that_are_theirs_and_staff_have_none(sign_ins: SignIns, street: Street):
    houses = [street.house(), street.house()]
    who = "{ viewer { role roles accounts { number meters { id } } } }"

    customer = sign_ins.customer(*(house.account.number for house in houses)).send(who).data["viewer"]

    assert customer["roles"] == ["CUSTOMER"]
    assert [account["number"] for account in customer["accounts"]] == [h.account.number for h in houses]
    for staff, role in ((sign_ins.agent(), "AGENT"), (sign_ins.operator(), "OPERATOR")):
        assert staff.send(who).data["viewer"] == {"role": role, "roles": [role], "accounts": []}


def test_an_account_that_is_not_the_customers_and_one_that_is_not_there_look_the_same(
    sign_ins: SignIns, street: Street, calls: Calls
):
    mine, another = street.house(), street.house()
    customer = sign_ins.customer(mine.account.number)
    customer.send("{ viewer { role } }")
    calls.clear()

    answers = [
        customer.send(ACCOUNT, {"number": number}).content
        for number in (another.account.number, an_account_number(), "no number at all")
    ]

    assert answers == [b'{"data":{"account":null}}'] * 3
    assert calls.operations == []


@pytest.mark.parametrize("meter_id", ["", "x" * 2049, "\u00e9" * 1025])
def test_an_id_that_no_meter_can_have_is_one_that_is_not_there(
    meter_id: str, sign_ins: SignIns, house: House, calls: Calls
):
    agent = sign_ins.agent()
    calls.clear()

    shown = agent.send("query($id: ID!) { meter(id: $id) { id } }", {"id": meter_id}).data
    sent = agent.submit(**{**house.reading(House.ORDINARY), "meterId": meter_id})

    assert shown == {"meter": None}
    assert [finding["code"] for finding in sent["findings"]] == ["METER_MISMATCH"]
    # DynamoDB would refuse such a key, and that would look like an outage.
    assert calls.operations == []


def test_guests_and_operators_and_nobody_see_no_account(sign_ins: SignIns, house: House, api: Api):
    api.start(**house.proof)
    nobody = Api(api.app)

    for caller in (api, sign_ins.operator(), nobody):
        assert caller.send(ACCOUNT, {"number": house.account.number}).data == {"account": None}


def test_an_agent_sees_any_account_and_that_is_noted_once(sign_ins: SignIns, house: House):
    spaced = f" {house.account.number[:4]} {house.account.number[4:]} "

    account = sign_ins.agent().send(ACCOUNT, {"number": spaced}).data["account"]

    assert account["name"] == house.account.name
    assert noted(sign_ins, house.account.number) == [("ACCOUNT_VIEWED", None)]


@pytest.mark.parametrize(
    "text",
    [
        lambda house: house.account.number,
        lambda house: f"{house.account.number[:4]} {house.account.number[4:]}",
        lambda house: house.meter.supply_point,
        lambda house: f" {house.meter.supply_point[:2]} {house.meter.supply_point[2:]} ",
        lambda house: house.meter.serial,
        lambda house: house.meter.serial.lower(),
        lambda house: f"{house.meter.serial[:3]} {house.meter.serial[3:]}",
    ],
    ids=["number", "spaced number", "MPAN", "spaced MPAN", "serial", "lower-case serial", "spaced serial"],
)
def test_an_account_is_found_by_each_of_its_details_however_they_are_typed(
    text: Any, sign_ins: SignIns, house: House, calls: Calls
):
    agent = sign_ins.agent()
    calls.clear()

    assert found(agent.send(SEARCH, {"text": text(house)})) == [house.account.number]
    assert "Scan" not in calls.operations


def test_a_postcode_finds_all_its_accounts_in_pages_that_newcomers_do_not_disturb(
    sign_ins: SignIns, street: Street
):
    number = mpan_check_digit("120000000000")
    houses = [street.house(postcode=f"ZE{number} 9QX") for _ in range(5)]
    numbers = sorted(house.account.number for house in houses)
    agent = sign_ins.agent()

    first = agent.send(SEARCH, {"text": f"ze{number}9qx", "first": 2})
    newcomers = [street.house(postcode=f"ZE{number} 9QX").account.number]
    after = first.data["searchAccounts"]["pageInfo"]["endCursor"]
    rest = agent.send(SEARCH, {"text": f"ZE{number} 9QX", "first": 100, "after": after})

    assert found(first) == numbers[:2]
    assert first.data["searchAccounts"]["pageInfo"]["hasNextPage"] is True
    assert found(rest) == sorted(numbers[2:] + [new for new in newcomers if new > numbers[1]])
    assert rest.data["searchAccounts"]["pageInfo"]["hasNextPage"] is False
    assert rest.data["searchAccounts"]["pageInfo"]["hasPreviousPage"] is True


@pytest.mark.parametrize(
    "text", ["", "   ", "AB1 2CD", "nobody", "0" * 5_000, "\ud800", "search#postcode#M1 7ZQ", "8500417732"]
)
def test_a_text_that_finds_nothing_gives_an_empty_page(text: str, sign_ins: SignIns):
    answer = sign_ins.agent().send(SEARCH, {"text": text})

    if "errors" in answer.json:
        assert answer.code in ("BAD_USER_INPUT", "BAD_REQUEST")
    else:
        assert answer.data["searchAccounts"] == {
            "edges": [],
            "pageInfo": {
                "hasNextPage": False,
                "hasPreviousPage": False,
                "startCursor": None,
                "endCursor": None,
            },
        }


@pytest.mark.parametrize(
    ("variables", "field"),
    [
        ({"first": 0}, "first"),
        ({"first": -1}, "first"),
        ({"first": 101}, "first"),
        ({"after": "nonsense"}, "after"),
        ({"after": "YWNjb3VudC8x"}, "after"),
        ({"after": "x" * 5_000}, "after"),
    ],
)
@pytest.mark.parametrize("asked", ["search", "trail"])
def test_a_page_that_cannot_be_names_the_field(
    asked: str, variables: dict[str, Any], field: str, sign_ins: SignIns
):
    if asked == "search":
        answer = sign_ins.agent().send(SEARCH, {"text": "M1 7ZQ", **variables})
    else:
        answer = sign_ins.operator().send(TRAIL, variables)

    assert answer.code == "BAD_USER_INPUT"
    assert answer.error["extensions"]["field"] == field


def test_only_agents_search_and_only_operators_read_the_audit(sign_ins: SignIns, house: House, api: Api):
    customer = sign_ins.customer(house.account.number)
    api.start(**house.proof)

    for caller in (customer, api, sign_ins.operator()):
        assert caller.send(SEARCH, {"text": "M1 7ZQ"}).code == "FORBIDDEN"
    for caller in (customer, api, sign_ins.agent()):
        assert caller.send(TRAIL, {}).code == "FORBIDDEN"
    for query in (SEARCH.replace("$text: String!", '$text: String! = "x"'), TRAIL):
        assert Api(api.app).send(query, {}).code == "UNAUTHENTICATED"


def test_a_search_is_noted_for_every_account_that_it_shows(sign_ins: SignIns, house: House):
    sign_ins.agent("a searcher").send(SEARCH, {"text": house.meter.serial})

    assert noted(sign_ins, house.account.number) == [("ACCOUNT_SEARCHED", house.meter.serial)]


def test_operators_page_the_audit_newest_first(sign_ins: SignIns, house: House):
    agent = sign_ins.agent("a busy agent")
    for _ in range(3):
        agent.send(ACCOUNT, {"number": house.account.number})

    operator = sign_ins.operator()
    first = operator.send(TRAIL, {"account": house.account.number, "first": 2}).data["auditTrail"]
    rest = operator.send(
        TRAIL, {"account": house.account.number, "after": first["pageInfo"]["endCursor"]}
    ).data["auditTrail"]

    entries = [edge["node"] for edge in first["edges"] + rest["edges"]]
    assert [entry["at"] for entry in entries] == sorted((e["at"] for e in entries), reverse=True)
    assert {entry["actor"] for entry in entries} == {"a busy agent"}
    assert (len(first["edges"]), len(rest["edges"])) == (2, 1)
    assert first["pageInfo"]["hasNextPage"]
    assert not rest["pageInfo"]["hasNextPage"]


def test_a_customer_may_send_ten_readings_of_a_meter_a_day_and_then_is_told_to_wait(
    sign_ins: SignIns, street: Street
):
    house = street.house()
    customer = sign_ins.customer(house.account.number)
    query = """mutation($input: SubmitReadingInput!) {
      submitReading(input: $input) { __typename ... on ReadingRejected { findings { code } } }
    }"""

    outcomes = []
    for day in range(11):
        reading = house.reading(str(45_980 + 7 * (10 + day)), on=days_ago(20 - day))
        answer = customer.send(query, {"input": reading})
        errors = answer.json.get("errors")
        outcomes.append(
            errors[0]["extensions"]["code"] if errors else answer.data["submitReading"]["__typename"]
        )

    assert outcomes == ["ReadingAccepted"] * 10 + ["THROTTLED"]


def test_terms_are_kept_beside_those_of_other_accounts(stores: Stores, street: Street, sign_ins: SignIns):
    serial = f"S{an_account_number()}"
    houses = [street.house(a_log(a_meter(serial=serial), a_reading(days_ago(30), 45_980))) for _ in range(2)]

    assert set(found(sign_ins.agent().send(SEARCH, {"text": serial}))) == {h.account.number for h in houses}


def test_an_account_is_found_by_the_serial_of_a_meter_that_was_put_in_at_an_exchange(
    sign_ins: SignIns, house: House
):
    agent, asked = sign_ins.agent(), an_exchange(house, "46180")

    assert "errors" not in agent.send(EXCHANGE, {"input": asked}).json

    for serial in (asked["newSerial"], house.meter.serial):
        assert house.account.number in found(agent.send(SEARCH, {"text": serial}))
