"""The operations room: it moves by itself, and operators see who did what."""

import re

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

FIGURES = [
    "Readings in the last minute",
    "Readings today",
    "Waiting for a decision",
    "Oldest waits",
    "Live connections",
    "Live deliveries today",
    "Delay to the last delivery",
    "Cost so far today, about",
]
_IS_ABOVE = """([name, before]) => [...document.querySelectorAll("dt")]
    .filter(({ textContent }) => textContent === name)
    .some(({ nextElementSibling }) => Number(nextElementSibling.textContent.replaceAll(",", "")) > before)"""
# The texts that are not wholly in the window, or wider than what they stand in.
_OUT_OF_SIGHT = """() => [...document.querySelectorAll(".wall :is(h1, h2, dt, dd, th, td, p, svg)")]
    .filter((each) => !each.closest(".unseen") && each.checkVisibility())
    .filter((each) => {
        const { left, top, right, bottom } = each.getBoundingClientRect();
        return left < 0 || top < 0 || right > innerWidth + 1 || bottom > innerHeight + 1
            || each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0;
    })
    .map((each) => each.outerHTML.slice(0, 80))"""
_SIZES_OF_TEXT = """() => {
    const sizes = [...document.querySelectorAll(".wall :is(h1, h2, dt, dd, th, td, p)")]
        .filter((each) => !each.closest(".unseen") && each.checkVisibility() && each.textContent)
        .map((each) => parseFloat(getComputedStyle(each).fontSize));
    return [Math.min(...sizes), Math.max(...sizes)];
}"""


def _told(page: Page, name: str) -> Locator:
    return page.get_by_role("term").filter(has_text=name).locator("xpath=following-sibling::dd")


def _figure(page: Page, name: str) -> int:
    return int(_told(page, name).inner_text().replace(",", ""))


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

    page.wait_for_function(_IS_ABOVE, arg=["Readings today", before])
    expect_good_in_every_look(page)


def test_a_delivery_to_a_guest_is_counted_with_its_delay_and_its_cost(person, guest, demo_account):
    operator = person("operator")
    page = operator.page
    operator.open("/operations.html")
    expect(page.get_by_text(re.compile("^As of"))).to_be_visible()
    connections = _figure(page, "Live connections")
    guest.identify(demo_account("8500742062"))
    guest.choose("Gas")
    guest.enter("00012")
    guest.send()
    guest.expect_accepted()

    page.wait_for_function(_IS_ABOVE, arg=["Live deliveries today", 0])
    page.wait_for_function(_IS_ABOVE, arg=["Live connections", connections])
    expect(_told(page, "Delay to the last delivery")).to_have_text(re.compile(r"^[\d,]+ ms$"))
    expect(_told(page, "Cost so far today, about")).to_have_text(re.compile(r"^\$0\.00[0-9]*[1-9]"))


def test_a_screen_reader_finds_every_figure_by_its_name_and_every_chart_as_a_table(person):
    operator = person("operator")
    page = operator.page
    operator.open("/operations.html")
    expect(page.get_by_text(re.compile("^As of"))).to_be_visible()
    page.get_by_text("The figures as a table").click()

    for name in FIGURES:
        expect(_told(page, name)).to_have_text(re.compile(r"\S"))
    tree = page.get_by_role("main").aria_snapshot()
    assert 'heading "Operations room" [level=1]' in tree
    assert re.search(r"status: Live", tree)
    # Told at a calm rate, since a screen reader that never pauses is switched off.
    assert re.search(
        r"status: .?[\d,]+ readings in the last minute, [\d,]+ today, [\d,]+ wait for a decision", tree
    )
    assert re.search(r'img "Readings in each of the last 60 minutes; at most [\d,]+ in one."', tree)
    assert len(page.get_by_role("table").filter(has_text="Minute").get_by_role("row").all()) == 61
    for title, rows in (("Outcomes today", 6), ("Sources today", 6), ("Fuels today", 2)):
        table = page.get_by_role("table").filter(has_text=title)
        assert len(table.get_by_role("rowheader").all()) == rows
        assert table.get_by_role("columnheader").all_inner_texts() == [title, "Readings", "Share"]


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (2560, 1440), (3840, 2160)])
def test_on_a_wall_everything_is_in_sight_and_large(
    person, expect_good_in_every_look, width: int, height: int
):
    operator = person("operator", viewport={"width": width, "height": height})
    page = operator.page
    operator.open("/operations.html")

    page.get_by_role("link", name="Show on a wall").click()

    expect(page.locator(":fullscreen")).to_have_count(1)
    expect(page.get_by_role("banner")).to_be_hidden()
    expect(page.get_by_role("term")).to_have_count(len(FIGURES))
    assert page.evaluate(_OUT_OF_SIGHT) == []
    smallest, largest = page.evaluate(_SIZES_OF_TEXT)
    assert smallest >= height / 50
    assert largest >= height / 13
    expect_good_in_every_look(page)
    page.get_by_role("link", name="Leave the wall view").click()
    expect(page.locator(":fullscreen")).to_have_count(0)
    expect(page.get_by_role("link", name="Audit trail")).to_be_visible()


def test_figures_that_stopped_coming_are_marked_as_old_while_the_socket_looks_open(
    person, expect_good_in_every_look
):
    operator = person("operator")
    page = operator.page
    page.clock.install()
    silent = False

    def fall_silent(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda message: None if silent else socket.send(message))

    page.route_web_socket("**/live", fall_silent)
    operator.open("/operations.html")
    expect(page.get_by_text(re.compile("^As of"))).to_be_visible()

    silent = True
    page.clock.fast_forward("00:31")

    expect(
        page.get_by_text(re.compile(r"Nothing heard since \d\d:\d\d:\d\d\. The figures are"))
    ).to_be_visible()
    expect(page.get_by_text("Live", exact=True)).to_have_count(0)
    expect_good_in_every_look(page)
    silent = False
    expect(page.get_by_text("Live", exact=True)).to_be_visible()


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
