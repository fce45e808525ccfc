"""A deployed service to talk to, as its users do: by HTTP, by sockets, and in a browser; nothing behind it.

BASE_URL names one, wherever it is; without it, `make serve` and `make cloud` are started and both are tried.
The service has to know the demo accounts (docs/deploy.md says how to load them).
"""

import os
import secrets
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from .service import PATIENCE_SECONDS, Service
from .sign_in import person, signed_in
from .supplies import Supply, supply_with_room

GIVEN = os.environ.get("BASE_URL")
# Started with what both have: sites of the same build, accounts of the same file.
STARTED = {"make serve": "meter_reads.local.serve", "make cloud": "meter_reads.local.cloud"}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session", params=[GIVEN] if GIVEN else list(STARTED))
def base_url(
    request: pytest.FixtureRequest,
    start_lasting_server: Callable[..., object],
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    """Where the service is."""
    if GIVEN:
        return GIVEN.rstrip("/")
    if request.param == "make cloud":
        return request.getfixturevalue("cloud").url
    # Not the one of the browser's tests: a meter takes three readings of guests a day.
    return start_lasting_server(tmp_path_factory.mktemp("e2e") / "data").url


@pytest.fixture
def service(base_url: str) -> Service:
    return Service(base_url)


@pytest.fixture
def someone_elsewhere(base_url: str) -> Service:
    """Somebody at an address of their own: one of the loopback's, and another one with each test.

    Where the service is not on this machine there is one address for all, and whoever guesses there keeps
    everyone behind it out for a quarter of an hour.
    """
    if urlsplit(base_url).hostname not in ("127.0.0.1", "localhost"):
        pytest.skip("guesses would keep this machine out of the service")
    first, second, third = (1 + secrets.randbelow(254) for _ in range(3))
    return Service(base_url, source=f"127.{first}.{second}.{third}")


@pytest.fixture
def agent(base_url: str) -> Service:
    """The service as an agent asks it."""
    service = Service(base_url)
    signed_in(service, person("agent"))
    return service


@pytest.fixture
def supply(agent: Service) -> Iterator[Supply]:
    """A meter that guests may send a reading of, and from which it is taken back in the end."""
    supply = supply_with_room(agent)
    yield supply
    supply.take_back(agent)


# Closed with the folder's last test: Playwright keeps an event loop running, and asyncio tests would trip.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser: Browser, base_url: str) -> Iterator[Callable[..., Page]]:
    """Opens windows of people who share nothing. Their consoles our pages leave silent; those of the sign-in
    provider are its own business.
    """
    expect.set_options(timeout=PATIENCE_SECONDS * 1000)
    contexts, said = [], list[str]()

    def hear(entry: ConsoleMessage) -> None:
        if entry.type == "error" and entry.location["url"].startswith(base_url):
            said.append(entry.text)

    def open_page(**options: Any) -> Page:
        contexts.append(browser.new_context(locale="en-GB", base_url=base_url, **options))
        page = contexts[-1].new_page()
        page.on("console", hear)
        page.on("pageerror", lambda error: said.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()
