"""Pictures of the pages for people who sign in."""

from playwright.sync_api import Page
from tests.browser.conftest import PASSWORD


def _sign_in(page: Page, name: str, path: str) -> None:
    page.goto(path)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator("input[name=username]").fill(f"{name}@example.com")
    password = page.locator("input[name=password]")
    password.fill(PASSWORD)
    password.press("Enter")
    page.get_by_text(f"Signed in as {name}@example.com", exact=True).wait_for()


def account(page: Page) -> None:
    """What a customer used, with the newest readings."""
    _sign_in(page, "customer", "/account.html")
    page.get_by_role("img", name="Chart of use").wait_for()
    page.get_by_role("heading", name="Readings").wait_for()


def review_queue(page: Page) -> None:
    """A held reading, its arithmetic, and the decision."""
    _sign_in(page, "agent", "/agent.html")
    page.get_by_role("button", name="24434").click()
    page.get_by_role("heading", level=3).wait_for()
    page.keyboard.press("a")
    page.keyboard.type("The customer's photo shows it")


def operations(page: Page) -> None:
    """What the service is doing."""
    _sign_in(page, "operator", "/operations.html")
    page.get_by_text("As of").wait_for()


def wall(page: Page) -> None:
    """The operations room on a wall, without the links that need a mouse."""
    page.emulate_media(color_scheme="dark")
    operations(page)
    page.goto("/operations.html#wall")
    page.get_by_text("As of").wait_for()


PICTURES = {"account": account, "review-queue": review_queue, "operations": operations, "wall": wall}
