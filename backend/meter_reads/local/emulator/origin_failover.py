"""What ministack's CloudFront leaves out: origin groups, whose second origin answers for the first.

A behaviour that leads to a group is 502 in ministack. Here, as on AWS, the first origin is asked, and the
second one where the first cannot be reached or answers with one of the group's codes.
"""

from collections.abc import Callable
from typing import Any

# By their reading alone may a second origin answer.
_FAIL_OVER = ("GET", "HEAD", "OPTIONS")
_BAD_GATEWAY, _GATEWAY_TIMEOUT = 502, 504


def add_origin_failover(cloudfront: Any) -> None:
    """Teaches ministack's module; `cloudfront` is `ministack.services.cloudfront`."""
    parse: Callable[..., Any] = cloudfront.parse_distribution_dataplane_config
    fetch: Callable[..., Any] = cloudfront._fetch_from_origin  # noqa: SLF001

    def parse_with_groups(distribution: Any) -> Any:
        parsed = parse(distribution)
        for group in _children(cloudfront, cloudfront._dist_config_el(distribution), "OriginGroups"):  # noqa: SLF001
            name = cloudfront._text(group, "Id")  # noqa: SLF001
            parsed["origins"][name] = _origin_of(cloudfront, group, parsed["origins"])
        return parsed

    async def fetch_from_group(origin: Any, method: str, *request: Any) -> Any:
        if "second" not in origin or method not in _FAIL_OVER:
            return await fetch(origin, method, *request)
        try:
            answer = await fetch(origin, method, *request)
        except (cloudfront.OriginUnreachable, cloudfront.OriginTimeout) as error:
            unreachable = isinstance(error, cloudfront.OriginUnreachable)
            if (_BAD_GATEWAY if unreachable else _GATEWAY_TIMEOUT) not in origin["codes"]:
                raise
        else:
            if answer[0] not in origin["codes"]:
                return answer
        return await fetch(origin["second"], method, *request)

    cloudfront.parse_distribution_dataplane_config = parse_with_groups
    cloudfront._fetch_from_origin = fetch_from_group  # noqa: SLF001


def _origin_of(cloudfront: Any, group: Any, origins: dict[str, Any]) -> dict[str, Any]:
    """A group as ministack knows an origin: its first one, which knows its `second` and the `codes`."""
    members = [
        cloudfront._text(each, "OriginId")  # noqa: SLF001
        for each in _children(cloudfront, group, "Members")
    ]
    first, second = (origins[member] for member in members)
    criteria = cloudfront._find(group, "FailoverCriteria")  # noqa: SLF001
    codes = {int(each.text) for each in _children(cloudfront, criteria, "StatusCodes")}
    return {**first, "second": second, "codes": codes}


def _children(cloudfront: Any, parent: Any, name: str) -> list[Any]:
    """What is listed under a name, or nothing."""
    found = cloudfront._find(parent, name)  # noqa: SLF001
    items = cloudfront._find(found, "Items") if found is not None else None  # noqa: SLF001
    return [] if items is None else list(items)
