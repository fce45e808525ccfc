"""Agents: reviews decided in one place and seen in all others, and customers helped."""

import re

import pytest
from playwright.sync_api import Page, expect

# The demo's own held reading, of 8501075397.
WAITS_IN_THE_DEMO = "24434"


def _held(guest, account, fuel: str | None = None) -> str:
    """A guest's odd reading, confirmed and held."""
    odd = account.ordinary(times=4)
    guest.identify(account)
    if fuel:
        guest.choose(fuel)
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
    agent, colleague = person("agent"), person("colleague")
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
    expect(colleague.page.get_by_role("alert")).to_contain_text("agent@example.com: Accepted.")
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
    agent.page.wait_for_function("() => document.querySelector('.review-photo').naturalWidth > 0")


def test_of_two_agents_who_decide_at_once_one_decides_and_the_other_is_told_by_whom(
    person, guest, demo_account, expect_good_in_every_look
):
    odd = _held(guest, demo_account("8500417731"), "Electricity")
    agent, colleague = person("agent"), person("colleague")
    # Nothing live reaches the colleague, who decides without knowing.
    colleague.page.route_web_socket("**/live", lambda _: None)
    for each, key in ((agent, "a"), (colleague, "r")):
        each.open("/agent.html")
        _choose(each.page, odd)
        each.page.keyboard.press(key)
        expect(each.page.get_by_label("Reason", exact=True)).to_be_focused()
    agent.page.keyboard.type("It is right")
    colleague.page.keyboard.type("It is wrong")

    colleague.page.keyboard.press("Control+Enter")
    expect(colleague.page.get_by_role("alert")).to_contain_text("You rejected this reading")
    agent.page.keyboard.press("Control+Enter")

    told = agent.page.get_by_role("alert").filter(has_text=re.compile("decided elsewhere|was not taken"))
    expect(told).to_contain_text("colleague@example.com")
    expect_good_in_every_look(agent.page)
    expect(guest.page.get_by_text("Checked by a person, and not used")).to_be_visible()


def test_the_queue_is_gone_through_by_keyboard_and_tells_the_arithmetic_and_the_ranked_explanations(
    person, guest, demo_account, expect_good_in_every_look
):
    odd = _held(guest, demo_account("8500417731"), "Electricity")
    agent = person("agent")
    page = agent.page
    agent.open("/agent.html")
    expect(page.get_by_role("button", name=re.compile(odd))).to_be_visible()
    chosen = page.locator("[aria-current=true].queue-item")

    page.keyboard.press("j")
    expect(chosen).to_contain_text(WAITS_IN_THE_DEMO)
    expect(page.get_by_role("heading", level=3).first).to_be_focused()
    for fact in ("Period", "This reading makes", "Expected", "Usual range", "Checked by a person above"):
        expect(page.get_by_role("term").filter(has_text=fact).first).to_be_visible()
    expect(page.get_by_text("What may have happened, likeliest first").first).to_be_visible()
    [explanations] = page.locator("ol.explanations").all()
    ranked = [int(share) for share in re.findall(r"(\d+)% likely", explanations.inner_text())]
    assert ranked == sorted(ranked, reverse=True) != []
    expect_good_in_every_look(page)
    # Other tests' readings may wait in between.
    queue = page.locator(".queue-item").all_inner_texts()
    for _ in range(next(place for place, item in enumerate(queue) if odd in item)):
        page.keyboard.press("j")
    expect(chosen).to_contain_text(odd)
    page.keyboard.press("k")
    expect(chosen).not_to_contain_text(odd)
    page.keyboard.press("j")
    expect(chosen).to_contain_text(odd)
    expect(page.get_by_role("heading", level=3).first).to_be_focused()
    page.keyboard.press("r")
    expect(page.get_by_label("Reason", exact=True)).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Enter the reason for the decision")).to_be_visible()
    page.keyboard.type("The digits were read from the right")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("alert")).to_contain_text("You rejected this reading")
    expect(page.get_by_role("alert")).to_contain_text("The digits were read from the right")
    expect(guest.page.get_by_text("Checked by a person, and not used")).to_be_visible()


@pytest.mark.parametrize(
    "text", ["8501075397", "2310555777127", "745120907", "S21PP447120", "LS1 9ZY"], ids=lambda text: text
)
def test_an_account_is_found_by_whatever_the_customer_can_read_out(person, text: str):
    agent = person("agent")
    agent.open("/agent.html")

    agent.page.get_by_label("Account number, supply number").fill(text)
    agent.page.keyboard.press("Enter")

    number = "8500631950" if text == "745120907" else "8501075397"
    expect(agent.page.get_by_role("link", name=number)).to_be_visible()


def test_an_agent_sees_what_the_customer_sees_and_sends_for_them_with_a_reason(
    person, expect_good_in_every_look
):
    agent = person("agent")
    page = agent.page
    agent.open("/agent.html#account/8500853174")
    expect(page.get_by_role("img", name=re.compile("Chart of use"))).to_be_visible()
    # Not of every reading: what other tests send for this meter today may wait for a person, without a cost.
    priced = page.locator("details", has=page.get_by_text("How the cost adds up")).first
    priced.get_by_label(re.compile("^Details of the reading of")).click()
    expect(priced.get_by_text("How the cost adds up")).to_be_visible()
    with page.expect_download() as download:
        agent.button("Save all as CSV").click()
    assert download.value.suggested_filename == "readings-S15GH600231.csv"

    page.get_by_role("link", name="Send a reading").first.click()
    expect(page.get_by_text(re.compile(r"We would expect \d+ to \d+ on"))).to_be_visible()
    page.get_by_label("Reading", exact=True).fill("40000")
    agent.button("Send my reading").click()
    # Whatever else these tests have sent for this meter today.
    refused = re.compile("lower than the last actual reading|already is a different reading for that date")
    expect(page.get_by_role("alert")).to_contain_text(refused)
    expect_good_in_every_look(page)
    page.get_by_label("Reason for overriding a rule").fill("Read out twice on the phone")
    agent.button("Send my reading").click()
    yes = agent.button("Yes, this is what my meter shows")
    expect(page.get_by_role("heading", level=1, name=re.compile("We have|Is this"))).to_be_focused()
    if yes.is_visible():
        yes.click()
    expect(page.get_by_role("heading", level=1, name="We have your reading")).to_be_focused()
    page.get_by_role("link", name="Back to the meter").click()

    newest = page.get_by_role("listitem").filter(has=page.get_by_label(re.compile("^Details of"))).first
    expect(newest).to_contain_text("40000")
    expect(newest).to_contain_text("Entered by our team")
    newest.get_by_label(re.compile("^Details of")).click()
    expect(newest).to_contain_text("Read out twice on the phone")


def test_a_reading_below_the_last_one_leads_an_agent_to_the_exchange_by_one_tap(person, demo_account):
    account = demo_account("8500417731")
    agent, customer = person("agent"), person("customer")
    agent.open(f"/agent.html#account/{account.number}")
    customer.open("/account.html")
    for each in (agent, customer):
        each.page.get_by_role("navigation", name="Meters").get_by_role("link", name="Electricity").click()
        each.page.get_by_role("link", name="Send a reading").first.click()
        each.page.get_by_label("Reading", exact=True).fill("00012")
        each.button("Send my reading").click()
        expect(each.page.locator(".suggestions")).to_contain_text("exchanged?")

    agent.button("Enter the new meter’s details").click()

    expect(agent.page.get_by_label("Closing reading")).to_be_visible()
    expect(customer.button("Enter the new meter’s details")).to_have_count(0)
