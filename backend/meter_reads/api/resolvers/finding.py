"""Findings in words, with the numbers of the account for those who may read them."""

from dataclasses import dataclass

from ariadne import ObjectType, SchemaBindable

from meter_reads.api.authorisation import Numbered
from meter_reads.api.context import Info
from meter_reads.domain.explanations import finding_in_words, suggestion_in_words
from meter_reads.domain.findings import Finding, Suggestion
from meter_reads.domain.readings import Meter
from meter_reads.journey.callers import signed_in


@dataclass(frozen=True, slots=True)
class FindingView:
    finding: Finding
    meter: Meter | None


finding = ObjectType("ReadingFinding")
suggestion = ObjectType("ReadingSuggestion")


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


@suggestion.field("message")
def resolve_suggestion_message(source: Suggestion, _: Info) -> str:
    return suggestion_in_words(source)


BINDABLES: list[SchemaBindable] = [finding, suggestion]
