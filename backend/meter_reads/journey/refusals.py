"""The named ways in which a journey says no. Each becomes one error code in api/errors.py."""

from datetime import datetime


class BadInput(Exception):
    """A value of the request is wrong. `field` is its path in the input, `message` says the way out."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


class Throttled(Exception):
    """Too many for now; `retry_at` is when it will do."""

    def __init__(self, message: str, retry_at: datetime) -> None:
        super().__init__(message)
        self.message = message
        self.retry_at = retry_at


class Unauthenticated(Exception):
    """Nobody is signed in, or no longer; the message says how to go on."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
