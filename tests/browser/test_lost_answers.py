"""What a guest is told, and what is stored, when something comes between the page and the service."""

import pytest
from playwright.sync_api import Page, Route, expect
from tests.browser.on_the_way import submits, with_a_token_past_its_time


@pytest.fixture(scope="module")
def site_url(start_server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A service of these tests' own: a guest may store three readings of a meter a day."""
    return start_server(tmp_path_factory.mktemp("lost") / "data").url


def test_a_reading_whose_answer_was_lost_is_stored_once(guest, page: Page, demo_account, witness):
    account = demo_account("8500417731")
    guest.identify(account)
    guest.choose("Gas")
    lost = []

    def answer_then_cut(route: Route) -> None:
        if submits(route.request):
            lost.append(route.fetch().json())
            route.abort()
        else:
            route.continue_()

    page.route("**/graphql", answer_then_cut)
    guest.enter(account.ordinary(meter=1))
    guest.send()
    expect(page.get_by_role("alert")).to_contain_text("it is counted once, however often it is sent")
    page.unroute("**/graphql")
    guest.button("Try again").click()

    guest.expect_accepted()
    assert guest.on_receipt("Reference") == lost[0]["data"]["submitReading"]["receipt"]["reference"]
    witness.forgive_failed_requests()


def test_without_a_network_nothing_typed_is_lost_and_it_is_sent_by_itself_once_there_is_one(
    guest, page: Page, demo_account, witness
):
    account = demo_account("8501075397")
    guest.identify(account)
    guest.enter(account.ordinary())

    page.context.set_offline(True)
    guest.send()
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert).to_contain_text("We could not reach the service")
    expect(page.get_by_label("Reading", exact=True)).to_have_value(account.ordinary())
    expect(alert).to_contain_text("kept on this device")
    page.context.set_offline(False)

    guest.expect_accepted()
    witness.forgive_failed_requests()


def test_a_journey_that_has_expired_asks_again_who_it_is_and_keeps_the_reading(
    guest, page: Page, demo_account, witness
):
    account = demo_account("8500631950")
    guest.identify(account)
    guest.choose("Electricity")
    guest.enter("99970")

    page.route("**/graphql", with_a_token_past_its_time)
    guest.send()
    expect(page.get_by_role("alert")).to_contain_text("Please tell us again who you are")
    page.unroute("**/graphql")
    guest.button("Continue").click()

    guest.expect_step("Enter your reading")
    expect(page.get_by_label("Reading", exact=True)).to_have_value("99970")
    witness.forgive_failed_requests()
