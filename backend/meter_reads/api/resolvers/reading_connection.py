"""Pages of readings, as Relay has them."""

from dataclasses import dataclass

from meter_reads.api.resolvers.reading import ReadingView
from meter_reads.journey.history import History
from meter_reads.journey.reading_pages import cursor_of, page_of_readings


@dataclass(frozen=True, slots=True)
class PageInfoView:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@dataclass(frozen=True, slots=True)
class ReadingEdgeView:
    cursor: str
    node: ReadingView


@dataclass(frozen=True, slots=True)
class ReadingConnectionView:
    edges: tuple[ReadingEdgeView, ...]
    page_info: PageInfoView


def connection_of(history: History, *, first: int, after: str | None) -> ReadingConnectionView:
    """A page of a meter's readings. Raises BadInput for a cursor that is not ours."""
    page = page_of_readings(history.readings, first=first, after=after)
    edges = tuple(
        ReadingEdgeView(
            cursor_of(reading), ReadingView(history.meter, reading, history.newest.sequence, history.uses)
        )
        for reading in page.readings
    )
    return ReadingConnectionView(
        edges,
        PageInfoView(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
    )
