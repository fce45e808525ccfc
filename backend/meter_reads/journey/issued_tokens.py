"""JWTs by issuers that we trust: signature, issuer, client, use and time.

https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
RFC 8725 (best practices), RFC 9068 (access tokens)
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import jwt

from meter_reads.journey.issuer_keys import IssuerKeys
from meter_reads.settings import Issuer

# Never chosen by a token: `none`, and a public key used as an HMAC's secret, are refused by this alone.
_ALGORITHMS = ["RS256", "ES256"]
_CLOCK_SKEW_SECONDS = 60
_ACCESS_TOKEN_TYPES = ("at+jwt", "application/at+jwt")
_LONGEST_SUBJECT = 255


class RefusedToken(ValueError):
    """The token is not one of an issuer's, not for our client, or no access token."""


class EndedToken(RefusedToken):
    """The token was good once."""


class IssuedTokens:
    """Opens the tokens of these issuers."""

    def __init__(self, issuers: Iterable[Issuer]) -> None:
        self._issuers = {issuer.url: (issuer, IssuerKeys(issuer.jwks_url)) for issuer in issuers}

    def read(self, token: str, now: datetime) -> tuple[Issuer, dict[str, Any]]:
        """Who made the token, and its claims. Raises RefusedToken or Unavailable.

        What the token says of itself only chooses among the keys and issuers of our own; a token that
        could not count with any key asks for none.
        """
        header, said = _unverified(token)
        issuer, keys = (
            self._issuers.get(said["iss"], (None, None)) if isinstance(said.get("iss"), str) else (None, None)
        )
        if issuer is None or keys is None:
            raise RefusedToken("no such issuer")
        if header.get("alg") not in _ALGORITHMS or not isinstance(header.get("kid"), str):
            raise RefusedToken("no such algorithm or key")
        if not _for_client(issuer, said):
            raise RefusedToken("for another client")
        if not _is_access_token(issuer, header, said):
            raise RefusedToken("no access token")
        key = keys.key(header["kid"], now)
        if key is None:
            raise RefusedToken("no such key")
        try:
            claims = jwt.decode(
                token,
                key,
                algorithms=_ALGORITHMS,
                issuer=issuer.url,
                leeway=_CLOCK_SKEW_SECONDS,
                options={"require": ["exp", "iss", "sub"], "verify_aud": False},
            )
        except jwt.ExpiredSignatureError as error:
            raise EndedToken("ended") from error
        except (jwt.PyJWTError, ValueError) as error:
            raise RefusedToken(type(error).__name__) from error
        if not 0 < len(claims["sub"]) <= _LONGEST_SUBJECT:
            raise RefusedToken("no such subject")
        return issuer, claims


def _unverified(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The header and the claims as they stand there."""
    try:
        parts = jwt.decode_complete(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise RefusedToken("no token") from error
    return parts["header"], parts["payload"]


def _for_client(issuer: Issuer, claims: dict[str, Any]) -> bool:
    """Cognito's access tokens have `client_id` and no `aud`; others have one of these."""
    if issuer.staff:
        return bool(claims.get("client_id") == issuer.client_id)
    audience = claims.get("aud", ())
    audiences = audience if isinstance(audience, list) else [audience]
    return issuer.client_id in (claims.get("client_id"), claims.get("azp"), *audiences)


def _is_access_token(issuer: Issuer, header: dict[str, Any], claims: dict[str, Any]) -> bool:
    """Cognito says `token_use`, RFC 9068 the type in the header, and Keycloak the claim `typ`. An id token
    tells a client who signed in; it is not made to open doors.
    """
    if issuer.staff or "token_use" in claims:
        return bool(claims.get("token_use") == "access")
    return str(header.get("typ")).lower() in _ACCESS_TOKEN_TYPES or claims.get("typ") == "Bearer"
