"""Rule 10 of domain.md 4.2: what was estimated gives way to what was read."""

from datetime import date

import pytest

from builders.meters import DAY, NIGHT, a_meter, an_economy_7_meter
from builders.readings import GUEST, a_reading, an_estimate, codes, judged, surrounded
from meter_reads.domain.assessment import Outcome
from meter_reads.domain.findings import ReadingCode
from meter_reads.domain.readings import Reading

SEP, OCT, NOV, DEC = (date(2026, month, 1) for month in (9, 10, 11, 12))
METER = a_meter()
ACTUAL = a_reading(45_800, SEP, sequence=1)
BELOW = ReadingCode.BELOW_ESTIMATE


@pytest.mark.parametrize(
    ("value", "expected", "supersedes"), [(46_183, [BELOW], (2,)), (46_184, [], ()), (46_185, [], ())]
)
def test_a_reading_below_an_estimate_replaces_it(
    value: int, expected: list[ReadingCode], supersedes: tuple[int, ...]
) -> None:
    estimate = an_estimate(46_184, OCT, sequence=2)

    verdict = judged(value, NOV, meter=METER, history=[ACTUAL, estimate])

    assert verdict.outcome is Outcome.ACCEPT
    assert codes(verdict) == expected
    assert verdict.supersedes == supersedes


def test_all_the_estimates_that_a_reading_contradicts_are_replaced_and_no_others() -> None:
    estimates = [
        an_estimate(45_980, OCT, sequence=2),
        an_estimate(46_184, NOV, sequence=3),
        an_estimate(46_425, DEC, sequence=4),
    ]

    verdict = judged(46_150, date(2026, 12, 15), meter=METER, history=[ACTUAL, *estimates])

    assert verdict.supersedes == (3, 4)
    assert codes(verdict) == [BELOW]


def test_a_late_reading_replaces_the_later_estimates_that_it_exceeds() -> None:
    estimates = [an_estimate(46_184, NOV, sequence=2), an_estimate(46_425, DEC, sequence=3)]

    verdict = judged(
        46_200, date(2026, 10, 25), meter=METER, history=[ACTUAL, *estimates], today=date(2026, 11, 20)
    )

    assert verdict.outcome is Outcome.ACCEPT
    assert verdict.supersedes == (2,)
    assert BELOW not in codes(verdict)


def test_a_late_reading_leaves_the_later_estimate_that_it_equals() -> None:
    history = [ACTUAL, an_estimate(46_184, NOV, sequence=2)]

    verdict = judged(46_184, date(2026, 10, 25), meter=METER, history=history, confirmed=True)

    assert verdict.supersedes == ()


def test_an_estimate_that_nothing_was_used_is_like_any_other() -> None:
    history = [ACTUAL, an_estimate(45_800, OCT, sequence=2)]

    verdict = judged(46_200, NOV, meter=METER, history=history)

    assert codes(verdict) == []
    assert verdict.supersedes == ()


def test_an_estimate_is_no_neighbour() -> None:
    history = [ACTUAL, an_estimate(90_000, OCT, sequence=2)]

    around = surrounded(METER, history, NOV)

    assert around.before is not None
    assert around.before.sequence == 1
    assert codes(judged(45_799, NOV, meter=METER, history=history)) == [ReadingCode.LESS_THAN_PREVIOUS]


def test_estimates_beyond_the_neighbours_are_left_alone() -> None:
    history = [
        an_estimate(99_000, date(2026, 8, 1), sequence=5),
        ACTUAL,
        an_estimate(99_000, SEP, sequence=7),
        an_estimate(45_900, DEC, sequence=8),
        a_reading(46_300, DEC, sequence=2),
        an_estimate(10, date(2027, 1, 1), sequence=6),
    ]

    verdict = judged(46_050, OCT, meter=METER, history=history)

    assert verdict.supersedes == ()


def test_an_actual_reading_is_never_replaced_by_another_date() -> None:
    history = [
        ACTUAL,
        a_reading(46_000, OCT, sequence=2),
        an_estimate(46_500, date(2026, 10, 15), sequence=3),
    ]

    verdict = judged(46_200, NOV, meter=METER, history=history)

    assert verdict.supersedes == (3,)


@pytest.mark.parametrize("confirmed", [False, True])
def test_a_reading_that_is_not_accepted_leaves_the_estimates(confirmed: bool) -> None:
    history = [ACTUAL, an_estimate(99_000, OCT, sequence=2)]

    verdict = judged(47_800, NOV, meter=METER, history=history, by=GUEST, confirmed=confirmed)

    assert verdict.outcome is (Outcome.HOLD if confirmed else Outcome.CONFIRM)
    assert verdict.supersedes == ()


def test_one_register_below_its_estimate_is_enough() -> None:
    meter = an_economy_7_meter()
    history: list[Reading] = [
        a_reading({DAY: 45_000, NIGHT: 20_000}, OCT, sequence=1),
        an_estimate({DAY: 45_100, NIGHT: 20_200}, date(2026, 10, 20), sequence=2),
    ]

    verdict = judged({DAY: 45_120, NIGHT: 20_090}, NOV, meter=meter, history=history)

    assert [(f.code, f.register) for f in verdict.findings] == [(BELOW, NIGHT)]
    assert verdict.supersedes == (2,)


# Near the end of the dial

NEAR_THE_END = a_reading(99_800, OCT, sequence=1)


def test_a_dial_that_went_round_is_not_below_the_estimate_before_that() -> None:
    history = [NEAR_THE_END, an_estimate(99_900, date(2026, 10, 15), sequence=2)]

    verdict = judged(10, NOV, meter=METER, history=history, confirmed=True)

    assert verdict.outcome is Outcome.ACCEPT_FLAGGED
    assert codes(verdict) == [ReadingCode.ROLLOVER]
    assert verdict.supersedes == ()


def test_an_estimate_that_expected_the_dial_to_go_round_is_replaced_where_it_did_not() -> None:
    history = [NEAR_THE_END, an_estimate(4, date(2026, 10, 25), sequence=2)]

    verdict = judged(99_950, NOV, meter=METER, history=history)

    assert verdict.outcome is Outcome.ACCEPT
    assert codes(verdict) == [BELOW]
    assert verdict.supersedes == (2,)


@pytest.mark.parametrize(("value", "supersedes"), [(3, (2,)), (4, ()), (5, ())])
def test_past_the_end_of_the_dial_estimates_are_compared_as_ever(
    value: int, supersedes: tuple[int, ...]
) -> None:
    history = [NEAR_THE_END, an_estimate(4, date(2026, 10, 25), sequence=2)]

    verdict = judged(value, NOV, meter=METER, history=history, confirmed=True)

    assert verdict.supersedes == supersedes
