"""The network goes at each step of the journey, and with it pages, answers and the service itself.

Whatever happens, the reading is there with its date, its state is in sight, and the meter's log has it once.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Request, Route, expect
from tests.browser.conftest import Account, Guest, Witness
from tests.browser.in_the_cupboard import kept, open_site, type_in_the_cupboard
from tests.browser.on_the_way import submits, with_a_token_past_its_time
from tests.browser.readings_log import ReadingsLog
from tests.conftest import Server


@pytest.fixture(scope="module")
def site_url(start_server: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory) -> str:
    """A service of these tests' own: a guest may store three readings of a meter a day."""
    return start_server(tmp_path_factory.mktemp("cuts") / "data").url


@pytest.fixture
def told_once(site_url: str, witness: Witness) -> Callable[..., AbstractContextManager[Callable[[], int]]]:
    """Whatever fails meanwhile, the log has one reading more at the end. Gives how many there are by now."""

    @contextmanager
    def told_once(account: Account, meter: int = 0, at: str = site_url) -> Iterator[Callable[[], int]]:
        log = ReadingsLog(at.rstrip("/"), account, meter)
        before = log.length()
        yield lambda: log.length() - before
        assert log.length() == before + 1
        witness.forgive_failed_requests()

    return told_once


def _days_ago(days: int) -> str:
    return (datetime.now(ZoneInfo("Europe/London")).date() - timedelta(days=days)).isoformat()


def _identified(device: BrowserContext, account: Account) -> Guest:
    guest = Guest(device.new_page())
    guest.identify(account)
    return guest


def _lose_the_next_answer(page: Page) -> Callable[[], None]:
    """The service gets the next reading, and its answer is lost. Returns what waits for that."""
    lost: list[Request] = []

    def store_and_cut(route: Route) -> None:
        if submits(route.request) and not lost:
            route.fetch()
            lost.append(route.request)
            route.abort()
        else:
            route.continue_()

    page.route("**/graphql", store_and_cut)

    def wait() -> None:
        while not lost:
            page.wait_for_function("true")

    return wait


def test_cut_before_the_guest_is_identified(device: BrowserContext, demo_account, told_once):
    account = demo_account("8500417731")
    with told_once(account, 1):
        guest = open_site(device)

        device.set_offline(True)
        type_in_the_cupboard(guest, account, "Gas", account.ordinary(meter=1))
        expect(kept(guest.page)).to_contain_text("Waiting for a network")
        device.set_offline(False)

        guest.expect_accepted()


def test_cut_after_the_guest_is_identified(device: BrowserContext, demo_account, told_once):
    account = demo_account("8500529840")
    with told_once(account):
        guest = _identified(device, account)

        device.set_offline(True)
        for register, name in (("1", "Night reading"), ("2", "Day reading")):
            guest.enter(account.ordinary(register=register), name)
        guest.send()
        expect(guest.page.get_by_role("alert")).to_contain_text("kept on this device")
        device.set_offline(False)

        guest.expect_accepted()


def test_cut_and_loaded_anew_while_typing(device: BrowserContext, demo_account, told_once):
    account = demo_account("8500742062")
    with told_once(account):
        guest = _identified(device, account)
        guest.choose("Electricity")
        guest.enter("00031")
        guest.page.get_by_label("When did you read it?").fill(_days_ago(2))

        device.set_offline(True)
        guest.page.reload()
        expect(guest.page.get_by_label("Reading", exact=True)).to_have_value("00031")
        expect(guest.page.get_by_label("When did you read it?")).to_have_value(_days_ago(2))
        device.set_offline(False)
        guest.send()

        guest.expect_accepted()


def test_cut_at_sending_and_the_page_loaded_anew(device: BrowserContext, demo_account, told_once):
    account = demo_account("8501075397")
    with told_once(account):
        guest = _identified(device, account)
        guest.enter(account.ordinary())
        guest.page.get_by_label("When did you read it?").fill(_days_ago(1))

        device.set_offline(True)
        guest.send()
        expect(guest.page.get_by_role("alert")).to_contain_text("kept on this device")
        guest.page.reload()
        expect(kept(guest.page)).to_contain_text("Waiting for a network")
        device.set_offline(False)

        expect(kept(guest.page)).to_contain_text("Received. We have your reading")
        guest.page.get_by_role("link", name="See the receipt").click()
        expect(guest.page.get_by_role("alert")).to_contain_text("This receipt is genuine")
        read_on = datetime.fromisoformat(_days_ago(1))
        assert guest.on_receipt("Read on") == f"{read_on:%-d %B %Y}"


def test_cut_at_sending_an_odd_reading_is_asked_about_once_there_is_a_network(
    plain_device: BrowserContext, demo_account, told_once
):
    account = demo_account("8500417731")
    with told_once(account) as stored:
        guest = _identified(plain_device, account)
        guest.choose("Electricity")
        guest.enter(account.ordinary(times=4))
        guest.page.get_by_label("When did you read it?").fill(_days_ago(1))

        plain_device.set_offline(True)
        guest.send()
        expect(guest.page.get_by_role("alert")).to_contain_text("kept on this device")
        plain_device.set_offline(False)
        guest.expect_step("Is this what your meter shows?")
        assert stored() == 0

        guest.page.reload()
        expect(kept(guest.page)).to_contain_text("Needs you: it looks odd")
        expect(kept(guest.page)).to_contain_text(account.ordinary(times=4))
        guest.button("Put it right").click()
        guest.expect_step("Is this what your meter shows?")
        read_on = datetime.fromisoformat(_days_ago(1))
        expect(guest.page.get_by_text(f"Read on {read_on:%-d %B %Y}")).to_be_visible()
        lost = _lose_the_next_answer(guest.page)
        guest.confirm()
        lost()

        # The answer to the confirmation was lost as well; sent again, it is the same reading.
        guest.expect_held()


