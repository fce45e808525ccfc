"""Receipts: what was received, signed, so that anyone who holds one can have it checked."""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from meter_reads.domain.readings import Meter, Reading, ReadingStatus, reading_id

_PURPOSE = b"meter-reads receipt 1"
_SIGNATURE_BYTES = 15


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says. All but `status` never changes, and is what the signature covers.

    `values` are what each dial showed, in the order of the meter's registers.
    """

    reference: str
    meter_ending: str
    read_date: date
    values: tuple[str, ...]
    received_at: datetime
    status: ReadingStatus

    def signed_content(self) -> bytes:
        lines = (
            self.reference,
            self.meter_ending,
            self.read_date.isoformat(),
            *self.values,
            self.received_at.astimezone(UTC).isoformat(),
        )
        return "\n".join(lines).encode()


def receipt_for(meter: Meter, reading: Reading) -> Receipt:
    return Receipt(
        reference=reading_id(meter.id, reading.sequence),
        meter_ending=meter.serial[-4:],
        read_date=reading.read_date,
        values=tuple(register.shown(reading.values[register.id]) for register in meter.registers),
        received_at=reading.submitted_at,
        status=reading.status,
    )


def sign(receipt: Receipt, key: str) -> str:
    """The signature of a receipt: 24 letters and digits, fit to be read out on the phone."""
    purpose_key = hmac.digest(key.encode(), _PURPOSE, hashlib.sha256)
    mac = hmac.digest(purpose_key, receipt.signed_content(), hashlib.sha256)
    return base64.b32encode(mac[:_SIGNATURE_BYTES]).decode()


def is_signed(receipt: Receipt, signature: str, keys: Iterable[str]) -> bool:
    """Whether one of the keys, the present or a past one, made the signature, in any case and spacing."""
    given = "".join(signature.split()).upper().encode("utf-8", "replace")
    return any(hmac.compare_digest(sign(receipt, key).encode(), given) for key in keys)
