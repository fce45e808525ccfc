"""Many submissions to one meter at the same moment leave one true log."""

import random
from datetime import UTC, date, datetime, time, timedelta

import pytest

from meter_reads.domain.assessment import Submitter, assess
from meter_reads.domain.london_time import london_date
from meter_reads.domain.meter_log import LogEntry, readings_of
from meter_reads.domain.readings import ReadingSource, ReadingStatus
from meter_reads.domain.recording import Received, recorded
from meter_reads.domain.submission_rules import TypedReading
from meter_reads.domain.surroundings import surroundings_from_history
from meter_reads.journey.audit import Audit
from meter_reads.journey.callers import Guest
from meter_reads.journey.refusals import Throttled
from meter_reads.journey.repeats import RepeatLimit
from meter_reads.journey.submission import ConfirmationNeeded, Rejected, Stored, Submission, SubmitResult
from meter_reads.journey.submit import Desk
from meter_reads.journey.tokens import Tokens
from meter_reads.settings import Settings
from meter_reads.store.stores import Stores

from .client import SUBMIT, Api
from .crowds import at_once
from .houses import House, Street, a_log, a_meter, a_reading, an_estimate, days_ago

_START = date(2026, 1, 1)


@pytest.fixture
def desk(stores: Stores, service_settings: Settings) -> Desk:
    return Desk(stores, Tokens(service_settings.signing_keys), RepeatLimit())


def a_guest(house: House) -> Guest:
    meter_ids = tuple(meter.id for meter in house.meters)
    return Guest(house.account.number, meter_ids, datetime.now(UTC) + timedelta(minutes=30))


def taken_in(desk: Desk, guest: Guest, submission: Submission, at: datetime) -> SubmitResult:
    return desk.submit(guest, submission, at, Audit(desk.stores.audit_log, guest, at))


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def sent(house: House, value: int, on: date, key: str) -> Submission:
    return Submission(house.meter.id, TypedReading(on, (("1", f"{value:05d}"),)), key)


def log_of(stores: Stores, house: House) -> list[LogEntry]:
    opening = stores.meter_log.entry(house.meter.id, 0)
    assert opening is not None
    return [opening, *stores.meter_log.entries(house.meter.id)]


def assert_each_was_judged_against_the_one_before(log: list[LogEntry], since: int) -> int:
    """Judges every reading after entry `since` again from the entry before it; how many there were.

    The log holds, entry for entry, what that judgement records: no other reading came in between.
    """
    assert [entry.sequence for entry in log] == list(range(len(log)))
    at = since + 1
    readings = 0
    while at < len(log):
        own = next(i for i in range(at, len(log)) if log[i].change.reading.sequence == log[i].sequence)
        reading, before = log[own].change.reading, log[at - 1]
        history = readings_of(entry.change for entry in log[1:at])
        typed = TypedReading(reading.read_date, tuple((r, f"{v:05d}") for r, v in reading.values.items()))
        verdict = assess(
            before.meter,
            typed,
            surroundings_from_history(before.meter, history, reading.read_date),
            Submitter(reading.source),
            today=london_date(reading.submitted_at),
            confirmed=reading.status is not ReadingStatus.ACCEPTED,
        )
        key_digest = log[own].state.recent_keys[-1][0]
        received = Received(reading.read_date, Submitter(reading.source), reading.submitted_at, key_digest)
        assert recorded(before, history, verdict, received) == log[at : own + 1]
        at = own + 1
        readings += 1
    return readings


def test_fifty_readings_at_once_leave_a_gap_free_log_of_readings_each_judged_against_the_one_before(
    street: Street, desk: Desk, stores: Stores
):
    house = street.house(a_log(a_meter(), a_reading(_START, 10_000)))
    guest = a_guest(house)

    def submit(number: int) -> object:
        # Each on a London day of its own, so that the three a day do not stop them.
        day = _START + timedelta(days=1 + number)
        return taken_in(desk, guest, sent(house, 10_000 + 7 * (1 + number), day, f"key {number}"), noon(day))

    results = at_once(50, submit)

    assert all(isinstance(result, Stored) for result in results)
    log = log_of(stores, house)
    assert assert_each_was_judged_against_the_one_before(log, since=1) == 50
    assert {entry.change.reading.read_date for entry in log[2:]} == {
        _START + timedelta(days=1 + number) for number in range(50)
    }


