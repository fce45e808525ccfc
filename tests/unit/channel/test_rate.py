"""How many messages one client may send."""

from hypothesis import given
from hypothesis import strategies as st

from meter_reads.channel.rate import BURST, MESSAGES_A_SECOND, Allowance


def taken(start: float, instants: list[float]) -> int:
    """How many messages at these instants are allowed before the first that is not."""
    allowance: Allowance | None = Allowance(start)
    for number, instant in enumerate(instants):
        allowance = allowance.after_one(instant)
        if allowance is None:
            return number
    return len(instants)


def test_a_burst_is_allowed_and_one_more_is_not():
    assert taken(0, [0.0] * 1_000) == BURST


def test_the_steady_rate_is_allowed_for_ever():
    assert taken(0, [number / MESSAGES_A_SECOND for number in range(10_000)]) == 10_000


def test_twice_the_steady_rate_is_allowed_until_the_burst_is_used_up():
    instants = [number / MESSAGES_A_SECOND / 2 for number in range(10_000)]

    assert BURST * 2 - 2 <= taken(0, instants) <= BURST * 2 + 2


def test_a_long_silence_gives_no_more_than_one_burst():
    assert taken(0, [1e9] * 1_000) == BURST


@given(st.lists(st.floats(0, 60), max_size=300).map(sorted))
def test_no_client_sends_more_than_the_burst_and_the_rate_together(instants: list[float]):
    allowed = taken(0, instants)

    last = instants[allowed - 1] if allowed else 0
    assert allowed <= BURST + last * MESSAGES_A_SECOND + 1
