"""What a text that someone searches by can be: the same words for those who store and those who look."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from meter_reads.domain.identifiers import (
    InvalidIdentifier,
    Mpan,
    normalise_account_number,
    normalise_postcode,
    normalise_serial,
    parse_supply_point,
)
from meter_reads.domain.readings import Meter


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """A kind of detail, and its value in the form in which it is stored."""

    kind: str
    value: str


def terms_of(text: str) -> tuple[SearchTerm, ...]:
    """All that a text can mean: ten digits may be an account number, an MPRN and a serial number.

    None for what is no detail at all. Spaces, dashes and lower case do not matter.
    """
    return tuple(
        SearchTerm(kind, value)
        for kind, normalise in _KINDS.items()
        if (value := _normalised(normalise, text)) is not None
    )


def terms_for(account_number: str, postcode: str, meters: Iterable[Meter]) -> Iterator[SearchTerm]:
    """All terms that an account is found by."""
    yield SearchTerm("account", account_number)
    yield SearchTerm("postcode", postcode)
    for meter in meters:
        yield SearchTerm("supply-point", meter.supply_point)
        yield SearchTerm("serial", meter.serial)


def _supply_point(text: str) -> str:
    supply_point = parse_supply_point(text)
    return supply_point.core if isinstance(supply_point, Mpan) else supply_point.number


_KINDS: dict[str, Callable[[str], str]] = {
    "account": normalise_account_number,
    "supply-point": _supply_point,
    "postcode": normalise_postcode,
    "serial": normalise_serial,
}


def _normalised(normalise: Callable[[str], str], text: str) -> str | None:
    try:
        return normalise(text)
    except InvalidIdentifier:
        return None
