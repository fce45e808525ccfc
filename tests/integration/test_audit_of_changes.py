"""What an agent does to a reading is noted with the reading and the reason, before it is done."""

from datetime import UTC, datetime

from meter_reads.journey.audit import AuditAction
from meter_reads.store.audit_log import AuditEntry
from meter_reads.store.stores import Stores

from .changes import EXCHANGE, an_exchange, decide, submitted, told, withdraw
from .client import Api
from .houses import House
from .issuer import SignIns


def noted(stores: Stores, house: House) -> list[AuditEntry]:
    """What was done, oldest first, without what was only looked at."""
    trail = stores.audit_log.newest(
        datetime.now(UTC), first=50, after=None, account=house.meter.account_number
    )
    looks = (AuditAction.METER_VIEWED, AuditAction.ACCOUNT_VIEWED)
    return [entry for entry in reversed(trail) if entry.action not in looks]


def test_every_deed_of_an_agent_is_noted_with_its_reason(
    house: House, sign_ins: SignIns, stores: Stores, api: Api
):
    agent = sign_ins.agent("ann")
    api.start(**house.proof)
    held = submitted(api, house, House.FAR_HIGHER)
    decide(agent, held["id"], "REJECT", "Misread")
    sent = told(agent, **house.reading("45000"), reason="Seen on a photo")["reading"]
    withdraw(agent, sent["id"], "The photo was of another meter")
    agent.send(EXCHANGE, {"input": an_exchange(house, "46180")})

    deeds = [(entry.action, entry.reason) for entry in noted(stores, house)]

    assert deeds == [
        (AuditAction.REVIEW_DECIDED, "Misread"),
        (AuditAction.READING_SUBMITTED, "Seen on a photo"),
        (AuditAction.READING_WITHDRAWN, "The photo was of another meter"),
        (AuditAction.METER_EXCHANGED, "The display had failed"),
    ]
    assert [entry.reading_id for entry in noted(stores, house)][:3] == [held["id"], sent["id"], sent["id"]]
    assert {entry.actor for entry in noted(stores, house)} == {"ann"}


def test_what_customers_and_guests_do_is_not_noted(house: House, sign_ins: SignIns, stores: Stores, api: Api):
    customer = sign_ins.customer(house.account.number)
    withdraw(customer, submitted(customer, house, "46180")["id"])
    api.start(**house.proof)
    submitted(api, house, "46180")

    assert noted(stores, house) == []


def test_what_is_refused_stores_nothing_and_is_not_noted(house: House, sign_ins: SignIns, stores: Stores):
    agent = sign_ins.agent()

    told(agent, **house.reading("45000"))
    decide(agent, f"{house.meter.id}-1", "ACCEPT")
    withdraw(agent, f"{house.meter.id}-99", "Wrong")

    assert noted(stores, house) == []
