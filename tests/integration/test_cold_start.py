"""What the http function loads before a guest's first reading is answered: nothing that it does not need.

Modules are counted, not seconds. The figures are in docs/performance.md.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from meter_reads.api.resolvers.later import Later
from meter_reads.api.schema import BINDABLES
from meter_reads.local.options import REPOSITORY
from meter_reads.settings import Settings

from .client import START
from .houses import House
from .lambdas import Lambda, running

# As the site sends it.
SUBMIT = (REPOSITORY / "benchmarks" / "operations" / "submit-reading.graphql").read_text("utf-8")
LATER = [each for each in BINDABLES if isinstance(each, Later)]
# For people who sign in, photos, reviews and the live channel.
NOT_FOR_GUESTS = {
    *(f"meter_reads.api.resolvers.{later.module}" for later in LATER),
    *("cryptography", "jwt", "boto3", "s3transfer", "multipart", "websockets"),
    *("meter_reads.domain.tariffs", "meter_reads.domain.cost", "meter_reads.domain.monthly_use"),
    *("meter_reads.domain.activity", "meter_reads.domain.reviews", "meter_reads.domain.exchange"),
    *("meter_reads.journey.photos", "meter_reads.journey.operations", "meter_reads.journey.reading_changes"),
    *("meter_reads.journey.issued_tokens", "meter_reads.store.photos", "meter_reads.store.executions"),
    *("meter_reads.store.counters", "meter_reads.store.review_queue", "meter_reads.store.open_sockets"),
}
# A module more is about half a millisecond on every cold start: raise these knowingly.
MOST_OF_OURS = 91
MOST_OF_ALL = 735


@pytest.fixture
def handler(service_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lambda]:
    """A function of its own, so that what it has loaded is what this test has asked for.

    Its coverage is not taken: that loads dozens of modules by itself.
    """
    monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
    with running(service_settings, tmp_path / "logs") as handler:
        yield handler


def test_a_guests_first_reading_loads_nothing_that_is_for_others(handler: Lambda, house: House):
    started = handler.graphql(START, {"input": house.proof})["data"]["startGuestJourney"]
    bearer = {"authorization": f"Bearer {started['token']}"}
    stored = handler.graphql(SUBMIT, {"input": house.reading(House.ORDINARY)}, headers=bearer)

    loaded = handler.loaded()

    assert stored["data"]["submitReading"]["__typename"] == "ReadingAccepted"
    assert NOT_FOR_GUESTS.isdisjoint(loaded), NOT_FOR_GUESTS.intersection(loaded)
    assert len([name for name in loaded if name.startswith("meter_reads.")]) <= MOST_OF_OURS
    assert len(loaded) <= MOST_OF_ALL


def test_what_is_for_others_comes_with_the_first_request_for_it(handler: Lambda, house: House):
    started = handler.graphql(START, {"input": house.proof})["data"]["startGuestJourney"]
    bearer = {"authorization": f"Bearer {started['token']}"}
    before = handler.loaded()

    asked = handler.graphql(
        "query ($id: ID!) { meter(id: $id) { changes(after: 0, first: 5) { changes { kind } } } }",
        {"id": house.meter.id},
        headers=bearer,
    )

    assert asked == {"data": {"meter": {"changes": {"changes": []}}}}
    assert set(handler.loaded()) - set(before) >= {"meter_reads.api.resolvers.meter_history"}


@pytest.mark.parametrize("later", LATER, ids=lambda later: later.module)
def test_a_module_that_comes_later_binds_exactly_what_it_was_announced_with(later: Later):
    types = later.loaded.type_map
    named = [name.partition(".") for name in later.names]

    unbound = [
        (type_name, field)
        for type_name, _, field in named
        if (types[type_name].fields[field].resolve if field else types[type_name].resolve_type) is None
    ]

    assert unbound == []
