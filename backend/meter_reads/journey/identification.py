"""From an `Authorization` header, or the payload of a connection_init, to who is calling."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from meter_reads.journey.callers import SESSION_ENDED, Caller, Guest, Nobody
from meter_reads.journey.sign_in import SignIn
from meter_reads.journey.tokens import ExpiredToken, InvalidToken, TokenKind, Tokens

INVALID = "This token is not valid here. Prove the account again and use the token that you get."


@dataclass(frozen=True, slots=True)
class Identification:
    """Tells who is calling. A bad token is no error before something needs one: a guest journey can be
    started with an old token still in the header.
    """

    tokens: Tokens
    sign_in: SignIn | None = None

    def caller_of(self, authorization: str | None, now: datetime) -> Caller:
        """The caller behind an `Authorization` header."""
        if authorization is None:
            return Nobody()
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            return Nobody(INVALID)
        token = token.strip()
        # Ours has one dot, a JWT two.
        if self.sign_in is not None and token.count(".") == 2:  # noqa: PLR2004
            return self.sign_in.caller_of(token, now)
        return self._guest(token, now)

    def caller_of_init(self, payload: dict[str, Any] | None, now: datetime) -> Caller:
        """The caller behind `authorization` in connection_init, where a browser cannot set a header."""
        return self.caller_of(authorization_in(payload), now)

    def _guest(self, token: str, now: datetime) -> Caller:
        try:
            claims = self.tokens.read(TokenKind.GUEST_JOURNEY, token, now)
        except ExpiredToken:
            return Nobody(SESSION_ENDED)
        except InvalidToken:
            return Nobody(INVALID)
        return Guest(
            account=claims["account"],
            meter_ids=tuple(claims["meters"]),
            expires_at=datetime.fromtimestamp(claims["exp"], now.tzinfo),
        )


def authorization_in(payload: dict[str, Any] | None) -> str | None:
    """What stands for the header in connection_init; an empty text for what is none.

    In capitals or not, as in a header: GraphiQL sends there what its Headers tab holds.
    """
    named = {name.lower(): value for name, value in (payload or {}).items()}
    authorization = named.get("authorization")
    return authorization if isinstance(authorization, str) or authorization is None else ""
