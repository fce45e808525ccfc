"""The demo accounts, from outside: what a person knows of them, and what their dials would show today."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

DEMO = Path(__file__).parents[2] / "backend/meter_reads/local/demo.json"
KWH_PER_UNIT = {"KWH": 1, "CUBIC_METRE": 11.22, "HUNDRED_CUBIC_FEET": 31.75}


@dataclass(frozen=True)
class Account:
    number: str
    postcode: str
    meters: list[dict[str, Any]]

    def ordinary(self, meter: int = 0, times: float = 1) -> str:
        """What the first dial would show today, had it gone on at `times` the pace of its year."""
        record = self.meters[meter]
        last = [each for each in record["readings"] if each["source"] != "ESTIMATE" and "status" not in each][
            -1
        ]
        since = datetime.now(ZoneInfo("Europe/London")).date() - date.fromisoformat(last["readDate"])
        (dial, *_) = record["registers"]
        advance = record["annualKwh"] / KWH_PER_UNIT[dial["unit"]] * since.days / 365
        return f"{int(last['values'][dial['id']]) + round(advance * times):0{dial['digits']}}"


def demo_account(number: str) -> Account:
    (found,) = [each for each in json.loads(DEMO.read_text())["accounts"] if each["number"] == number]
    return Account(number, found["postcode"], found["meters"])
