"""The channel's transports, each over the emulator's real tables and streams."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from meter_reads.channel.limits import Limits
from meter_reads.journey.tokens import Tokens
from meter_reads.settings import Settings
from meter_reads.store.stores import Stores, open_stores

from ..api_gateway.gateway import Gateway
from ..houses import Street
from ..issuer import TokenIssuer
from .changes import Followed
from .server import LiveServer
from .transport import Ability, Transport

# A second transport is one more name here, and a fixture `<name>_transport` that yields a Transport.
TRANSPORTS = ["starlette", "api_gateway"]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(*abilities): what a transport must be able to do for this test")


@pytest.fixture(scope="session")
def live_settings(fresh_settings: Callable[[], Settings], issuer: TokenIssuer) -> Settings:
    return replace(fresh_settings(), issuers=(issuer.setting,))


@pytest.fixture(scope="session")
def live_stores(live_settings: Settings) -> Stores:
    """The store as the tests see it, never through a proxy: a first call connects it."""
    stores = open_stores(live_settings)
    stores.meter_log.newest("no such meter")
    return stores


@pytest.fixture(scope="session")
def server(live_settings: Settings, live_stores: Stores) -> Iterator[LiveServer]:
    """The application as `make serve` runs it, its changes from the table's stream."""
    with LiveServer(live_settings) as server:
        yield server


@pytest.fixture
def serve(live_settings: Settings, live_stores: Stores) -> Iterator[Callable[..., LiveServer]]:
    """Starts servers of a test's own; without the stream, unless it is asked for."""
    servers: list[LiveServer] = []

    def start(limits: Limits | None = None, **options: object) -> LiveServer:
        server = LiveServer(live_settings, limits or Limits(), **{"reads_stream": False, **options})
        servers.append(server.__enter__())
        return server

    yield start
    for server in servers:
        server.__exit__()


@pytest.fixture(scope="session")
def starlette_transport(server: LiveServer) -> Transport:
    return Transport(server.url, server.settings)


@pytest.fixture(scope="session")
def api_gateway_transport(live_settings: Settings, live_stores: Stores, emulator: str) -> Iterator[Transport]:
    """The two functions behind a WebSocket API of the tests' own, which runs frames at the same time."""
    lacks = frozenset({Ability.CLOSE_CODES, Ability.INIT_TIMEOUT, Ability.ORDER, Ability.TIMERS})
    with Gateway(live_settings, emulator) as gateway:
        yield Transport(gateway.url, gateway.settings, lacks)
        assert gateway.failures == []


@pytest.fixture(scope="session", params=TRANSPORTS)
def any_transport(request: pytest.FixtureRequest) -> Transport:
    return request.getfixturevalue(f"{request.param}_transport")


@pytest.fixture
def transport(any_transport: Transport, request: pytest.FixtureRequest) -> Transport:
    """Each transport that can do what the test needs."""
    for marker in request.node.iter_markers("needs"):
        if lacking := any_transport.lacks & {Ability(ability) for ability in marker.args}:
            pytest.skip(f"this transport has no {', '.join(lacking)}: docs/live-channel.md")
    return any_transport


@pytest.fixture
def followed(live_settings: Settings, live_stores: Stores) -> Followed:
    """A meter with one change in its log, a customer's of a month ago."""
    return Followed(Street(live_stores).house(), live_stores, Tokens(live_settings.signing_keys))


@pytest.fixture
def another_followed(live_settings: Settings, live_stores: Stores) -> Followed:
    return Followed(Street(live_stores).house(), live_stores, Tokens(live_settings.signing_keys))
