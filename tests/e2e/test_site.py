"""The site, where people find it: its pages and their headers, and the journey in a browser."""

import re
from collections.abc import Callable
from urllib.parse import urljoin

from playwright.sync_api import Page, expect

from .accounts import demo_account
from .service import Service
from .supplies import Supply

PHOTO = "mutation ($input: RequestPhotoUploadInput!) { requestPhotoUpload(input: $input) { url } }"


def test_every_page_and_answer_has_the_security_headers(service: Service):
    for path in ("/", "/graphql?query={__typename}", "/there-is-no-such-page"):
        headers = service.send("GET", path).headers

        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'"), path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        assert "unsafe" not in headers["content-security-policy"]


def test_pages_may_send_photos_and_fetch_tokens_where_the_service_says(service: Service):
    account = demo_account("8500529840")
    (meter, *_) = service.as_guest(account.number, account.postcode)
    asked = {"meterId": meter["id"], "contentType": "image/jpeg", "bytes": 1000}
    photo = service.ask(PHOTO, {"input": asked})["requestPhotoUpload"]["url"]
    token = service.send("GET", "/sign-in.json").json()["tokenUrl"]

    policy = service.send("GET", "/").headers["content-security-policy"]
    (connect,) = [part for part in policy.split(";") if part.strip().startswith("connect-src")]

    assert {urljoin(url, "/").rstrip("/") for url in (photo, token)} <= set(connect.split())


def test_a_page_that_does_not_exist_says_so_and_is_not_found(service: Service, page: Page):
    assert service.send("GET", "/there/is/no-such-page").status_code == 404

    page.goto("/404.html")

    expect(page.get_by_role("heading", level=1)).to_have_text("There is no page here")
    page.get_by_role("link", name="Send a reading").first.click()
    expect(page.get_by_label("Account number", exact=True)).to_be_visible()


def test_what_is_named_for_its_content_is_kept_and_pages_are_asked_for_again(service: Service):
    page = service.send("GET", "/")
    (script, *_) = re.findall(r'src="(/assets/[^"]+\.js)"', page.text)

    assert service.send("GET", script).headers["cache-control"] == "public, max-age=31536000, immutable"
    assert page.headers["cache-control"] == "no-cache"
    assert service.send("GET", "/mark.svg").headers["cache-control"] == "public, max-age=86400"


def test_the_page_for_when_nothing_else_can_be_shown_needs_no_script_and_speaks_both_languages(
    new_page: Callable[..., Page],
):
    page = new_page(java_script_enabled=False)

    page.goto("/unavailable.html")

    expect(page.get_by_role("heading", level=1)).to_have_text("We cannot show this page just now")
    expect(page.get_by_text("Keep your reading: write down what the meter shows")).to_be_visible()
    expect(page.get_by_text("Cadwch eich darlleniad")).to_be_visible()
    expect(page.locator("main")).to_have_css("max-width", "704px")


def test_a_guest_sends_a_reading_in_the_browser_which_shows_at_once_in_another_one(
    page: Page, new_page: Callable[..., Page], supply: Supply
):
    other = new_page()
    for each in (page, other):
        identify(each, supply)

    value = supply.account.ordinary(meter=supply.meter)
    page.get_by_label("Reading", exact=True).fill(value)
    page.get_by_role("button", name="Send my reading", exact=True).click()
    say_yes_if_asked(page)

    fate = page.get_by_role("region", name="What becomes of it")
    expect(fate).to_contain_text("You will see here what becomes of it.")
    expect(fate.get_by_role("listitem").first).to_contain_text("Accepted")
    news = other.get_by_role("status").filter(has_text="from another window")
    expect(news).to_contain_text(
        f"A reading of this meter has just come in from another window: {value} for "
    )


def identify(page: Page, supply: Supply) -> None:
    page.goto("/")
    page.get_by_label("Account number", exact=True).fill(supply.account.number)
    page.get_by_label("Postcode").fill(supply.account.postcode)
    page.get_by_role("button", name="Continue", exact=True).click()
    reading = page.get_by_label("Reading", exact=True)
    choice = page.get_by_role("radio", name=supply.fuel.capitalize())
    expect(reading.or_(choice).first).to_be_visible()
    if choice.count():
        choice.check()
    expect(reading).to_be_visible()


def say_yes_if_asked(page: Page) -> None:
    received = page.get_by_role("heading", name="We have your reading")
    yes = page.get_by_role("button", name="Yes, this is what my meter shows")
    expect(received.or_(yes).first).to_be_visible()
    if yes.count():
        yes.click()
    expect(received).to_be_visible()
