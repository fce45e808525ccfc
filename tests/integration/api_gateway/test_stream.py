"""The stream's batches: twice, late, out of order, in part; each subscriber has each change once."""

import itertools
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from meter_reads.channel.deliveries import a_replay
from meter_reads.channel.results import Results
from meter_reads.channel.serving import HELD_SECONDS, Serving
from meter_reads.domain.meter_log import LogEntry
from meter_reads.domain.readings import ReadingSource
from meter_reads.journey.caller_claims import caller_with
from meter_reads.lambdas.live_wiring import LiveWiring
from meter_reads.lambdas.stream_events import StreamEvents
from meter_reads.signed_http import SignedHttp
from meter_reads.store.stream_record import StreamRecord

from ..live.changes import CHANGES, Followed
from .conftest import Clock
from .connections_api import ConnectionsApi
from .counted import CountedOperations
from .events import EventSocket, stream_batch, stream_record

Sockets = Callable[[], EventSocket]
NOTHING_FAILED = {"batchItemFailures": [], "state": {}}


def a_follower(a_socket: Sockets, followed: Followed, after: int | None = None) -> EventSocket:
    socket = a_socket().acknowledged(followed.token())
    socket.subscribe(CHANGES, followed.variables(after))
    return socket


def records(*entries: LogEntry) -> list[StreamRecord]:
    return [StreamRecord(str(each.sequence), each.meter.id, lambda each=each: each) for each in entries]


def test_a_change_reaches_who_follows_its_meter_and_nobody_else(
    a_socket: Sockets, followed: Followed, another_followed: Followed, stream: StreamEvents
):
    mine, other = a_follower(a_socket, followed), a_follower(a_socket, another_followed)

    assert stream.handle(stream_batch(*followed.append()), None) == NOTHING_FAILED

    [message] = mine.posts
    assert (message["id"], message["type"]) == ("1", "next")
    assert message["payload"]["data"]["meterChanged"]["kind"] == "READING_ACCEPTED"
    assert mine.sequences == [2]
    assert other.posts == []


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_batches_in_any_order_and_twice_bring_each_change_once_and_in_order(
    order: tuple[int, ...], a_socket: Sockets, followed: Followed, stream: StreamEvents
):
    socket = a_follower(a_socket, followed)
    entries = followed.append(3)

    for number in (*order, *order):
        assert stream.handle(stream_batch(entries[number]), None) == NOTHING_FAILED

    assert socket.sequences == [2, 3, 4]


def test_the_same_batches_at_the_same_time_bring_each_change_once_and_in_order(
    a_socket: Sockets, followed: Followed, stream: StreamEvents
):
    sockets = [a_follower(a_socket, followed) for _ in range(4)]
    entries = followed.append(4)
    batches = [stream_batch(*entries[:2]), stream_batch(*entries[2:]), stream_batch(*entries)] * 3

    with ThreadPoolExecutor(len(batches)) as pool:
        answers = list(pool.map(lambda batch: stream.handle(batch, None), batches))

    assert answers == [NOTHING_FAILED] * len(batches)
    assert [socket.sequences for socket in sockets] == [[2, 3, 4, 5]] * 4


def test_changes_while_a_client_subscribes_come_once_and_in_order(
    a_socket: Sockets, followed: Followed, stream: StreamEvents
):
    """The replay and the stream race for the same subscription."""
    followed.append(3)
    sockets = [a_socket().acknowledged(followed.token()) for _ in range(6)]

    def append_and_deliver(_: int) -> None:
        stream.handle(stream_batch(*followed.append()), None)

    with ThreadPoolExecutor(8) as pool:
        deliveries = pool.submit(lambda: [append_and_deliver(number) for number in range(5)])
        subscribed = pool.map(lambda each: each.subscribe(CHANGES, followed.variables(1)), sockets)
        list(subscribed)
        deliveries.result()

    assert [socket.sequences for socket in sockets] == [list(range(2, 10))] * 6


def test_a_change_that_comes_during_a_replay_is_left_to_the_replay(
    a_socket: Sockets,
    followed: Followed,
    stream: StreamEvents,
    wiring: LiveWiring,
    counted: CountedOperations,
):
    socket = a_follower(a_socket, followed)
    subscriptions = wiring.sockets.subscriptions
    [subscription] = subscriptions.of_topic(f"meter#{followed.meter_id}")
    now = time.time()
    held = subscriptions.claim(subscription.place, a_replay(), 99, now, now + HELD_SECONDS)

    # As fast as if nobody held it: the batch has others to see to.
    assert stream.handle(stream_batch(*followed.append(2)), None) == NOTHING_FAILED
    assert socket.posts == []
    Serving(held, wiring.sockets, Results(counted, caller_with), time.time).run()
    assert socket.sequences == [2, 3]
    stream.handle(stream_batch(*followed.append()), None)
    assert socket.sequences == [2, 3, 4]


