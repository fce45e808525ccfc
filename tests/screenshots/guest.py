"""Pictures of the guest's pages."""

from playwright.sync_api import Page
from tests.browser.conftest import Guest

ACCOUNT, POSTCODE = "8500417731", "B33 9QX"
ECONOMY_7, ITS_POSTCODE = "8500529840", "M1 7ZQ"


def _identify(page: Page, account: str, postcode: str) -> Guest:
    page.goto("/")
    page.get_by_label("Account number", exact=True).fill(account)
    page.get_by_label("Postcode").fill(postcode)
    guest = Guest(page)
    guest.button("Continue").click()
    guest.expect_step("Enter your reading")
    return guest


def start(page: Page) -> None:
    """The first page."""
    page.goto("/")
    page.get_by_role("heading", level=1).wait_for()


def enter_reading(page: Page) -> None:
    """A meter with two rates."""
    guest = _identify(page, ECONOMY_7, ITS_POSTCODE)
    guest.enter("33540", "Night reading")
    guest.enter("24120", "Day reading")


def confirm(page: Page) -> None:
    """A reading that looks odd: the first digits of the dial, with the red one typed along."""
    guest = _identify(page, ACCOUNT, POSTCODE)
    guest.choose("Electricity")
    guest.enter("19999")
    guest.send()
    guest.expect_step("Is this what your meter shows?")


def without_a_network(page: Page) -> None:
    """In the meter cupboard: kept on the device."""
    page.goto("/")
    page.get_by_label("Account number", exact=True).fill(ACCOUNT)
    page.get_by_label("Postcode").fill(POSTCODE)
    page.context.set_offline(offline=True)
    guest = Guest(page)
    guest.button("Continue").click()
    guest.button("Enter the reading now").click()
    page.get_by_role("radio", name="Electricity").first.check()
    guest.enter("16090")
    guest.send()
    guest.expect_step("Your reading is kept on this device")


def receipt(page: Page) -> None:
    """A stored reading."""
    guest = _identify(page, ACCOUNT, POSTCODE)
    guest.choose("Electricity")
    guest.enter("16120")
    guest.send()
    guest.expect_accepted()


def welsh(page: Page) -> None:
    """The first page in Welsh."""
    start(page)
    page.get_by_role("button", name="Cymraeg").click()
    page.get_by_role("heading", name="Anfon darlleniad mesurydd").wait_for()


PICTURES = {
    "start": start,
    "enter-reading": enter_reading,
    "confirm": confirm,
    "without-a-network": without_a_network,
    "receipt": receipt,
    "welsh": welsh,
}
