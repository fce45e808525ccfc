"""The kill switch, as people see it: told before they type, and a reading typed meanwhile arrives once."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.request import Request, urlopen

import botocore.session
import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import PATIENCE_MS, Guest
from tests.conftest import Server

from meter_reads.domain.meter_log import ChangeKind
from meter_reads.local.aws_environment import REGION
from meter_reads.local.running_service import RunningService

ASKED_AFTER_LOAD = """() => {
    const [navigation] = performance.getEntriesByType("navigation");
    return performance.getEntriesByType("resource")
        .filter(({ name }) => name.endsWith("/graphql"))
        .map(({ startTime }) => startTime >= navigation.loadEventStart);
}"""
# The service hears of the switch within twenty seconds.
_LOOK_AGAIN_SECONDS = 0.2
MESSAGE = "We are moving house. Nothing is lost."


class Switch:
    """Throws the switch of a running service by its one item, and waits until that is heard."""

    def __init__(self, server: Server) -> None:
        self.url = server.url
        service = RunningService.find(server.data)
        self.tables = service.tables
        self.dynamodb = botocore.session.get_session().create_client(
            "dynamodb",
            region_name=REGION,
            endpoint_url=service.emulator,
            aws_access_key_id="of-no-use",
            aws_secret_access_key="of-no-use",
        )

    def throw(self, back_at: datetime) -> None:
        self.dynamodb.put_item(
            TableName=self._table("AccountsTable"),
            Item={
                "key": {"S": "service#status"},
                "read_only": {"BOOL": True},
                "message": {"S": MESSAGE},
                "retry_at": {"S": back_at.isoformat()},
            },
        )
        self._heard(read_only=True)

    def back(self) -> None:
        self.dynamodb.delete_item(
            TableName=self._table("AccountsTable"), Key={"key": {"S": "service#status"}}
        )
        self._heard(read_only=False)

    def guest_readings(self) -> list[dict[str, Any]]:
        """All changes of all logs by which a guest's reading was stored."""
        pages = self.dynamodb.get_paginator("scan").paginate(TableName=self._table("MeterLogTable"))
        stored = {ChangeKind.READING_ACCEPTED.value, ChangeKind.READING_HELD.value}
        items = [item for page in pages for item in page["Items"] if "kind" in item]
        return [item for item in items if item["kind"]["S"] in stored and '"GUEST"' in item["reading"]["S"]]

    def _table(self, name: str) -> str:
        return f"{self.tables}{name}"

    def _heard(self, *, read_only: bool) -> None:
        while self._status() is not read_only:
            time.sleep(_LOOK_AGAIN_SECONDS)

    def _status(self) -> bool:
        question = Request(
            f"{self.url}/graphql",
            json.dumps({"query": "{ service { readOnly } }"}).encode(),
            {"content-type": "application/json"},
        )
        with urlopen(question, timeout=PATIENCE_MS / 1000) as answer:
            return bool(json.load(answer)["data"]["service"]["readOnly"])


@pytest.fixture(scope="module")
def running(start_server: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory) -> Switch:
    """The switch of a service of these tests' own: nobody else must find it thrown."""
    return Switch(start_server(tmp_path_factory.mktemp("read-only") / "data"))


@pytest.fixture(scope="module")
def site_url(running: Switch) -> str:
    return running.url


@pytest.fixture
def switch(running: Switch) -> Iterator[Switch]:
    yield running
    running.back()


def _notice(page: Page) -> Any:
    return page.get_by_role("status").filter(has_text=MESSAGE)


def test_the_first_page_waits_for_no_answer_and_asks_once_it_has_loaded(page: Page) -> None:
    with page.expect_response("**/graphql") as answered:
        page.goto("/", wait_until="commit")
    answered.value.finished()

    assert page.evaluate(ASKED_AFTER_LOAD) == [True]
    expect(page.get_by_label("Account number", exact=True)).to_be_visible()
    expect(page.get_by_text("We take no readings just now")).to_have_count(0)


def test_everyone_is_told_before_they_type_and_a_guests_reading_arrives_once_afterwards(
    switch: Switch, new_page, person, demo_account, witness, expect_good_in_every_look
) -> None:
    account = demo_account("8500853174")
    known, guest = Guest(new_page()), Guest(new_page())
    agent = person("agent")
    for here in (known, guest, agent):
        here.page.clock.install()
    known.identify(account)
    agent.open("/agent.html")
    back_at = (datetime.now(UTC) + timedelta(hours=2)).replace(microsecond=0)

    switch.throw(back_at)

    # Who comes now, signed in or not, is told at once.
    guest.page.goto("/")
    expect(_notice(guest.page)).to_contain_text("We take no readings just now")
    expect(_notice(guest.page)).to_contain_text("We expect to take them again from")
    expect_good_in_every_look(guest.page)
    for name, path in (("customer", "/account.html"), ("operator", "/operations.html")):
        visitor = person(name)
        visitor.open(path)
        expect(_notice(visitor.page)).to_contain_text("Nothing can be changed just now")
        expect_good_in_every_look(visitor.page)
    # Who is here already is told with what they do, or by the next look.
    agent.page.reload()
    expect(_notice(agent.page)).to_contain_text("Nothing can be changed just now")
    known.enter(account.ordinary())
    known.send()
    expect(known.page.get_by_role("alert")).to_contain_text(
        "sent by itself as soon as we take readings again"
    )
    expect(_notice(known.page)).to_be_visible()
    expect_good_in_every_look(known.page)

    # Whoever has not been identified can type all the same.
    other = demo_account("8500742062")
    guest.page.get_by_label("Account number", exact=True).fill(other.number)
    guest.page.get_by_label("Postcode").fill(other.postcode)
    guest.button("Continue").click()
    guest.button("Enter the reading now").click()
    guest.page.get_by_role("radio", name="Electricity").first.check()
    guest.enter("00042")
    guest.send()
    guest.expect_step("Your reading is kept on this device")
    kept = guest.page.get_by_role("region", name="Readings on this device").get_by_role("listitem")
    expect(kept).to_contain_text("We take no readings just now. It is sent by itself after")
    expect_good_in_every_look(guest.page)
    guest.page.reload()
    expect(kept).to_contain_text("It is sent by itself after")
    assert switch.guest_readings() == []

    switch.back()

    # Pages look again by themselves, within a minute.
    guest.page.clock.fast_forward("01:01")
    expect(kept).to_contain_text("Received. We have your reading")
    expect(_notice(guest.page)).to_have_count(0)
    known.page.clock.fast_forward("02:00:11")
    known.expect_accepted()
    agent.page.clock.fast_forward("01:01")
    expect(_notice(agent.page)).to_have_count(0)
    assert len(switch.guest_readings()) == 2
    # The browser itself logs each answer of status 503.
    witness.forgive_failed_requests()
