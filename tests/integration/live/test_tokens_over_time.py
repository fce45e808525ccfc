"""A socket may live longer than the token that it was opened with."""

from datetime import timedelta

import pytest

from ..client import SUBMIT
from ..houses import House
from .changes import CHANGES, Followed, sequence_of
from .transport import Ability, Transport

# Tokens end at whole seconds: this one lives for one to two.
SOON = timedelta(seconds=2)


@pytest.mark.needs(Ability.TIMERS)
def test_when_the_token_ends_nothing_that_needs_it_is_served(transport: Transport, followed: Followed):
    with transport.open() as socket:
        socket.acknowledged(followed.token(lasts=SOON)).subscribe(CHANGES, followed.variables(1))
        followed.append()
        assert sequence_of(socket.receive()) == 2

        error = socket.receive()
        followed.append()
        socket.subscribe(CHANGES, followed.variables(0), id="again")
        again = socket.receive()
        socket.subscribe(SUBMIT, {"input": followed.house.reading(House.ORDINARY)}, id="reading")
        reading, complete = socket.messages(2)
        nothing = socket.received_until_probe()

    assert (error["type"], error["id"]) == ("error", "1")
    assert (again["type"], again["id"]) == ("error", "again")
    assert (reading["type"], complete["type"]) == ("next", "complete")
    for errors in (error["payload"], again["payload"], reading["payload"]["errors"]):
        assert [each["extensions"]["code"] for each in errors] == ["UNAUTHENTICATED"]
        assert errors[0]["message"].startswith("Your session has ended.")
    assert nothing == []
    assert followed.sequence == 3


def test_a_token_that_ended_before_is_acknowledged_and_refused(transport: Transport, followed: Followed):
    with transport.open() as socket:
        socket.acknowledged(followed.token(lasts=-SOON)).subscribe(CHANGES, followed.variables(0))
        error = socket.receive()

        assert error["payload"][0]["message"].startswith("Your session has ended.")
        assert socket.received_until_probe() == []


@pytest.mark.needs(Ability.TIMERS)
def test_the_end_of_one_token_is_not_the_end_of_anothers_subscription(
    transport: Transport, followed: Followed
):
    with transport.open() as short, transport.open() as long:
        short.acknowledged(followed.token(lasts=SOON)).subscribe(CHANGES, followed.variables(1))
        long.acknowledged(followed.token()).subscribe(CHANGES, followed.variables(1))
        assert short.receive()["type"] == "error"
        followed.append()

        assert sequence_of(long.receive()) == 2
        assert short.received_until_probe() == []