def test_a_change_that_comes_when_a_replay_has_read_the_log_to_its_end_is_not_lost(
    a_socket: Sockets,
    followed: Followed,
    stream: StreamEvents,
    wiring: LiveWiring,
    counted: CountedOperations,
):
    socket = a_follower(a_socket, followed)
    subscriptions = wiring.sockets.subscriptions
    [subscription] = subscriptions.of_topic(f"meter#{followed.meter_id}")
    now = time.time()
    held = subscriptions.claim(subscription.place, a_replay(), 99, now, now + HELD_SECONDS)
    counted.after_reading = [lambda: stream.handle(stream_batch(*followed.append()), None)]

    Serving(held, wiring.sockets, Results(counted, caller_with), time.time).run()

    assert socket.sequences == [2]


def test_who_comes_back_with_the_last_sequence_misses_nothing(
    a_socket: Sockets, followed: Followed, stream: StreamEvents
):
    first = a_follower(a_socket, followed)
    stream.handle(stream_batch(*followed.append(2)), None)
    first.disconnect()
    missed = followed.append(2)
    stream.handle(stream_batch(*missed), None)

    second = a_follower(a_socket, followed, after=first.sequences[-1])
    stream.handle(stream_batch(*missed, *followed.append()), None)

    assert first.sequences + second.sequences == [2, 3, 4, 5, 6]


def test_a_change_that_is_not_for_a_guest_is_passed_over(
    a_socket: Sockets, followed: Followed, stream: StreamEvents, batch_of, counted: CountedOperations
):
    socket = a_follower(a_socket, followed)
    hidden = followed.append(1, ReadingSource.CUSTOMER)

    stream.handle(stream_batch(*hidden), None)
    batch_of(Clock(time.time())).handle(records(*followed.append()))

    assert socket.sequences == [3]
    # The change that was passed over is not looked at again.
    assert counted.executions == [3]


@pytest.mark.parametrize("subscribers", [1, 100, 1000])
def test_an_entry_is_executed_once_for_all_who_ask_the_same(  # fixtures
    subscribers: int, a_socket: Sockets, followed: Followed, wiring: LiveWiring, api, batch_of, counted
):
    socket = a_follower(a_socket, followed)
    subscriptions = wiring.sockets.subscriptions
    [one] = subscriptions.of_topic(f"meter#{followed.meter_id}")
    others = [
        replace(one, place=replace(one.place, connection_id=f"{socket.id}{number}"))
        for number in range(1, subscribers)
    ]
    dynamodb = wiring.sockets.connections._dynamodb
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda each: dynamodb.call("PutItem", subscriptions.put_request(each)["Put"]), others))

    again = batch_of(Clock(time.time())).handle(records(*followed.append()))

    assert again == []
    assert counted.executions == [2]
    assert all(api.sequences(each.place.connection_id) == [2] for each in (one, *others))


def test_other_eyes_and_other_questions_are_executed_apart(
    a_socket: Sockets, followed: Followed, batch_of, counted: CountedOperations
):
    for token in (followed.token(), followed.token(timedelta(minutes=10))):
        socket = a_socket().acknowledged(token)
        socket.subscribe(CHANGES, followed.variables())
        socket.subscribe(CHANGES.replace(" kind", ""), followed.variables(), id="2")

    batch_of(Clock(time.time())).handle(records(*followed.append()))

    assert counted.executions == [2] * 4


def test_one_dead_socket_among_fifty_hurts_nobody_else_and_is_forgotten(
    a_socket: Sockets, followed: Followed, stream: StreamEvents, api: ConnectionsApi, wiring: LiveWiring
):
    token = followed.token()
    sockets = [a_socket().acknowledged(token) for _ in range(50)]
    for socket in sockets:
        socket.subscribe(CHANGES, followed.variables())
    dead = sockets[20]
    api.answer = lambda connection_id, text: 410 if connection_id == dead.id else 200

    assert stream.handle(stream_batch(*followed.append()), None) == NOTHING_FAILED

    assert [socket.sequences for socket in sockets if socket is not dead] == [[2]] * 49
    assert wiring.sockets.connections.load(dead.id) is None
    topic = f"meter#{followed.meter_id}"
    followers = {each.place.connection_id for each in wiring.sockets.subscriptions.of_topic(topic)}
    assert followers == {socket.id for socket in sockets} - {dead.id}


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_post_that_is_throttled_or_fails_is_tried_again(
    status: int, a_socket: Sockets, followed: Followed, stream: StreamEvents, api: ConnectionsApi
):
    socket = a_follower(a_socket, followed)
    before = api.tries[socket.id]
    api.answer = lambda connection_id, text: status if api.tries[connection_id] < before + 3 else 200

    assert stream.handle(stream_batch(*followed.append()), None) == NOTHING_FAILED

    assert socket.sequences == [2]
    assert api.tries[socket.id] == before + 3


