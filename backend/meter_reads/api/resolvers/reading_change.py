"""withdrawReading, decideReview and exchangeMeter."""

from typing import Any

from ariadne import MutationType, ObjectType, SchemaBindable, UnionType

from meter_reads.api.context import Info
from meter_reads.api.resolvers.meter import MeterView
from meter_reads.api.resolvers.reading import ReadingView
from meter_reads.domain.registers import MeterUnit, Register, RegisterRole
from meter_reads.domain.review import ReviewDecision
from meter_reads.domain.submission_rules import TypedReading
from meter_reads.journey.callers import Staff, signed_in
from meter_reads.journey.exchange import Exchange, Exchanged, exchange_meter
from meter_reads.journey.new_meters import NewRegister
from meter_reads.journey.reading_changes import Changed, ChangeResult
from meter_reads.journey.review import decide_review
from meter_reads.journey.submission import Rejected
from meter_reads.journey.withdraw import withdraw_reading

mutation = MutationType()
changed = ObjectType("ReadingChanged")
exchanged = ObjectType("MeterExchanged")


@mutation.field("withdrawReading")
def resolve_withdraw_reading(
    _: Any, info: Info, *, reading_id: str, reason: str | None = None
) -> ChangeResult:
    context = info.context
    caller = signed_in(context.caller)
    return withdraw_reading(
        context.service.stores, caller, reading_id, reason=reason, now=context.now, audit=context.audit
    )


@mutation.field("decideReview")
def resolve_decide_review(
    _: Any,
    info: Info,
    *,
    input: dict[str, Any],  # noqa: A002  # the contract's name
) -> ChangeResult:
    context = info.context
    return decide_review(
        context.service.stores,
        _agent(info),
        input["reading_id"],
        ReviewDecision(input["decision"]),
        reason=input["reason"],
        now=context.now,
        audit=context.audit,
    )


@mutation.field("exchangeMeter")
def resolve_exchange_meter(
    _: Any,
    info: Info,
    *,
    input: dict[str, Any],  # noqa: A002  # one name for all mutations
) -> Exchanged | Rejected:
    context = info.context
    exchange = Exchange(
        meter_id=input["meter_id"],
        closing=TypedReading(
            input["exchange_date"], tuple((each["register"], each["value"]) for each in input["closing"])
        ),
        new_serial=input["new_serial"],
        new_registers=tuple(_new_register(each) for each in input["new_registers"]),
        reason=input["reason"],
        idempotency_key=input["idempotency_key"],
    )
    return exchange_meter(
        context.service.stores, _agent(info), exchange, now=context.now, audit=context.audit
    )


@changed.field("reading")
def resolve_reading(source: Changed, _: Info) -> ReadingView:
    history = source.history
    return ReadingView(history.meter, source.reading, history.newest.sequence, history.uses)


@exchanged.field("closing")
def resolve_closing(source: Exchanged, _: Info) -> ReadingView:
    return ReadingView(source.old.meter, source.closing, source.old.sequence)


@exchanged.field("opening")
def resolve_opening(source: Exchanged, _: Info) -> ReadingView:
    return ReadingView(source.new.meter, source.opening, source.new.sequence)


@exchanged.field("newMeter")
def resolve_new_meter(source: Exchanged, _: Info) -> MeterView:
    return MeterView(source.new.meter, source.new.sequence)


def _agent(info: Info) -> Staff:
    caller = info.context.caller
    assert isinstance(caller, Staff)  # the schema's rule lets nobody else in
    return caller


def _new_register(given: dict[str, Any]) -> NewRegister:
    register = Register(given["id"], RegisterRole(given["role"]), given["digits"], MeterUnit(given["unit"]))
    return NewRegister(register, given["opening_value"])


def _change_type(result: ChangeResult, *_: Any) -> str:
    return "ReadingChanged" if isinstance(result, Changed) else "ReadingChangeRefused"


def _exchange_type(result: Exchanged | Rejected, *_: Any) -> str:
    return "MeterExchanged" if isinstance(result, Exchanged) else "ReadingRejected"


BINDABLES: list[SchemaBindable] = [
    mutation,
    changed,
    exchanged,
    UnionType("ReadingChangeResult", _change_type),
    UnionType("ExchangeMeterResult", _exchange_type),
]
