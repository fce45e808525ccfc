"""The operations room while readings come by the thousand: it counts right, and draws no more than it must.

The browser reaches the service over a wire that tests can cut.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, WebSocket, WebSocketRoute, expect
from tests.browser.conftest import ARGUMENTS
from tests.browser.signed_in.relay import Relay, relayed
from tests.busy_log import BusyLog, Recount
from tests.conftest import Server

from meter_reads.domain.readings import ReadingSource, ReadingStatus
from meter_reads.domain.registers import Fuel

A_SECOND_OF_IT = 1_000
SECONDS_OF_IT = 8
# What one snapshot can change at the most: a text for each figure, two attributes for each of 60 bars, two
# texts for each line of the table of minutes, and the shares.
MOST_WRITES = 400

# Counts the pictures that the screen was given, and in how many goes, and how much, the page was written to.
WATCH_THE_PAGE = """() => {
    const watched = { pictures: 0, goes: 0, most: 0, elements: document.querySelectorAll("*").length };
    const count = () => { watched.pictures += 1; requestAnimationFrame(count); };
    requestAnimationFrame(count);
    new MutationObserver((writes) => {
        watched.goes += 1;
        watched.most = Math.max(watched.most, writes.length);
    }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    globalThis.watched = watched;
}"""
WATCHED = """() => ({ ...watched, elementsNow: document.querySelectorAll("*").length })"""
SAYS = """(today) => [...document.querySelectorAll("dt")]
    .some(({ textContent, nextElementSibling }) =>
        textContent === "Readings today"
        && Number(nextElementSibling.textContent.replaceAll(",", "")) === today)"""


@pytest.fixture(scope="module")
def server(start_server: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory) -> Server:
    return start_server(tmp_path_factory.mktemp("full-rate") / "data")


@pytest.fixture(scope="module")
def site_url(server: Server) -> str:
    """A service of these tests' own, whose logs they count."""
    return server.url


@pytest.fixture(scope="module")
def log(server: Server, site_url: str) -> BusyLog:
    assert site_url
    return BusyLog(server.data)


@pytest.fixture(scope="module")
def wire(site_url: str) -> Iterator[Relay]:
    with relayed(urlsplit(site_url).port or 80) as wire:
        yield wire


@pytest.fixture(scope="module")
def browser(browser: Browser, site_url: str, wire: Relay) -> Iterator[Browser]:
    """One that reaches the service's address at the other end of the wire."""
    rule = f"--host-resolver-rules=MAP {urlsplit(site_url).netloc} 127.0.0.1:{wire.port}"
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    own = browser.browser_type.launch(executable_path=path, args=[*ARGUMENTS, rule])
    yield own
    own.close()


def _rows(page: Page, title: str) -> list[int]:
    """The counts of a table, in its order."""
    cells = page.get_by_role("table").filter(has_text=title).locator("tbody td:nth-of-type(1)")
    return [int(text.replace(",", "")) for text in cells.all_inner_texts()]


def _figure(page: Page, name: str) -> str:
    return page.get_by_role("term").filter(has_text=name).locator("xpath=following-sibling::dd").inner_text()


def _expect_all_to_equal(page: Page, logs: Recount) -> None:
    page.wait_for_function(SAYS, arg=logs.readings)
    expect(page.get_by_role("definition").nth(2)).to_have_text(str(logs.waiting))
    statuses = ("ACCEPTED", "ACCEPTED_FLAGGED", "UNDER_REVIEW", "REJECTED", "SUPERSEDED", "WITHDRAWN")
    sources = ("GUEST", "CUSTOMER", "AGENT", "SMART", "IMPORT", "ESTIMATE")
    assert _rows(page, "Outcomes today") == [logs.outcomes[ReadingStatus(each)] for each in statuses]
    assert _rows(page, "Sources today") == [logs.sources[ReadingSource(each)] for each in sources]
    assert _rows(page, "Fuels today") == [logs.fuels[Fuel(each)] for each in ("ELECTRICITY", "GAS")]
    page.get_by_text("The figures as a table").click()
    assert sum(_rows(page, "Minute")) == logs.readings


def test_at_a_thousand_readings_a_second_each_snapshot_is_drawn_once_and_the_last_is_right(
    person, log: BusyLog
) -> None:
    operator = person("operator")
    page: Page = operator.page
    snapshots: list[str] = []

    def count(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: snapshots.append(frame) if '"next"' in str(frame) else None)

    page.on("websocket", count)
    operator.open("/operations.html")
    expect(page.get_by_text(re.compile("^As of"))).to_be_visible()
    page.evaluate(WATCH_THE_PAGE)
    snapshots.clear()

    for _ in range(SECONDS_OF_IT):
        log.append(A_SECOND_OF_IT)

    logs = log.recount()
    assert logs.readings >= SECONDS_OF_IT * A_SECOND_OF_IT
    page.wait_for_function(SAYS, arg=logs.readings)
    watched: dict[str, int] = page.evaluate(WATCHED)
    # One for thousands of readings, drawn in one go, with what one can change; and nothing piles up.
    assert 1 <= watched["goes"] <= len(snapshots)
    assert len(snapshots) < SECONDS_OF_IT * A_SECOND_OF_IT / 100
    assert watched["most"] <= MOST_WRITES
    assert watched["elementsNow"] == watched["elements"]
    _expect_all_to_equal(page, logs)


def test_a_thousand_snapshots_at_once_are_drawn_with_the_next_picture_only(person) -> None:
    operator = person("operator")
    page: Page = operator.page
    sockets: list[WebSocketRoute] = []
    newest: list[dict[str, Any]] = []

    def keep_the_newest(near: WebSocketRoute) -> None:
        def keep(message: str | bytes) -> None:
            if json.loads(message)["type"] == "next":
                newest.append(json.loads(message))
            near.send(message)

        sockets.append(near)
        near.connect_to_server().on_message(keep)

    page.route_web_socket("**/live", keep_the_newest)
    operator.open("/operations.html")
    expect(page.get_by_text(re.compile("^As of"))).to_be_visible()
    page.evaluate(WATCH_THE_PAGE)
    message = newest[-1]
    message["payload"]["data"]["operationsChanged"]["at"] = "2099-01-01T00:00:00Z"

    for number in range(1_000):
        message["payload"]["data"]["operationsChanged"]["readingsToday"] = 1_000_000 + number
        sockets[-1].send(json.dumps(message))

    page.wait_for_function(SAYS, arg=1_000_999)
    watched: dict[str, int] = page.evaluate(WATCHED)
    assert watched["goes"] <= watched["pictures"]
    assert watched["elementsNow"] == watched["elements"]


def test_after_a_cut_wire_the_figures_are_those_of_a_recount_of_the_logs(
    person, log: BusyLog, wire: Relay, expect_good_in_every_look
) -> None:
    operator = person("operator")
    page: Page = operator.page
    operator.open("/operations.html")
    expect(page.get_by_text(re.compile("^As of"))).to_be_visible()
    before = _figure(page, "Readings today")

    wire.cut()
    expect(page.get_by_text(re.compile(r"Connection lost, last seen \d\d:\d\d:\d\d"))).to_be_visible()
    log.append(A_SECOND_OF_IT, held=3)
    assert _figure(page, "Readings today") == before
    expect_good_in_every_look(page)
    wire.mend()
    # As the browser says it when a network is back; else the next try comes by itself, within half a minute.
    page.evaluate("dispatchEvent(new Event('online'))")

    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    _expect_all_to_equal(page, log.recount())
    operator.witness.forgive_failed_requests()
