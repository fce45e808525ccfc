"""The operations room: it moves by itself, and operators see who did what."""

import re

from playwright.sync_api import Page, WebSocketRoute, expect

_IS_ABOVE = """before => [...document.querySelectorAll("dt")]
    .filter(({ textContent }) => textContent === "Readings today")
    .some(({ nextElementSibling }) => Number(nextElementSibling.textContent.replaceAll(",", "")) > before)"""


def _figure(page: Page, name: str) -> int:
    term = page.get_by_role("term").filter(has_text=name)
    return int(term.locator("xpath=following-sibling::dd").inner_text().replace(",", ""))


def test_an_operator_watches_a_reading_come_in(person, guest, demo_account, expect_good_in_every_look):
    operator = person("operator")
    page = operator.page
    operator.open("/operations.html")
    expect(page.get_by_text(re.compile("^As of"))).to_be_visible()
    before = _figure(page, "Readings today")
    guest.identify(demo_account("8500742062"))
    guest.choose("Electricity")
    guest.enter("00041")
    guest.send()
    guest.expect_accepted()

    page.wait_for_function(_IS_ABOVE, arg=before)
    expect_good_in_every_look(page)


def test_a_lost_connection_says_when_it_was_last_seen_and_the_next_snapshot_puts_it_right(person):
    operator = person("operator")
    page = operator.page
    sockets: list[WebSocketRoute] = []
    lost = False

    def let_through(socket: WebSocketRoute) -> None:
        if lost:
            socket.close(code=1012)
            return
        socket.connect_to_server()
        sockets.append(socket)

    page.route_web_socket("**/live", let_through)
    operator.open("/operations.html")
    expect(page.get_by_text(re.compile("^As of"))).to_be_visible()

    lost = True
    sockets[-1].close(code=1012)
    expect(page.get_by_text(re.compile(r"Connection lost, last seen \d\d:\d\d:\d\d"))).to_be_visible()
    lost = False

    expect(page.get_by_text("Live", exact=True)).to_be_visible()


def test_the_audit_trail_tells_operators_what_an_agent_did(person, demo_account, expect_good_in_every_look):
    account = demo_account("8501075397")
    agent, operator = person("agent"), person("operator")
    agent.open(f"/agent.html#account/{account.number}")
    expect(agent.page.get_by_role("heading", name="Readings")).to_be_visible()

    operator.open("/operations.html#audit")
    operator.page.get_by_label("Account number").fill(account.number)
    operator.button("Show").click()

    expect(operator.page.get_by_role("row").filter(has_text="Looked at the account").first).to_be_visible()
    expect_good_in_every_look(operator.page)
