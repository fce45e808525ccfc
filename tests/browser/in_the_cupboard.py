"""A person with a device and no network: the site opened, a reading typed, what the device keeps of it."""

from playwright.sync_api import BrowserContext, Locator, Page
from tests.browser.conftest import Account, Guest


def open_site(device: BrowserContext) -> Guest:
    page = device.new_page()
    page.goto("/")
    page.get_by_role("heading", level=1).wait_for()
    return Guest(page)


def type_in_the_cupboard(
    guest: Guest, account: Account, kind: str, value: str, read_date: str | None = None
) -> None:
    """All of it without a network, by somebody who was never identified on this device."""
    page = guest.page
    page.get_by_label("Account number", exact=True).fill(account.number)
    page.get_by_label("Postcode").fill(account.postcode)
    guest.button("Continue").click()
    guest.button("Enter the reading now").click()
    guest.expect_step("Enter your reading")
    page.get_by_role("radio", name=kind).first.check()
    guest.enter(value)
    if read_date:
        page.get_by_label("When did you read it?").fill(read_date)
    guest.send()
    guest.expect_step("Your reading is kept on this device")


def kept(page: Page) -> Locator:
    """The readings on the device, with the state of each."""
    return page.get_by_role("region", name="Readings on this device").get_by_role("listitem")
