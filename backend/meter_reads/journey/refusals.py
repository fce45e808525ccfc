"""The named ways in which a journey says no. Each becomes one error code in api/errors.py."""

from datetime import datetime


class Refusal(Exception):
    """A no to the caller; `message` says in plain words why, and the way out."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadInput(Refusal):
    """A value of the request is wrong. `field` is its path in the input."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class Throttled(Refusal):
    """Too many for now; `retry_at` is when it will do."""

    def __init__(self, message: str, retry_at: datetime) -> None:
        super().__init__(message)
        self.retry_at = retry_at


class Unauthenticated(Refusal):
    """Nobody is signed in, or no longer."""


class Unavailable(Exception):
    """Something that an answer depends on did not answer itself; the same can be asked again soon."""


class Forbidden(Refusal):
    """Not for this caller; the same for what is not there."""
