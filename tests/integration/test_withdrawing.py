"""Taking a reading back: whose, until when, and what counts then."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from meter_reads.domain.london_time import end_of_london_day
from meter_reads.domain.meter_log import state_of
from meter_reads.domain.readings import ReadingSource
from meter_reads.domain.readings import reading_id as named
from meter_reads.journey.history import read_history
from meter_reads.store.stores import Stores

from .changes import WITHDRAW, submitted, withdraw
from .client import Api
from .houses import House, Street, a_log, a_meter, a_reading, an_estimate, days_ago
from .issuer import SignIns


def refusal(result: dict[str, str]) -> str:
    assert result["__typename"] == "ReadingChangeRefused", result
    assert result["message"]
    return result["code"]


def test_a_customer_takes_back_their_own_reading_and_the_one_before_counts_again(
    house: House, sign_ins: SignIns, stores: Stores
):
    customer = sign_ins.customer(house.account.number)
    before = stores.meter_log.newest(house.meter.id)
    reading = submitted(customer, house, "46180")

    result = withdraw(customer, reading["id"])

    assert result["reading"]["status"] == "WITHDRAWN"
    assert (result["reading"]["consumption"], result["reading"]["withdrawableUntil"]) == (None, None)
    after = stores.meter_log.newest(house.meter.id)
    assert before is not None
    assert after is not None
    assert after.state.last_actual == before.state.last_actual
    assert submitted(customer, house, "46190")["status"] == "ACCEPTED"


def test_a_reading_says_until_when_it_can_be_withdrawn(house: House, sign_ins: SignIns, api: Api):
    document = (
        "query R($id: ID!) { meter(id: $id) { changes { changes { reading { withdrawableUntil } } } } }"
    )
    api.start(**house.proof)
    submitted(api, house, "46180")

    [change] = api.send(document, {"id": house.meter.id}).data["meter"]["changes"]["changes"]

    until = datetime.fromisoformat(change["reading"]["withdrawableUntil"])
    assert until == end_of_london_day(datetime.now(UTC))


def test_a_repeat_gets_the_same_answer_and_stores_nothing_more(
    house: House, sign_ins: SignIns, stores: Stores
):
    customer = sign_ins.customer(house.account.number)
    reading = submitted(customer, house, "46180")
    first = withdraw(customer, reading["id"])
    newest = stores.meter_log.newest(house.meter.id)

    assert withdraw(customer, reading["id"]) == first
    assert stores.meter_log.newest(house.meter.id) == newest


def test_a_guest_takes_back_a_reading_of_the_same_journey(house: House, api: Api):
    api.start(**house.proof)
    reading = submitted(api, house, "46180")

    assert withdraw(api, reading["id"])["reading"]["status"] == "WITHDRAWN"


def test_what_is_not_ones_own_and_what_is_not_there_look_the_same(
    street: Street, sign_ins: SignIns, api: Api
):
    house, other = street.house(), street.house()
    customer, neighbour = sign_ins.customer(house.account.number), sign_ins.customer(other.account.number)
    reading = submitted(customer, house, "46180")
    api.start(**house.proof)

    answers = [
        withdraw(neighbour, reading["id"]),
        withdraw(api, reading["id"]),
        withdraw(neighbour, named(house.meter.id, 99)),
        withdraw(neighbour, named(other.meter.id, 99)),
        withdraw(neighbour, "nonsense"),
        withdraw(neighbour, named("0" * 16, 1)),
    ]

    assert {refusal(answer) for answer in answers} == {"NOT_FOUND"}
    assert len({answer["message"] for answer in answers}) == 1


def test_a_customer_takes_back_what_a_guest_sent_for_their_meter(house: House, sign_ins: SignIns, api: Api):
    api.start(**house.proof)
    reading = submitted(api, house, "46180")

    assert withdraw(sign_ins.customer(house.account.number), reading["id"])["__typename"] == "ReadingChanged"


def test_a_customer_does_not_take_back_what_an_agent_or_another_customer_sent(
    street: Street, sign_ins: SignIns
):
    house = street.house()
    one, other = sign_ins.customer(house.account.number), sign_ins.customer(house.account.number)
    by_agent = submitted(sign_ins.agent(), house, "46080", on=days_ago(15))
    by_one = submitted(one, house, "46180")

    assert refusal(withdraw(other, by_one["id"])) == "NOT_FOUND"
    assert refusal(withdraw(one, by_agent["id"])) == "NOT_FOUND"


def test_after_its_day_a_reading_is_taken_back_by_an_agent_only(street: Street, sign_ins: SignIns):
    yesterday = datetime.now(UTC) - timedelta(days=1)
    log = a_log(
        a_meter(),
        a_reading(days_ago(30), 45_980),
        a_reading(days_ago(2), 46_180, source=ReadingSource.GUEST, submitted_at=yesterday),
    )
    house = street.house(log)
    reading = named(house.meter.id, 2)

    assert refusal(withdraw(sign_ins.customer(house.account.number), reading)) == "TOO_LATE"
    result = withdraw(sign_ins.agent("ann"), reading, "The customer called")
    assert result["reading"]["status"] == "WITHDRAWN"
    assert (result["reading"]["decidedBy"], result["reading"]["decisionReason"]) == (
        "ann@example",
        "The customer called",
    )


def test_after_a_year_nobody_takes_a_reading_back(street: Street, sign_ins: SignIns):
    house = street.house(a_log(a_meter(), a_reading(days_ago(400), 40_000), a_reading(days_ago(30), 42_000)))

    assert refusal(withdraw(sign_ins.agent(), named(house.meter.id, 1), "Wrong")) == "TOO_LATE"


def test_an_agent_says_why_unless_it_is_a_reading_of_their_own(house: House, sign_ins: SignIns):
    ann, ben = sign_ins.agent("ann"), sign_ins.agent("ben")
    reading = submitted(ann, house, "46180")

    error = ben.send(WITHDRAW, {"id": reading["id"]}).error
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "field": "reason"}
    assert withdraw(ann, reading["id"])["reading"]["decidedBy"] is None


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_a_reason_says_something_and_is_short(reason: str, house: House, sign_ins: SignIns):
    variables = {"id": named(house.meter.id, 1), "reason": reason}

    assert sign_ins.agent().send(WITHDRAW, variables).error["extensions"]["field"] == "reason"


def test_only_agents_give_a_reason(house: House, sign_ins: SignIns):
    variables = {"id": named(house.meter.id, 1), "reason": "Why not"}

    error = sign_ins.customer(house.account.number).send(WITHDRAW, variables).error

    assert error["extensions"] == {"code": "BAD_USER_INPUT", "field": "reason"}


def test_a_replaced_reading_cannot_be_taken_back(house: House, sign_ins: SignIns):
    customer = sign_ins.customer(house.account.number)
    first = submitted(customer, house, "46180")
    submitted(customer, house, "46190")

    assert refusal(withdraw(customer, first["id"])) == "NOT_WITHDRAWABLE"


def test_estimates_that_it_had_replaced_count_again(street: Street, sign_ins: SignIns):
    house = street.house(a_log(a_meter(), a_reading(days_ago(60), 45_780), an_estimate(days_ago(30), 46_100)))
    customer = sign_ins.customer(house.account.number)
    reading = submitted(customer, house, "46050")

    withdraw(customer, reading["id"])

    document = """query L($id: ID!) { meter(id: $id) {
      changes { changes { sequence kind reading { id status } } }
      readings { edges { node { id status source } } } } }"""
    data = customer.send(document, {"id": house.meter.id}).data["meter"]
    kinds = [change["kind"] for change in data["changes"]["changes"]]
    assert kinds[2:] == ["READING_SUPERSEDED", "READING_ACCEPTED", "READING_WITHDRAWN", "READING_ESTIMATED"]
    statuses = {edge["node"]["source"]: edge["node"]["status"] for edge in data["readings"]["edges"]}
    assert statuses["ESTIMATE"] == "ACCEPTED"


def test_nobody_and_operators_take_nothing_back(house: House, sign_ins: SignIns, api: Api):
    reading = {"id": named(house.meter.id, 1)}

    assert api.send(WITHDRAW, reading).code == "UNAUTHENTICATED"
    assert sign_ins.operator().send(WITHDRAW, reading).code == "FORBIDDEN"


def test_twenty_at_once_take_it_back_once_and_the_log_stays_whole(
    house: House, sign_ins: SignIns, stores: Stores
):
    customer = sign_ins.customer(house.account.number)
    reading = submitted(customer, house, "46180")

    with ThreadPoolExecutor(20) as pool:
        results = list(pool.map(lambda _: withdraw(customer, reading["id"]), range(20)))

    assert {result["reading"]["status"] for result in results} == {"WITHDRAWN"}
    history = read_history(stores.meter_log, house.meter.id)
    assert history is not None
    assert history.newest.sequence == 3
    assert history.newest.state.last_actual == state_of(history.meter, history.readings).last_actual
