"""The two functions over the emulator's tables and a local @connections; meters of each test's own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from meter_reads.channel.deliveries import Deliveries
from meter_reads.channel.results import Results
from meter_reads.channel.stream_batch import StreamBatch
from meter_reads.journey.caller_claims import caller_with
from meter_reads.journey.tokens import Tokens
from meter_reads.lambdas.live_wiring import LiveWiring
from meter_reads.lambdas.socket_events import SocketEvents
from meter_reads.lambdas.stream_events import StreamEvents
from meter_reads.settings import Settings
from meter_reads.store.stores import Stores, open_stores

from ..houses import Street
from ..live.changes import Followed
from .connections_api import ConnectionsApi
from .counted import CountedOperations
from .events import EventSocket
from .gateway import function_environment


@dataclass
class Clock:
    """Unix seconds that pass when somebody waits, or when the test says so."""

    now: float

    def __call__(self) -> float:
        return self.now

    def pause(self, _seconds: float) -> None:
        self.now += 1


@pytest.fixture(scope="session")
def gateway_settings(fresh_settings: Callable[[], Settings]) -> Settings:
    return fresh_settings()


@pytest.fixture(scope="session")
def gateway_stores(gateway_settings: Settings) -> Stores:
    return open_stores(gateway_settings)


@pytest.fixture(scope="session")
def every_api() -> Iterator[ConnectionsApi]:
    with ConnectionsApi() as api:
        yield api


@pytest.fixture
def api(every_api: ConnectionsApi) -> Iterator[ConnectionsApi]:
    """Takes every post, unless the test says otherwise."""
    yield every_api
    every_api.answer = lambda connection_id, text: 200


@pytest.fixture(scope="session")
def environment(gateway_settings: Settings, every_api: ConnectionsApi, emulator: str) -> dict[str, str]:
    return function_environment(gateway_settings, every_api.endpoint, emulator)


@pytest.fixture(scope="session")
def wiring(environment: dict[str, str]) -> Iterator[LiveWiring]:
    wiring = LiveWiring(environment)
    yield wiring
    wiring.close()


@pytest.fixture(scope="session")
def events(wiring: LiveWiring) -> SocketEvents:
    return SocketEvents(wiring)


@pytest.fixture(scope="session")
def stream(wiring: LiveWiring) -> StreamEvents:
    return StreamEvents(wiring)


@pytest.fixture
def a_socket(events: SocketEvents, api: ConnectionsApi) -> Callable[[], EventSocket]:
    return lambda: EventSocket(events, api)


@pytest.fixture
def followed(gateway_settings: Settings, gateway_stores: Stores) -> Followed:
    """A meter with one change in its log, a customer's of a month ago."""
    return Followed(Street(gateway_stores).house(), gateway_stores, Tokens(gateway_settings.signing_keys))


@pytest.fixture
def another_followed(gateway_settings: Settings, gateway_stores: Stores) -> Followed:
    return Followed(Street(gateway_stores).house(), gateway_stores, Tokens(gateway_settings.signing_keys))


@pytest.fixture
def counted(wiring: LiveWiring) -> CountedOperations:
    return CountedOperations(wiring.operations)


@pytest.fixture
def batch_of(counted: CountedOperations, wiring: LiveWiring) -> Callable[[Clock], StreamBatch]:
    """What handles a batch, at a time of the test's own."""

    def make(clock: Clock) -> StreamBatch:
        results = Results(counted, caller_with)
        return StreamBatch(
            wiring.sockets.subscriptions,
            lambda: Deliveries(wiring.sockets, results, clock, clock.pause),
        )

    return make
