"""Customers and staff sign in by the pages of the user pool, and are who they are."""

import pytest
from playwright.sync_api import Page, expect

from .service import Service
from .sign_in import person, signed_in

WHO = "{ viewer { role name meters { id } } }"


@pytest.mark.parametrize("role", ["customer", "agent", "operator"])
def test_who_signs_in_by_code_is_known_to_the_service(role: str, service: Service):
    who = person(role)

    signed_in(service, who)
    viewer = service.ask(WHO)["viewer"]

    assert (viewer["role"], viewer["name"]) == (role.upper(), who.name)
    assert bool(viewer["meters"]) == (role == "customer")


def test_a_sign_in_counts_on_a_socket_too(service: Service):
    signed_in(service, person("customer"))

    with service.socket() as socket:
        socket.subscribe(WHO, {})

        assert socket.next("viewer")["role"] == "CUSTOMER"


def test_an_id_token_in_the_place_of_an_access_token_opens_nothing(service: Service):
    service.token = signed_in(service, person("agent"))["id_token"]

    (error,) = service.answer(WHO)["errors"]

    assert error["extensions"]["code"] == "UNAUTHENTICATED"


def test_a_customer_signs_in_by_the_pages_and_sees_their_meters(page: Page, base_url: str):
    """In a browser, whose pages may talk to where people sign in, and to nobody else."""
    who = person("customer")
    page.goto("/account.html")
    page.get_by_role("button", name="Sign in").first.click()

    name = page.locator("input[name=username]:visible")
    name.fill(who.name)
    page.locator("input[name=password]:visible").fill(who.password)
    name.press("Enter")

    page.wait_for_url(f"{base_url}/account.html**")
    expect(page.get_by_text("Electricity").first).to_be_visible()
