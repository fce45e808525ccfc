"""Agents: reviews decided in one place and seen in all others, and customers helped."""

import re

from playwright.sync_api import Page, expect


def _held(guest, account) -> str:
    """A guest's odd reading, confirmed and held."""
    odd = account.ordinary(times=4)
    guest.identify(account)
    guest.enter(odd)
    guest.send()
    guest.expect_step("Is this what your meter shows?")
    guest.confirm()
    guest.expect_held()
    return odd


def _choose(page: Page, value: str) -> None:
    page.get_by_role("button", name=re.compile(value)).click()
    expect(page.get_by_role("heading", level=3).first).to_be_focused()


def test_a_guests_odd_reading_is_decided_by_key_and_the_guest_and_a_colleague_see_it_at_once(
    person, guest, demo_account, expect_good_in_every_look
):
    agent, colleague = person("agent"), person("agent")
    agent.open("/agent.html")
    colleague.open("/agent.html")
    odd = _held(guest, demo_account("8500853174"))

    # It came to both queues by itself.
    _choose(agent.page, odd)
    _choose(colleague.page, odd)
    expect_good_in_every_look(agent.page)
    agent.page.keyboard.press("a")
    expect(agent.page.get_by_label("Reason", exact=True)).to_be_focused()
    agent.page.keyboard.type("a letter, and then r: no shortcut while typing")
    agent.page.keyboard.press("Control+Enter")

    expect(agent.page.get_by_role("alert")).to_contain_text("You accepted this reading")
    expect(colleague.page.get_by_role("alert")).to_contain_text("has just been decided elsewhere")
    expect(colleague.page.get_by_role("alert")).to_contain_text("a letter, and then r")
    expect(colleague.page.get_by_role("button", name=re.compile(odd))).to_have_count(0)
    expect(guest.page.get_by_text("Checked by a person and accepted")).to_be_visible()
    guest.expect_accepted()
    expect_good_in_every_look(colleague.page)


def test_an_agent_finds_an_account_and_enters_a_meter_exchange(
    person, demo_account, expect_good_in_every_look
):
    account = demo_account("8500964286")
    agent = person("agent")
    page = agent.page
    agent.open("/agent.html")
    page.get_by_label("Account number, supply number").fill(account.postcode)
    page.keyboard.press("Enter")
    page.get_by_role("link", name=account.number).click()
    expect(page.get_by_role("heading", level=1, name=f"Account number {account.number}")).to_be_focused()
    expect(page.get_by_role("heading", name="Readings")).to_be_visible()
    expect_good_in_every_look(page)

    page.get_by_role("link", name="The meter was exchanged").click()
    agent.button("Store the exchange").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect_good_in_every_look(page)
    page.get_by_label("Closing reading").fill(account.ordinary(meter=1))
    page.get_by_label("Serial number of the new meter").fill("Z26NN000999")
    page.get_by_label("Reason", exact=True).fill("Job sheet 12")
    agent.button("Store the exchange").click()

    expect(page.get_by_role("alert")).to_contain_text("The exchange is stored")
    page.get_by_role("link", name="Open the new meter").click()
    expect(page.get_by_text("Serial number Z26NN000999").first).to_be_visible()


def test_the_shortcuts_are_listed_and_can_be_switched_off(person, expect_good_in_every_look):
    agent = person("agent")
    page = agent.page
    agent.open("/agent.html")
    expect(page.get_by_text("Live", exact=True)).to_be_visible()

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    expect_good_in_every_look(page)
    page.get_by_label("Use single-key shortcuts").uncheck()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("?")
    page.keyboard.press("/")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_label("Account number, supply number")).not_to_be_focused()


def test_an_agent_sees_the_photo_that_a_customer_sent_with_an_odd_reading(person, demo_account):
    account = demo_account("8500417731")
    customer, agent = person("customer"), person("agent")
    page = customer.page
    customer.open("/account.html")
    page.get_by_role("navigation", name="Meters").get_by_role("link", name="Gas").click()
    page.get_by_role("link", name="Send a reading").first.click()
    odd = account.ordinary(meter=1, times=12)
    page.get_by_label("Reading", exact=True).fill(odd)
    customer.button("Send my reading").click()
    expect(page.get_by_role("heading", level=1, name="Is this what your meter shows?")).to_be_focused()
    photo = {"name": "meter.png", "mimeType": "image/png", "buffer": page.screenshot()}
    page.get_by_label("A photo of the meter").set_input_files([photo])
    expect(page.get_by_text("meter.png goes with your reading.")).to_be_visible()
    customer.button("Yes, this is what my meter shows").click()
    expect(page.get_by_role("heading", level=1, name=re.compile("a person will check it"))).to_be_focused()

    agent.open("/agent.html")
    _choose(agent.page, odd)
    agent.page.keyboard.press("p")

    image = agent.page.get_by_role("img", name=re.compile("photo of meter"))
    expect(image).to_be_visible()
    agent.page.wait_for_function("document.querySelector('.review-photo').naturalWidth > 0")
