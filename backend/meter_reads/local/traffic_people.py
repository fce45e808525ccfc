"""Whose token a household's readings go with: a synthetic customer's, the demo's agent's, or nobody's."""

import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from threading import Lock

from meter_reads.domain.readings import ReadingSource
from meter_reads.local.people import Person, create_people, demo_people, find_user_pool
from meter_reads.local.token import access_token
from meter_reads.local.traffic_plan import Visit
from meter_reads.local.traffic_visit import Unanswered
from meter_reads.store.accounts import Accounts

# A landlord's worth: whoever signs in has all their accounts read in one call, which takes no more than 100.
_ACCOUNTS_OF_A_CUSTOMER = 50
# A token lasts an hour, and so may a run.
_SIGNED_IN_FOR_SECONDS = 1_800


class SignedIn:
    """A person's token, got anew before it ends."""

    def __init__(self, url: str, person: Person, clock: Callable[[], float] = time.monotonic) -> None:
        self._url, self._person, self._clock = url, person, clock
        self._lock = Lock()
        self._token, self._until = "", 0.0

    def token(self) -> str:
        """Raises Unanswered."""
        with self._lock:
            if self._clock() >= self._until:
                try:
                    self._token = access_token(self._url, self._person.username, self._person.password)
                except OSError as error:
                    raise Unanswered(f"{self._person.username} could not sign in") from error
                self._until = self._clock() + _SIGNED_IN_FOR_SECONDS
            return self._token


class Senders:
    """The token for each visit, by its road."""

    def __init__(self, customers: dict[str, SignedIn], agent: SignedIn) -> None:
        self._customers = customers
        self._agent = agent

    @property
    def agent(self) -> SignedIn:
        return self._agent

    def token_of(self, visit: Visit) -> str | None:
        match visit.road:
            case ReadingSource.CUSTOMER:
                return self._customers[visit.account.number].token()
            case ReadingSource.AGENT:
                return self._agent.token()
        return None


def make_senders(url: str, visits: Iterable[Visit], accounts: Accounts) -> Senders:
    """Makes synthetic customers for the visits that come signed in, and links them to their accounts.

    New ones for each run: a service may remember for a minute whose accounts are whose.
    """
    numbers = [each.account.number for each in visits if each.road is ReadingSource.CUSTOMER]
    password = demo_person("agents").password
    people = [Person(_a_name(), password, (), tuple(some)) for some in _portions(numbers)]
    if people:
        create_people(find_user_pool(), people, accounts)
    customers = {number: SignedIn(url, each) for each in people for number in each.accounts}
    return Senders(customers, SignedIn(url, demo_person("agents")))


def demo_person(group: str) -> Person:
    """The demo's person of a group."""
    return next(person for person in demo_people() if group in person.groups)


def _a_name() -> str:
    return f"synthetic-{uuid.uuid4().hex[:12]}@example.com"


def _portions(numbers: Sequence[str]) -> list[Sequence[str]]:
    return [
        numbers[at : at + _ACCOUNTS_OF_A_CUSTOMER] for at in range(0, len(numbers), _ACCOUNTS_OF_A_CUSTOMER)
    ]
