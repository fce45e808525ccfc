"""The second question: someone who was shown the findings says yes to these very values."""

from datetime import datetime

from meter_reads.journey.refusals import BadInput
from meter_reads.journey.submission import Submission
from meter_reads.journey.tokens import CONFIRMATION_LIFE, ExpiredToken, InvalidToken, TokenKind, Tokens


def is_confirmed(tokens: Tokens, submission: Submission, now: datetime) -> bool:
    """Whether the submission carries a yes to its own values. One that ran out, or that was for other
    values, is no yes: the question is asked again. Raises BadInput for a token that is not ours.
    """
    if submission.confirmation_token is None:
        return False
    try:
        claims = tokens.read(TokenKind.CONFIRMATION, submission.confirmation_token, now)
    except ExpiredToken:
        return False
    except InvalidToken as error:
        raise BadInput(
            "input.confirmationToken", "This token is not one of ours. Send the reading again without it."
        ) from error
    return bool(claims["of"] == submission.fingerprint())


def confirmation_token(tokens: Tokens, submission: Submission, now: datetime) -> tuple[str, datetime]:
    """A token that says yes to these values, and when it ends."""
    expires_at = (now + CONFIRMATION_LIFE).replace(microsecond=0)
    claims = {"of": submission.fingerprint()}
    return tokens.issue(TokenKind.CONFIRMATION, claims, expires_at), expires_at
