"""The queries: who is calling, a meter, a receipt."""

from dataclasses import dataclass
from typing import Any

from ariadne import QueryType, SchemaBindable

from meter_reads.api.context import Info
from meter_reads.api.resolvers.meter import MeterView
from meter_reads.api.resolvers.reading import ReceiptView
from meter_reads.journey.access import may_act_on_meter
from meter_reads.journey.callers import Customer, Guest, Nobody, Role, SignedIn, Staff, signed_in
from meter_reads.journey.receipts import check_receipt
from meter_reads.store.accounts import Account

query = QueryType()


@dataclass(frozen=True, slots=True)
class ViewerView:
    """The caller; the meters are read only if they are asked for."""

    caller: SignedIn

    @property
    def role(self) -> Role:
        """The foremost of the caller's roles."""
        return self.roles[0]

    @property
    def name(self) -> str | None:
        return None if isinstance(self.caller, Guest) else self.caller.name

    @property
    def roles(self) -> list[Role]:
        return [role for role in Role if role in self.caller.roles]

    def accounts(self, info: Info) -> list[Account]:
        numbers = self.caller.account_numbers if isinstance(self.caller, Customer) else ()
        return info.context.service.stores.accounts.accounts(numbers)

    def meters(self, info: Info) -> list[MeterView]:
        meter_ids = () if isinstance(self.caller, Staff) else self.caller.meter_ids
        views = (_meter_view(info, meter_id) for meter_id in meter_ids)
        return [view for view in views if view is not None]


@query.field("viewer")
def resolve_viewer(_: Any, info: Info) -> ViewerView | None:
    caller = info.context.caller
    if caller == Nobody():
        return None
    return ViewerView(signed_in(caller))


@query.field("meter")
def resolve_meter(_: Any, info: Info, id: str) -> MeterView | None:  # noqa: A002  # the contract's name
    view = _meter_view(info, id) if may_act_on_meter(info.context.caller, id) else None
    if view is not None:
        info.context.audit.note_account_viewed(view.meter.account_number, meter_id=view.meter.id)
    return view


@query.field("receipt")
def resolve_receipt(_: Any, info: Info, reference: str, signature: str) -> ReceiptView | None:
    service = info.context.service
    checked = check_receipt(service.stores, reference, signature, service.signing_keys)
    if checked is None:
        return None
    receipt, status = checked
    return ReceiptView(receipt, signature, status)


def _meter_view(info: Info, meter_id: str) -> MeterView | None:
    newest = info.context.service.stores.meter_log.newest(meter_id)
    return MeterView(newest.meter, newest.sequence) if newest else None


BINDABLES: list[SchemaBindable] = [query]
