"""A real browser at the real stack. `site_url`, the address of the running site, comes from above."""

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, expect, sync_playwright
from tests.browser.good_in_every_look import LOOKS, Look, expect_good

REPOSITORY = Path(__file__).parents[2]
AXE = REPOSITORY / "frontend-static/node_modules/axe-core/axe.min.js"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE_MS = 15_000
# Of every person of demo.json.
PASSWORD = "Meter-reads-1!"  # public, and of no use anywhere else
KWH_PER_UNIT = {"KWH": 1, "CUBIC_METRE": 11.22, "HUNDRED_CUBIC_FEET": 31.75}
_FAILED_REQUEST = re.compile("Failed to load resource|WebSocket connection to .* failed")


# Closed with the folder's last test: Playwright keeps an event loop running, and asyncio tests would trip.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        except Error as error:
            pytest.fail(
                f"No browser at {chromium} ({error.message.splitlines()[0]}): "
                "install Debian's chromium, or set CHROMIUM.",
                pytrace=False,
            )
        yield browser
        browser.close()


@dataclass
class Witness:
    """What a page did that nobody sees: errors on its console, requests to somebody else."""

    origin: str
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    # Where people sign in: the one place beside our own that a page may go to.
    provider: str | None = None

    def watch(self, page: Page) -> None:
        page.on("console", lambda entry: self.errors.append(entry.text) if entry.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._judge(request.url))
        page.on("websocket", lambda socket: self._judge(re.sub("^ws", "http", socket.url)))

    def forgive_failed_requests(self) -> None:
        """For tests that make requests fail: the browser itself logs each of them."""
        self.errors = [error for error in self.errors if not _FAILED_REQUEST.search(error)]

    def _judge(self, url: str) -> None:
        known = [f"{origin}/" for origin in (self.origin, self.provider) if origin]
        if not url.startswith(tuple(known)):
            self.foreign.append(url)


@pytest.fixture
def witness(site_url: str) -> Witness:
    return Witness(site_url.rstrip("/"))


@pytest.fixture
def new_device(browser: Browser, witness: Witness) -> Iterator[Callable[..., BrowserContext]]:
    """Opens browsers that share nothing with each other: each is a device, or a person, of its own.

    A policy violation or a foreign request of any of their pages fails the test.
    """
    expect.set_options(timeout=PATIENCE_MS)
    contexts: list[BrowserContext] = []

    def open_device(**settings: Any) -> BrowserContext:
        context = browser.new_context(**{"locale": "en-GB", "base_url": witness.origin, **settings})
        context.set_default_timeout(PATIENCE_MS)
        context.on("page", witness.watch)
        contexts.append(context)
        return context

    yield open_device
    for context in contexts:
        context.close()
    assert witness.errors == []
    assert witness.foreign == []


