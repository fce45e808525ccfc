"""Receipts of stored readings: written for whoever sent one, checked for whoever holds one."""

import re

from meter_reads.domain.readings import Meter, Reading, ReadingStatus
from meter_reads.domain.receipts import Receipt, is_signed, receipt_for, sign
from meter_reads.store.stores import Stores

_REFERENCE = re.compile(r"([0-9a-z]{1,32})-([1-9][0-9]{0,8})")


def signed_receipt(meter: Meter, reading: Reading, keys: tuple[str, ...]) -> tuple[Receipt, str]:
    """The receipt of a reading and its signature by the present key."""
    receipt = receipt_for(meter, reading)
    return receipt, sign(receipt, keys[0])


def check_receipt(
    stores: Stores, reference: str, signature: str, keys: tuple[str, ...]
) -> tuple[Receipt, ReadingStatus] | None:
    """What a receipt says and what has become of its reading; None if it is not one of ours."""
    match = _REFERENCE.fullmatch(reference.strip().lower())
    if match is None:
        return None
    meter_id, sequence = match[1], int(match[2])
    entry = stores.meter_log.entry(meter_id, sequence)
    if entry is None or entry.change is None or entry.change.reading.sequence != sequence:
        return None
    receipt = receipt_for(entry.meter, entry.change.reading)
    if not is_signed(receipt, signature, keys):
        return None
    status = receipt.status
    for later in stores.meter_log.entries(meter_id, after=sequence):
        if later.change is not None and later.change.reading.sequence == sequence:
            status = later.change.reading.status
    return receipt, status
