"""A receipt can be checked by whoever holds it, and by nobody be altered."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.meters import DAY, NIGHT, a_meter, an_economy_7_meter
from builders.readings import a_reading
from meter_reads.domain.readings import ReadingStatus
from meter_reads.domain.receipts import Receipt, is_signed, receipt_for, sign

KEY, OLD_KEY = "present key", "past key"
RECEIVED_AT = datetime(2026, 11, 1, 9, 30, 15, 123456, UTC)


def a_receipt() -> Receipt:
    reading = a_reading({DAY: 4618, NIGHT: 31_000}, date(2026, 11, 1), sequence=34, at=RECEIVED_AT)
    return receipt_for(an_economy_7_meter(), reading)


def test_a_receipt_says_what_was_received_and_names_the_meter_by_its_ending() -> None:
    assert a_receipt() == Receipt(
        reference="7k3q9x0m2r5t8w1b-34",
        meter_ending="4512",
        read_date=date(2026, 11, 1),
        values=("04618", "31000"),
        received_at=RECEIVED_AT,
        status=ReadingStatus.ACCEPTED,
    )


def test_the_values_stand_in_the_order_of_the_registers() -> None:
    reading = a_reading({NIGHT: 31_000, DAY: 4618}, date(2026, 11, 1))

    assert receipt_for(an_economy_7_meter(), reading).values == ("04618", "31000")


def test_a_receipt_shows_no_more_of_the_meter_than_the_end_of_its_serial() -> None:
    meter, receipt = a_meter(), receipt_for(a_meter(), a_reading(4618, date(2026, 11, 1)))

    shown = repr(receipt)
    assert meter.serial not in shown
    assert meter.supply_point not in shown
    assert meter.account_number not in shown


def test_a_signature_is_24_letters_and_digits() -> None:
    signature = sign(a_receipt(), KEY)

    assert len(signature) == 24
    assert set(signature) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def test_a_signature_holds_for_its_receipt() -> None:
    assert is_signed(a_receipt(), sign(a_receipt(), KEY), [KEY])


@pytest.mark.parametrize(
    "altered",
    [
        {"reference": "7k3q9x0m2r5t8w1b-35"},
        {"reference": "8k3q9x0m2r5t8w1b-34"},
        {"meter_ending": "4513"},
        {"read_date": date(2026, 11, 2)},
        {"values": ("04619", "31000")},
        {"values": ("04618", "31001")},
        {"values": ("31000", "04618")},
        {"values": ("4618", "31000")},
        {"values": ("04618",)},
        {"values": ("04618", "31000", "00000")},
        {"values": ("0461831000",)},
        {"values": ("046183", "1000")},
        {"received_at": RECEIVED_AT + timedelta(microseconds=1)},
    ],
)
def test_whatever_is_altered_the_signature_holds_no_more(altered: dict[str, object]) -> None:
    signature = sign(a_receipt(), KEY)

    forged = replace(a_receipt(), **altered)  # type: ignore[arg-type]

    assert not is_signed(forged, signature, [KEY])


@pytest.mark.parametrize("status", ReadingStatus)
def test_a_receipt_holds_whatever_becomes_of_the_reading(status: ReadingStatus) -> None:
    assert is_signed(replace(a_receipt(), status=status), sign(a_receipt(), KEY), [KEY])


def test_an_instant_is_the_same_in_every_zone() -> None:
    in_london = replace(a_receipt(), received_at=RECEIVED_AT.astimezone(timezone(timedelta(hours=1))))

    assert is_signed(in_london, sign(a_receipt(), KEY), [KEY])


def test_a_receipt_signed_with_a_past_key_still_holds() -> None:
    signature = sign(a_receipt(), OLD_KEY)

    assert is_signed(a_receipt(), signature, [KEY, OLD_KEY])
    assert is_signed(a_receipt(), signature, iter([KEY, OLD_KEY]))
    assert not is_signed(a_receipt(), signature, [KEY])
    assert not is_signed(a_receipt(), signature, [])


def test_case_and_spaces_are_forgiven() -> None:
    signature = sign(a_receipt(), KEY)
    in_groups = " ".join(signature[i : i + 4] for i in range(0, 24, 4))

    assert is_signed(a_receipt(), signature.lower(), [KEY])
    assert is_signed(a_receipt(), f"\t{in_groups}\u00a0\n", [KEY])


@pytest.mark.parametrize("given_text", ["", " ", "A" * 24, "\ud800", "\x00", "é" * 24, "A" * 100_000])
def test_nonsense_is_no_signature(given_text: str) -> None:
    assert not is_signed(a_receipt(), given_text, [KEY])


@given(st.integers(0, 23), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_one_wrong_letter_is_enough(position: int, letter: str) -> None:
    signature = sign(a_receipt(), KEY)
    altered = signature[:position] + letter + signature[position + 1 :]

    assert is_signed(a_receipt(), altered, [KEY]) is (altered == signature)


@given(st.text(max_size=40))
def test_no_invented_signature_holds(text: str) -> None:
    assert not is_signed(a_receipt(), text, [KEY, OLD_KEY])


def test_a_receipt_key_signs_for_this_purpose_only() -> None:
    import base64
    import hashlib
    import hmac

    plain = hmac.digest(KEY.encode(), a_receipt().signed_content(), hashlib.sha256)

    assert not is_signed(a_receipt(), base64.b32encode(plain[:15]).decode(), [KEY])
