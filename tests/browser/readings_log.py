"""What the service has stored, asked of the service itself and not of the page."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.request import Request, urlopen

from tests.browser.conftest import PATIENCE_MS, Account

_ASK = """mutation Ask($input: StartGuestJourneyInput!) {
  startGuestJourney(input: $input) { ... on GuestJourney { meters { serial sequence } } }
}"""


@dataclass(frozen=True)
class ReadingsLog:
    """The log of one meter. Everything that happens to a meter is one entry more."""

    site_url: str
    account: Account
    meter: int = 0

    def length(self) -> int:
        """The number of the newest entry."""
        details = {"accountNumber": self.account.number, "postcode": self.account.postcode}
        body = json.dumps({"query": _ASK, "variables": {"input": details}}).encode()
        request = Request(f"{self.site_url}/graphql", body, {"Content-Type": "application/json"})
        with urlopen(request, timeout=PATIENCE_MS / 1000) as answer:
            meters: list[dict[str, Any]] = json.load(answer)["data"]["startGuestJourney"]["meters"]
        serial = self.account.meters[self.meter]["serial"]
        return next(int(each["sequence"]) for each in meters if serial.endswith(each["serial"][-4:]))
