"""Stored readings, and readings as they are sent and judged."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time

from meter_reads.domain.assessment import Submitter, Verdict, assess
from meter_reads.domain.findings import Finding, ReadingCode
from meter_reads.domain.readings import Meter, Reading, ReadingSource, ReadingStatus
from meter_reads.domain.submission_rules import TypedReading
from meter_reads.domain.surroundings import Surroundings, surroundings_from_history

GUEST = Submitter(ReadingSource.GUEST)
CUSTOMER = Submitter(ReadingSource.CUSTOMER, "customer@example.com")
AGENT = Submitter(ReadingSource.AGENT, "agent@example.com")
AGENT_WITH_REASON = Submitter(ReadingSource.AGENT, "agent@example.com", "Seen on a photo")

Values = int | Mapping[str, int]
Typed = int | str | Mapping[str, int | str]


def noon(on: date) -> datetime:
    return datetime.combine(on, time(12), UTC)


def a_reading(
    values: Values,
    on: date,
    *,
    sequence: int = 1,
    by: Submitter = CUSTOMER,
    status: ReadingStatus = ReadingStatus.ACCEPTED,
    at: datetime | None = None,
    findings: tuple[Finding, ...] = (),
) -> Reading:
    """A customer's accepted reading, sent at noon of its date; one number is that of register "1"."""
    return Reading(
        sequence=sequence,
        read_date=on,
        values={"1": values} if isinstance(values, int) else dict(values),
        source=by.source,
        status=status,
        submitted_at=at or noon(on),
        submitted_by=by.subject,
        findings=findings,
    )


def an_estimate(values: Values, on: date, *, sequence: int = 1) -> Reading:
    return a_reading(values, on, sequence=sequence, by=Submitter(ReadingSource.ESTIMATE))


def typed(values: Typed, on: date) -> TypedReading:
    texts = values if isinstance(values, Mapping) else {"1": values}
    return TypedReading(on, tuple((register, str(text)) for register, text in texts.items()))


def surrounded(meter: Meter, history: Iterable[Reading], on: date) -> Surroundings:
    """What a reading is judged against, by the long way of the whole history."""
    return surroundings_from_history(meter, history, on)


def judged(
    values: Typed,
    on: date,
    *,
    meter: Meter,
    history: Iterable[Reading] = (),
    by: Submitter = CUSTOMER,
    today: date | None = None,
    confirmed: bool = False,
) -> Verdict:
    """The verdict on a customer's unconfirmed reading, sent on its own date."""
    around = surrounded(meter, history, on)
    return assess(meter, typed(values, on), around, by, today=today or on, confirmed=confirmed)


def codes(verdict: Verdict) -> list[ReadingCode]:
    return [finding.code for finding in verdict.findings]
