"""GraphiQL, where a newcomer tries the API in a browser."""

import json
from urllib.request import Request, urlopen

from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import Witness


def _guest_token(site_url: str) -> str:
    proof = '{accountNumber: "8500417731", postcode: "B33 9QX"}'
    query = f"mutation {{ startGuestJourney(input: {proof}) {{ ... on GuestJourney {{ token }} }} }}"
    body = json.dumps({"query": query}).encode()
    request = Request(f"{site_url}/graphql", body, {"content-type": "application/json"})
    with urlopen(request) as answer:
        token: str = json.load(answer)["data"]["startGuestJourney"]["token"]
    return token


def _write(page: Page, editor: Locator, text: str) -> None:
    editor.get_by_role("code").click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.insert_text(text)


def test_a_subscription_goes_over_a_socket_with_what_the_headers_tab_holds(
    page: Page, site_url: str, witness: Witness
):
    page.goto("/graphiql/")
    page.get_by_role("button", name="Headers").click()
    headers = page.get_by_role("region", name="Headers")
    _write(page, headers, json.dumps({"Authorization": f"Bearer {_guest_token(site_url)}"}))
    subscription = "subscription Watch { operationsChanged { at } }"
    _write(page, page.get_by_role("region", name="Operation Editor"), subscription)
    # GraphiQL reads what is typed a moment later, and names the tab for it.
    expect(page.get_by_role("tab", name="Watch")).to_be_visible()

    page.get_by_role("button", name="Execute query").click()

    # Who the caller is was understood: a guest may not, where nobody at all is unauthenticated.
    expect(page.get_by_role("region", name="Result Window")).to_contain_text("FORBIDDEN")
    # GraphiQL logs each error that it shows, sooner or later.
    page.close()
    witness.errors.clear()
