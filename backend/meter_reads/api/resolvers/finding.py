"""Findings in words, with the numbers of the account for those who may read them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ariadne import ObjectType, SchemaBindable

from meter_reads.api.authorisation import Numbered
from meter_reads.api.context import Info
from meter_reads.domain.explanations import cause_in_words, finding_in_words, suggestion_in_words
from meter_reads.domain.findings import Figures, Finding, Suggestion
from meter_reads.domain.likely_causes import Cause, likely_causes
from meter_reads.domain.readings import Meter, reading_id
from meter_reads.journey.callers import signed_in


@dataclass(frozen=True, slots=True)
class FindingView:
    finding: Finding
    meter: Meter | None


finding = ObjectType("ReadingFinding")
suggestion = ObjectType("ReadingSuggestion")
arithmetic = ObjectType("FindingArithmetic")
explanation = ObjectType("Explanation")


@finding.field("code")
def resolve_code(view: FindingView, _: Info) -> str:
    return view.finding.code


@finding.field("register")
def resolve_register(view: FindingView, _: Info) -> str | None:
    return view.finding.register


@finding.field("message")
def resolve_message(view: FindingView, info: Info) -> Numbered:
    source = signed_in(info.context.caller).source
    whole, words = (
        finding_in_words(view.finding, view.meter, with_numbers=each, source=source) for each in (True, False)
    )
    return Numbered(whole, words)


@finding.field("suggestion")
def resolve_suggestion(view: FindingView, _: Info) -> Suggestion | None:
    return next(iter(view.finding.suggestions), None)


@finding.field("suggestions")
def resolve_suggestions(view: FindingView, _: Info) -> tuple[Suggestion, ...]:
    return view.finding.suggestions


@finding.field("arithmetic")
def resolve_arithmetic(view: FindingView, _: Info) -> Figures | None:
    return view.finding.figures


@finding.field("explanations")
def resolve_explanations(view: FindingView, _: Info) -> tuple[Cause, ...]:
    return likely_causes(view.finding)


@finding.field("suspectsReading")
def resolve_suspects_reading(view: FindingView, _: Info) -> str | None:
    suspect = view.finding.suspects
    return reading_id(view.meter.id, suspect) if view.meter and suspect is not None else None


@arithmetic.field("from")
def resolve_from(figures: Figures, _: Info) -> date:
    return figures.start


@arithmetic.field("to")
def resolve_to(figures: Figures, _: Info) -> date:
    return figures.end


@arithmetic.field("expectedKwh")
def resolve_expected_kwh(figures: Figures, _: Info) -> Decimal:
    return figures.expected


@arithmetic.field("lowKwh")
def resolve_low_kwh(figures: Figures, _: Info) -> Decimal:
    return figures.low


@arithmetic.field("highKwh")
def resolve_high_kwh(figures: Figures, _: Info) -> Decimal:
    return figures.high


@arithmetic.field("outerKwh")
def resolve_outer_kwh(figures: Figures, _: Info) -> Decimal:
    return figures.outer


@explanation.field("message")
def resolve_explanation_message(source: Cause, _: Info) -> str:
    return cause_in_words(source)


@suggestion.field("message")
def resolve_suggestion_message(source: Suggestion, _: Info) -> str:
    return suggestion_in_words(source)


BINDABLES: list[SchemaBindable] = [finding, suggestion, arithmetic, explanation]
