"""What a client sends for one reading, and what can become of it."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from meter_reads.domain.findings import Finding
from meter_reads.domain.readings import Meter, Reading
from meter_reads.domain.submission_rules import TypedReading
from meter_reads.domain.use import Use
from meter_reads.journey.callers import SignedIn
from meter_reads.journey.refusals import BadInput

# 72 bits: short in the log, and no two keys of one meter will ever meet.
_DIGEST_BYTES = 9
_LONGEST_KEY = 200
# No meter has as many. Each unknown register is answered with a finding, so a long list would be echoed.
_MOST_REGISTERS = 20


@dataclass(frozen=True, slots=True)
class Submission:
    """One reading as sent. The idempotency key is the client's own, one for each reading it means to send."""

    meter_id: str
    typed: TypedReading
    idempotency_key: str
    confirmation_token: str | None = None
    reason: str | None = None
    photo_id: str | None = None

    def fingerprint(self) -> str:
        """The same for the same values of the same meter and date, however they were spaced."""
        lines = [self.meter_id, self.typed.read_date.isoformat()]
        lines += sorted(f"{register}={''.join(text.split())}" for register, text in self.typed.registers)
        return _digest(lines)

    def key_digest(self, caller: SignedIn) -> str:
        """The idempotency key as the log keeps it: each caller's own."""
        return key_digest(caller, self.idempotency_key)


@dataclass(frozen=True, slots=True)
class Stored:
    """The reading is in the log: accepted, or held for a person where `reading.held`.

    `sequence` is that of the meter's newest change. `uses` is what the reading says of the use since the
    one before it, by its sequence, where that was known already; None where the history has to say.
    """

    meter: Meter
    reading: Reading
    sequence: int
    uses: Mapping[int, Use] | None = None


@dataclass(frozen=True, slots=True)
class ConfirmationNeeded:
    """Nothing is stored; the same values with this token are."""

    meter: Meter
    findings: tuple[Finding, ...]
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Rejected:
    """Nothing is stored. `meter` is None where there is none that the caller may act on."""

    meter: Meter | None
    findings: tuple[Finding, ...]


SubmitResult = Stored | ConfirmationNeeded | Rejected


def check_registers(typed: TypedReading, field: str) -> None:
    """Raises BadInput for more registers than any meter has."""
    if len(typed.registers) > _MOST_REGISTERS:
        raise BadInput(field, f"A reading has at most {_MOST_REGISTERS} registers.")


def key_digest(caller: SignedIn, idempotency_key: str) -> str:
    """A short name of a caller's own key. Raises BadInput for a key that is empty or too long."""
    if not 0 < len(idempotency_key) <= _LONGEST_KEY:
        raise BadInput("input.idempotencyKey", f"Use 1 to {_LONGEST_KEY} characters, such as a UUID.")
    return _digest([caller.source, caller.subject, idempotency_key])


def _digest(lines: list[str]) -> str:
    return urlsafe_b64encode(hashlib.sha256("\n".join(lines).encode()).digest()[:_DIGEST_BYTES]).decode()
