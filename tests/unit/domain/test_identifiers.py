"""What people type off a bill or a meter is read kindly, checked strictly, and never repeated back."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from meter_reads.domain.identifiers import (
    InvalidIdentifier,
    Mpan,
    Mprn,
    ending,
    luhn_digit,
    mpan_check_digit,
    normalise_account_number,
    normalise_postcode,
    normalise_serial,
    parse_mpan,
    parse_mprn,
    parse_supply_point,
)

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))
VALID_CORES = [vector["core"] for vector in VECTORS["mpan"] if vector["valid"]]
INVALID_CORES = [vector["core"] for vector in VECTORS["mpan"] if not vector["valid"]]

EVERY_READER: list[Callable[[str], object]] = [
    parse_mpan,
    parse_mprn,
    parse_supply_point,
    normalise_serial,
    normalise_postcode,
    normalise_account_number,
]
NO_IDENTIFIER_AT_ALL = {
    "empty": "",
    "spaces": "   ",
    "a NUL": "8500417731\x00",
    "a control character": "20123\x1b45678385",
    "a lone surrogate": "\ud800",
    "a surrogate among digits": "2012345678385\udfff",
    "Arabic-Indic digits": "٨٥٠٠٤١٧٧٣١",
    "a full-width MPAN": "２０１２３４５６７８３８５",
    "superscripts": "¹²³⁴⁵⁶⁷⁸⁹⁰",
    "a letter that becomes ASCII in capitals": "S06Dſ123456",
    "a million digits": "1" * 1_000_000,
    "an account number and a million spaces": "8500417731" + " " * 1_000_000,
    "a postcode and a million spaces": "EC1A 1BB" + " " * 1_000_000,
    "an MPAN and a million spaces": "2012345678385" + " " * 1_000_000,
    "an emoji": "🔌🔌🔌🔌🔌🔌",
}


@pytest.mark.parametrize("vector", VECTORS["mpan"], ids=lambda vector: vector["core"])
def test_the_check_digit_of_an_mpan_is_worked_out_as_the_industry_does(vector: dict[str, object]) -> None:
    core = str(vector["core"])

    check_digit = mpan_check_digit(core[:12])

    assert check_digit == str(vector["check"])
    assert (check_digit == core[12]) is vector["valid"]


@pytest.mark.parametrize("core", [*VALID_CORES, "1470116845051", "2146743072093"])
def test_an_mpan_with_the_right_check_digit_is_taken(core: str) -> None:
    mpan = parse_mpan(core)

    assert mpan == Mpan(core=core, top_line=None)
    assert mpan.distributor == core[:2]
    assert mpan.distributor_known


@pytest.mark.parametrize("core", [*INVALID_CORES, "2012345678386", "2099999999386"])
def test_an_mpan_with_a_wrong_check_digit_is_refused(core: str) -> None:
    with pytest.raises(InvalidIdentifier, match="compare it with your bill") as refused:
        parse_mpan(core)

    assert refused.value.kind == "MPAN"


@pytest.mark.parametrize(
    ("text", "top_line", "core"),
    [
        ("01575R681049827101269", "01575R68", "1049827101269"),
        ("00709GFE2143967712809", "00709GFE", "2143967712809"),
        ("01 575 r68 10 4982 7101 269", "01575R68", "1049827101269"),
        ("02801100-2012345678385", "02801100", "2012345678385"),
    ],
)
def test_a_full_mpan_is_taken_with_its_top_line(text: str, top_line: str, core: str) -> None:
    assert parse_mpan(text) == Mpan(core=core, top_line=top_line)


def test_the_core_alone_may_be_typed_in_the_groups_of_the_bill() -> None:
    assert parse_mpan(" 20 1234 5678 385\n").core == "2012345678385"


@pytest.mark.parametrize("text", ["069238I51470116845051", "04989PT43433899920164", "991112221312345678907"])
def test_a_full_mpan_of_a_business_is_refused(text: str) -> None:
    with pytest.raises(InvalidIdentifier, match="contact us about a business supply"):
        parse_mpan(text)


@pytest.mark.parametrize("text", ["069238I51470116845051", "04989PT43433899920164"])
def test_a_business_meter_cannot_be_told_from_its_core_alone(text: str) -> None:
    assert parse_mpan(text[8:]).top_line is None


@pytest.mark.parametrize("profile_class", ["00", "01", "02"])
def test_a_time_switch_code_of_zeros_is_refused(profile_class: str) -> None:
    with pytest.raises(InvalidIdentifier, match="never 000"):
        parse_mpan(f"{profile_class}0002221312345678907")


def test_an_unknown_distributor_is_only_a_warning() -> None:
    first12 = "869999999999"

    mpan = parse_mpan(first12 + mpan_check_digit(first12))

    assert mpan.distributor == "86"
    assert not mpan.distributor_known


@pytest.mark.parametrize("first12", ["", "20123456783", "2012345678385", "20123456783x", "٢" * 12])
def test_a_check_digit_needs_twelve_digits(first12: str) -> None:
    with pytest.raises(InvalidIdentifier):
        mpan_check_digit(first12)


@pytest.mark.parametrize("vector", VECTORS["mprn"], ids=lambda vector: vector["mprn"])
def test_the_check_digits_of_an_mprn_warn_and_never_refuse(vector: dict[str, object]) -> None:
    mprn = parse_mprn(str(vector["mprn"]))

    assert mprn == Mprn(number=str(vector["mprn"]), check_digits_agree=bool(vector["valid"]))


@pytest.mark.parametrize(
    "mprn",
    [
        Mprn("123409", check_digits_agree=True),
        Mprn("7451204", check_digits_agree=True),
        Mprn("4000000010", check_digits_agree=True),
        Mprn("1234567890", check_digits_agree=False),
    ],
)
def test_an_mprn_may_have_six_to_ten_digits(mprn: Mprn) -> None:
    assert parse_mprn(mprn.number) == mprn


@pytest.mark.parametrize("text", ["M3938424403", "m-3938424403", "M - 393 842 4403", "3938424403"])
def test_the_m_before_an_mprn_is_not_part_of_it(text: str) -> None:
    assert parse_mprn(text).number == "3938424403"


@pytest.mark.parametrize("text", ["12345", "12345678901", "MM123456", "12345M6", "G123456", "M"])
def test_what_is_not_six_to_ten_digits_is_no_mprn(text: str) -> None:
    with pytest.raises(InvalidIdentifier, match="6 to 10 digits"):
        parse_mprn(text)


def test_a_leading_zero_of_an_mprn_is_kept() -> None:
    assert parse_mprn("0039384244").number == "0039384244"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20 1234 5678 385", Mpan("2012345678385")),
        ("01575r68 1049827101269", Mpan("1049827101269", "01575R68")),
        ("M-3938424403", Mprn("3938424403", check_digits_agree=True)),
        ("6543210", Mprn("6543210", check_digits_agree=False)),
    ],
)
def test_a_supply_point_is_told_by_its_shape(text: str, expected: Mpan | Mprn) -> None:
    assert parse_supply_point(text) == expected


@pytest.mark.parametrize("text", ["12345", "12345678901", "201234567838", "M201234567838", "hello"])
def test_a_refused_supply_point_names_both_numbers_to_look_for(text: str) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        parse_supply_point(text)

    assert refused.value.kind == "SUPPLY_POINT"
    assert "MPAN" in refused.value.message
    assert "MPRN" in refused.value.message


def test_a_mistyped_mpan_as_supply_point_is_refused_as_an_mpan() -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        parse_supply_point("2012345678386")

    assert refused.value.kind == "MPAN"


@pytest.mark.parametrize(
    ("text", "serial"),
    [
        ("S06DS123456", "S06DS123456"),
        ("s06 ds 123-456", "S06DS123456"),
        ("g4a/1234567.", "G4A1234567"),
        ("0042", "0042"),
        ("ABCDEFGHIJ1234", "ABCDEFGHIJ1234"),
    ],
)
def test_a_serial_compares_by_its_letters_and_digits(text: str, serial: str) -> None:
    assert normalise_serial(text) == serial


@pytest.mark.parametrize("text", ["123", "- . /", "ABCDEFGHIJ12345"])
def test_a_serial_has_four_to_fourteen_characters(text: str) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        normalise_serial(text)

    assert refused.value.kind == "SERIAL"


@pytest.mark.parametrize("vector", VECTORS["postcode"], ids=lambda vector: vector["input"])
def test_a_postcode_is_checked_by_the_national_standard(vector: dict[str, object]) -> None:
    text = str(vector["input"])

    if vector["valid"]:
        assert normalise_postcode(text) == vector["normalised"]
    else:
        with pytest.raises(InvalidIdentifier, match="full postcode"):
            normalise_postcode(text)


@pytest.mark.parametrize(
    ("text", "postcode"),
    [("m11ae", "M1 1AE"), (" dn55-1pt ", "DN55 1PT"), ("ec1a\u00a01bb", "EC1A 1BB"), ("gir0aa", "GIR 0AA")],
)
def test_a_postcode_may_be_typed_in_any_case_and_spacing(text: str, postcode: str) -> None:
    assert normalise_postcode(text) == postcode


@pytest.mark.parametrize("text", ["M1 1CA", "SW1A", "1BB", "B33 9QX B33 9QX"])
def test_a_postcode_that_cannot_exist_is_refused(text: str) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        normalise_postcode(text)

    assert refused.value.kind == "POSTCODE"


@pytest.mark.parametrize("text", ["8500417731", "8500 417 731", "8500-529840", "8501075397"])
def test_an_account_number_ends_in_a_luhn_digit(text: str) -> None:
    number = normalise_account_number(text)

    assert number.isdecimal()
    assert luhn_digit(number[:-1]) == number[-1]


@pytest.mark.parametrize("text", ["8500417732", "8500417713"])
def test_a_mistyped_account_number_is_refused(text: str) -> None:
    with pytest.raises(InvalidIdentifier, match="digits of this account number is wrong") as refused:
        normalise_account_number(text)

    assert refused.value.kind == "ACCOUNT_NUMBER"


@pytest.mark.parametrize("text", ["850041776", "8500417731000", "A500417731"])
def test_an_account_number_has_ten_to_twelve_digits(text: str) -> None:
    with pytest.raises(InvalidIdentifier, match="10 to 12 digits"):
        normalise_account_number(text)


@pytest.mark.parametrize("body", ["", "12a", "٣٤"])
def test_a_luhn_digit_needs_digits(body: str) -> None:
    with pytest.raises(InvalidIdentifier):
        luhn_digit(body)


@pytest.mark.parametrize("read", EVERY_READER, ids=lambda read: read.__name__)
@pytest.mark.parametrize("text", NO_IDENTIFIER_AT_ALL.values(), ids=NO_IDENTIFIER_AT_ALL)
def test_hostile_text_is_refused_like_any_other_mistake(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        read(text)

    assert str(refused.value) == refused.value.message


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (parse_mpan, "2012345678386"),
        (parse_mprn, "39384244031"),
        (parse_supply_point, "393842440312"),
        (normalise_serial, "S06DS1234567890"),
        (normalise_postcode, "QN7 4ZD"),
        (normalise_account_number, "8500417732"),
    ],
)
def test_a_refusal_never_repeats_what_was_typed(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        read(text)

    assert text not in f"{refused.value} {refused.value!r}"
    assert text[-4:] not in f"{refused.value} {refused.value!r}"


def test_logs_and_guests_see_the_last_four_characters_only() -> None:
    assert ending("2012345678385") == "8385"
    assert ending("385") == "385"
    assert ending("") == ""
