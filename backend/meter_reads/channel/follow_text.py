"""What a subscription asks, as a text: the same text for all who are to get the same results."""

import json
from collections.abc import Callable
from typing import Any

from meter_reads.channel.messages import Request
from meter_reads.channel.operations import Follow


def text_of_follow(follow: Follow, claims_of: Callable[[Any], Any]) -> str:
    request = follow.request
    return json.dumps(
        {
            "topic": follow.topic,
            "query": request.query,
            "operation": request.operation_name,
            "variables": request.variables,
            "audience": claims_of(follow.audience),
        },
        sort_keys=True,
        separators=(",", ":"),
    )


def follow_of_text(text: str, caller_with: Callable[[Any], Any]) -> Follow:
    data = json.loads(text)
    return Follow(
        topic=data["topic"],
        request=Request(data["query"], data["operation"], data["variables"]),
        audience=caller_with(data["audience"]),
    )
