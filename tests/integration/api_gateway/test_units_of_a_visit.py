"""What a reading that is followed live costs in write units: they are a third of its price (docs/cost.md).

Metered as benchmarks/cost.py meters it, by the emulator's own count; refused conditions cost a unit too.
"""

import time
import uuid
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

import pytest
from benchmarks.metered_store import Meter, Service

from meter_reads.lambdas.live_wiring import LiveWiring
from meter_reads.lambdas.socket_events import SocketEvents
from meter_reads.lambdas.stream_events import StreamEvents
from meter_reads.store.connections import Change, Flooded, Paced

from ..live.changes import CHANGES, Followed
from .connections_api import ConnectionsApi
from .events import EventSocket, stream_batch

Metered = Callable[[Callable[[], object]], float]


@pytest.fixture
def meter() -> Meter:
    return Meter()


@pytest.fixture
def metered_wiring(environment: dict[str, str], emulator: str, meter: Meter) -> Iterator[LiveWiring]:
    """The functions, with the meter between them and DynamoDB."""

    class MeteredStore(Service):
        pass

    MeteredStore.meter, MeteredStore.emulator = meter, urlsplit(emulator).netloc
    with ThreadingHTTPServer(("127.0.0.1", 0), MeteredStore) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        endpoint = f"http://127.0.0.1:{server.server_port}"
        wiring = LiveWiring({**environment, "AWS_ENDPOINT_URL": endpoint})
        yield wiring
        wiring.close()
        server.shutdown()
        thread.join()


@pytest.fixture
def units_of(meter: Meter) -> Metered:
    """The write units that something takes."""

    def units_of(act: Callable[[], object]) -> float:
        meter.taken()
        act()
        units: float = meter.taken()["write_units"]
        return units

    return units_of


def test_a_followed_reading_costs_at_most_nineteen_write_units_beside_the_readings_own(
    metered_wiring: LiveWiring, api: ConnectionsApi, followed: Followed, units_of: Metered
):
    socket = EventSocket(SocketEvents(metered_wiring), api)
    stream = StreamEvents(metered_wiring)
    init = {"type": "connection_init", "payload": {"authorization": f"Bearer {followed.token()}"}}
    after = followed.variables(followed.sequence)

    units = {
        "$connect": units_of(socket.connect),
        "connection_init": units_of(lambda: socket.frame(init)),
        "subscribe": units_of(lambda: socket.subscribe(CHANGES, after)),
        "a change": units_of(lambda: stream.handle(stream_batch(*followed.append()), None)),
        "complete": units_of(socket.complete),
        "$disconnect": units_of(socket.disconnect),
    }

    assert socket.sequences == [followed.sequence]
    assert units == {
        "$connect": 2,  # the socket, and its place among those of its address and of all
        "connection_init": 1,  # who is calling, with the frame counted
        "subscribe": 6,  # the operation with the frame, the subscription (2 x 2), its replay over
        "a change": 4,  # counted, held, sent, let go and counted as sent
        "complete": 4,  # the operation and the subscription, with the frame (2 x 2)
        "$disconnect": 2,
    }


def test_a_frame_that_changes_nothing_costs_one_unit_however_soon_it_comes(
    metered_wiring: LiveWiring, api: ConnectionsApi, followed: Followed, units_of: Metered
):
    socket = EventSocket(SocketEvents(metered_wiring), api).acknowledged(followed.token())

    pings = [units_of(lambda: socket.frame({"type": "ping"})) for _ in range(5)]

    assert pings == [1] * 5


def test_frames_of_the_very_same_millisecond_are_counted_and_only_one_too_many_is_refused(wiring: LiveWiring):
    connections = wiring.sockets.connections
    socket, at = uuid.uuid4().hex, time.time() // 1 + 0.9862
    connections.open(socket, "192.0.2.77", "before", at, round(at) + 60)
    frame = Paced(round(at * 1000), spacing=50, burst=100)

    counted = [connections.change(socket, f"frame {number}", Change, lambda: frame) for number in range(2)]

    assert counted == [True, True]
    with pytest.raises(Flooded):
        connections.change(socket, "frame 3", Change, lambda: frame)


def test_a_frame_that_waited_while_later_ones_were_counted_is_no_flood(wiring: LiveWiring):
    connections = wiring.sockets.connections
    socket, at = uuid.uuid4().hex, int(time.time()) * 1000
    connections.open(socket, "192.0.2.78", "before", at / 1000, at // 1000 + 60)
    tries = iter((at, at + 6_001))

    def decide(_: str) -> Change:
        connections.change(socket, "later", Change, lambda: Paced(at + 6_000, spacing=50, burst=5_000))
        return Change("mine")

    counted = connections.change(socket, "mine", decide, lambda: Paced(next(tries), spacing=50, burst=5_000))

    assert counted is True
    assert connections.load(socket).state == "mine"
