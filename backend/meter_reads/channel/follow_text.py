"""A subscription as a text: the same text for all who are to get the same results."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from meter_reads.channel.messages import Request
from meter_reads.channel.operations import Follow


def text_of_follow(follow: Follow, claims_of: Callable[[Any], Any]) -> str:
    request = follow.request
    return json.dumps(
        {
            "meter": follow.meter_id,
            "query": request.query,
            "operation": request.operation_name,
            "variables": request.variables,
            "audience": claims_of(follow.audience),
            "expires": follow.expires_at.timestamp(),
        },
        sort_keys=True,
        separators=(",", ":"),
    )


def follow_of_text(text: str, caller_with: Callable[[Any], Any]) -> Follow:
    """The subscription of a text; where it began is not part of it."""
    data = json.loads(text)
    return Follow(
        meter_id=data["meter"],
        after=None,
        request=Request(data["query"], data["operation"], data["variables"]),
        audience=caller_with(data["audience"]),
        expires_at=datetime.fromtimestamp(data["expires"], UTC),
    )
