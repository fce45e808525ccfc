"""A month end in small: sent to the real application, and counted again in the log."""

import random
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from starlette.applications import Starlette

from meter_reads.domain.identifiers import (
    normalise_account_number,
    normalise_postcode,
    normalise_serial,
    parse_supply_point,
)
from meter_reads.domain.london_time import london_date
from meter_reads.domain.meter_log import ChangeKind
from meter_reads.domain.readings import ReadingSource, reading_id
from meter_reads.local.cannot_serve import CannotServe
from meter_reads.local.demo_traffic import load, main, send, summary
from meter_reads.local.options import REPOSITORY
from meter_reads.local.running_service import RunningService
from meter_reads.local.synthetic_accounts import synthetic_account
from meter_reads.local.traffic_plan import Kind, Visit, plan, readings_in, rising
from meter_reads.store.stores import Stores

from ..served import served

READINGS = 60


def visits() -> list[Visit]:
    first = random.randrange(10**7)
    # A seed whose sixty readings are of every kind.
    return plan(READINGS, 0, first, london_date(datetime.now(UTC)), random.Random(3))


def test_what_was_counted_is_what_the_logs_hold(app: Starlette, stores: Stores) -> None:
    households = visits()
    assert {reading.kind for each in households for reading in each.readings} == set(Kind)
    load(stores, households)

    with served(app) as url:
        tally = send(url, households, lambda done, to_do, tally: None)

    assert tally.counts["readings"] == READINGS
    assert tally.counts["errors"] == 0
    stored = {
        reading_id(meter.id, entry.sequence): entry.change.reading
        for each in households
        for meter in each.account.meters
        for entry in stores.meter_log.entries(meter.id)
        if entry.change
        and entry.change.kind in (ChangeKind.READING_ACCEPTED, ChangeKind.READING_HELD)
        and entry.change.reading.source is ReadingSource.GUEST
    }
    assert tally.stored == {name: reading.status.value for name, reading in stored.items()}
    outcomes = Counter("held" if reading.held else "accepted" for reading in stored.values())
    assert outcomes == {name: tally.counts[name] for name in ("accepted", "held")}
    assert tally.counts["rejected"] == READINGS - len(stored) > 0
    said = summary(tally, 1)
    for outcome in ("accepted", "held", "rejected", "errors"):
        assert f"{tally.counts[outcome]} {outcome}" in said


def test_synthetic_accounts_are_valid_and_cannot_be_real() -> None:
    today = london_date(datetime.now(UTC))

    for number in (0, 7, 99_999_999):
        account = synthetic_account(number, today)
        assert normalise_account_number(account.number) == account.number
        assert account.number.startswith("99")
        assert normalise_postcode(account.postcode) == "ZY99 9ZZ"
        assert "Synthetic" in account.name
        assert account == synthetic_account(number, today)
        for meter in account.meters:
            parse_supply_point(meter.supply_point)
            assert normalise_serial(meter.serial) == meter.serial


def test_visits_come_ever_closer_to_each_other_and_end_in_time() -> None:
    moments = rising(400, 120)
    gaps = [later - earlier for earlier, later in pairwise(moments)]

    assert moments[0] == pytest.approx(0, abs=0.01)
    assert moments[-1] < 120
    assert all(later <= earlier + 0.001 for earlier, later in pairwise(gaps))
    # At the end as many as the peak says: the curve and its integral agree.
    assert 1 / gaps[-1] == pytest.approx(8 * 400 / readings_in(120, 8), rel=0.1)


def test_where_nothing_runs_it_says_what_to_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], {"DATA_DIR": str(tmp_path)}) == 2

    assert "start make serve" in capsys.readouterr().err


def test_it_sends_to_this_machine_only(tmp_path: Path) -> None:
    RunningService("http://readings.example", "http://127.0.0.1:4566", "local-").note(tmp_path)

    with pytest.raises(CannotServe, match="another machine"):
        RunningService.find(tmp_path)


def test_the_command_finds_the_service_by_its_data_folder(start_server, tmp_path: Path) -> None:
    server = start_server(tmp_path)
    url = server.url

    done = subprocess.run(
        [sys.executable, "-m", "meter_reads.local.demo_traffic", "--readings", "10", "--seconds", "0.1"],
        env={"PATH": "", "PYTHONPATH": str(REPOSITORY / "backend"), "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Sending 10 readings in 0.1 seconds to {url}" in done.stdout
    assert "10/10" in done.stdout
    assert "10 readings in" in done.stdout
    server.stop()
    with pytest.raises(CannotServe, match="No service runs"):
        RunningService.find(tmp_path)
