"""What a rehearsal did not expect."""

from typing import Any

_LONGEST = 300


class Surprise(Exception):
    """A new version did otherwise than it should; the text says at what."""


def expect(what: str, found: Any, expected: Any) -> None:
    """Raises Surprise."""
    if found != expected:
        raise Surprise(f"{what}: {found!r:.{_LONGEST}} and not {expected!r:.{_LONGEST}}")