def test_cut_at_the_receipt_the_receipt_stays(plain_device: BrowserContext, demo_account, told_once):
    account = demo_account("8500742062")
    with told_once(account, 1):
        guest = _identified(plain_device, account)
        guest.choose("Gas")
        guest.enter("00017")
        guest.page.get_by_label("When did you read it?").fill(_days_ago(1))
        lost = _lose_the_next_answer(guest.page)

        guest.send()
        lost()
        expect(guest.page.get_by_role("alert")).to_contain_text(
            "it is counted once, however often it is sent"
        )
        guest.button("Try again").click()
        guest.expect_accepted()
        plain_device.set_offline(True)

        reference = guest.on_receipt("Reference")
        expect(guest.page.get_by_role("link", name="Check this receipt")).to_have_attribute(
            "href", re.compile(f"reference={reference}&")
        )
        expect(guest.button("Print")).to_be_enabled()


def test_a_page_that_crashes_with_a_reading_on_its_way_leaves_it_to_the_next_one(
    plain_device: BrowserContext, demo_account, told_once
):
    account = demo_account("8500742062")
    with told_once(account):
        guest = _identified(plain_device, account)
        guest.choose("Electricity")
        guest.enter("00041")
        guest.page.route("**/graphql", lambda route: None if submits(route.request) else route.continue_())
        with guest.page.expect_request(submits):
            guest.send()

        with guest.page.expect_event("crash"), suppress(Error):
            guest.page.goto("chrome://crash")
        guest.page.close()
        first, second = open_site(plain_device), open_site(plain_device)

        for each in (first, second):
            expect(kept(each.page)).to_contain_text("Received. We have your reading")


def test_a_token_that_has_expired_meanwhile_needs_the_person_and_keeps_the_reading_and_its_date(
    plain_device: BrowserContext, demo_account, told_once, expect_good_in_every_look
):
    account = demo_account("8500964286")
    with told_once(account, 1):
        guest = _identified(plain_device, account)
        guest.enter(account.ordinary(meter=1))
        guest.page.get_by_label("When did you read it?").fill(_days_ago(3))
        plain_device.set_offline(True)
        guest.send()
        expect(guest.page.get_by_role("alert")).to_contain_text("kept on this device")
        guest.page.close()

        plain_device.route("**/graphql", with_a_token_past_its_time)
        plain_device.set_offline(False)
        guest = open_site(plain_device)
        expect(kept(guest.page)).to_contain_text("Needs you: we have to ask again who you are")
        expect_good_in_every_look(guest.page)
        plain_device.unroute("**/graphql")
        guest.button("Put it right").click()
        guest.page.get_by_label("Account number", exact=True).fill(account.number)
        guest.page.get_by_label("Postcode").fill(account.postcode)
        guest.button("Continue").click()
        guest.expect_step("Enter your reading")
        expect(guest.page.get_by_label("Reading", exact=True)).to_have_value(account.ordinary(meter=1))
        expect(guest.page.get_by_label("When did you read it?")).to_have_value(_days_ago(3))
        guest.send()

        guest.expect_accepted()
        expect(kept(guest.page)).to_have_count(0)


def test_a_device_that_fills_up_with_a_reading_on_it_sends_it_once(
    plain_device: BrowserContext, demo_account, told_once, witness
):
    account = demo_account("8500742062")
    with told_once(account, 1):
        guest = open_site(plain_device)
        plain_device.set_offline(True)
        type_in_the_cupboard(guest, account, "Gas", "00021")
        tools = plain_device.new_cdp_session(guest.page)

        tools.send("Storage.overrideQuotaForOrigin", {"origin": witness.origin, "quotaSize": 1})
        plain_device.set_offline(False)
        guest.expect_accepted()
        tools.send("Storage.overrideQuotaForOrigin", {"origin": witness.origin})
        another = open_site(plain_device)

        expect(another.button("Continue")).to_be_visible()


def test_the_service_is_started_anew_in_the_middle_of_a_journey(
    start_server, tmp_path_factory, new_device, demo_account, told_once, witness
):
    data = tmp_path_factory.mktemp("restarted") / "data"
    server = start_server(data)
    url = witness.origin = server.url.rstrip("/")
    account = demo_account("8500529840")
    with told_once(account, at=url):
        guest = _identified(new_device(service_workers="block"), account)
        for register, name in (("1", "Night reading"), ("2", "Day reading")):
            guest.enter(account.ordinary(register=register), name)

        server.stop()
        guest.send()
        expect(guest.page.get_by_role("alert")).to_contain_text("kept on this device")
        again = start_server(data, PORT=str(urlsplit(url).port))
        assert again.url.rstrip("/") == url

        guest.expect_accepted()