def test_a_post_that_fails_for_long_has_the_record_come_again_which_others_do_not_notice(
    a_socket: Sockets, followed: Followed, stream: StreamEvents, api: ConnectionsApi
):
    unlucky, lucky = a_follower(a_socket, followed), a_follower(a_socket, followed)
    api.answer = lambda connection_id, text: 500 if connection_id == unlucky.id else 200
    batch = stream_batch(*followed.append())

    [failed] = stream.handle(batch, None)["batchItemFailures"]
    api.answer = lambda connection_id, text: 200
    assert failed == {"itemIdentifier": batch["Records"][0]["dynamodb"]["SequenceNumber"]}
    assert stream.handle(batch, None) == NOTHING_FAILED

    assert (unlucky.sequences, lucky.sequences) == ([2], [2])


def test_a_post_that_is_refused_stays_with_its_socket_until_the_next_change(
    a_socket: Sockets, followed: Followed, stream: StreamEvents, api: ConnectionsApi
):
    refused, other = a_follower(a_socket, followed), a_follower(a_socket, followed)
    api.answer = lambda connection_id, text: 403 if connection_id == refused.id else 200

    assert stream.handle(stream_batch(*followed.append()), None) == NOTHING_FAILED
    api.answer = lambda connection_id, text: 200
    stream.handle(stream_batch(*followed.append()), None)

    assert (refused.sequences, other.sequences) == ([2, 3], [2, 3])


def test_a_record_that_nobody_can_read_is_reported_and_the_rest_goes_on(
    a_socket: Sockets, followed: Followed, another_followed: Followed, stream: StreamEvents
):
    first, second = a_follower(a_socket, followed), a_follower(a_socket, another_followed)
    poison = stream_record(*followed.append())
    poison["dynamodb"]["NewImage"]["state"] = {"S": "{"}
    good = stream_record(*another_followed.append())

    answer = stream.handle({"Records": [poison, good]}, None)

    assert answer == NOTHING_FAILED | {
        "batchItemFailures": [{"itemIdentifier": poison["dynamodb"]["SequenceNumber"]}]
    }
    assert first.sequences == []
    assert second.sequences == [2]


def test_a_subscription_whose_token_has_ended_gets_an_error_and_nothing_more(
    a_socket: Sockets, followed: Followed, batch_of, wiring: LiveWiring
):
    socket = a_follower(a_socket, followed)
    later = Clock(time.time() + timedelta(minutes=21).total_seconds())

    batch_of(later).handle(records(*followed.append()))
    batch_of(later).handle(records(*followed.append()))

    [error] = socket.posts
    assert (error["type"], error["id"]) == ("error", "1")
    assert error["payload"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert list(wiring.sockets.subscriptions.of_topic(f"meter#{followed.meter_id}")) == []


def test_a_result_that_is_too_large_ends_its_subscription_with_an_error_that_says_so(
    a_socket: Sockets, followed: Followed, stream: StreamEvents
):
    socket = a_socket().acknowledged(followed.token())
    readings = " ".join(f"{name}: reading {{ ...Long }}" for name in "abcd")
    query = f"""
      subscription($meterId: ID!) {{ meterChanged(meterId: $meterId) {{ {readings} }} }}
      fragment Long on Reading {{ {"x" * 40_000}: id }}
    """
    socket.subscribe(query, followed.variables())

    for _ in range(2):
        assert stream.handle(stream_batch(*followed.append()), None) == NOTHING_FAILED

    [error] = socket.posts
    assert (error["type"], error["id"]) == ("error", "1")
    assert "128 KB" in error["payload"][0]["message"]


class Killed(BaseException):
    """The process ends here; nothing in it runs any more."""


class Fuse:
    """Ends the process at one of its calls: before it, or when it is done and the answer is on its way."""

    def __init__(self, at: int, *, after: bool) -> None:
        self.left = at
        self.after = after
        self.burnt = False

    def around(self, send: Callable[..., tuple[int, bytes]]) -> Callable[..., tuple[int, bytes]]:
        def sent(*request: object) -> tuple[int, bytes]:
            if self.burnt:
                raise Killed
            self.left -= 1
            if self.left >= 0:
                return send(*request)
            self.burnt = True
            if self.after:
                send(*request)
            raise Killed

        return sent


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("missed", [0, 2])
def test_killed_at_any_step_and_delivered_again_nothing_is_lost_and_at_most_one_comes_twice(
    missed: int, moment: str, a_socket: Sockets, followed: Followed, batch_of, monkeypatch
):
    send = SignedHttp.send
    for step in range(12):
        socket = a_follower(a_socket, followed)
        start = followed.sequence
        entries = followed.append(1 + missed)
        fuse = Fuse(step, after=moment == "after")
        with monkeypatch.context() as patch:
            patch.setattr(SignedHttp, "send", fuse.around(send))
            with suppress(Killed):
                batch_of(Clock(time.time())).handle(records(entries[-1]))
        # Lambda delivers again; whoever held the subscription is dead, which shows when its time is over.
        assert batch_of(Clock(time.time())).handle(records(*entries)) == []

        expected = list(range(start + 1, start + 1 + len(entries)))
        assert sorted(set(socket.sequences)) == expected
        assert socket.sequences == sorted(socket.sequences)
        assert len(socket.sequences) - len(expected) <= 1
        socket.disconnect()
        if not fuse.burnt:
            return
    pytest.fail("there are more steps than this test goes through")
