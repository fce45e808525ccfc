"""The verdict on a reading: the ordered rules of domain.md 4.2, and what follows from them for whom.

Rules are tried in order and the first that rejects ends the trial. Nothing here reads a clock or a
store: today's date, the surroundings and the submitter are arguments.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from meter_reads.domain.comparison_rules import Candidate, compare, every_finding, overruled, rejects
from meter_reads.domain.findings import Finding, ReadingCode, Weight
from meter_reads.domain.london_time import london_date
from meter_reads.domain.readings import Meter, Reading, ReadingSource
from meter_reads.domain.submission_rules import SUBMISSION_RULES, Sent, TypedReading, read_dials
from meter_reads.domain.suggestions import tenths_keyed, with_suggestions
from meter_reads.domain.surroundings import Actual, Surroundings

_NOT_DIGITS = re.compile(r"[.,].*|[^0-9]")


@dataclass(frozen=True, slots=True)
class Submitter:
    """Who sends a reading: a guest (no subject), a customer or an agent. An agent's reason overrules."""

    source: ReadingSource
    subject: str = ""
    reason: str | None = None

    @property
    def overrules(self) -> bool:
        return self.source is ReadingSource.AGENT and bool(self.reason and self.reason.strip())


class Outcome(StrEnum):
    """CONFIRM stores nothing yet; REPEAT means that an equal reading is stored already."""

    ACCEPT = "ACCEPT"
    ACCEPT_FLAGGED = "ACCEPT_FLAGGED"
    CONFIRM = "CONFIRM"
    HOLD = "HOLD"
    REJECT = "REJECT"
    REPEAT = "REPEAT"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a reading, and why.

    `values` maps register ids to whole units; `supersedes` are the sequences of the stored readings
    that this one replaces; `repeats` is that of the equal reading which is stored already.
    """

    outcome: Outcome
    findings: tuple[Finding, ...]
    values: Mapping[str, int]
    supersedes: tuple[int, ...] = ()
    repeats: int | None = None


def assess(
    meter: Meter,
    typed: TypedReading,
    around: Surroundings,
    submitter: Submitter,
    *,
    today: date,
    confirmed: bool = False,
) -> Verdict:
    """Judges one reading of all registers of a meter on the London date `today`.

    `confirmed` says that the sender was shown the findings for these very values and said yes.
    Raises ValueError for a source that no one sends by hand: estimates, smart and imported readings are
    written to the log as what they are.
    """
    if submitter.source not in SENT_BY_PEOPLE:
        raise ValueError(f"a {submitter.source} reading is not one that someone sends")
    dials = read_dials(meter, typed)
    found = list(dials.findings)
    if rejects(found):
        if typed.read_date <= today:
            found = _with_tenths(meter, typed, dials.values, found, around)
        return _rejected(found, dials.values)
    sent = Sent(meter, typed, submitter.source, today)
    for rule in SUBMISSION_RULES:
        found += overruled(list(rule(sent)), overrules=submitter.overrules)
        if rejects(found):
            return _rejected(found, dials.values)
    stored = around.same_date
    if stored is not None:
        if dict(stored.values) == dials.values:
            return Verdict(Outcome.REPEAT, stored.findings, dials.values, repeats=stored.sequence)
        if not _resent_the_same_day(stored, submitter, today):
            found += overruled([Finding(ReadingCode.DUPLICATE_READING)], overrules=submitter.overrules)
            if rejects(found):
                return _rejected(found, dials.values)

    candidate = Candidate(typed.read_date, dials.values, submitter.overrules)
    compared = compare(meter, candidate, around)
    found += with_suggestions(
        meter,
        dials.values,
        compared,
        lambda values: every_finding(meter, replace(candidate, values=values), around),
    )
    outcome = _outcome(found, submitter, confirmed=confirmed)
    rolled_over = frozenset(f.register for f in compared if f.register and f.code is ReadingCode.ROLLOVER)
    actual = Actual(typed.read_date, dials.values, rolled_over)
    return Verdict(outcome, tuple(found), dials.values, _superseded(meter, actual, around, outcome))


def would_be_ordinary(meter: Meter, typed: TypedReading, around: Surroundings) -> bool:
    """Whether a reading meant for another meter would pass without a question on this one."""
    dials = read_dials(meter, typed)
    if around.before is None or rejects(list(dials.findings)):
        return False
    # On its own date, nothing of a reading is too old or still to come.
    sent = Sent(meter, typed, ReadingSource.GUEST, today=typed.read_date)
    if any(rule(sent) for rule in SUBMISSION_RULES):
        return False
    found = compare(meter, Candidate(typed.read_date, dials.values), around)
    return all(finding.weight is Weight.NOTE for finding in found)


SENT_BY_PEOPLE = frozenset({ReadingSource.GUEST, ReadingSource.CUSTOMER, ReadingSource.AGENT})

# The outcome matrix of domain.md 4.2, once the sender has said yes.
_AFTER_YES = {
    (ReadingSource.GUEST, Weight.CONFIRM_THEN_FLAG): Outcome.HOLD,
    (ReadingSource.GUEST, Weight.CONFIRM_THEN_REVIEW): Outcome.HOLD,
    (ReadingSource.CUSTOMER, Weight.CONFIRM_THEN_FLAG): Outcome.ACCEPT_FLAGGED,
    (ReadingSource.CUSTOMER, Weight.CONFIRM_THEN_REVIEW): Outcome.HOLD,
    (ReadingSource.AGENT, Weight.CONFIRM_THEN_FLAG): Outcome.ACCEPT_FLAGGED,
    (ReadingSource.AGENT, Weight.CONFIRM_THEN_REVIEW): Outcome.HOLD,
}


def _outcome(findings: list[Finding], submitter: Submitter, *, confirmed: bool) -> Outcome:
    worst = max((finding.weight for finding in findings), default=Weight.NOTE)
    if worst in (Weight.NOTE, Weight.REJECT):
        return Outcome.ACCEPT if worst is Weight.NOTE else Outcome.REJECT
    if submitter.overrules:
        return Outcome.ACCEPT_FLAGGED
    # An agent asks on the phone, so what is only flagged needs no second question.
    asked = confirmed or (submitter.source, worst) == (ReadingSource.AGENT, Weight.CONFIRM_THEN_FLAG)
    return _AFTER_YES[submitter.source, worst] if asked else Outcome.CONFIRM


def _superseded(meter: Meter, actual: Actual, around: Surroundings, outcome: Outcome) -> tuple[int, ...]:
    """What a stored reading replaces: one's own of the same date, and, once accepted, wrong estimates."""
    replaced = (around.same_date.sequence,) if around.same_date else ()
    if outcome in (Outcome.ACCEPT, Outcome.ACCEPT_FLAGGED):
        estimates = around.contradicted_estimates(meter.registers, actual)
        return (*replaced, *(estimate.sequence for estimate in estimates))
    return replaced if outcome is Outcome.HOLD else ()


