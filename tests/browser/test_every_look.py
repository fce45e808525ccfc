"""Each step for everybody: axe-core, light and dark, on a desk and at 320 px."""

from playwright.sync_api import Page, expect


def test_every_step_is_good_in_every_look(guest, page: Page, demo_account, expect_good_in_every_look):
    account = demo_account("8500529840")
    night, day = account.ordinary(register="1"), account.ordinary(register="2")

    page.goto("/")
    page.get_by_role("heading", level=1).wait_for()
    expect_good_in_every_look(page)
    page.get_by_role("radio", name="My meter").check()
    page.get_by_text("Where is my supply number?").click()
    guest.button("Continue").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect_good_in_every_look(page)

    guest.identify(account)
    guest.enter(f"{night}55", "Night reading")
    page.get_by_text("How do I read my meter?").click()
    guest.send()
    expect(page.get_by_role("alert")).to_be_focused()
    expect_good_in_every_look(page)

    guest.enter(night, "Night reading")
    guest.enter(account.ordinary(register="2", times=4), "Day reading")
    guest.send()
    guest.expect_step("Is this what your meter shows?")
    expect_good_in_every_look(page)

    guest.button("Change the reading").click()
    guest.enter(day, "Day reading")
    guest.send()
    guest.expect_accepted()
    expect_good_in_every_look(page)

    page.get_by_role("link", name="Check this receipt").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect_good_in_every_look(page)


def test_a_receipt_that_nobody_issued_is_told_apart_in_every_look(page: Page, expect_good_in_every_look):
    page.goto("/receipt.html?reference=R-0&signature=invented")

    expect(page.get_by_role("alert")).to_contain_text("We do not know this receipt")
    expect_good_in_every_look(page)


def test_without_scripts_the_page_says_what_to_do(browser, site_url: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(site_url)

    expect(page.locator("noscript p")).to_be_visible()
    context.close()
