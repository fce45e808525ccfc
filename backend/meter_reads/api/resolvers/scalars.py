"""The scalars Date, DateTime and Decimal: exact on the wire, and strict about what they take."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

from ariadne import ScalarType, SchemaBindable
from graphql import GraphQLError

from meter_reads.api.errors import instant_text

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DECIMAL = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,10})?")

date_scalar = ScalarType("Date")
datetime_scalar = ScalarType("DateTime")
decimal_scalar = ScalarType("Decimal")


@date_scalar.serializer
def date_text(value: date) -> str:
    return value.isoformat()


@date_scalar.value_parser
def parse_date(value: object) -> date:
    # date.fromisoformat also takes 20261001 and week dates; the contract names one form.
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise GraphQLError("A date is written like 2026-10-01, and must be a day of the calendar.")


@datetime_scalar.serializer
def datetime_text(value: datetime) -> str:
    return instant_text(value)


@datetime_scalar.value_parser
def parse_datetime(value: object) -> datetime:
    if isinstance(value, str):
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            pass
        else:
            if instant.tzinfo is not None:
                return instant.astimezone(UTC)
    raise GraphQLError("An instant is written like 2026-10-01T09:30:00Z.")


@decimal_scalar.serializer
def decimal_text(value: Decimal) -> str:
    return format(value, "f")


@decimal_scalar.value_parser
def parse_decimal(value: object) -> Decimal:
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        return Decimal(value)
    raise GraphQLError('A number is written as a text, like "976.20".')


BINDABLES: list[SchemaBindable] = [date_scalar, datetime_scalar, decimal_scalar]
