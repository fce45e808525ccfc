"""The site in Welsh: chosen by the browser or by the person, kept, and whole."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_a_browser_that_prefers_welsh_is_spoken_to_in_welsh(
    new_page: Callable[..., Page], expect_good_in_every_look: Callable[[Page], None]
) -> None:
    page = new_page(locale="cy-GB")

    page.goto("/")

    expect(page.get_by_role("heading", level=1)).to_have_text("Anfon darlleniad mesurydd")
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    expect(page.get_by_role("link", name="Neidio i’r prif gynnwys")).to_be_attached()
    expect_good_in_every_look(page)


def test_a_chosen_language_is_kept_for_the_next_page_and_the_next_visit(page: Page) -> None:
    page.goto("/")

    page.get_by_role("button", name="Cymraeg").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anfon darlleniad mesurydd")
    page.goto("/receipt.html")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gwirio derbynneb")
    page.get_by_role("button", name="English").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Check a receipt")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_what_the_service_says_is_said_in_welsh(new_page: Callable[..., Page], demo_account) -> None:
    account = demo_account("8500417731")
    page = new_page(locale="cy-GB")
    page.goto("/")
    page.get_by_label("Rhif cyfrif", exact=True).fill(account.number)
    page.get_by_label("Cod post").fill(account.postcode)
    page.get_by_role("button", name="Parhau").click()
    page.get_by_role("radio", name="Trydan").check()
    page.get_by_label("Darlleniad", exact=True).fill("00001")

    page.get_by_role("button", name="Anfon fy narlleniad").click()

    expect(page.get_by_role("alert")).to_contain_text("Mae hwn yn is na’r darlleniad go iawn diwethaf")


def test_a_change_of_language_keeps_what_was_typed(page: Page, guest, demo_account) -> None:
    guest.identify(demo_account("8500529840"))
    guest.enter("33540", "Night reading")

    page.get_by_role("button", name="Cymraeg").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Rhowch eich darlleniad")
    expect(page.get_by_label("Darlleniad nos", exact=True)).to_have_value("33540")
