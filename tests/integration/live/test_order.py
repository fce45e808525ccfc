"""However the stream delivers, late, twice or out of turn: each change comes once, and in order."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from meter_reads.channel.fan_out import fan_out
from meter_reads.channel.feed import Feed, Subscriber
from meter_reads.channel.operations import Follow, Operations, Result
from meter_reads.channel.topics import meter_topic
from meter_reads.domain.meter_log import LogEntry

from ..store_proxy import StoreProxy
from .changes import CHANGES, Followed, sequence_of
from .server import LiveServer
from .slow_store import Held
from .transport import Socket, Transport


@dataclass
class Counted:
    """The application's operations; counts how often each entry is executed."""

    operations: Operations
    executions: Counter[int] = field(default_factory=Counter)

    def result(self, follow: Follow, entry: LogEntry) -> Result | None:
        self.executions[entry.sequence] += 1
        return self.operations.result(follow, entry)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.operations, name)


@pytest.fixture
def own(serve) -> LiveServer:
    """A server to which only the test delivers."""
    return serve(around=Counted)


@pytest.fixture
def transport(own: LiveServer) -> Transport:
    return Transport(own.url, own.settings)


def follow(transport: Transport, followed: Followed, after: int, **options: Any) -> Socket:
    """A socket with one subscription that is at its place in the log."""
    socket = transport.open().acknowledged(options.pop("token", None) or followed.token())
    socket.subscribe(options.pop("query", CHANGES), followed.variables(after), **options)
    return socket


def live(
    own: LiveServer, transport: Transport, followed: Followed, number: int, **options: Any
) -> list[Socket]:
    """Sockets that have each had one change by replay, and so wait for the next."""
    followed.append()
    sockets = [follow(transport, followed, followed.sequence - 1, **options) for _ in range(number)]
    for socket in sockets:
        assert sequence_of(socket.receive()) == followed.sequence
    assert own.followers(followed.meter_id) == number
    return sockets


def assert_received(sockets: list[Socket], expected: list[int]) -> None:
    for socket in sockets:
        assert [sequence_of(socket.receive()) for _ in expected] == expected
        assert socket.received_until_probe() == []
        socket.cut()


def test_a_change_that_is_delivered_twice_is_sent_once(own, transport, followed):
    sockets = live(own, transport, followed, 2)
    entries = followed.append(3)

    own.fan_out(*entries, *entries)
    own.fan_out(*entries)

    assert_received(sockets, [3, 4, 5])


def test_batches_twice_and_out_of_order_are_sent_once_and_in_order(own, transport, followed):
    sockets = live(own, transport, followed, 3)
    entries = followed.append(24)
    deliveries = [*entries, *entries]
    random.Random(3).shuffle(deliveries)

    own.fan_out(*deliveries)

    assert_received(sockets, [entry.sequence for entry in entries])


def test_deliveries_at_the_same_time_are_sent_once_and_in_order(own, transport, followed):
    sockets = live(own, transport, followed, 3)
    entries = followed.append(20)
    deliveries = [*reversed(entries), *entries]

    async def all_at_once() -> None:
        await asyncio.gather(
            *(
                fan_out(own.live.feed, own.operations, meter_topic(entry.meter.id), entry)
                for entry in deliveries
            )
        )

    own.run(all_at_once())

    assert_received(sockets, [entry.sequence for entry in entries])


def test_a_change_that_the_stream_left_out_is_read_from_the_log(own, transport, followed):
    sockets = live(own, transport, followed, 2)
    *_, newest = followed.append(5)

    own.fan_out(newest)

    assert_received(sockets, [3, 4, 5, 6, 7])


def test_a_late_delivery_of_what_was_replayed_is_not_sent_again(own, transport, followed):
    entries = followed.append(4)
    socket = follow(transport, followed, 0)
    assert [sequence_of(message) for message in socket.messages(4)] == [2, 3, 4, 5]

    own.fan_out(*entries)

    assert_received([socket], [])


@pytest.mark.parametrize("read", ["request", "answer"])
@pytest.mark.parametrize("delivered", ["in order", "reversed", "twice", "not at all", "the last alone"])
def test_changes_between_registration_and_replay_are_neither_lost_nor_repeated(
    serve, proxy: StoreProxy, followed: Followed, read: str, delivered: str
):
    """The replay's read of the log is held: before the store sees it, or after."""
    followed.append(2)
    own = serve()
    held = Held()
    proxy.fail("Query", getattr(held, read))
    socket = follow(Transport(own.url, own.settings), followed, 1)
    held.wait_for()

    entries = followed.append(3)
    match delivered:
        case "in order":
            own.fan_out(*entries)
        case "reversed":
            own.fan_out(*reversed(entries))
        case "twice":
            own.fan_out(*entries, *entries)
        case "the last alone":
            own.fan_out(entries[-1])
    held.release()

    if (read, delivered) == ("answer", "not at all"):
        # The stream delivers at least once, and late at the worst.
        assert [sequence_of(message) for message in socket.messages(2)] == [2, 3]
        own.fan_out(*entries)
        assert_received([socket], [4, 5, 6])
    else:
        assert_received([socket], [2, 3, 4, 5, 6])


