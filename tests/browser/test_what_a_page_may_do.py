"""The content security policy as the browser keeps it, and the witness that every browser test relies on."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

_INLINE_SCRIPT = """() => {
  const script = document.createElement("script");
  script.textContent = "window.ran = true";
  document.body.append(script);
}"""
_INLINE_STYLE = "() => { document.body.setAttribute('style', 'color: red') }"
_FOREIGN_SCRIPT = """() => {
  const script = document.createElement("script");
  script.src = "https://example.com/script.js";
  document.body.append(script);
}"""
_FOREIGN_REQUEST = "() => fetch('https://example.com/').catch(() => {})"
_PAGES = (
    "/",
    "/receipt.html",
    "/sign-in.html",
    "/account.html",
    "/agent.html",
    "/operations.html",
    "/404.html",
)


@pytest.mark.parametrize("deed", [_INLINE_SCRIPT, _INLINE_STYLE, _FOREIGN_SCRIPT, _FOREIGN_REQUEST])
def test_what_the_policy_forbids_does_not_happen_and_is_seen(page: Page, witness, deed: str):
    page.goto("/")
    page.get_by_role("heading", level=1).wait_for()

    with page.expect_event("console", lambda entry: entry.type == "error"):
        page.evaluate(deed)

    assert all(re.search("Content Security Policy", error) for error in witness.errors)
    assert page.evaluate("window.ran") is None
    assert page.evaluate("getComputedStyle(document.body).color") != "rgb(255, 0, 0)"
    witness.errors.clear()
    witness.foreign.clear()


def test_no_page_asks_anybody_else_for_anything(new_page: Callable[..., Page], site_url: str):
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    for path in _PAGES:
        page.goto(path)
        page.get_by_role("heading", level=1).wait_for()

    assert len(asked) > len(_PAGES)
    assert [url for url in asked if not url.startswith(f"{site_url.rstrip('/')}/")] == []