@pytest.fixture
def new_page(new_device: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """Opens pages, each on a device of its own, with no service worker between them and the service."""

    def open_page(**settings: Any) -> Page:
        return new_device(service_workers="block", **settings).new_page()

    return open_page


@pytest.fixture
def page(new_page: Callable[[], Page]) -> Page:
    """A page of its own for each test."""
    return new_page()


@pytest.fixture
def device(new_device: Callable[..., BrowserContext]) -> BrowserContext:
    """A device on which the site was visited once, so that it is kept there."""
    context = new_device()
    page = context.new_page()
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready")
    page.close()
    return context


@pytest.fixture
def plain_device(new_device: Callable[..., BrowserContext]) -> BrowserContext:
    """A device without service workers, where tests can come between the page and the service."""
    return new_device(service_workers="block")


@dataclass(frozen=True)
class Account:
    number: str
    postcode: str
    meters: list[dict[str, Any]]

    def ordinary(self, meter: int = 0, register: str = "1", times: float = 1) -> str:
        """What a register would show today, had it gone on at `times` the pace of its year."""
        record = self.meters[meter]
        reading = [each for each in record["readings"] if _is_actual(each)][-1]
        days = (datetime.now(ZoneInfo("Europe/London")).date() - date.fromisoformat(reading["readDate"])).days
        dial = next(each for each in record["registers"] if each["id"] == register)
        advance = record["annualKwh"] / len(record["registers"]) / KWH_PER_UNIT[dial["unit"]] * days / 365
        return f"{int(reading['values'][register]) + round(advance * times):0{dial['digits']}}"


def _is_actual(reading: dict[str, Any]) -> bool:
    return reading["source"] != "ESTIMATE" and "status" not in reading


@pytest.fixture(scope="session")
def demo_account() -> Callable[[str], Account]:
    demo = REPOSITORY / "backend/meter_reads/local/demo.json"
    accounts = {entry["number"]: entry for entry in json.loads(demo.read_text())["accounts"]}

    def find(number: str) -> Account:
        return Account(number, accounts[number]["postcode"], accounts[number]["meters"])

    return find


@dataclass(frozen=True)
class Guest:
    """Somebody at the page who finds everything by its name, as a screen reader tells it."""

    page: Page

    def identify(self, account: Account) -> None:
        self.page.goto("/")
        self.page.get_by_label("Account number", exact=True).fill(account.number)
        self.page.get_by_label("Postcode").fill(account.postcode)
        self.button("Continue").click()
        self.expect_step("Enter your reading")

    def choose(self, fuel: str) -> None:
        self.page.get_by_role("radio", name=fuel).check()

    def enter(self, value: str, register: str = "Reading") -> None:
        self.page.get_by_label(register, exact=True).fill(value)

    def send(self) -> None:
        self.button("Send my reading").click()

    def confirm(self) -> None:
        self.button("Yes, this is what my meter shows").click()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def expect_step(self, heading: str) -> None:
        """A step is told by its heading, which has the focus, and by the title of the window."""
        expect(self.page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_focused()
        expect(self.page).to_have_title(re.compile(rf"^{re.escape(heading)} \S Meter reads$"))

    def expect_accepted(self) -> None:
        self.expect_step("We have your reading")

    def expect_held(self) -> None:
        self.expect_step("We have your reading, and a person will check it")

    def on_receipt(self, name: str) -> str:
        line = self.page.get_by_role("term").filter(has_text=name).locator("xpath=following-sibling::dd")
        return line.first.inner_text()


@pytest.fixture
def guest(page: Page) -> Guest:
    return Guest(page)


@dataclass(frozen=True)
class SignedIn:
    """Somebody who signs in, as a person does it, at the provider's own page."""

    page: Page
    witness: Witness
    name: str

    def open(self, path: str) -> None:
        """Opens a page that needs a sign-in, signs in, and is back at that page."""
        self.page.goto(path)
        # In whatever language: it is the one button there.
        self.page.locator("main button.button").click()
        self.page.locator("input[name=username]").fill(self.name)
        password = self.page.locator("input[name=password]")
        password.fill(PASSWORD)
        password.press("Enter")
        expect(self.page.locator(".visit").get_by_text(self.name)).to_be_visible()
        # The provider's page is not ours to answer for: it has no icon, for one.
        self.witness.forgive_failed_requests()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)


@pytest.fixture
def person(new_page: Callable[..., Page], witness: Witness) -> Callable[..., SignedIn]:
    """Makes people of the demo, each at a browser of their own: "customer", "agent", "operator"."""
    with urlopen(f"{witness.origin}/sign-in.json", timeout=PATIENCE_MS / 1000) as answer:
        address = urlsplit(json.load(answer)["authorizeUrl"])
    witness.provider = f"{address.scheme}://{address.netloc}"

    def make(name: str, **settings: Any) -> SignedIn:
        return SignedIn(new_page(**settings), witness, f"{name}@example.com")

    return make


@pytest.fixture
def other_guest(new_page: Callable[[], Page]) -> Guest:
    """Somebody else, or the same person at another window."""
    return Guest(new_page())


@pytest.fixture(scope="session")
def expect_good_in_every_look() -> Callable[..., None]:
    """What every state of every page is held to; say in which looks, or it is all of them."""
    if not AXE.exists():
        pytest.fail(f"No axe-core at {AXE}: run `npm ci` in frontend-static.", pytrace=False)
    axe = AXE.read_text()

    def check(page: Page, looks: tuple[Look, ...] = LOOKS) -> None:
        expect_good(page, axe, looks)

    return check
