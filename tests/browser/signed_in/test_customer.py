"""A customer who has signed in: what was used and what it costs, and a reading sent."""

import csv
import re

from playwright.sync_api import expect


def test_a_customer_sees_use_sends_a_reading_and_sees_what_it_costs(
    person, demo_account, expect_good_in_every_look
):
    account = demo_account("8500417731")
    customer = person("customer")
    page = customer.page
    customer.open("/account.html")

    expect(page.get_by_role("img", name=re.compile("Chart of use"))).to_be_visible()
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
