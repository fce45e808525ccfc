"""What a window shows at once of what happens elsewhere to its meter, and to the reading that it sent."""

import json
import re

from playwright.sync_api import Locator, Page, WebSocketRoute, expect

LIVE = "You will see here what becomes of it."
LOST = "We cannot show you changes just now."


def _fate(page: Page) -> Locator:
    return page.get_by_role("region", name="What becomes of it")


def _steps(page: Page) -> Locator:
    return _fate(page).get_by_role("listitem")


def _send_first_reading(guest, account, value: str, fuel: str = "Gas") -> None:
    guest.identify(account)
    guest.choose(fuel)
    guest.enter(value)
    guest.send()
    guest.expect_accepted()
    expect(_fate(guest.page)).to_contain_text(LIVE)


def test_a_reading_from_one_window_shows_at_once_in_another_that_is_about_to_send_one(
    guest, other_guest, page: Page, demo_account, expect_good_in_every_look
):
    account = demo_account("8500417731")
    value = account.ordinary(meter=1, times=1.2)
    guest.identify(account)
    guest.choose("Gas")
    guest.enter("12")

    other_guest.identify(account)
    other_guest.choose("Gas")
    other_guest.enter(value)
    other_guest.send()
    other_guest.expect_accepted()

    news = page.get_by_role("status").filter(has_text="from another window")
    expect(news).to_contain_text(
        f"A reading of this meter has just come in from another window: {value} for "
    )
    expect(page.get_by_label("Reading", exact=True)).to_be_focused()
    expect(page.get_by_label("Reading", exact=True)).to_have_value("12")
    expect_good_in_every_look(page)
    guest.choose("Electricity")
    expect(news).to_have_count(0)


def test_nobody_is_told_their_own_reading_as_news(guest, page: Page, demo_account):
    account = demo_account("8500742062")
    _send_first_reading(guest, account, "00042", "Electricity")

    page.get_by_role("button", name="Electricity").click()
    guest.expect_step("Enter your reading")

    expect(page.get_by_text("from another window")).to_have_count(0)


def test_a_receipt_says_at_once_that_another_reading_of_the_day_took_its_place(
    guest, other_guest, page: Page, demo_account, expect_good_in_every_look
):
    account = demo_account("8500742062")
    _send_first_reading(guest, account, "00018")
    expect(_steps(page)).to_have_text([re.compile(r"^\d\d:\d\d: Accepted$")])
    expect_good_in_every_look(page)

    _send_first_reading(other_guest, account, "00019")

    expect(_steps(page)).to_have_text(
        [re.compile("Accepted$"), re.compile(r"^\d\d:\d\d: Replaced by another reading: 00019 for ")]
    )
    assert guest.on_receipt("Status") == "Replaced by a later reading"
    expect(page.get_by_role("heading", level=1)).to_have_text("Your reading was replaced by another")
    expect(_fate(page)).not_to_contain_text(LIVE)
    expect(_steps(other_guest.page)).to_have_count(1)
    expect_good_in_every_look(page)


def test_a_held_reading_is_followed_too(guest, page: Page, demo_account):
    account = demo_account("8500964286")
    guest.identify(account)
    guest.enter(account.ordinary(meter=1, times=4))
    guest.send()
    guest.expect_step("Is this what your meter shows?")

    guest.confirm()

    guest.expect_held()
    expect(_steps(page)).to_have_text([re.compile("Waiting for a person to check it$")])
    expect(_fate(page)).to_contain_text(LIVE)


def test_what_happened_while_the_network_was_gone_shows_once_when_it_is_back(
    guest, other_guest, demo_account, witness, expect_good_in_every_look
):
    page: Page = guest.page
    account = demo_account("8501075397")
    open_sockets: list[WebSocketRoute] = []
    network = {"there": True}

    def through_the_network(socket: WebSocketRoute) -> None:
        if network["there"]:
            socket.connect_to_server()
            open_sockets.append(socket)
        else:
            socket.close(code=1013)

    page.route_web_socket("**/live", through_the_network)
    guest.identify(account)
    guest.enter(account.ordinary(times=1.2))
    guest.send()
    guest.expect_accepted()
    expect(_fate(page)).to_contain_text(LIVE)

    network["there"] = False
    page.context.set_offline(True)
    open_sockets[0].close(code=1013)
    expect(_fate(page)).to_contain_text(LOST)
    expect(_fate(page).get_by_role("link", name="Check the receipt later")).to_be_visible()
    expect_good_in_every_look(page)
    other_guest.identify(account)
    other_guest.enter(account.ordinary(times=1.3))
    other_guest.send()
    other_guest.expect_accepted()
    expect(_steps(page)).to_have_count(1)
    network["there"] = True
    page.context.set_offline(False)

    expect(_steps(page)).to_have_text([re.compile("Accepted$"), re.compile("Replaced by another reading: ")])
    expect(_fate(page)).not_to_contain_text(LOST)
    assert len(open_sockets) == 2
    witness.forgive_failed_requests()


def test_after_half_an_hour_the_receipt_says_that_live_updates_are_over_and_where_to_look_instead(
    guest, page: Page, demo_account, expect_good_in_every_look
):
    account = demo_account("8500853174")
    followed: list[tuple[WebSocketRoute, str]] = []

    def through_us(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def pass_on(text: str | bytes) -> None:
            message = json.loads(text)
            if message["type"] == "subscribe":
                followed.append((socket, message["id"]))
            server.send(text)

        socket.on_message(pass_on)

    page.route_web_socket("**/live", through_us)
    guest.identify(account)
    guest.enter(account.ordinary(times=1.1))
    guest.send()
    guest.expect_accepted()
    expect(_fate(page)).to_contain_text(LIVE)

    socket, operation_id = followed[-1]
    expired = [{"message": "Your session has ended.", "extensions": {"code": "UNAUTHENTICATED"}}]
    socket.send(json.dumps({"id": operation_id, "type": "error", "payload": expired}))

    expect(_fate(page)).to_contain_text("Live updates have ended")
    expect_good_in_every_look(page)
    _fate(page).get_by_role("link", name="Check the receipt").click()
    expect(page.get_by_role("alert")).to_contain_text("This receipt is genuine")
    assert len(followed) == 1
