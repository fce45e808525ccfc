"""Requests on their way to the service."""

from playwright.sync_api import Request, Route


def submits(request: Request) -> bool:
    """Whether it sends a reading."""
    return request.url.endswith("/graphql") and "submitReading" in (request.post_data or "")


def with_a_token_past_its_time(route: Route) -> None:
    headers = route.request.headers
    if "authorization" in headers:
        headers["authorization"] = "Bearer of-half-an-hour-ago"
    route.continue_(headers=headers)
