"""Meters to send readings of: three a day by guests, ten by customers; what guests sent is taken back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from .accounts import Account, demo_account
from .service import Service, today
from .sign_in import person, signed_in

A_DAY = 3
# By account, and the place of the meter in it: one register each, in use, and far from going round.
METERS = (("8500417731", 1), ("8500964286", 1), ("8500853174", 0))
OWN = "{ viewer { meters { id fuel accountNumber registers { id } } } }"
READINGS = """query ($number: ID!) { account(number: $number) { meters {
  readings(first: 20) { edges { node { id source status submittedAt } } } } } }"""
WITHDRAW = """mutation ($id: ID!) { withdrawReading(readingId: $id, reason: "Sent by an end-to-end test.") {
  __typename } }"""
ENDED = ("WITHDRAWN", "SUPERSEDED", "REJECTED")


@dataclass(frozen=True)
class Supply:
    account: Account
    meter: int

    @property
    def fuel(self) -> str:
        return str(self.account.meters[self.meter]["fuel"])

    def sent_today(self, agent: Service) -> list[dict[str, Any]]:
        """The readings that guests sent, those that were taken back included."""
        meter = agent.ask(READINGS, {"number": self.account.number})["account"]["meters"][self.meter]
        readings = [edge["node"] for edge in meter["readings"]["edges"]]
        return [
            each
            for each in readings
            if each["source"] == "GUEST" and london_date(each["submittedAt"]) == today()
        ]

    def take_back(self, agent: Service) -> None:
        for each in self.sent_today(agent):
            if each["status"] not in ENDED:
                agent.ask(WITHDRAW, {"id": each["id"]})


def supply_with_room(agent: Service) -> Supply:
    """One that takes another reading of a guest today, and has none that would be the same."""
    for number, meter in METERS:
        supply = Supply(demo_account(number), meter)
        if len(supply.sent_today(agent)) < A_DAY:
            supply.take_back(agent)
            return supply
    pytest.fail("Each of these meters has had three readings of guests today: try again tomorrow.")


def customers_meter(customer: Service) -> dict[str, Any]:
    """Electricity of the first account; whoever asks is signed in from here on."""
    signed_in(customer, person("customer"))
    meters = customer.ask(OWN)["viewer"]["meters"]
    return next(each for each in meters if (each["fuel"], len(each["registers"])) == ("ELECTRICITY", 1))


def london_date(instant: str) -> str:
    return datetime.fromisoformat(instant).astimezone(ZoneInfo("Europe/London")).date().isoformat()
