"""Where the emulator's HTTP APIs answer otherwise than AWS's."""

from typing import Any

_BAD_GATEWAY = 502


def options_reach_the_route() -> None:
    """An HTTP API without CORS hands OPTIONS to its route, like any other method."""
    from ministack.services import apigateway  # type: ignore[import-not-found, unused-ignore]

    execute, invoke = apigateway._handle_execute_in_scope, apigateway._invoke_lambda_proxy  # noqa: SLF001

    async def execute_in_scope(api: str, stage: str, path: str, method: str, *request: Any) -> Any:
        has_cors = (apigateway._apis.get(api) or {}).get("corsConfiguration")  # noqa: SLF001
        # Ministack answers by itself what is spelt in capitals.
        spelt = "Options" if method == "OPTIONS" and not has_cors else method
        return await execute(api, stage, path, spelt, *request)

    async def invoke_lambda_proxy(
        integration: Any, api: str, stage: str, path: str, method: str, *request: Any, **options: Any
    ) -> Any:
        return await invoke(integration, api, stage, path, method.upper(), *request, **options)

    apigateway._handle_execute_in_scope = execute_in_scope  # noqa: SLF001
    apigateway._invoke_lambda_proxy = invoke_lambda_proxy  # noqa: SLF001


def a_function_that_fails_is_an_error_of_its_api() -> None:
    """An HTTP API says 500 and a message in JSON for it; 502 is CloudFront's own, which has a page for it."""
    from ministack.services import apigateway

    invoke = apigateway._invoke_lambda_proxy  # noqa: SLF001

    async def invoke_lambda_proxy(*request: Any, **options: Any) -> Any:
        answer = await invoke(*request, **options)
        if answer[0] != _BAD_GATEWAY:
            return answer
        return 500, {"Content-Type": "application/json"}, b'{"message":"Internal Server Error"}'

    apigateway._invoke_lambda_proxy = invoke_lambda_proxy  # noqa: SLF001
