"""A deployed service to talk to, as its users do: by HTTP, by sockets, and in a browser; nothing behind it.

BASE_URL names one, wherever it is; without it, `make serve` and `make cloud` are started and both are tried.
The service has to know the demo accounts (docs/deploy.md says how to load them).
"""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from .service import PATIENCE_SECONDS, Service

GIVEN = os.environ.get("BASE_URL")
# Started with what both have: sites of the same build, accounts of the same file.
STARTED = {"make serve": "meter_reads.local.serve", "make cloud": "meter_reads.local.cloud"}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session", params=[GIVEN] if GIVEN else list(STARTED))
def base_url(
    request: pytest.FixtureRequest,
    start_server: Callable[..., object],
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    """Where the service is."""
    if GIVEN:
        return GIVEN.rstrip("/")
    if request.param == "make cloud":
        return request.getfixturevalue("cloud").url
    # Not the one of the browser's tests: a meter takes three readings of guests a day.
    return start_server(tmp_path_factory.mktemp("e2e") / "data").url


@pytest.fixture
def service(base_url: str) -> Service:
    return Service(base_url)


@pytest.fixture
def someone_elsewhere(base_url: str) -> Service:
    """Somebody at an address of their own, where this machine has several: those of the loopback."""
    return Service(base_url, source=None if GIVEN else "127.0.0.77")


# Closed with the folder's last test: Playwright keeps an event loop running, and asyncio tests would trip.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, base_url: str) -> Iterator[Page]:
    """A window whose console our pages leave silent; those of the sign-in provider are its own business."""
    expect.set_options(timeout=PATIENCE_SECONDS * 1000)
    context = browser.new_context(locale="en-GB", base_url=base_url)
    page = context.new_page()
    said: list[str] = []

    def hear(entry: ConsoleMessage) -> None:
        if entry.type == "error" and entry.location["url"].startswith(base_url):
            said.append(entry.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []
