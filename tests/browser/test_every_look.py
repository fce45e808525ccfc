"""Each state of the guest's pages for everybody: axe-core, every look, the keyboard, both languages."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page
from tests.browser.conftest import Account
from tests.browser.good_in_every_look import DESK, PHONE, Look, expect_focus_in_sight
from tests.browser.guest_states import guest_states
from tests.browser.welsh_catalogue import WelshCatalogue
from tests.conftest import Server

ACCOUNTS = ("8500417731", "8500529840", "8500631950")


@pytest.fixture
def site_url(start_server: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service for each walk: it ends throttled."""
    server = start_server(tmp_path_factory.mktemp("looks") / "data")
    yield server.url
    server.stop()


def test_every_state_is_good_in_every_look(
    new_page: Callable[..., Page],
    demo_account: Callable[[str], Account],
    expect_good_in_every_look: Callable[..., None],
    witness,
):
    page = new_page(locale="en-GB")
    seen = []

    for state in guest_states(page, {number: demo_account(number) for number in ACCOUNTS}):
        expect_good_in_every_look(page)
        expect_focus_in_sight(page)
        seen.append((state, page.title()))

    assert len(seen) == len(dict(seen))
    witness.forgive_failed_requests()


def test_every_state_says_in_welsh_only_what_the_welsh_catalogue_has(
    new_page: Callable[..., Page],
    demo_account: Callable[[str], Account],
    expect_good_in_every_look: Callable[..., None],
    witness,
):
    page = new_page(locale="cy-GB")
    page.goto("/")
    catalogue = WelshCatalogue.of(page)

    for state in guest_states(page, {number: demo_account(number) for number in ACCOUNTS}):
        assert catalogue.lacks(page) == [], state
        expect_good_in_every_look(page, (Look(PHONE), Look(DESK, "dark")))

    witness.forgive_failed_requests()


def test_without_scripts_the_page_says_what_to_do(browser, site_url: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(site_url)

    page.locator("noscript p").wait_for()
    context.close()
