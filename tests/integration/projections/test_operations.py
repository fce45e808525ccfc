"""The queries of agents and operators: reviewQueue and operations, over HTTP."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from starlette.applications import Starlette

from meter_reads.api.app import create_app
from meter_reads.domain.readings import ReadingSource, ReadingStatus
from meter_reads.domain.registers import Fuel
from meter_reads.journey.projecting import Projecting
from meter_reads.settings import Settings
from meter_reads.store.open_sockets import OpenSockets
from meter_reads.store.stores import Stores, open_stores

from ..issuer import SignIns, TokenIssuer
from .histories import History, a_log

OPERATIONS = """{ operations {
  at readingsToday readingsLastMinute readingsByMinute { minute count }
  byOutcome { status count } bySource { source count } byFuel { fuel count }
  reviewQueueLength oldestReviewAt liveConnections deliveriesToday fanOutDelayMilliseconds
} }"""
QUEUE = """query Queue($fuel: Fuel, $first: Int! = 20, $after: String) {
  reviewQueue(fuel: $fuel, first: $first, after: $after) {
    edges { cursor node { id status meter { id fuel } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""
GUEST = ReadingSource.GUEST


@pytest.fixture
def settings(fresh_settings: Callable[[], Settings], issuer: TokenIssuer) -> Settings:
    return replace(fresh_settings(), issuers=(issuer.setting,))


@pytest.fixture
def own_stores(settings: Settings) -> Stores:
    return open_stores(settings)


@pytest.fixture
def own_app(settings: Settings) -> Starlette:
    return create_app(settings)


@pytest.fixture
def staff(own_app: Starlette, issuer: TokenIssuer, own_stores: Stores) -> Iterator[SignIns]:
    return SignIns(own_app, issuer, own_stores)


def follow_up(stores: Stores, history: History, now: datetime) -> None:
    """What the stream function does with the history."""
    for shard, records in history.shards.items():
        assert not Projecting(stores.counters, stores.review_queue).take(shard, records, now).failed


def a_queue(stores: Stores, number: int, now: datetime) -> tuple[History, list[str]]:
    """Held readings of both fuels by turns, a minute apart; their ids, the longest waiting first."""
    logs = [a_log(fuel) for fuel in Fuel]
    history = History(logs)
    ids = []
    for place in range(number):
        log = logs[place % 2]
        at = now - timedelta(minutes=number - place)
        stored = history.store(log, ReadingStatus.UNDER_REVIEW, GUEST, at)
        ids.append(f"{log.meter.id}-{stored.sequence}")
    follow_up(stores, history, now)
    return history, ids


def pages(staff: SignIns, first: int, **arguments: object) -> list[str]:
    """All that the queue holds, page by page."""
    agent, found, after = staff.agent(), [], None
    while True:
        queue = agent.send(QUEUE, {"first": first, "after": after, **arguments}).data["reviewQueue"]
        found += [edge["node"]["id"] for edge in queue["edges"]]
        assert queue["pageInfo"]["hasPreviousPage"] == (after is not None)
        if not queue["pageInfo"]["hasNextPage"]:
            return found
        assert len(queue["edges"]) == first
        after = queue["pageInfo"]["endCursor"]


def test_a_quiet_service_says_zero_for_everything(staff: SignIns):
    said = staff.operator().send(OPERATIONS).data["operations"]

    assert (said["readingsToday"], said["readingsLastMinute"], said["reviewQueueLength"]) == (0, 0, 0)
    assert (said["oldestReviewAt"], said["fanOutDelayMilliseconds"], said["liveConnections"]) == (
        None,
        None,
        0,
    )
    assert [each["count"] for each in said["readingsByMinute"]] == [0] * 60
    assert {each["status"] for each in said["byOutcome"]} == set(ReadingStatus)
    assert {each["source"] for each in said["bySource"]} == set(ReadingSource)


def test_the_outcomes_of_today_say_what_has_become_of_its_readings_and_add_up(
    staff: SignIns, own_stores: Stores
):
    now = datetime.now(UTC)
    log = a_log(Fuel.GAS)
    history = History([log])
    held = history.store(log, ReadingStatus.UNDER_REVIEW, GUEST, now)
    history.store(log, ReadingStatus.ACCEPTED, ReadingSource.CUSTOMER, now)
    waiting = history.store(log, ReadingStatus.UNDER_REVIEW, GUEST, now)
    history.change(log, held, ReadingStatus.REJECTED, now)
    follow_up(own_stores, history, now)

    said = staff.agent().send(OPERATIONS).data["operations"]

    outcomes = {each["status"]: each["count"] for each in said["byOutcome"] if each["count"]}
    assert outcomes == {"ACCEPTED": 1, "REJECTED": 1, "UNDER_REVIEW": 1}
    assert (said["readingsToday"], said["readingsLastMinute"]) == (3, 3)
    assert sum(each["count"] for each in said["readingsByMinute"]) == 3
    assert {each["source"]: each["count"] for each in said["bySource"] if each["count"]} == {
        "GUEST": 2,
        "CUSTOMER": 1,
    }
    assert {each["fuel"]: each["count"] for each in said["byFuel"]} == {"ELECTRICITY": 0, "GAS": 3}
    assert said["reviewQueueLength"] == 1
    assert datetime.fromisoformat(said["oldestReviewAt"]).replace(microsecond=0) == (
        waiting.submitted_at.replace(microsecond=0)
    )


def test_sockets_are_counted_that_are_open_and_none_that_is_long_over(staff: SignIns, own_stores: Stores):
    sockets: OpenSockets = own_stores.open_sockets
    now = int(datetime.now(UTC).timestamp())
    for number in range(20):
        sockets.add(f"socket-{number}=", f"192.0.2.{number}", now + 60)
    # API Gateway never said that this one ended.
    sockets.add("forgotten=", "192.0.2.1", now - 1)
    sockets.remove("socket-7=", "192.0.2.7")

    said = staff.operator().send(OPERATIONS).data["operations"]

    assert said["liveConnections"] == 19


def test_the_queue_is_read_page_by_page_the_longest_waiting_first(staff: SignIns, own_stores: Stores):
    _, ids = a_queue(own_stores, 7, datetime.now(UTC))

    for first in (1, 3, 7, 100):
        assert pages(staff, first) == ids
        assert pages(staff, first, fuel="ELECTRICITY") == ids[::2]
        assert pages(staff, first, fuel="GAS") == ids[1::2]


def test_a_cursor_stays_good_when_its_own_reading_has_been_decided(staff: SignIns, own_stores: Stores):
    now = datetime.now(UTC)
    history, ids = a_queue(own_stores, 4, now)
    queue = staff.agent().send(QUEUE, {"first": 2}).data["reviewQueue"]
    decided = history.logs[1].reading(1)
    history.change(history.logs[1], decided, ReadingStatus.ACCEPTED, now)
    history.store(history.logs[0], ReadingStatus.UNDER_REVIEW, GUEST, now)
    # Of which the stream delivers all from the beginning.
    follow_up(own_stores, history, now)

    after = queue["pageInfo"]["endCursor"]
    rest = staff.agent().send(QUEUE, {"after": after}).data["reviewQueue"]

    found = [edge["node"]["id"] for edge in rest["edges"]]
    assert found[:2] == ids[2:]
    assert len(found) == 3
    assert ids[1] not in pages(staff, 20)


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"first": 0}, "first"),
        ({"first": 101}, "first"),
        *(({"after": each}, "after") for each in ("é", "====", "bm90aGluZw==", "I" * 1000)),
    ],
)
def test_a_page_that_cannot_be_is_refused_and_the_field_named(
    arguments: dict[str, object], field: str, sign_ins: SignIns
):
    error = sign_ins.agent().send(QUEUE, arguments).error

    assert error["extensions"] == {"code": "BAD_USER_INPUT", "field": field}


def test_the_room_and_the_queue_are_for_whom_they_are_for(sign_ins: SignIns):
    assert sign_ins.operator().send(QUEUE).code == "FORBIDDEN"
    assert sign_ins.customer("8500417731").send(QUEUE).code == "FORBIDDEN"
    assert sign_ins.customer("8500417731").send(OPERATIONS).code == "FORBIDDEN"
