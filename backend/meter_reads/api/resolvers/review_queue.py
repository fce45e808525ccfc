"""The review queue, for agents: a page of it, and its changes."""

from base64 import b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

from ariadne import ObjectType, QueryType, SchemaBindable

from meter_reads.api.context import Info
from meter_reads.api.document_limits import MAX_PAGE
from meter_reads.api.resolvers.reading import ReadingView
from meter_reads.domain.meter_log import LogEntry
from meter_reads.domain.registers import Fuel
from meter_reads.journey.refusals import BadInput
from meter_reads.store.review_queue import QueueEntry

query = QueryType()
change = ObjectType("ReviewQueueChange")

# An instant and a reading's id have far less.
_LONGEST_PLACE = 200


@dataclass(frozen=True, slots=True)
class PageInfoView:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@dataclass(frozen=True, slots=True)
class EdgeView:
    cursor: str
    node: ReadingView


@dataclass(frozen=True, slots=True)
class ConnectionView:
    edges: list[EdgeView]
    page_info: PageInfoView


@query.field("reviewQueue")
def resolve_review_queue(
    _: Any, info: Info, *, first: int, fuel: str | None = None, after: str | None = None
) -> ConnectionView:
    if not 1 <= first <= MAX_PAGE:
        raise BadInput("first", f"Ask for 1 to {MAX_PAGE} at a time.")
    queue = info.context.service.stores.review_queue
    place = _place(after) if after else ""
    # One more than asked for tells whether there is a next page.
    found = queue.waiting(Fuel(fuel) if fuel else None, after=place, first=first + 1)
    edges = [EdgeView(_cursor(each.place), _reading(each.entry)) for each in found[:first]]
    cursors = [edge.cursor for edge in edges]
    page = PageInfoView(
        has_next_page=len(found) > first,
        has_previous_page=bool(after),
        start_cursor=cursors[0] if cursors else None,
        end_cursor=cursors[-1] if cursors else None,
    )
    return ConnectionView(edges, page)


@change.field("added")
def resolve_added(entry: QueueEntry, _: Info) -> ReadingView | None:
    return _reading(entry.added) if entry.added else None


@change.field("removedId")
def resolve_removed(entry: QueueEntry, _: Info) -> str | None:
    return entry.removed


def _reading(entry: LogEntry) -> ReadingView:
    assert entry.change is not None  # only what holds a reading is in the queue
    return ReadingView(entry.meter, entry.change.reading, entry.sequence)


def _cursor(place: str) -> str:
    return urlsafe_b64encode(place.encode()).decode()


def _place(cursor: str) -> str:
    try:
        place = b64decode(cursor.encode(), altchars=b"-_", validate=True).decode()
    except ValueError:
        place = ""
    if "#" not in place or len(place) > _LONGEST_PLACE:
        raise BadInput("after", "Go on from the cursor of an edge of this queue.")
    return place


BINDABLES: list[SchemaBindable] = [query, change]
