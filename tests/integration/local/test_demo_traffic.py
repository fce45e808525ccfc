"""A month end in small: sent to the real application, and counted again in the log."""

import fcntl
import os
import pty
import random
import re
import struct
import subprocess
import sys
import termios
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from starlette.applications import Starlette
from tests.busy_log import BusyLog

from meter_reads.domain.identifiers import (
    normalise_account_number,
    normalise_postcode,
    normalise_serial,
    parse_supply_point,
)
from meter_reads.domain.london_time import london_date
from meter_reads.domain.meter_log import ChangeKind
from meter_reads.domain.readings import ReadingSource, reading_id
from meter_reads.domain.synthetic_households import synthetic_household
from meter_reads.local.cannot_serve import CannotServe
from meter_reads.local.demo_traffic import load, main, send, summary
from meter_reads.local.options import REPOSITORY
from meter_reads.local.progress_bar import ProgressBar
from meter_reads.local.running_service import RunningService
from meter_reads.local.traffic_people import Senders, SignedIn, demo_person
from meter_reads.local.traffic_plan import Kind, Visit, plan, readings_in, rising
from meter_reads.local.traffic_reviews import ReviewDesk
from meter_reads.local.traffic_room import RoomFigures, reconciled
from meter_reads.local.traffic_visit import Tally
from meter_reads.store.stores import Stores

from ..served import served

READINGS = 60
# Sixty readings of every kind, from whichever household on.
EVERY_KIND = 3
# Sixty by every road, eight of which are so high that a person has to look at them.
EVERY_ROAD = 71


def visits() -> list[Visit]:
    """All of them guests': the application of these tests knows nobody who signs in."""
    first = random.randrange(10**7)
    planned = plan(READINGS, 0, first, london_date(datetime.now(UTC)), random.Random(EVERY_KIND))
    return [replace(each, road=ReadingSource.GUEST) for each in planned]


def test_what_was_counted_is_what_the_logs_hold(app: Starlette, stores: Stores) -> None:
    households = visits()
    assert {reading.kind for each in households for reading in each.readings} == set(Kind)
    load(stores, households)

    nobody = Senders({}, SignedIn("http://127.0.0.1:1", demo_person("agents")))
    patient = ReviewDesk(random.Random(1), most=READINGS)

    with served(app) as url:
        tally = send(url, households, nobody, patient, lambda done, to_do, tally: None)

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
        account = synthetic_household(number, today)
        assert normalise_account_number(account.number) == account.number
        assert account.number.startswith("99")
        assert normalise_postcode(account.postcode) == "ZY99 9ZZ"
        assert "Synthetic" in account.name
        assert account == synthetic_household(number, today)
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


class Traffic:
    """The command, on the data folder of a service that runs."""

    def __init__(self, data: Path, *arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "meter_reads.local.demo_traffic", *arguments],
            env={"PATH": "", "PYTHONPATH": str(REPOSITORY / "backend"), "DATA_DIR": str(data)},
            capture_output=True,
            text=True,
            check=False,
        )
        self.code = done.returncode
        self.said = done.stdout + done.stderr

    def number(self, of: str) -> int:
        """The number that the summary gives before these words."""
        found = re.search(rf"(\d+) {of}", self.said.split(" seconds: ")[1])
        assert found, self.said
        return int(found[1])


def test_people_of_all_roads_send_reviews_are_decided_and_the_room_moves_by_as_much(
    start_server, tmp_path: Path
) -> None:
    server = start_server(tmp_path)
    url = server.url
    log = BusyLog(tmp_path)
    assert log.recount().readings == 0

    traffic = Traffic(tmp_path, "--readings", str(READINGS), "--seconds", "0.1", "--seed", str(EVERY_ROAD))

    assert traffic.code == 0, traffic.said
    assert f"Sending {READINGS} readings in 0.1 seconds to {url}" in traffic.said
    # No terminal: a line each tenth, and none is written over.
    assert f"{READINGS}/{READINGS}" in traffic.said
    assert "\r" not in traffic.said
    logs = log.recount()
    assert f"The operations room moved by {logs.readings} readings" in traffic.said
    assert "what was sent, to the reading" in traffic.said
    assert {source for source, count in logs.sources.items() if count} == {
        ReadingSource.GUEST,
        ReadingSource.CUSTOMER,
        ReadingSource.AGENT,
    }
    assert traffic.number("accepted") + traffic.number("held for review") == logs.readings
    decided = traffic.number("of those held were decided")
    assert decided > 0
    # The demo's own held reading is nobody's business here.
    assert logs.waiting == 1 + traffic.number("held for review") - decided
    assert f"{logs.waiting} wait for a decision" in traffic.said
    server.stop()
    with pytest.raises(CannotServe, match="No service runs"):
        RunningService.find(tmp_path)


def test_on_a_terminal_a_bar_moves_in_its_line_and_never_past_it() -> None:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))

    with os.fdopen(theirs, "w", encoding="utf-8") as terminal:
        bar = ProgressBar(terminal, columns=lambda: os.get_terminal_size(theirs).columns)
        for done in range(11):
            bar.show(done, 10, "accepted 1  held 2  decided 3  rejected 4  errors 5")
        bar.end()
        said = b""
        while not said.endswith(b"\n"):
            said += os.read(ours, 10_000)
    os.close(ours)

    lines = said.decode().split("\r")[1:]
    shown = [line.partition("\x1b")[0] for line in lines[:11]]
    assert [line.split("%")[0].split()[-1] for line in shown] == [str(each) for each in range(0, 101, 10)]
    assert all(len(line) < 60 for line in shown)
    assert said.count(b"\n") == 1


def test_held_readings_gather_before_an_agent_decides_most_of_them_the_longest_wait_first() -> None:
    desk = ReviewDesk(random.Random(1), most=4, least=1)

    desk.hold(["a", "b", "c"])
    assert desk.next_decision() is None
    desk.hold(["d"])
    decided = [desk.next_decision() for _ in range(4)]

    assert [each and each[0] for each in decided] == ["a", "b", "c", None]


def test_a_month_end_comes_by_every_road_most_of_it_without_signing_in() -> None:
    planned = plan(2_000, 60, 0, london_date(datetime.now(UTC)), random.Random(1))

    roads = Counter(each.road for each in planned)

    assert set(roads) == {ReadingSource.GUEST, ReadingSource.CUSTOMER, ReadingSource.AGENT}
    assert roads[ReadingSource.GUEST] > roads[ReadingSource.CUSTOMER] > roads[ReadingSource.AGENT]


def test_what_somebody_else_sends_meanwhile_is_told_apart() -> None:
    before = RoomFigures(10, {"GUEST": 10}, {"ACCEPTED": 10}, 0)
    after = RoomFigures(13, {"GUEST": 13}, {"ACCEPTED": 13}, 0)
    tally = Tally(stored={"one": "ACCEPTED"}, roads=Counter({ReadingSource.GUEST: 1}))

    said = reconciled(before, after, tally)

    assert said.startswith(
        "The operations room moved by 3 readings (3 guest; 3 accepted); 1 were stored by this run"
    )
    assert "to the reading" not in said
