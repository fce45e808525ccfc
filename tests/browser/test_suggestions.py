"""Likely slips: one tap puts right what a tap can, and the service judges the outcome like any reading."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import Guest
from tests.conftest import Server


@pytest.fixture(scope="module")
def site_url(start_server: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory) -> str:
    """A service of these tests' own: a guest may store three readings of a meter a day."""
    return start_server(tmp_path_factory.mktemp("slips") / "data").url


def _slips(page: Page) -> Locator:
    return page.locator(".suggestions")


def test_digits_that_changed_places_are_put_back(guest: Guest, demo_account):
    account = demo_account("8500417731")
    meant = account.ordinary()
    guest.identify(account)
    guest.choose("Electricity")

    guest.enter(f"{meant[1]}{meant[0]}{meant[2:]}")
    guest.send()
    guest.button(f"Use {meant} and send").click()

    guest.expect_accepted()
    assert guest.on_receipt("Reading") == f"{meant} kWh"


def test_day_and_night_that_changed_places_are_swapped(guest: Guest, demo_account):
    account = demo_account("8500529840")
    night, day = account.ordinary(register="1"), account.ordinary(register="2")
    guest.identify(account)

    guest.enter(day, "Night reading")
    guest.enter(night, "Day reading")
    guest.send()
    guest.button("Swap the two readings and send").click()

    guest.expect_accepted()
    assert guest.on_receipt("Reading") == f"Night reading: {night} kWh"


def test_a_reading_of_the_other_meter_is_sent_for_that_one(guest: Guest, demo_account):
    account = demo_account("8500417731")
    guest.identify(account)
    guest.choose("Electricity")

    guest.enter(account.ordinary(meter=1))
    guest.send()
    expect(_slips(guest.page)).to_contain_text("This would fit the other meter of the account.")
    guest.button("Send it for Gas, serial ending 4567").click()

    guest.expect_accepted()
    assert guest.on_receipt("Reading") == f"{account.ordinary(meter=1)} m³"
    assert guest.on_receipt("Meter ending") == "4567"
    expect(guest.page.get_by_role("region", name="Readings on this device")).to_have_count(0)


def test_what_a_tap_makes_of_a_reading_is_asked_about_where_it_is_odd_in_its_turn(guest: Guest, demo_account):
    account = demo_account("8500417731")
    barely_moved = account.ordinary(times=0.02)
    guest.identify(account)
    guest.choose("Electricity")

    guest.enter(f"{barely_moved}5")
    guest.send()
    guest.button(f"Use {barely_moved} and send").click()

    guest.expect_step("Is this what your meter shows?")
    expect(guest.page.get_by_text("This is lower than we would expect.")).to_be_visible()


def test_a_meter_that_may_have_been_exchanged_is_found_by_its_new_details_and_the_reading_goes_along(
    guest: Guest, demo_account
):
    account = demo_account("8500964286")
    meter = account.meters[1]
    guest.identify(account)
    guest.enter("00100")
    guest.send()

    guest.button("Enter the new meter’s details").click()
    guest.expect_step("Send a meter reading")
    guest.page.get_by_label("Supply number").fill(meter["supplyPoint"])
    guest.page.get_by_label("Meter serial number").fill(meter["serial"])
    guest.button("Continue").click()
    guest.expect_step("Enter your reading")
    expect(guest.page.get_by_label("Reading", exact=True)).to_have_value("00100")
    guest.send()

    # It was the same meter after all, and the service says so again.
    expect(guest.page.get_by_role("alert")).to_contain_text("lower than the last actual reading")


def test_a_gas_meter_on_record_in_another_unit_is_told_of_and_one_tap_sends_its_digits_to_a_person(
    guest: Guest, demo_account
):
    account = demo_account("8500417731")
    guest.identify(account)
    guest.choose("Gas")

    guest.enter(account.ordinary(meter=1, times=6))
    guest.send()

    guest.expect_step("Is this what your meter shows?")
    expect(_slips(guest.page)).to_contain_text("Perhaps the meter counts in another unit")
    expect(_slips(guest.page).get_by_role("button")).to_have_count(0)
    guest.confirm()

    guest.expect_held()
    assert guest.on_receipt("Reading") == f"{account.ordinary(meter=1, times=6)} m³"


def test_day_night_and_red_digits_are_pictured_and_each_register_has_its_number_of_windows(
    guest: Guest, page: Page, demo_account
):
    guest.identify(demo_account("8500529840"))

    for name, mark in (("Night reading", ".register-night"), ("Day reading", ".register-day")):
        register = page.locator(".field").filter(has=page.get_by_label(name, exact=True))
        expect(register.locator(f"label {mark}")).to_be_visible()
        expect(register.locator(".dial-cell")).to_have_count(5)
        expect(page.get_by_label(name, exact=True)).to_have_accessible_description(
            f"5 digits, with any zeros at the front. {_WORDS[name]} "
            "Leave out red digits and anything after the decimal point. kilowatt hours"
        )
    expect(page.locator(".red-window")).to_be_visible()
    guest.enter("333405", "Night reading")
    expect(page.locator(".dial-row .dial-cell-red")).to_have_count(1)
    expect(page.get_by_text("That is more digits than this meter counts.")).to_be_visible()


_WORDS = {
    "Night reading": "For the cheaper hours. May be called low, off-peak or rate 1.",
    "Day reading": "For the dearer hours. May be called normal, high or rate 2.",
}


def test_meters_are_told_apart_by_fuel_and_by_the_end_of_their_serial_numbers(guest: Guest, demo_account):
    account = demo_account("8500631950")
    guest.identify(account)

    for fuel, meter, windows in (("Electricity", 0, 5), ("Gas", 1, 4)):
        choice = guest.page.get_by_role("radio", name=fuel)
        expect(choice).to_have_accessible_description(
            f"Serial ending {account.meters[meter]['serial'][-4:]} · "
            f"supply number ending {account.meters[meter]['supplyPoint'][-4:]}"
        )
        expect(guest.page.locator(f".choice .fuel-{fuel.lower()}")).to_be_visible()
        choice.check()
        expect(guest.page.locator(".field .dial-cell")).to_have_count(windows)
