"""A customer who has signed in: what was used and what it costs, and a reading sent."""

import csv
import re
from collections.abc import Callable
from decimal import Decimal

from playwright.sync_api import Page, expect
from tests.browser.good_in_every_look import DESK, PHONE, Look, expect_focus_in_sight
from tests.browser.welsh_catalogue import WelshCatalogue


def _amount(text: str) -> Decimal:
    return Decimal(text.replace("£", "").replace(",", ""))


def test_a_customer_sees_use_sends_a_reading_and_sees_what_it_costs(
    person, demo_account, expect_good_in_every_look
):
    account = demo_account("8500417731")
    customer = person("customer")
    page = customer.page
    customer.open("/account.html")

    expect(page.get_by_role("img", name=re.compile("Chart of use"))).to_be_visible()
    # An actual bar or an estimated one for each month, before its band, with the line that was expected.
    bands = page.locator(".chart-band")
    expect(bands.first).to_be_attached()
    assert (
        page.locator(".chart g > line.chart-expected").count()
        == page.locator(".chart rect.chart-band").count()
    )
    assert page.locator(".chart rect:is(.chart-used, .chart-estimated)").count() == 13
    page.get_by_text("The figures as a table").click()
    expect(page.get_by_role("columnheader", name="Usual range (kWh)")).to_be_visible()
    page.get_by_label(re.compile("^Details of the reading of")).first.click()
    expect_good_in_every_look(page)
    page.get_by_role("radio", name="Year on year").check()
    expect(page.get_by_role("columnheader", name="Difference")).to_be_visible()
    expect_good_in_every_look(page)

    page.get_by_role("link", name="Send a reading").first.click()
    expect(page.get_by_text(re.compile(r"We would expect \d+ to \d+ on"))).to_be_visible()
    page.get_by_label("Reading", exact=True).fill(account.ordinary(times=4))
    expect(page.get_by_text("That is higher than we would expect.")).to_be_visible()
    page.get_by_label("Reading", exact=True).fill(account.ordinary())
    expect(page.get_by_text("That is in the usual range.")).to_be_visible()
    page.get_by_text("How we worked this out").click()
    expect_good_in_every_look(page)
    customer.button("Send my reading").click()

    expect(page.get_by_role("heading", level=1, name="We have your reading")).to_be_focused()
    expect(page.get_by_role("heading", name="What it costs")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile(r"^Cost £\d+\.\d\d$"))).to_be_visible()
    lines = [row.locator("th, td").all_inner_texts() for row in page.locator("tbody tr").all()]
    assert any(line[0].startswith("Standing charge") for line in lines)
    assert any(line[0].startswith("VAT at ") for line in lines)
    assert sum(_amount(line[3]) for line in lines) == _amount(page.locator("tfoot td").inner_text())
    expect_good_in_every_look(page)


def test_a_reading_can_be_withdrawn_and_all_of_them_saved(person, demo_account):
    account = demo_account("8500529840")
    customer = person("customer")
    page = customer.page
    customer.open("/account.html#8500529840")
    page.get_by_role("link", name="Send a reading").first.click()
    for register, name in (("1", "Night reading"), ("2", "Day reading")):
        page.get_by_label(name, exact=True).fill(account.ordinary(register=register))
    customer.button("Send my reading").click()
    expect(page.get_by_role("heading", level=1, name="We have your reading")).to_be_visible()
    page.get_by_role("link", name="Back to the meter").click()

    newest = page.get_by_role("listitem").filter(has=page.get_by_label(re.compile("^Details of"))).first
    expect(newest).to_contain_text(account.ordinary(register="2"))
    newest.get_by_label(re.compile("^Details of")).click()
    newest.get_by_role("button", name="Withdraw this reading").click()
    newest.get_by_role("button", name="Yes, withdraw it").click()
    expect(newest.get_by_text("Withdrawn", exact=True)).to_be_visible()
    with page.expect_download() as download:
        customer.button("Save all as CSV").click()

    rows = list(csv.reader(download.value.path().read_text("utf-8-sig").splitlines()))
    assert rows[0][0] == "Read date"
    assert len(rows) - 1 >= 2 * len(account.meters[0]["readings"])
    assert "WITHDRAWN" in {row[3] for row in rows}


def test_a_printed_receipt_is_one_page_and_says_where_anyone_can_check_it(
    person, demo_account, new_page: Callable[..., Page]
):
    account = demo_account("8500417731")
    customer = person("customer")
    page = customer.page
    customer.open("/account.html")
    page.get_by_role("navigation", name="Meters").get_by_role("link", name="Gas").click()
    page.get_by_role("link", name="Send a reading").first.click()
    page.get_by_label("Reading", exact=True).fill(account.ordinary(meter=1))
    customer.button("Send my reading").click()
    expect(page.get_by_role("heading", level=1, name="We have your reading")).to_be_focused()
    expect(page.locator(".printed")).to_be_hidden()

    page.emulate_media(media="print")
    paper = page.pdf(format="A4")
    address = page.locator(".printed .receipt-code").inner_text()

    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("heading", name="What it costs")).to_be_visible()
    anyone = new_page()
    anyone.goto(address)
    expect(anyone.get_by_role("alert")).to_contain_text("This receipt is genuine")
    expect(anyone.get_by_text(account.ordinary(meter=1))).to_be_visible()


def test_a_customer_who_speaks_welsh_reads_welsh(person, demo_account, expect_good_in_every_look):
    account = demo_account("8500417731")
    customer = person("customer", locale="cy-GB")
    page = customer.page
    customer.open("/account.html")
    page.locator(".chart").wait_for()
    catalogue = WelshCatalogue.of(page)

    page.locator(".reading-row summary").last.click()
    page.locator(".use summary, .chart-figure + .help summary").first.click()
    assert catalogue.lacks(page) == []
    expect_good_in_every_look(page, (Look(PHONE), Look(DESK, "dark")))
    expect_focus_in_sight(page)
    page.locator(".panel .buttons .button").first.click()
    page.locator(".expected summary").click()
    page.locator("#register-1").fill(account.ordinary(times=6))
    assert catalogue.lacks(page) == []
    page.locator("main button[type=submit]").click()
    page.locator(".looked-at").wait_for()

    assert catalogue.lacks(page) == []
    expect_good_in_every_look(page, (Look(PHONE), Look(DESK, "dark")))
