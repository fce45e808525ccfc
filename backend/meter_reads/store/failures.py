"""The two ways in which the store says no. Apart from the database library, which is slow to load."""

from collections.abc import Mapping
from typing import Any


class StoreUnavailable(Exception):
    """The store did not answer, or refused for its own reasons; nothing is known to be stored."""


class ConditionFailed(Exception):
    """Someone else was first; look again and decide again.

    `item` is what stands there, where it was asked for.
    """

    def __init__(self, item: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self.item = item
