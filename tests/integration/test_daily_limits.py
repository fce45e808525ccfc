"""How often a meter may be sent: three stored a day, many more slips, and repeats for nothing."""

from datetime import UTC, datetime, timedelta

from meter_reads.domain.london_time import end_of_london_day

from .client import SUBMIT, Api
from .houses import House, Street, a_log, a_meter, a_reading, days_ago


def three_stored(house: House, api: Api) -> None:
    for day, value in ((9, "46110"), (5, "46140"), (0, House.ORDINARY)):
        assert api.submit(**house.reading(value, on=days_ago(day)))["__typename"] == "ReadingAccepted"


def test_a_fourth_reading_of_a_meter_is_for_tomorrow(house: House, api: Api):
    api.start(**house.proof)
    three_stored(house, api)

    error = api.send(SUBMIT, {"input": house.reading("46120", on=days_ago(8))}).error

    assert error["extensions"]["code"] == "THROTTLED"
    retry_at = datetime.fromisoformat(error["extensions"]["retryAt"])
    assert retry_at == end_of_london_day(datetime.now(UTC))


def test_the_day_counts_the_readings_that_were_stored_and_neither_slips_nor_repeats(house: House, api: Api):
    api.start(**house.proof)
    for _ in range(5):
        assert api.submit(**house.reading(House.LOWER_THAN_BEFORE))["__typename"] == "ReadingRejected"
        assert api.submit(**house.reading(House.HIGHER))["__typename"] == "ConfirmationNeeded"
    repeated = house.reading("46100", on=days_ago(10))
    for _ in range(5):
        assert api.submit(**repeated)["__typename"] == "ReadingAccepted"
    for day, value in ((9, "46110"), (5, "46140")):
        assert api.submit(**house.reading(value, on=days_ago(day)))["__typename"] == "ReadingAccepted"

    assert api.send(SUBMIT, {"input": house.reading(House.ORDINARY)}).code == "THROTTLED"


def test_after_the_third_a_repeat_still_gets_its_first_answer(house: House, api: Api):
    api.start(**house.proof)
    reading = house.reading("46100", on=days_ago(10))
    first = api.submit(**reading)
    api.submit(**house.reading("46110", on=days_ago(9)))
    api.submit(**house.reading(House.ORDINARY))

    assert api.submit(**reading) == first


def test_other_guests_of_the_same_meter_share_its_day(house: House, api: Api):
    api.start(**house.proof)
    three_stored(house, api)
    other = Api(api.app, api.address)
    other.start(**house.meter_proof)

    assert other.send(SUBMIT, {"input": house.reading("46120", on=days_ago(8))}).code == "THROTTLED"


def test_each_meter_of_an_account_has_a_day_of_its_own(street: Street, api: Api):
    house = street.house(*(a_log(a_meter(), a_reading(days_ago(30), 45_980)) for _ in range(2)))
    api.start(**house.proof)
    three_stored(house, api)

    other = house.reading(House.ORDINARY) | {"meterId": house.meters[1].id}

    assert api.submit(**other)["__typename"] == "ReadingAccepted"


def test_more_than_sixty_slips_an_hour_are_throttled_and_said_so(house: House, api: Api):
    api.start(**house.proof)
    results = [api.send(SUBMIT, {"input": house.reading(House.LOWER_THAN_BEFORE)}) for _ in range(62)]
    # The hour may end in between, and the count with it.
    refused = [answer for answer in results if "errors" in answer.json]
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)

    if not refused:
        assert datetime.now(UTC) - hour < timedelta(minutes=2)
        return
    assert {answer.code for answer in refused} == {"THROTTLED"}
    assert datetime.fromisoformat(refused[0].error["extensions"]["retryAt"]) == hour + timedelta(hours=1)
    assert len(refused) <= 2


def test_one_reading_cannot_be_repeated_without_end(house: House, api: Api):
    api.start(**house.proof)
    reading = house.reading(House.ORDINARY)
    answers = [api.send(SUBMIT, {"input": reading}) for _ in range(122)]

    assert "errors" not in answers[120].json
    assert answers[121].code == "THROTTLED"


def test_equal_values_under_new_keys_cannot_be_repeated_without_end_either(house: House, api: Api):
    """The same reading under another key costs the whole history, so it is counted as a repeat too."""
    api.start(**house.proof)
    answers = [api.send(SUBMIT, {"input": house.reading(House.ORDINARY)}) for _ in range(122)]

    assert "errors" not in answers[120].json
    assert answers[121].code == "THROTTLED"


def test_a_long_list_of_registers_is_refused_and_not_echoed(house: House, api: Api):
    api.start(**house.proof)
    registers = [{"register": str(number), "value": "1"} for number in range(1, 22)]

    answer = api.send(SUBMIT, {"input": {**house.reading(), "registers": registers}})

    assert answer.error["extensions"] == {"code": "BAD_USER_INPUT", "field": "input.registers"}
    registers.pop()
    assert api.submit(**{**house.reading(), "registers": registers})["__typename"] == "ReadingRejected"
