"""Who is calling: nobody yet, a guest with a good token, someone signed in, a token that does not count."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar

from meter_reads.domain.readings import ReadingSource
from meter_reads.journey.refusals import Unauthenticated, Unavailable
from meter_reads.journey.tokens import GUEST_JOURNEY_LIFE

SESSION_ENDED = "Your session has ended. Prove the account again and send the same reading; nothing is lost."
SIGN_IN_ENDED = "Your sign-in has ended. Sign in again and send the same; nothing is lost."
AGENTS, OPERATORS = "agents", "operators"
_NOBODY = "Prove the account first with startGuestJourney, and send its token as `Authorization: Bearer …`."


class Role(StrEnum):
    """What a caller is to us, as schema.graphql names it."""

    GUEST = "GUEST"
    CUSTOMER = "CUSTOMER"
    AGENT = "AGENT"
    OPERATOR = "OPERATOR"


@dataclass(frozen=True, slots=True)
class Guest:
    """Someone who proved an account for the next half hour; may write for these meters, and read nothing.

    `account` is a name for it that does not tell its number.
    """

    account: str
    meter_ids: tuple[str, ...]
    expires_at: datetime

    roles: ClassVar[frozenset[Role]] = frozenset({Role.GUEST})
    source: ClassVar[ReadingSource] = ReadingSource.GUEST

    @property
    def started_at(self) -> datetime:
        return self.expires_at - GUEST_JOURNEY_LIFE

    @property
    def subject(self) -> str:
        """Whose idempotency keys these are."""
        return self.account


@dataclass(frozen=True, slots=True)
class Customer:
    """Someone who signed in and is linked to accounts; `meter_ids` are all meters of those."""

    subject: str
    name: str | None
    account_numbers: tuple[str, ...]
    meter_ids: tuple[str, ...]
    expires_at: datetime

    roles: ClassVar[frozenset[Role]] = frozenset({Role.CUSTOMER})
    source: ClassVar[ReadingSource] = ReadingSource.CUSTOMER


@dataclass(frozen=True, slots=True)
class Staff:
    """Someone of ours who signed in: in the group `agents`, in `operators`, or in both."""

    subject: str
    name: str | None
    groups: frozenset[str]
    expires_at: datetime

    source: ClassVar[ReadingSource] = ReadingSource.AGENT

    @property
    def roles(self) -> frozenset[Role]:
        return _ROLES_OF_GROUPS[AGENTS in self.groups, OPERATORS in self.groups]

    @property
    def is_agent(self) -> bool:
        return AGENTS in self.groups

    @property
    def is_operator(self) -> bool:
        return OPERATORS in self.groups


@dataclass(frozen=True, slots=True)
class Nobody:
    """No token, or (`reason`) one that does not count, or (`unavailable`) one that cannot be checked now."""

    reason: str | None = None
    unavailable: bool = False

    roles: ClassVar[frozenset[Role]] = frozenset()


_FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
SignedIn = Guest | Customer | Staff
Caller = SignedIn | Nobody

_ROLES_OF_GROUPS = {
    (False, False): frozenset[Role](),
    (True, False): frozenset({Role.AGENT}),
    (False, True): frozenset({Role.OPERATOR}),
    (True, True): frozenset({Role.AGENT, Role.OPERATOR}),
}


def signed_in(caller: Caller) -> SignedIn:
    """The caller, if it is someone. Raises Unauthenticated, or Unavailable where that cannot be known now."""
    if isinstance(caller, Nobody):
        if caller.unavailable:
            raise Unavailable("who is calling cannot be checked")
        raise Unauthenticated(caller.reason or _NOBODY)
    return caller


def still_signed_in(caller: Caller, now: datetime) -> Caller:
    """The caller at this instant: a socket may live longer than the token that it was opened with."""
    if isinstance(caller, Nobody) or caller.expires_at > now:
        return caller
    return Nobody(SESSION_ENDED if isinstance(caller, Guest) else SIGN_IN_ENDED)


def audience_of(caller: SignedIn) -> SignedIn:
    """The caller as far as it decides what a subscription shows: all agents are shown the same, so that
    what they follow is executed once for all of them.
    """
    if isinstance(caller, Staff):
        return replace(caller, subject="", name=None, expires_at=_FOREVER)
    return caller
