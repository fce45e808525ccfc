"""What ministack leaves out for origins that fail: groups of two, and pages for those that are not reached.

A behaviour that leads to a group is 502 in ministack. Here, as on AWS, the first origin is asked, and the
second one where the first cannot be reached or answers with one of the group's codes. An origin that is not
reached is 502 or 504 like any other answer, so that the distribution's page for that is shown.
"""

from collections.abc import Callable
from typing import Any

# By their reading alone may a second origin answer.
_FAIL_OVER = ("GET", "HEAD", "OPTIONS")


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

    async def ask(origin: Any, *request: Any) -> Any:
        try:
            return await fetch(origin, *request)
        except cloudfront.OriginUnreachable:
            status = 502
        except cloudfront.OriginTimeout:
            status = 504
        reason = "The request could not be satisfied."
        _, headers, body = cloudfront._cf_error_response(status, reason, cloudfront._ERROR_X_CACHE)  # noqa: SLF001
        return status, "", {name.lower(): value for name, value in headers.items()}, body

    async def fetch_from_group(origin: Any, method: str, *request: Any) -> Any:
        answer = await ask(origin, method, *request)
        if answer[0] in origin.get("codes", ()) and method in _FAIL_OVER:
            return await ask(origin["second"], method, *request)
        return answer

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