@pytest.mark.parametrize("read", ["request", "answer"])
def test_a_subscription_from_now_on_begins_at_the_sequence_it_read(
    serve, proxy: StoreProxy, followed: Followed, read: str
):
    own = serve()
    held = Held()
    proxy.fail("Query", getattr(held, read))
    transport = Transport(own.url, own.settings)
    socket = transport.open().acknowledged(followed.token())
    socket.subscribe(CHANGES, followed.variables())
    held.wait_for()
    own.fan_out(*followed.append(2))
    held.release()
    own.fan_out(*followed.append(1))

    # Now is when the store answered: what came before it is not sent, what came after it is.
    assert_received([socket], [2, 3, 4] if read == "answer" else [4])


def test_a_subscriber_that_is_far_behind_is_kept_little_for_and_misses_nothing(
    serve, proxy: StoreProxy, followed: Followed
):
    own = serve()
    held = Held()
    proxy.fail("Query", held.answer)
    socket = follow(Transport(own.url, own.settings), followed, 1)
    held.wait_for()
    own.fan_out(*followed.append(40))

    async def kept() -> list[int]:
        groups = own.live.feed.groups(meter_topic(followed.meter_id)).values()
        return [len(subscriber.deliveries) for subscribers in groups for subscriber in subscribers]

    assert own.run(kept()) == [16]
    held.release()

    assert_received([socket], list(range(2, 42)))


def test_twenty_subscribers_of_one_document_cost_one_execution_for_each_change(own, transport, followed):
    token = followed.token()
    sockets = live(own, transport, followed, 20, token=token)
    own.operations.executions.clear()
    entries = followed.append(3)

    assert own.fan_out(*entries) == 3

    assert_received(sockets, [3, 4, 5])
    assert own.operations.executions == {3: 1, 4: 1, 5: 1}


def test_each_document_and_each_set_of_variables_costs_one_execution(own, transport, followed):
    token = followed.token()
    followed.append()
    alike = [follow(transport, followed, 1, token=token) for _ in range(3)]
    other_document = follow(transport, followed, 1, token=token, query=CHANGES + "# another")
    other_variables = follow(transport, followed, 0, token=token)
    everyone = [*alike, other_document, other_variables]
    for socket in everyone:
        assert sequence_of(socket.receive()) == 2
    own.operations.executions.clear()
    (entry,) = followed.append()

    assert own.fan_out(entry) == 3

    assert_received(everyone, [3])
    assert own.operations.executions == {3: 3}


def test_those_who_may_see_different_things_are_never_in_one_execution(own, transport, followed):
    sockets = live(own, transport, followed, 1, token=followed.token())
    sockets.append(
        follow(transport, followed, followed.sequence - 1, token=followed.token(timedelta(minutes=10)))
    )
    assert sequence_of(sockets[1].receive()) == followed.sequence
    (entry,) = followed.append()

    assert own.fan_out(entry) == 2

    assert_received(sockets, [3])


def test_a_change_that_nobody_follows_costs_nothing(own, transport, followed):
    entries = followed.append(2)

    assert own.fan_out(*entries) == 0


def test_a_socket_that_is_gone_is_followed_up_by_nobody(own, transport, followed):
    (socket,) = live(own, transport, followed, 1)
    other = follow(transport, followed, 1)
    assert sequence_of(other.receive()) == 2
    socket.cut()
    own.until(lambda: own.followers(followed.meter_id) == 1)

    own.fan_out(*followed.append())

    assert_received([other], [3])


def test_a_completed_operation_is_followed_by_nobody(own, transport, followed):
    (socket,) = live(own, transport, followed, 1)
    socket.complete()
    assert socket.received_until_probe() == []

    assert own.fan_out(*followed.append()) == 0
    assert own.followers(followed.meter_id) == 0
    socket.cut()


def test_a_feed_keeps_nothing_of_those_who_left():
    feed = Feed()
    subscriber = Subscriber(Follow("meter#m", None, None), lambda: None)  # type: ignore[arg-type]
    with feed.subscribed(subscriber):
        assert "meter#m" in feed._subscribers

    assert not feed._subscribers
