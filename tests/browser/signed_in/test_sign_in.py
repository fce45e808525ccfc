"""In and out: by authorisation code at the provider's page, and nobody sees what is not theirs."""

import re

import pytest
from playwright.sync_api import Page, expect


def test_who_signs_in_is_back_where_they_were_and_stays_signed_in_over_a_reload(person):
    operator = person("operator")

    operator.open("/operations.html#audit")
    expect(operator.page).to_have_url(re.compile(r"/operations\.html#audit$"))
    operator.page.reload()

    expect(operator.page.get_by_text("Signed in as operator@example.com", exact=True)).to_be_visible()
    expect(operator.page.get_by_role("heading", level=1, name="Audit trail")).to_be_visible()


def test_signing_out_ends_the_session_here_and_at_the_provider(person):
    customer = person("customer")
    customer.open("/account.html")

    customer.button("Sign out").click()
    expect(customer.page.get_by_role("heading", level=1, name="You are signed out")).to_be_visible()
    customer.page.goto("/account.html")
    customer.button("Sign in").click()

    expect(customer.page.locator("input[name=password]")).to_be_visible()
    customer.witness.forgive_failed_requests()


@pytest.mark.parametrize(
    ("name", "path", "their_page"),
    [
        ("customer", "/agent.html", "Your account"),
        ("customer", "/operations.html", "Your account"),
        ("operator", "/agent.html", "Operations room"),
    ],
)
def test_a_page_for_others_says_so_politely_and_shows_the_way(person, name: str, path: str, their_page: str):
    visitor = person(name)

    visitor.open(path)

    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("This page is not for your account")
    visitor.page.get_by_role("link", name=their_page).click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(their_page)


@pytest.mark.parametrize(
    ("search", "told"),
    [
        ("?code=stolen&state=guessed", "That sign-in is not valid any more"),
        ("?error=access_denied&state=guessed", "That sign-in is not valid any more"),
    ],
)
def test_a_sign_in_that_did_not_begin_here_is_refused_plainly(
    page: Page, expect_good_in_every_look, search: str, told: str
):
    page.goto(f"/sign-in.html{search}")

    expect(page.get_by_role("alert")).to_contain_text(told)
    assert "code" not in page.url
    expect_good_in_every_look(page)
