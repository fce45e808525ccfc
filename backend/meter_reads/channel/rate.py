"""How many messages one client may send: a bucket of tokens that fills by the second."""

from dataclasses import dataclass, replace

MESSAGES_A_SECOND = 20.0
BURST = 100.0


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left at an instant; `at` in seconds of any steady clock."""

    at: float
    tokens: float = BURST

    def after_one(self, now: float) -> "Allowance | None":
        """What is left after one more message; None if that is one too many."""
        tokens = min(BURST, self.tokens + (now - self.at) * MESSAGES_A_SECOND) - 1
        return replace(self, at=now, tokens=tokens) if tokens >= 0 else None