def _rejected(findings: list[Finding], values: Mapping[str, int]) -> Verdict:
    return Verdict(Outcome.REJECT, tuple(findings), values)


def _resent_the_same_day(stored: Reading, submitter: Submitter, today: date) -> bool:
    """Sending again before midnight corrects one's own reading."""
    return (
        stored.source is submitter.source
        and stored.submitted_by == submitter.subject
        and london_date(stored.submitted_at) == today
    )


def _with_tenths(
    meter: Meter,
    typed: TypedReading,
    values: Mapping[str, int],
    findings: list[Finding],
    around: Surroundings,
) -> list[Finding]:
    """The findings, with the register's own digits suggested where only the red ones are too many."""
    others = {register.id for register in meter.registers} - values.keys()
    texts = dict(typed.registers)
    explained = []
    for finding in findings:
        register = meter.register(finding.register or "")
        if register and finding.code is ReadingCode.TOO_MANY_DIGITS and others == {register.id}:
            digits = _NOT_DIGITS.sub("", texts[register.id]).lstrip("0")
            suggestions = tenths_keyed(
                values,
                register,
                digits,
                lambda candidate: every_finding(meter, Candidate(typed.read_date, candidate), around),
            )
            explained.append(replace(finding, suggestions=suggestions))
        else:
            explained.append(finding)
    return explained