def test_fifty_readings_that_contradict_each_other_are_stored_only_where_they_fit_the_one_before(
    street: Street, desk: Desk, stores: Stores
):
    house = street.house(a_log(a_meter(), a_reading(_START, 10_000)))
    guest = a_guest(house)
    values = random.Random(8).sample(range(10_000, 10_400), 50)

    def submit(number: int) -> object:
        day = _START + timedelta(days=1 + number % 25)
        return taken_in(desk, guest, sent(house, values[number], day, f"key {number}"), noon(day))

    results = at_once(50, submit)

    stored = [result.reading.sequence for result in results if isinstance(result, Stored)]
    assert len(stored) == len(set(stored)) > 1
    assert any(isinstance(result, Rejected | ConfirmationNeeded) for result in results)
    log = log_of(stores, house)
    assert assert_each_was_judged_against_the_one_before(log, since=1) == len(stored)


def test_the_three_a_day_hold_when_twenty_are_sent_at_once(street: Street, desk: Desk, stores: Stores):
    house = street.house(a_log(a_meter(), a_reading(_START, 10_000)))
    guest = a_guest(house)
    day = _START + timedelta(days=20)

    def submit(number: int) -> object:
        try:
            return taken_in(desk, guest, sent(house, 10_100 + number, day, f"key {number}"), noon(day))
        except Throttled as refusal:
            return refusal

    results = at_once(20, submit)

    assert sum(isinstance(result, Stored) for result in results) == 3
    assert sum(isinstance(result, Throttled) for result in results) == 17
    assert assert_each_was_judged_against_the_one_before(log_of(stores, house), since=1) == 3


def test_a_corrected_reading_and_its_correction_are_appended_together_or_not_at_all(
    street: Street, desk: Desk, stores: Stores
):
    house = street.house(a_log(a_meter(), a_reading(_START, 10_000)))
    guest = a_guest(house)
    day = _START + timedelta(days=20)
    taken_in(desk, guest, sent(house, 10_100, day, "the first"), noon(day))

    at_once(
        2, lambda number: taken_in(desk, guest, sent(house, 10_110 + number, day, f"key {number}"), noon(day))
    )

    log = log_of(stores, house)
    readings = readings_of(entry.change for entry in log[1:])
    assert assert_each_was_judged_against_the_one_before(log, since=1) == 3
    assert [reading.status for reading in readings if reading.read_date == day].count(
        ReadingStatus.ACCEPTED
    ) == 1
    assert [entry.change.kind for entry in log[2:]] == [
        "READING_ACCEPTED",
        "READING_SUPERSEDED",
        "READING_ACCEPTED",
        "READING_SUPERSEDED",
        "READING_ACCEPTED",
    ]


def test_readings_below_an_estimate_at_once_supersede_it_once(street: Street, desk: Desk, stores: Stores):
    house = street.house(
        a_log(a_meter(), a_reading(_START, 10_000), an_estimate(_START + timedelta(days=60), 10_900))
    )
    guest = a_guest(house)

    def submit(number: int) -> object:
        day = _START + timedelta(days=61 + number)
        return taken_in(desk, guest, sent(house, 10_500 + 7 * number, day, f"key {number}"), noon(day))

    results = at_once(10, submit)

    assert all(isinstance(result, Stored) for result in results)
    log = log_of(stores, house)
    assert assert_each_was_judged_against_the_one_before(log, since=2) == 10
    superseded = [entry for entry in log[1:] if entry.change.kind == "READING_SUPERSEDED"]
    assert [entry.change.reading.source for entry in superseded] == [ReadingSource.ESTIMATE]


@pytest.mark.parametrize("value", [House.ORDINARY, House.HIGHER], ids=["accepted", "held"])
def test_one_key_from_twenty_threads_stores_one_reading_and_all_get_the_same_answer_to_the_byte(
    value: str, house: House, api: Api, stores: Stores
):
    api.start(**house.proof)
    reading = house.reading(value)
    first = api.submit(**reading) if value == House.HIGHER else {}
    reading |= {"confirmationToken": first.get("confirmationToken")}

    answers = at_once(20, lambda _: Api(api.app, api.address, api.token).send(SUBMIT, {"input": reading}))

    assert len({answer.content for answer in answers}) == 1
    assert "errors" not in answers[0].json
    assert [entry.sequence for entry in log_of(stores, house)] == [0, 1, 2]


def test_one_key_from_twenty_threads_below_an_estimate_stores_one_reading_too(
    street: Street, api: Api, stores: Stores
):
    house = street.house(a_log(a_meter(), a_reading(days_ago(60), 45_700), an_estimate(days_ago(10), 46_200)))
    api.start(**house.proof)
    reading = house.reading("46100")

    answers = at_once(20, lambda _: Api(api.app, api.address, api.token).send(SUBMIT, {"input": reading}))

    assert len({answer.content for answer in answers}) == 1
    assert [each["code"] for each in answers[0].data["submitReading"]["findings"]] == ["BELOW_ESTIMATE"]
    assert [entry.sequence for entry in log_of(stores, house)] == [0, 1, 2, 3, 4]
