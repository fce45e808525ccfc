"""What staff look at is noted before they are shown it, once for each request and account."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from meter_reads.journey.audit import Audit, AuditAction
from meter_reads.journey.callers import Staff
from meter_reads.settings import Settings
from meter_reads.store.audit_log import AuditEntry
from meter_reads.store.stores import Stores, open_stores

from .calls import Calls
from .client import Api
from .houses import House
from .issuer import SignIns
from .store_proxy import StoreProxy, deny

METER = "query($id: ID!) { meter(id: $id) { serial } again: meter(id: $id) { supplyPoint } }"
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
AGENT = Staff("an agent", "Agent", frozenset({"agents"}), NOW + timedelta(hours=1))


def trail_of(stores: Stores, house: House) -> list[AuditEntry]:
    return stores.audit_log.newest(datetime.now(UTC), first=50, after=None, account=house.account.number)


@pytest.fixture
def own_stores(fresh_settings: Callable[[], Settings]) -> Stores:
    """Stores whose audit nobody else writes to."""
    return open_stores(fresh_settings())


def test_an_agents_look_at_a_meter_is_noted_once_with_who_and_when(
    sign_ins: SignIns, house: House, stores: Stores
):
    seen = sign_ins.agent("agent 7").send(METER, {"id": house.meter.id}).data

    assert seen["meter"]["serial"] == house.meter.serial
    (entry,) = trail_of(stores, house)
    assert (entry.actor, entry.actor_name) == ("agent 7", "agent 7@example")
    assert (entry.action, entry.meter_id) == (AuditAction.METER_VIEWED, house.meter.id)
    assert datetime.now(UTC) - entry.at < timedelta(minutes=1)


def test_a_customer_who_looks_at_their_own_and_a_guest_are_not_noted(
    sign_ins: SignIns, house: House, stores: Stores, api: Api
):
    sign_ins.customer(house.account.number).send(METER, {"id": house.meter.id})
    api.start(**house.proof)
    api.send(METER, {"id": house.meter.id})

    assert trail_of(stores, house) == []


def test_an_agent_who_proves_an_account_as_guests_do_is_noted_too(
    sign_ins: SignIns, house: House, stores: Stores
):
    meters = sign_ins.agent().start(**house.proof)["meters"]

    assert [meter["serial"] for meter in meters] == [house.meter.serial]
    assert [entry.meter_id for entry in trail_of(stores, house)] == [house.meter.id]


def test_an_agent_who_names_a_meter_that_is_not_there_gets_null_and_no_entry(sign_ins: SignIns, calls: Calls):
    answer = sign_ins.agent().send(METER, {"id": "no such meter"})

    assert answer.data == {"meter": None, "again": None}
    assert "TransactWriteItems" not in calls.operations


def test_nothing_is_shown_where_the_look_cannot_be_noted(
    sign_ins: SignIns, proxied: Api, proxy: StoreProxy, house: House
):
    agent = sign_ins.agent()
    proxy.fail("TransactWriteItems", *[deny] * 2)

    answer = proxied.send(METER, {"id": house.meter.id}, token=agent.token)

    assert {error["extensions"]["code"] for error in answer.json["errors"]} == {"UNAVAILABLE"}
    assert house.meter.serial not in answer.content.decode()


def test_a_trail_is_paged_newest_first_over_years_without_a_gap_or_a_repeat(own_stores: Stores):
    instants = [NOW - timedelta(days=200 * years, seconds=each) for years in range(5) for each in range(3)]
    for at in instants:
        Audit(own_stores.audit_log, AGENT, at).note(AuditAction.ACCOUNT_VIEWED, account="8500417731")

    paged: list[AuditEntry] = []
    while page := own_stores.audit_log.newest(
        NOW, first=4, after=paged[-1].place if paged else None, account=None
    ):
        paged += page

    assert [entry.at for entry in paged] == sorted(instants, reverse=True)


def test_an_accounts_trail_has_its_own_entries_only(own_stores: Stores):
    audit = Audit(own_stores.audit_log, AGENT, NOW)
    audit.note(AuditAction.ACCOUNT_VIEWED, account="1")
    audit.note(AuditAction.ACCOUNT_VIEWED, account="2")
    audit.note(AuditAction.ACCOUNT_SEARCHED, reason="M1 7ZQ")

    trail = own_stores.audit_log.newest(NOW, first=10, after=None, account="2")

    assert [entry.account for entry in trail] == ["2"]
    assert len(own_stores.audit_log.newest(NOW, first=10, after=None, account=None)) == 3


def test_an_entry_is_kept_for_six_years_and_then_goes(
    own_stores: Stores, fresh_settings: Callable[[], Settings]
):
    settings = fresh_settings()
    stores = open_stores(settings)
    Audit(stores.audit_log, AGENT, NOW).note(AuditAction.ACCOUNT_VIEWED, account="1", reason="x" * 900)

    items = stores.meter_log._connection.client.scan(TableName=settings.audit_table)["Items"]

    assert len(items) == 2
    for item in items:
        kept = datetime.fromtimestamp(int(item["expires_at"]["N"]), UTC) - NOW
        assert timedelta(days=6 * 365) < kept < timedelta(days=6 * 367)
        assert len(item["reason"]["S"]) == 500
