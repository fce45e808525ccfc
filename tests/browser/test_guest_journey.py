"""The way of a guest's reading: identify, enter, confirm where asked, receipt."""

import re

from playwright.sync_api import Page, expect


def test_a_guest_is_asked_about_an_odd_reading_puts_it_right_and_holds_a_receipt_that_anyone_can_check(
    guest, page: Page, demo_account
):
    account = demo_account("8500417731")
    guest.identify(account)
    guest.choose("Electricity")

    guest.enter(account.ordinary(times=4))
    guest.send()
    guest.expect_step("Is this what your meter shows?")
    guest.button("Change the reading").click()
    guest.enter(account.ordinary())
    guest.send()
    guest.expect_accepted()
    reference, signature = guest.on_receipt("Reference"), guest.on_receipt("Signature")

    page.get_by_role("link", name="Check this receipt").click()
    expect(page.get_by_role("alert")).to_contain_text("This receipt is genuine")
    assert page.url.endswith(f"/receipt.html?reference={reference}&signature={signature}")
    assert guest.on_receipt("Reading") == account.ordinary()


def test_a_confirmed_odd_reading_is_held_and_the_guest_is_told_that_a_person_will_check_it(
    guest, demo_account
):
    account = demo_account("8500417731")
    guest.identify(account)
    guest.choose("Electricity")

    guest.enter(account.ordinary(times=4))
    guest.send()
    guest.expect_step("Is this what your meter shows?")
    guest.confirm()

    guest.expect_held()
    assert guest.on_receipt("Status") == "Waiting for a person to check it"
    assert guest.on_receipt("Reading") == f"{account.ordinary(times=4)} kWh"


def test_the_other_meter_can_follow_without_identifying_again(guest, page: Page, demo_account):
    account = demo_account("8500742062")
    guest.identify(account)
    guest.choose("Electricity")
    guest.enter("00041")
    guest.send()
    guest.expect_accepted()

    page.get_by_role("button", name="Gas").click()
    guest.expect_step("Enter your reading")
    guest.enter("00017")
    guest.send()

    guest.expect_accepted()
    assert guest.on_receipt("Reading") == "00017 m³"


def test_meter_details_identify_as_well_as_an_account_number(guest, page: Page, demo_account):
    account = demo_account("8500853174")
    meter = account.meters[0]
    page.goto("/")

    page.get_by_role("radio", name="My meter").check()
    page.get_by_label("Supply number").fill(meter["supplyPoint"])
    page.get_by_label("Meter serial number").fill(meter["serial"])
    page.get_by_label("Postcode").fill(account.postcode)
    guest.button("Continue").click()

    guest.expect_step("Enter your reading")
    expect(page.get_by_text(f"Serial ending {meter['serial'][-4:]}")).to_be_visible()


def test_details_that_do_not_match_say_what_to_do_and_stay_typed(guest, page: Page, demo_account):
    account = demo_account("8500417731")
    page.goto("/")
    page.get_by_label("Account number", exact=True).fill(account.number)
    page.get_by_label("Postcode").fill("M1 7ZQ")

    guest.button("Continue").click()

    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert).to_contain_text("We could not match those details")
    expect(alert).to_contain_text(re.compile("check", re.IGNORECASE))
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_label("Account number", exact=True)).to_have_value(account.number)


def test_a_postcode_that_is_none_is_told_at_its_field(guest, page: Page, demo_account):
    page.goto("/")
    page.get_by_label("Account number", exact=True).fill(demo_account("8500417731").number)
    page.get_by_label("Postcode").fill("B3")

    guest.button("Continue").click()

    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("Postcode")).to_be_focused()
    expect(page.get_by_label("Postcode")).to_have_attribute("aria-invalid", "true")


def test_a_tap_on_a_suggestion_sends_what_it_says_and_nothing_changes_before_the_tap(
    guest, page: Page, demo_account
):
    account = demo_account("8501075397")
    meant = account.ordinary()
    guest.identify(account)
    with_tenths = f"{meant}5"

    guest.enter(with_tenths)
    guest.send()
    suggestion = guest.button(f"Use {meant} and send")
    expect(suggestion).to_be_visible()
    expect(page.get_by_label("Reading", exact=True)).to_have_value(with_tenths)
    suggestion.click()

    guest.expect_accepted()
    assert guest.on_receipt("Reading") == f"{meant} kWh"


def test_a_meter_that_was_taken_away_is_shown_and_cannot_be_chosen(guest, page: Page, demo_account):
    account = demo_account("8500964286")

    guest.identify(account)

    removed = page.get_by_role("radio", name="Electricity").and_(page.get_by_role("radio", disabled=True))
    expect(removed).to_have_count(1)
    expect(removed).to_have_accessible_description(re.compile("Taken away on 17 April 2026"))


def test_the_keyboard_alone_is_enough(guest, page: Page, demo_account):
    account = demo_account("8500853174")
    keys = page.keyboard
    page.goto("/")
    page.get_by_role("heading", level=1).wait_for()

    keys.press("Tab")
    expect(page.get_by_role("link", name="Skip to the main content")).to_be_focused()
    keys.press("Enter")
    for _ in range(2):
        keys.press("Tab")
    expect(page.get_by_label("Account number", exact=True)).to_be_focused()
    keys.type(account.number)
    for _ in range(2):
        keys.press("Tab")
    keys.type(account.postcode)
    keys.press("Enter")
    guest.expect_step("Enter your reading")
    keys.press("Tab")
    expect(page.get_by_label("Reading", exact=True)).to_be_focused()
    keys.type(account.ordinary())
    keys.press("Enter")

    guest.expect_accepted()


def test_back_and_forward_lose_nothing_that_was_typed(guest, page: Page, demo_account):
    account = demo_account("8500529840")
    guest.identify(account)
    guest.enter("33401", "Night reading")

    page.go_back()
    guest.expect_step("Send a meter reading")
    expect(page.get_by_label("Account number", exact=True)).to_have_value(account.number)
    page.go_forward()

    guest.expect_step("Enter your reading")
    expect(page.get_by_label("Night reading", exact=True)).to_have_value("33401")
