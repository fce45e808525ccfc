"""Identifiers that people read off a bill or a meter, in the one form that we store and compare.

All are strings: leading zeros count. Every function takes whatever was typed and either answers or
raises InvalidIdentifier. Facts and sources: domain.md section 1.
"""

import re
from dataclasses import dataclass
from typing import Literal

from meter_reads.domain.reference_data import reference_data

Kind = Literal["MPAN", "MPRN", "SUPPLY_POINT", "SERIAL", "POSTCODE", "ACCOUNT_NUMBER"]

# Eleven is left out by definition.
_MPAN_WEIGHTS = (3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43)
_DOMESTIC_PROFILE_CLASSES = ("00", "01", "02")
_LONGEST_INPUT = 64

# Only [0-9] and [A-Z]: \d and str.isdigit also take the digits of other scripts.
_MPAN = re.compile(r"([0-9]{2}[0-9]{3}[A-Z0-9]{3})?([0-9]{13})")
_MPRN = re.compile(r"[0-9]{6,10}")
_SERIAL = re.compile(r"[A-Z0-9]{4,14}")
_ACCOUNT_NUMBER = re.compile(r"[0-9]{10,12}")
# BS 7666. The government's published expression anchors only one of its branches, and needs the space.
_POSTCODE = re.compile(
    r"GIR 0AA|(?:[A-PR-UWYZ][0-9][0-9]?|[A-PR-UWYZ][A-HK-Y][0-9][0-9]?|[A-PR-UWYZ][0-9][A-HJKPSTUW]"
    r"|[A-PR-UWYZ][A-HK-Y][0-9][ABEHMNPRVWXY]) [0-9][ABD-HJLNP-UW-Z]{2}"
)
_PUNCTUATION = re.compile(r"[^A-Z0-9]")
# What stands between groups on a bill, or comes with text copied from a PDF.
_SEPARATORS = re.compile("[ \t\r\n\u00a0\u2007\u2009\u202f\u2010-\u2014-]")


_HELP: dict[Kind, str] = {
    "MPAN": "An MPAN has 13 digits, or 21 characters with its top line. It is on your electricity bill, "
    "in the box marked S; please give its bottom line.",
    "MPRN": "An MPRN has 6 to 10 digits. It is on your gas bill, often after the letter M.",
    "SUPPLY_POINT": "Please give an electricity MPAN (13 digits, or 21 characters with its top line) "
    "or a gas MPRN (6 to 10 digits). You find them on your bill.",
    "SERIAL": "A meter serial number has 4 to 14 letters and digits. It is printed on the front of the "
    "meter, often near a barcode.",
    "POSTCODE": "Please give the full postcode of the supply address, such as SW1A 1AA.",
    "ACCOUNT_NUMBER": "An account number has 10 to 12 digits. It is at the top of your bill.",
}


class InvalidIdentifier(ValueError):
    """The text is not a valid identifier of this kind.

    `message` is for people and says the way out; it never repeats what was typed.
    """

    def __init__(self, kind: Kind, message: str | None = None) -> None:
        self.kind = kind
        self.message = message or _HELP[kind]
        super().__init__(self.message)


@dataclass(frozen=True, slots=True)
class Mpan:
    """An electricity supply point. `core` is the 13 digits, `top_line` the 8 characters above them."""

    core: str
    top_line: str | None = None

    @property
    def distributor(self) -> str:
        return self.core[:2]

    @property
    def distributor_known(self) -> bool:
        """A warning only: the list of distributors that we have ends in 2023."""
        return self.distributor in reference_data("distributors")["distributors"]


@dataclass(frozen=True, slots=True)
class Mprn:
    """A gas supply point, 6 to 10 digits. The check digits are unofficial: a warning, never a refusal."""

    number: str
    check_digits_agree: bool


def parse_mpan(text: str) -> Mpan:
    """The 13 digit core, with or without the 8 characters of the top line. Raises InvalidIdentifier.

    Sources: Wikipedia and limejump/mpan for the shape and the check digit. Only domestic profile
    classes (00 half-hourly, 01, 02) are taken.
    """
    match = _MPAN.fullmatch(_typed("MPAN", text))
    if match is None:
        raise InvalidIdentifier("MPAN")
    top_line, core = match[1], match[2]
    if mpan_check_digit(core[:12]) != core[12]:
        raise InvalidIdentifier(
            "MPAN",
            "One of the digits of this MPAN is wrong. Please compare it with your bill, digit by digit.",
        )
    if top_line is not None:
        _check_top_line(top_line)
    return Mpan(core, top_line)


