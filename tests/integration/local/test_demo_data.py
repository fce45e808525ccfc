"""The demo accounts are those of demo.json, and they are loaded once."""

import json
from collections.abc import Callable
from datetime import date

import pytest

from meter_reads.domain.consumption import consumption_of
from meter_reads.domain.meter_log import ChangeKind, LogEntry, readings_of
from meter_reads.domain.readings import Reading, ReadingSource, ReadingStatus
from meter_reads.domain.use import uses
from meter_reads.local.demo_accounts import DEMO, DemoAccount, demo_accounts
from meter_reads.local.demo_loading import load_demo
from meter_reads.settings import Settings
from meter_reads.store.stores import Stores, open_stores

WRITTEN = json.loads(DEMO.read_text(encoding="utf-8"))["accounts"]


@pytest.mark.parametrize("number", [each["number"] for each in WRITTEN])
def test_every_actual_reading_after_the_first_has_a_cost(number: str):
    for log in account(number).logs:
        readings = readings_of(entry.change for entry in log if entry.change)
        found = uses(log[0].meter, readings)
        assert len(found) == max(0, sum(reading.actual for reading in readings) - 1)
        assert all(consumption_of(use) is not None for use in found.values())


@pytest.fixture
def empty_stores(fresh_settings: Callable[[], Settings]) -> Stores:
    return open_stores(fresh_settings())


def account(number: str) -> DemoAccount:
    return next(each for each in demo_accounts() if each.number == number)


def stored_log(stores: Stores, meter_id: str) -> list[LogEntry]:
    opening = stores.meter_log.entry(meter_id, 0)
    assert opening
    return [opening, *stores.meter_log.entries(meter_id)]


def as_written(reading: Reading, log: list[LogEntry]) -> dict[str, object]:
    registers = log[0].meter.registers
    return {
        "readDate": reading.read_date.isoformat(),
        "source": reading.source.value,
        "values": {register.id: register.shown(reading.values[register.id]) for register in registers},
    }


def test_every_account_meter_and_reading_of_the_file_is_stored(empty_stores: Stores) -> None:
    assert load_demo(empty_stores, demo_accounts()) == len(WRITTEN)

    for written in WRITTEN:
        stored = empty_stores.accounts.account(written["number"])
        assert stored
        assert (stored.name, stored.address, stored.postcode) == (
            written["name"],
            written["address"],
            written["postcode"],
        )
        for meter_id, meter in zip(stored.meter_ids, written["meters"], strict=True):
            log = stored_log(empty_stores, meter_id)
            assert (log[0].meter.supply_point, log[0].meter.serial) == (meter["supplyPoint"], meter["serial"])
            assert [entry.sequence for entry in log] == list(range(len(meter["readings"]) + 1))
            readings = readings_of(entry.change for entry in log if entry.change)
            keys = ("readDate", "source", "values")
            assert [as_written(reading, log) for reading in readings] == [
                {key: reading[key] for key in keys} for reading in meter["readings"]
            ]


def test_each_account_is_proved_by_its_number_and_each_meter_by_its_serial(empty_stores: Stores) -> None:
    load_demo(empty_stores, demo_accounts())

    for demo in demo_accounts():
        ids = tuple(meter.id for meter in demo.meters)
        proven = empty_stores.accounts.proven(demo.number, demo.postcode)
        assert proven
        assert proven.meter_ids == ids
        for meter in demo.meters:
            by_meter = empty_stores.accounts.proven(meter.supply_point, meter.serial, demo.postcode)
            assert by_meter
            assert (by_meter.account_number, by_meter.meter_ids) == (demo.number, (meter.id,))


def test_loading_again_loads_nothing_and_keeps_what_was_added(empty_stores: Stores) -> None:
    load_demo(empty_stores, demo_accounts())
    demo = account("8500417731")
    log = demo.logs[0]
    later = log[-1]
    assert later.change
    added = LogEntry(later.meter, later.sequence + 1, later.state, later.change)
    empty_stores.meter_log.append([added])

    assert load_demo(empty_stores, demo_accounts()) == 0

    assert empty_stores.meter_log.newest(demo.meters[0].id) == added


def test_a_load_that_broke_off_is_made_whole(empty_stores: Stores) -> None:
    demo = account("8500417731")
    empty_stores.meter_log.write_imported(demo.logs[0][:10])

    assert load_demo(empty_stores, [demo]) == 1

    assert stored_log(empty_stores, demo.meters[0].id) == list(demo.logs[0])
    assert empty_stores.accounts.proven(demo.number, demo.postcode)


def test_a_meter_has_the_same_id_on_every_machine() -> None:
    ids = [meter.id for demo in demo_accounts() for meter in demo.meters]

    assert len(set(ids)) == len(ids) == sum(len(each["meters"]) for each in WRITTEN)
    assert account("8500417731").meters[0].id == "owrxt6a6zwiuhwnm"


def test_a_reading_that_waits_for_an_agent_is_held_for_the_reasons_that_the_rules_give() -> None:
    newest = account("8501075397").logs[0][-1]

    assert newest.change
    assert newest.change.kind is ChangeKind.READING_HELD
    assert newest.change.reading.status is ReadingStatus.UNDER_REVIEW
    assert [finding.code.value for finding in newest.change.reading.findings] == ["ABOVE_OUTER"]
    assert newest.state.held == (newest.sequence,)


def test_estimates_are_estimates_and_not_what_the_next_reading_is_compared_with() -> None:
    newest = account("8500853174").logs[0][-1]

    assert newest.change
    assert newest.change.kind is ChangeKind.READING_ESTIMATED
    assert newest.change.reading.source is ReadingSource.ESTIMATE
    assert newest.state.last_estimate
    assert newest.state.last_estimate.read_date == date(2026, 11, 1)
    assert newest.state.last_actual
    assert newest.state.last_actual.read_date < newest.state.last_estimate.read_date


def test_a_meter_exchange_closes_one_log_and_opens_the_other() -> None:
    old, new = account("8500964286").logs

    assert old[-1].change
    assert new[1].change
    assert old[-1].change.kind is new[1].change.kind is ChangeKind.METER_EXCHANGED
    assert old[-1].change.reading.read_date == new[1].change.reading.read_date == date(2026, 4, 17)
    assert old[0].meter.removed == new[0].meter.installed == date(2026, 4, 17)
