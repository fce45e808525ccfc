"""Pages as Relay has them: how many may be asked for, and where a page begins and ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from meter_reads.api.document_limits import MAX_PAGE
from meter_reads.journey.refusals import BadInput


@dataclass(frozen=True, slots=True)
class PageInfoView:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


def checked_first(first: int) -> None:
    """Raises BadInput for a page that is empty or too large."""
    if not 1 <= first <= MAX_PAGE:
        raise BadInput("first", f"Ask for 1 to {MAX_PAGE} at a time.")


def page_info(cursors: Sequence[str], *, has_next: bool, has_previous: bool) -> PageInfoView:
    return PageInfoView(
        has_next_page=has_next,
        has_previous_page=has_previous,
        start_cursor=cursors[0] if cursors else None,
        end_cursor=cursors[-1] if cursors else None,
    )
