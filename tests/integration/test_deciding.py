"""An agent decides about a held reading: once, with a reason, and beside the readings of today."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from meter_reads.domain.readings import reading_id as named
from meter_reads.store.stores import Stores

from .changes import DECIDE, decide, decision_answer, submitted, withdraw
from .client import RECEIPT, SUBMIT, Api
from .houses import House, Street, a_log, a_meter, a_reading, an_estimate, days_ago
from .issuer import SignIns


def held(api: Api, house: House) -> str:
    """The id of a guest's reading that waits for a person."""
    api.start(**house.proof)
    reading = submitted(api, house, House.FAR_HIGHER)
    assert reading["status"] == "UNDER_REVIEW"
    identifier: str = reading["id"]
    return identifier


def test_an_accepted_reading_counts_and_says_who_decided_when_and_why(
    house: House, sign_ins: SignIns, api: Api, stores: Stores
):
    reading = held(api, house)

    result = decide(sign_ins.agent("ann"), reading, "ACCEPT", "  The home has a heat pump now  ")

    whole = result["reading"]
    assert (whole["id"], whole["status"]) == (reading, "ACCEPTED")
    assert (whole["decidedBy"], whole["decisionReason"]) == ("ann@example", "The home has a heat pump now")
    assert whole["decidedAt"] is not None
    assert whole["consumption"] == {"kwh": "2020.00"}
    newest = stores.meter_log.newest(house.meter.id)
    assert newest is not None
    assert newest.state.held == ()


def test_a_rejected_reading_is_not_used_and_its_sender_is_told_why(house: House, sign_ins: SignIns, api: Api):
    reading = held(api, house)
    decide(sign_ins.agent(), reading, "REJECT", "The photo shows 46180")

    document = """query H($id: ID!) { meter(id: $id) { readings(first: 1) { edges { node {
      id status decisionReason decidedBy reason consumption { kwh } } } } } }"""
    customer = sign_ins.customer(house.account.number)
    [edge] = customer.send(document, {"id": house.meter.id}).data["meter"]["readings"]["edges"]

    assert edge["node"] == {
        "id": reading,
        "status": "REJECTED",
        "decisionReason": "The photo shows 46180",
        "decidedBy": None,
        "reason": None,
        "consumption": None,
    }


def test_a_receipt_says_what_was_decided(house: House, sign_ins: SignIns, api: Api):
    api.start(**house.proof)
    asked = house.reading(House.FAR_HIGHER)
    token = api.submit(**asked)["confirmationToken"]
    answer = api.send(SUBMIT, {"input": {**asked, "confirmationToken": token}}).data["submitReading"]
    receipt = answer["receipt"]

    decide(sign_ins.agent(), receipt["reference"], "ACCEPT")

    checked = api.send(RECEIPT, {key: receipt[key] for key in ("reference", "signature")}).data["receipt"]
    assert checked["status"] == "ACCEPTED"


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_a_decision_has_a_reason_and_a_short_one(reason: str, house: House, sign_ins: SignIns, api: Api):
    error = decision_answer(sign_ins.agent(), held(api, house), "ACCEPT", reason).error

    assert error["extensions"] == {"code": "BAD_USER_INPUT", "field": "input.reason"}


def test_a_repeat_of_ones_own_decision_gets_the_first_answer(house: House, sign_ins: SignIns, api: Api):
    reading, agent = held(api, house), sign_ins.agent("ann")
    first = decide(agent, reading, "ACCEPT")

    assert decide(agent, reading, "ACCEPT") == first


def test_a_second_decision_is_refused_and_says_what_was_decided_by_whom(
    house: House, sign_ins: SignIns, api: Api
):
    reading = held(api, house)
    decide(sign_ins.agent("ann"), reading, "ACCEPT")

    for agent, decision in (("ben", "ACCEPT"), ("ben", "REJECT"), ("ann", "REJECT")):
        refused = decide(sign_ins.agent(agent), reading, decision)
        assert refused["code"] == "NOT_UNDER_REVIEW"
        assert "accepted by ann@example" in refused["message"]


def test_of_two_agents_at_once_exactly_one_decides(house: House, sign_ins: SignIns, api: Api, stores: Stores):
    reading = held(api, house)
    agents = [(sign_ins.agent(f"agent {at}"), "ACCEPT" if at % 2 else "REJECT") for at in range(8)]

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda asked: decide(asked[0], reading, asked[1]), agents))

    kinds = [result["__typename"] for result in results]
    assert sorted(kinds) == ["ReadingChangeRefused"] * 7 + ["ReadingChanged"]
    newest = stores.meter_log.newest(house.meter.id)
    assert newest is not None
    assert newest.sequence == 3


def test_what_is_not_there_or_not_held_cannot_be_decided(house: House, sign_ins: SignIns):
    agent = sign_ins.agent()

    assert decide(agent, named(house.meter.id, 99), "ACCEPT")["code"] == "NOT_FOUND"
    assert decide(agent, "nonsense", "ACCEPT")["code"] == "NOT_FOUND"
    assert decide(agent, named(house.meter.id, 1), "REJECT")["code"] == "NOT_UNDER_REVIEW"


def test_a_reading_that_was_taken_back_meanwhile_cannot_be_decided(house: House, sign_ins: SignIns, api: Api):
    reading = held(api, house)
    withdraw(api, reading)

    refused = decide(sign_ins.agent(), reading, "ACCEPT")

    assert refused["code"] == "NOT_UNDER_REVIEW"
    assert "taken back" in refused["message"]


def test_an_accepted_reading_replaces_the_estimates_that_it_shows_to_be_wrong(
    street: Street, sign_ins: SignIns, api: Api
):
    house = street.house(a_log(a_meter(), a_reading(days_ago(60), 45_980), an_estimate(days_ago(30), 46_300)))
    api.start(**house.proof)
    reading = submitted(api, house, "46000")

    decide(sign_ins.agent(), reading["id"], "ACCEPT")

    document = "query H($id: ID!) { meter(id: $id) { readings { edges { node { source status } } } } }"
    edges = sign_ins.agent().send(document, {"id": house.meter.id}).data["meter"]["readings"]["edges"]
    assert [edge["node"]["status"] for edge in edges] == ["ACCEPTED", "SUPERSEDED", "ACCEPTED"]


@pytest.mark.parametrize("who", ["guest", "customer", "operator", "nobody"])
def test_only_agents_decide(who: str, house: House, sign_ins: SignIns, api: Api):
    reading = held(api, house)
    callers = {
        "guest": api,
        "customer": sign_ins.customer(house.account.number),
        "operator": sign_ins.operator(),
        "nobody": Api(api.app),
    }

    code = (
        callers[who]
        .send(DECIDE, {"input": {"readingId": reading, "decision": "ACCEPT", "reason": "Why not"}})
        .code
    )

    assert code == ("UNAUTHENTICATED" if who == "nobody" else "FORBIDDEN")
