"""The service over the real emulator: tables of the session, meters and callers of each test's own."""

import itertools
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette

from meter_reads.api.app import create_app
from meter_reads.settings import Settings
from meter_reads.store.stores import Stores, open_stores

from .calls import Calls
from .client import Api
from .houses import House, Street
from .issuer import SignIns, TokenIssuer
from .store_proxy import StoreProxy

_ADDRESSES = itertools.count(1)


@pytest.fixture(scope="session")
def service_settings(fresh_settings: Callable[[], Settings], issuer: TokenIssuer) -> Settings:
    """Those of a service whose tables the tests of this folder share, each with meters of its own."""
    return replace(fresh_settings(), issuers=(issuer.setting,))


@pytest.fixture(scope="session")
def issuer() -> Iterator[TokenIssuer]:
    """Where customers and staff sign in."""
    with TokenIssuer() as issuer:
        yield issuer


@pytest.fixture
def sign_ins(app: Starlette, issuer: TokenIssuer, stores: Stores) -> SignIns:
    """Signs people in: a customer of some accounts, an agent, an operator."""
    return SignIns(app, issuer, stores)


@pytest.fixture(scope="session")
def stores(service_settings: Settings) -> Stores:
    return open_stores(service_settings)


@pytest.fixture(scope="session")
def app(service_settings: Settings) -> Starlette:
    """The application as in production."""
    return create_app(service_settings)


@pytest.fixture(scope="session")
def development_app(service_settings: Settings) -> Starlette:
    return create_app(replace(service_settings, development=True))


@pytest.fixture
def an_address() -> Callable[[], str]:
    """An address in a network of its own, from which nobody has failed yet."""

    def address() -> str:
        number = next(_ADDRESSES)
        return f"10.{number // 256}.{number % 256}.7"

    return address


@pytest.fixture
def api(app: Starlette, an_address: Callable[[], str]) -> Api:
    """A client of the production application that nobody has seen before."""
    return Api(app, an_address())


@pytest.fixture
def street(stores: Stores) -> Street:
    return Street(stores)


@pytest.fixture
def house(street: Street) -> House:
    """An account with a single-rate electricity meter that was read a month ago."""
    return street.house()


@pytest.fixture
def calls(app: Starlette) -> Iterator[Calls]:
    """What the application asks of DynamoDB during the test."""
    service = app.routes[0].endpoint._service
    # Looked at every twenty seconds, which is no part of any one request.
    service.switch.status(datetime.now(UTC))
    with Calls(service.stores) as calls:
        yield calls


@pytest.fixture
def proxy(emulator: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[StoreProxy]:
    """Stands between DynamoDB and the stores and applications that are opened from here on."""
    with StoreProxy(emulator) as proxy:
        monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.url)
        yield proxy


@pytest.fixture
def proxied(proxy: StoreProxy, service_settings: Settings, an_address: Callable[[], str]) -> Api:
    """A client of an application that reaches DynamoDB through the proxy."""
    return Api(create_app(service_settings), an_address())


@pytest.fixture
def unused_port() -> int:
    """A port of this machine at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port
