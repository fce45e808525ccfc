"""An agent at the review queue, who lets held readings gather and then decides most: the queue breathes."""

import random
from collections import deque
from collections.abc import Callable, Iterable

from meter_reads.local.traffic_visit import Tally, connected, counted

_DECIDE = """mutation ($input: DecideReviewInput!) {
  decideReview(input: $input) {
    __typename
    ... on ReadingChanged { reading { id status } }
  }
}"""
_REASONS = {"ACCEPT": "The customer's bill fits it", "REJECT": "The customer read another meter"}
_ACCEPTED_SHARE = 0.75


class ReviewDesk:
    """Which of this run's held readings is to be decided next, and how; other held readings are let be."""

    def __init__(self, chance: random.Random, most: int = 6, least: int = 2) -> None:
        self._chance = chance
        self._most, self._least = most, least
        self._waiting: deque[str] = deque()
        self._at_work = False

    def hold(self, reading_ids: Iterable[str]) -> None:
        """These wait from now on."""
        self._waiting.extend(reading_ids)

    def next_decision(self) -> tuple[str, str] | None:
        """The id that has waited longest and its decision; None while the queue may grow."""
        if len(self._waiting) >= self._most:
            self._at_work = True
        if len(self._waiting) <= self._least:
            self._at_work = False
        if not self._at_work:
            return None
        accepted = self._chance.random() < _ACCEPTED_SHARE
        return self._waiting.popleft(), "ACCEPT" if accepted else "REJECT"


def decide(url: str, reading_id: str, decision: str, token: Callable[[], str]) -> Tally:
    """Decides one review; what goes wrong is counted among the errors."""
    tally = Tally()
    with connected(url, tally) as client, counted(tally):
        variables = {"readingId": reading_id, "decision": decision, "reason": _REASONS[decision]}
        answer = client.ask(_DECIDE, {"input": variables}, token())["decideReview"]
        if answer["__typename"] == "ReadingChanged":
            tally.counts["decided"] += 1
            tally.stored[reading_id] = answer["reading"]["status"]
    return tally
