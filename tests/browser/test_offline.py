"""Readings without a network: taken, kept on the device, and sent once, whatever happens to the page."""

import json
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Route, expect
from tests.browser.conftest import Guest
from tests.browser.in_the_cupboard import kept, open_site, type_in_the_cupboard
from tests.browser.on_the_way import submits


@pytest.fixture(scope="module")
def site_url(start_server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A service of these tests' own: a guest may store three readings of a meter a day."""
    return start_server(tmp_path_factory.mktemp("offline") / "data").url


def test_a_reading_typed_in_the_cupboard_is_sent_by_itself_after_the_page_was_closed(
    device: BrowserContext, demo_account, witness, expect_good_in_every_look
):
    account = demo_account("8500417731")
    device.set_offline(True)
    in_the_cupboard = open_site(device)
    type_in_the_cupboard(in_the_cupboard, account, "Gas", account.ordinary(meter=1))
    expect(kept(in_the_cupboard.page)).to_contain_text("Waiting for a network")
    expect_good_in_every_look(in_the_cupboard.page)
    in_the_cupboard.page.close()

    guest = open_site(device)
    expect(kept(guest.page)).to_contain_text(account.ordinary(meter=1))
    device.set_offline(False)
    expect(kept(guest.page)).to_contain_text("Received. We have your reading")
    expect_good_in_every_look(guest.page)
    guest.page.get_by_role("link", name="See the receipt").click()

    expect(guest.page.get_by_role("alert")).to_contain_text("This receipt is genuine")
    assert guest.on_receipt("Reading") == account.ordinary(meter=1)
    witness.forgive_failed_requests()


def test_what_needs_a_person_waits_for_one_and_keeps_its_read_date(
    device: BrowserContext, demo_account, witness, expect_good_in_every_look
):
    account = demo_account("8500417731")
    yesterday = (datetime.now(ZoneInfo("Europe/London")).date() - timedelta(days=1)).isoformat()
    device.set_offline(True)
    guest = open_site(device)
    type_in_the_cupboard(guest, account, "Electricity", "00001", read_date=yesterday)
    guest.page.close()

    device.set_offline(False)
    guest = open_site(device)
    expect(kept(guest.page)).to_contain_text("Needs you")
    expect_good_in_every_look(guest.page)
    guest.page.reload()
    guest.button("Put it right").click()
    expect(guest.page.get_by_role("alert")).to_contain_text("lower than the last actual reading")
    expect(guest.page.get_by_label("Reading", exact=True)).to_have_value("00001")
    expect(guest.page.get_by_label("When did you read it?")).to_have_value(yesterday)
    guest.enter(account.ordinary())
    guest.send()

    guest.expect_accepted()
    expect(kept(guest.page)).to_have_count(0)
    witness.forgive_failed_requests()


def test_a_reading_whose_page_was_killed_before_the_answer_is_stored_once(
    plain_device: BrowserContext, demo_account, witness
):
    account = demo_account("8500853174")
    killed = Guest(plain_device.new_page())
    killed.identify(account)
    killed.enter(account.ordinary())
    stored = []

    def store_and_never_answer(route: Route) -> None:
        if submits(route.request):
            stored.append(route.fetch().json())
        else:
            route.continue_()

    killed.page.route("**/graphql", store_and_never_answer)
    with killed.page.expect_request(submits):
        killed.send()
    while not stored:
        killed.page.wait_for_function("true")
    killed.page.close()

    guest = open_site(plain_device)
    link = kept(guest.page).get_by_role("link", name="See the receipt")

    reference = stored[0]["data"]["submitReading"]["receipt"]["reference"]
    expect(link).to_have_attribute("href", re.compile(f"reference={reference}&"))
    witness.forgive_failed_requests()


def test_two_windows_send_a_kept_reading_once(plain_device: BrowserContext, demo_account, witness):
    account = demo_account("8501075397")
    first = open_site(plain_device)
    sent: list[str] = []

    def note(route: Route) -> None:
        if submits(route.request):
            sent.append(json.loads(route.request.post_data or "{}")["variables"]["input"]["idempotencyKey"])
        route.continue_()

    second = open_site(plain_device)
    plain_device.route("**/graphql", note)
    plain_device.set_offline(True)
    type_in_the_cupboard(first, account, "Electricity", account.ordinary())
    expect(kept(second.page)).to_contain_text("Waiting for a network")

    plain_device.set_offline(False)

    first.expect_accepted()
    assert len(sent) == 1
    witness.forgive_failed_requests()


def test_a_network_cut_at_the_confirmation_keeps_what_was_confirmed(
    plain_device: BrowserContext, demo_account, witness
):
    account = demo_account("8500417731")
    guest = Guest(plain_device.new_page())
    guest.identify(account)
    guest.choose("Electricity")
    guest.enter(account.ordinary(times=4))
    guest.send()
    guest.expect_step("Is this what your meter shows?")

    plain_device.set_offline(True)
    guest.confirm()
    expect(guest.page.get_by_role("alert")).to_contain_text("kept on this device")
    plain_device.set_offline(False)

    guest.expect_held()
    witness.forgive_failed_requests()


def test_on_a_full_device_the_page_says_that_it_must_stay_open_and_sends_all_the_same(
    plain_device: BrowserContext, demo_account, witness
):
    account = demo_account("8500742062")
    guest = Guest(plain_device.new_page())
    tools = plain_device.new_cdp_session(guest.page)
    tools.send("Storage.overrideQuotaForOrigin", {"origin": witness.origin, "quotaSize": 1})
    guest.identify(account)
    guest.choose("Electricity")
    guest.enter("00041")

    plain_device.set_offline(True)
    guest.send()
    expect(guest.page.get_by_role("alert")).to_contain_text("Leave this page open until the reading is sent")
    plain_device.set_offline(False)

    guest.expect_accepted()
    witness.forgive_failed_requests()


def test_a_guest_known_on_the_device_needs_no_network_to_begin(
    device: BrowserContext, demo_account, witness, expect_good_in_every_look
):
    account = demo_account("8500529840")
    known = Guest(device.new_page())
    known.identify(account)
    known.page.close()

    device.set_offline(True)
    guest = open_site(device)
    expect_good_in_every_look(guest.page)
    guest.button("Enter a reading").click()
    guest.enter(account.ordinary(register="1"), "Night reading")
    guest.enter(account.ordinary(register="2"), "Day reading")
    guest.send()
    expect(guest.page.get_by_role("alert")).to_contain_text("kept on this device")
    device.set_offline(False)

    guest.expect_accepted()
    witness.forgive_failed_requests()


def test_a_guest_who_asks_to_be_forgotten_is(plain_device: BrowserContext, demo_account):
    known = Guest(plain_device.new_page())
    known.identify(demo_account("8500529840"))
    known.page.close()

    guest = open_site(plain_device)
    guest.button("Forget me").click()
    expect(guest.button("Enter a reading")).to_have_count(0)
    guest.page.reload()

    expect(guest.button("Continue")).to_be_visible()
    expect(guest.button("Enter a reading")).to_have_count(0)


def test_the_site_can_be_installed(device: BrowserContext):
    guest = open_site(device)
    tools = device.new_cdp_session(guest.page)

    errors = tools.send("Page.getInstallabilityErrors")["installabilityErrors"]

    # A browser window that keeps nothing, as every test's, installs nothing. Nothing else is said against it.
    assert [error["errorId"] for error in errors if error["errorId"] != "in-incognito"] == []


def test_no_answer_of_the_service_is_kept_with_the_site(device: BrowserContext, demo_account):
    guest = Guest(device.new_page())
    guest.identify(demo_account("8500529840"))

    paths = guest.page.evaluate(
        """async () => {
          const names = await caches.keys();
          const caching = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
          return caching.flat().map((request) => new URL(request.url).pathname);
        }"""
    )

    assert "/" in paths
    assert not any(path.startswith(("/graphql", "/live", "/health")) for path in paths)


def test_a_newer_version_takes_over_when_the_person_says_so_and_keeps_what_was_typed(device: BrowserContext):
    guest = open_site(device)
    guest.page.get_by_label("Account number", exact=True).fill("8500417731")
    # To the browser, a worker at another address is a newer version.
    guest.page.evaluate("navigator.serviceWorker.register('/service-worker.js?newer').then(() => {})")

    with guest.page.expect_navigation():
        guest.button("Load it; what you typed stays").click()

    expect(guest.page.get_by_label("Account number", exact=True)).to_have_value("8500417731")
    assert guest.page.evaluate("navigator.serviceWorker.controller.scriptURL").endswith("?newer")


def test_the_browser_sends_what_waits_with_every_page_closed(device: BrowserContext, demo_account, witness):
    account = demo_account("8500964286")
    device.set_offline(True)
    guest = open_site(device)
    type_in_the_cupboard(guest, account, "Electricity", account.ordinary(meter=1))
    guest.page.close()
    worker = device.service_workers[0]
    device.set_offline(False)

    with device.expect_event("response", lambda answer: submits(answer.request)):
        worker.evaluate("self.dispatchEvent(Object.assign(new ExtendableEvent('sync'), {tag: 'outbox'}))")

    guest = open_site(device)
    expect(kept(guest.page)).to_contain_text("Received. We have your reading")
    witness.forgive_failed_requests()