def mpan_check_digit(first12: str) -> str:
    """The thirteenth digit of an MPAN core from its first twelve. Raises InvalidIdentifier."""
    if not re.fullmatch("[0-9]{12}", first12):
        raise InvalidIdentifier("MPAN", "An MPAN check digit is worked out from 12 digits.")
    weighted = sum(int(digit) * weight for digit, weight in zip(first12, _MPAN_WEIGHTS, strict=True))
    # A remainder of 10 gives 0, which is why some wrong digits go unnoticed.
    return str(weighted % 11 % 10)


def parse_mprn(text: str) -> Mprn:
    """A gas supply point number, with or without a leading M. Raises InvalidIdentifier.

    Sources: Xoserve U06/O20 (numeric, up to 10 digits), consumer guides (6 to 10).
    """
    number = _typed("MPRN", text).removeprefix("M")
    if not _MPRN.fullmatch(number):
        raise InvalidIdentifier("MPRN")
    return Mprn(number, check_digits_agree=_mprn_check_digits(number[:-2]) == number[-2:])


def parse_supply_point(text: str) -> Mpan | Mprn:
    """An MPAN if it has the shape of one, an MPRN if it has 6 to 10 digits. Raises InvalidIdentifier."""
    cleaned = _typed("SUPPLY_POINT", text)
    if _MPAN.fullmatch(cleaned):
        return parse_mpan(cleaned)
    if _MPRN.fullmatch(cleaned.removeprefix("M")):
        return parse_mprn(cleaned)
    raise InvalidIdentifier("SUPPLY_POINT")


def normalise_serial(text: str) -> str:
    """A meter serial number: 4 to 14 of A-Z and 0-9, nothing else. Raises InvalidIdentifier.

    Makers vary and duplicates exist, so the rule is loose and ours, and a serial is no key by itself.
    """
    serial = _PUNCTUATION.sub("", _typed("SERIAL", text))
    if not _SERIAL.fullmatch(serial):
        raise InvalidIdentifier("SERIAL")
    return serial


def normalise_postcode(text: str) -> str:
    """A postcode in capitals with one space: "EC1A 1BB". Raises InvalidIdentifier. Source: BS 7666."""
    joined = _PUNCTUATION.sub("", _typed("POSTCODE", text))
    postcode = f"{joined[:-3]} {joined[-3:]}"
    if not _POSTCODE.fullmatch(postcode):
        raise InvalidIdentifier("POSTCODE")
    return postcode


def normalise_account_number(text: str) -> str:
    """10 to 12 digits, the last of them a Luhn digit. Raises InvalidIdentifier. The rule is ours."""
    number = _typed("ACCOUNT_NUMBER", text)
    if not _ACCOUNT_NUMBER.fullmatch(number):
        raise InvalidIdentifier("ACCOUNT_NUMBER")
    if luhn_digit(number[:-1]) != number[-1]:
        raise InvalidIdentifier(
            "ACCOUNT_NUMBER",
            "One of the digits of this account number is wrong. Please compare it with your bill.",
        )
    return number


def luhn_digit(body: str) -> str:
    """The digit that makes `body` followed by it pass the Luhn check. Raises InvalidIdentifier."""
    if not re.fullmatch("[0-9]+", body):
        raise InvalidIdentifier("ACCOUNT_NUMBER")
    total = sum(
        sum(divmod(int(digit) * (2 if place % 2 == 0 else 1), 10)) for place, digit in enumerate(body[::-1])
    )
    return str(-total % 10)


def ending(text: str) -> str:
    """The last four characters: all of an identifier that logs and guests may see."""
    return text[-4:]


def _typed(kind: Kind, text: str) -> str:
    """What was typed, in capitals and without separators, refused if it can be no identifier at all."""
    if len(text) > _LONGEST_INPUT:
        raise InvalidIdentifier(kind)
    joined = _SEPARATORS.sub("", text)
    # Before upper(), which turns some letters of other scripts into A-Z.
    if not (joined.isascii() and joined.isprintable()):
        raise InvalidIdentifier(kind)
    return joined.upper()


def _check_top_line(top_line: str) -> None:
    if top_line[:2] not in _DOMESTIC_PROFILE_CLASSES:
        raise InvalidIdentifier(
            "MPAN",
            "This MPAN is not of a home: its first two digits should be 00, 01 or 02. "
            "Please check them, or contact us about a business supply.",
        )
    if top_line[2:5] == "000":
        raise InvalidIdentifier(
            "MPAN",
            "The third to fifth digits of an MPAN are never 000. Please check them, "
            "or give only the bottom line of 13 digits.",
        )


def _mprn_check_digits(body: str) -> str:
    weighted = sum(int(digit) * weight for digit, weight in zip(body, range(len(body), 0, -1), strict=True))
    return f"{weighted % 11:02d}"
