"""Every state of the guest's pages, one after the other, found without a word of any language."""

from collections.abc import Iterator

from playwright.sync_api import Page, expect
from tests.browser.conftest import Account

MOST_FAILED_TRIES = 5


def guest_states(page: Page, accounts: dict[str, Account]) -> Iterator[str]:
    """Brings the page into each state and names it. At the end the service throttles."""
    yield from _identifying(page)
    yield from _entering(page, accounts["8500417731"])
    yield from _two_rates(page, accounts["8500529840"])
    yield from _without_a_network(page, accounts["8500417731"])
    yield from _other_pages(page)
    yield from _refused(page, accounts["8500631950"])


def _open(page: Page, path: str = "/") -> None:
    page.goto(path)
    page.get_by_role("heading", level=1).wait_for()


def _submit(page: Page) -> None:
    page.locator("main button[type=submit]").click()


def _identify(page: Page, account: Account, postcode: str | None = None) -> None:
    _open(page)
    page.locator("#accountNumber").fill(account.number)
    page.locator("#postcode").fill(postcode or account.postcode)
    _submit(page)


def _identifying(page: Page) -> Iterator[str]:
    _open(page)
    yield "first page"
    page.locator("#by-supply-point").check()
    for help_ in page.locator("main summary").all():
        help_.click()
    _submit(page)
    expect(page.get_by_role("alert")).to_be_focused()
    yield "details missing"


def _entering(page: Page, account: Account) -> Iterator[str]:
    _identify(page, account)
    page.locator("input[name=meter]").first.wait_for()
    yield "which meter"
    page.locator("input[name=meter]").nth(1).check()
    page.locator("#register-1").fill(f"{account.ordinary(meter=1)}5")
    page.locator("main summary").click()
    yield "a red digit typed"
    page.locator("#register-1").fill("00001")
    _submit(page)
    expect(page.get_by_role("alert")).to_be_focused()
    yield "rejected"
    page.locator("#register-1").fill(account.ordinary(meter=1, times=12))
    _submit(page)
    page.locator(".looked-at").wait_for()
    yield "asked whether it is right"
    _submit(page)
    page.locator(".receipt").wait_for()
    yield "held for a review"


def _two_rates(page: Page, account: Account) -> Iterator[str]:
    _identify(page, account)
    page.locator("#register-2").fill(account.ordinary(register="1"))
    page.locator("#register-1").fill(account.ordinary(register="2"))
    yield "day and night"
    _submit(page)
    page.locator(".suggestions").wait_for()
    yield "something suggested"
    page.locator(".suggestions button").first.click()
    page.locator(".receipt").wait_for()
    expect(page.locator(".live-dot")).to_be_visible()
    yield "accepted"
    page.locator('main a[href^="receipt.html"]').click()
    expect(page.get_by_role("alert")).to_be_focused()
    yield "a genuine receipt"
    _open(page)
    page.locator(".go-on").wait_for()
    yield "a guest known on the device"


def _without_a_network(page: Page, account: Account) -> Iterator[str]:
    page.locator(".go-on .link-button").click()
    page.context.set_offline(True)
    page.locator("#accountNumber").fill(account.number)
    page.locator("#postcode").fill(account.postcode)
    _submit(page)
    expect(page.get_by_role("alert")).to_be_focused()
    yield "no network"
    page.locator(".notice .button").last.click()
    page.locator("input[name=meter]").first.check()
    yield "entered without a network"
    page.locator(".dial-input").fill("00001")
    _submit(page)
    page.locator(".kept-waiting").wait_for()
    yield "kept on the device"
    page.context.set_offline(False)
    expect(page.get_by_role("alert")).to_be_focused()
    page.reload()
    page.locator(".kept-needs-you").wait_for()
    yield "needs its person"
    page.locator(".kept-reading .link-button").click()


def _other_pages(page: Page) -> Iterator[str]:
    _open(page, "/receipt.html")
    yield "receipt to check"
    _submit(page)
    expect(page.get_by_role("alert")).to_be_focused()
    yield "receipt not typed"
    _open(page, "/receipt.html?reference=R-0&signature=invented")
    expect(page.get_by_role("alert")).to_be_focused()
    yield "a receipt that nobody issued"
    _open(page, "/404.html")
    yield "no such page"
    _open(page, "/account.html")
    yield "sign in first"
    _open(page, "/sign-in.html?code=stolen&state=guessed")
    expect(page.get_by_role("alert")).to_be_focused()
    yield "a sign-in that failed"


def _refused(page: Page, account: Account) -> Iterator[str]:
    # The language's own first try counts as well, so that both walks end throttled.
    for _ in range(MOST_FAILED_TRIES):
        _identify(page, account, postcode="M1 7ZQ")
        expect(page.get_by_role("alert")).to_be_focused()
    yield "details refused"
    _submit(page)
    expect(page.locator(".notice p")).to_have_count(2)
    yield "throttled"
