"""What is written to the log is what is read from it."""

import string
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as some

from meter_reads.domain.annual_consumption import AnnualConsumption, Basis, Milestone
from meter_reads.domain.findings import Figures, Finding, ReadingCode, Suggestion, SuggestionKind
from meter_reads.domain.meter_log import Change, ChangeKind, Known, LogEntry, MeterState
from meter_reads.domain.readings import Decision, Meter, Reading, ReadingSource, ReadingStatus
from meter_reads.domain.registers import Fuel, MeterUnit, Register, RegisterRole
from meter_reads.store.log_items import from_item, to_item
from meter_reads.store.stores import Stores

from .houses import a_log, a_meter, a_reading, days_ago

# Any character that JSON and DynamoDB can carry; half a surrogate pair is none.
_TEXTS = some.text(some.characters(exclude_categories=["Cs"]), max_size=20)
_NAMES = some.text(string.ascii_letters + string.digits, min_size=1, max_size=12)
_DAYS = some.dates(date(2000, 1, 1), date(2100, 1, 1))
_INSTANTS = some.datetimes(
    datetime(2000, 1, 1),  # noqa: DTZ001  # Hypothesis takes bounds without a zone
    datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=some.just(UTC),
)
_SEQUENCES = some.integers(0, 10**9)
_KWH = some.decimals(0, 10**7, places=2)
_VALUES = some.dictionaries(_NAMES, some.integers(0, 10**7 - 1), min_size=1, max_size=4)

_METERS = some.builds(
    Meter,
    id=_NAMES,
    account_number=_NAMES,
    fuel=some.sampled_from(Fuel),
    supply_point=_NAMES,
    serial=_NAMES,
    registers=some.lists(
        some.builds(
            Register,
            _NAMES,
            some.sampled_from(RegisterRole),
            some.integers(1, 9),
            some.sampled_from(MeterUnit),
        ),
        min_size=1,
        max_size=4,
    ).map(tuple),
    installed=_DAYS,
    removed=some.none() | _DAYS,
    supply_start=_DAYS,
    registry_annual_kwh=some.none() | _KWH | some.just(Decimal(0)),
)
_FINDINGS = some.builds(
    Finding,
    code=some.sampled_from(ReadingCode),
    register=some.none() | _NAMES,
    suggestions=some.lists(
        some.builds(Suggestion, some.sampled_from(SuggestionKind), some.none() | _NAMES), max_size=3
    ).map(tuple),
    figures=some.none() | some.builds(Figures, _DAYS, _DAYS, _KWH, _KWH, _KWH, _KWH, _KWH),
    overruled=some.booleans(),
    suspects=some.none() | some.integers(1, 10**9),
    doubtful=some.booleans(),
)
_READINGS = some.builds(
    Reading,
    sequence=_SEQUENCES,
    read_date=_DAYS,
    values=_VALUES,
    source=some.sampled_from(ReadingSource),
    status=some.sampled_from(ReadingStatus),
    submitted_at=_INSTANTS,
    submitted_by=_TEXTS,
    findings=some.lists(_FINDINGS, max_size=3).map(tuple),
    reason=some.none() | _TEXTS.filter(bool),
    decision=some.none() | some.builds(Decision, _TEXTS, _TEXTS, _INSTANTS, _TEXTS),
)
_KNOWN = some.none() | some.builds(Known, _SEQUENCES, _DAYS, _VALUES)
_STATES = some.builds(
    MeterState,
    latest_read_date=some.none() | _DAYS,
    last_actual=_KNOWN,
    last_estimate=_KNOWN,
    held=some.lists(_SEQUENCES, max_size=4).map(tuple),
    annual=some.none() | some.builds(AnnualConsumption, _KWH, some.sampled_from(Basis)),
    total_kwh=_KWH,
    milestones=some.lists(some.builds(Milestone, _DAYS, _KWH), max_size=5).map(tuple),
    recent_keys=some.lists(some.tuples(_NAMES, _SEQUENCES), max_size=6).map(tuple),
    stored_on=some.none() | _DAYS,
    stored_by_source=some.dictionaries(
        some.sampled_from(ReadingSource).map(str), some.integers(1, 99), max_size=4
    ).map(lambda counts: tuple(counts.items())),
)
_ENTRIES = some.builds(
    LogEntry,
    meter=_METERS,
    sequence=_SEQUENCES,
    state=_STATES,
    change=some.none() | some.builds(Change, some.sampled_from(ChangeKind), _INSTANTS, _READINGS),
)


@given(_ENTRIES)
@settings(max_examples=150, deadline=None)
def test_every_entry_reads_back_as_it_was_written(entry: LogEntry):
    item = to_item(entry)

    assert from_item(item.serialize()) == entry


def test_an_entry_reads_back_from_the_table_as_it_was_written(stores: Stores):
    log = a_log(a_meter(), a_reading(days_ago(60), 45_700), a_reading(days_ago(30), 45_980))
    for entry in log:
        stores.meter_log.append([entry])

    assert stores.meter_log.newest(log[0].meter.id) == log[-1]
    assert [stores.meter_log.entry(log[0].meter.id, at) for at in range(4)] == [*log, None]
    assert list(stores.meter_log.entries(log[0].meter.id)) == log[1:]
