"""Who is calling: nobody yet, a guest whose token is good, or someone whose token is not."""

from dataclasses import dataclass
from datetime import datetime

from meter_reads.domain.readings import ReadingSource
from meter_reads.journey.refusals import Unauthenticated
from meter_reads.journey.tokens import GUEST_JOURNEY_LIFE, ExpiredToken, InvalidToken, TokenKind, Tokens

SESSION_ENDED = "Your session has ended. Prove the account again and send the same reading; nothing is lost."
_INVALID = "This token is not valid here. Prove the account again and use the token that you get."
_NOBODY = "Prove the account first with startGuestJourney, and send its token as `Authorization: Bearer …`."


@dataclass(frozen=True, slots=True)
class Guest:
    """Someone who proved an account for the next half hour; may write for these meters, and read nothing.

    `account` is a name for it that does not tell its number.
    """

    account: str
    meter_ids: tuple[str, ...]
    expires_at: datetime

    @property
    def started_at(self) -> datetime:
        return self.expires_at - GUEST_JOURNEY_LIFE

    @property
    def source(self) -> ReadingSource:
        return ReadingSource.GUEST


@dataclass(frozen=True, slots=True)
class Nobody:
    """No token, or (`reason`) one that does not count."""

    reason: str | None = None


Caller = Guest | Nobody


def caller_of(authorization: str | None, tokens: Tokens, now: datetime) -> Caller:
    """The caller behind an `Authorization` header. A bad token is no error before something needs one:
    a guest journey can be started with an old token still in the header.
    """
    if authorization is None:
        return Nobody()
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        return Nobody(_INVALID)
    try:
        claims = tokens.read(TokenKind.GUEST_JOURNEY, token.strip(), now)
    except ExpiredToken:
        return Nobody(SESSION_ENDED)
    except InvalidToken:
        return Nobody(_INVALID)
    return Guest(
        account=claims["account"],
        meter_ids=tuple(claims["meters"]),
        expires_at=datetime.fromtimestamp(claims["exp"], now.tzinfo),
    )


def signed_in(caller: Caller) -> Guest:
    """The caller, if it is someone. Raises Unauthenticated."""
    if isinstance(caller, Nobody):
        raise Unauthenticated(caller.reason or _NOBODY)
    return caller
