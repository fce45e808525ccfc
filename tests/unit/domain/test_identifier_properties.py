"""Invariants of identifiers, over all texts and numbers."""

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from meter_reads.domain.identifiers import (
    InvalidIdentifier,
    Mpan,
    luhn_digit,
    mpan_check_digit,
    normalise_account_number,
    normalise_postcode,
    normalise_serial,
    parse_mpan,
    parse_mprn,
    parse_supply_point,
)

WEIGHTS = (3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43)
DIGITS = "0123456789"
# Category Cs holds the lone surrogates, which text() leaves out unless asked.
ANY_TEXT = st.text(st.characters(codec=None), max_size=40) | st.text(
    st.characters(categories=["Nd", "Nl", "No", "Cs", "Cc", "Zs"]), max_size=40
)


def digits(length: int) -> st.SearchStrategy[str]:
    return st.text(DIGITS, min_size=length, max_size=length)


@given(ANY_TEXT)
def test_any_text_is_an_identifier_or_is_refused_as_one(text: str) -> None:
    readers = (parse_mpan, parse_mprn, parse_supply_point)
    normalisers = (normalise_serial, normalise_postcode, normalise_account_number)

    for read in (*readers, *normalisers):
        with contextlib.suppress(InvalidIdentifier):
            read(text)


@given(ANY_TEXT)
def test_what_a_normaliser_answers_is_ascii_and_normal_already(text: str) -> None:
    for normalise in (normalise_serial, normalise_postcode, normalise_account_number):
        with contextlib.suppress(InvalidIdentifier):
            normal = normalise(text)

            assert normal.isascii()
            assert normalise(normal) == normal


@given(st.from_regex(r"[A-Za-z0-9]{4,14}", fullmatch=True).filter(str.isascii))
def test_a_serial_of_letters_and_digits_is_only_put_in_capitals(text: str) -> None:
    assert normalise_serial(text) == text.upper()


@given(digits(12), st.data())
def test_an_mpan_is_the_same_however_it_is_spaced(first12: str, data: st.DataObject) -> None:
    core = first12 + mpan_check_digit(first12)
    gaps = data.draw(st.lists(st.sampled_from(["", " ", "-", "\u00a0"]), min_size=13, max_size=13))

    spaced = "".join(gap + digit for gap, digit in zip(gaps, core, strict=True))

    assert parse_mpan(spaced) == Mpan(core)
    assert parse_supply_point(spaced) == Mpan(core)


def remainder(first12: str) -> int:
    return sum(int(digit) * weight for digit, weight in zip(first12, WEIGHTS, strict=True)) % 11


@given(digits(12), st.integers(0, 11), st.sampled_from(DIGITS))
def test_a_changed_digit_goes_unnoticed_only_where_remainders_0_and_10_collide(
    first12: str, place: int, digit: str
) -> None:
    changed = first12[:place] + digit + first12[place + 1 :]

    unnoticed = changed != first12 and mpan_check_digit(changed) == mpan_check_digit(first12)

    assert unnoticed == ({remainder(first12), remainder(changed)} == {0, 10})


@given(digits(12), st.sampled_from(DIGITS))
def test_a_changed_check_digit_of_an_mpan_is_always_noticed(first12: str, digit: str) -> None:
    accepted = True
    try:
        parse_mpan(first12 + digit)
    except InvalidIdentifier:
        accepted = False

    assert accepted == (digit == mpan_check_digit(first12))


@given(st.integers(6, 10).flatmap(digits), st.sampled_from(["", "M", "m", "M-", " m - "]))
def test_six_to_ten_digits_are_an_mprn_whatever_its_check_digits(number: str, prefix: str) -> None:
    assert parse_mprn(prefix + number).number == number
    assert parse_supply_point(prefix + number) == parse_mprn(number)


@given(st.integers(9, 11).flatmap(digits), st.integers(0, 11), st.sampled_from(DIGITS))
def test_one_changed_digit_of_an_account_number_is_always_noticed(body: str, place: int, digit: str) -> None:
    number = body + luhn_digit(body)
    place %= len(number)
    changed = number[:place] + digit + number[place + 1 :]

    noticed = luhn_digit(changed[:-1]) != changed[-1]

    assert normalise_account_number(number) == number
    assert noticed == (changed != number)
