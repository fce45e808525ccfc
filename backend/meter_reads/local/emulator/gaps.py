"""Where the emulator is not AWS and the service would notice: closed here, in the emulator's own process.

template.yaml is what AWS gets, so nothing in it gives way to the emulator; what gives way is in this file, in
those that it imports, in `viewers.py` and in `task_timeouts.py`, and nowhere else. Each gap says what AWS
does.
tests/integration/cloud/test_gaps.py asks an emulator without these whether the gap is still there: when that
test fails, the function here can go.

Known and left open, since nothing of ours depends on them: nothing is cached or compressed, and roles' grants
are not enforced.
"""

import copy
import os
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any
from urllib.parse import parse_qs, unquote

from meter_reads.local.emulator.http_apis import (
    a_function_that_fails_is_an_error_of_its_api,
    options_reach_the_route,
)
from meter_reads.local.emulator.local_addresses import api_of, local_addresses
from meter_reads.local.emulator.origin_failover import add_origin_failover
from meter_reads.local.emulator.stream_retries import add_stream_retries
from meter_reads.local.emulator.traffic_shifting import aliases_move_when_their_hooks_say_so


def an_api_is_an_origin() -> None:
    """The distribution's requests reach an API of this emulator.

    The emulator dials no host of AWS's, which would be a stranger's; it does not see that this is its own.
    """
    import ministack.app as gateway  # type: ignore[import-not-found, unused-ignore]  # of the other environment
    from ministack.services import cloudfront  # type: ignore[import-not-found, unused-ignore]

    fetch = cloudfront._fetch_from_origin  # noqa: SLF001

    async def fetch_from_origin(origin: Any, *request: Any) -> Any:
        api = api_of(origin["domain_name"])
        if api is None:
            return await fetch(origin, *request)
        method, uri, query_string, headers, body, _, client_ip, viewer_xff, _ = request
        sent = cloudfront._origin_request_headers(origin, headers, client_ip, viewer_xff)  # noqa: SLF001
        path = f"/_aws/execute-api/{api}{origin['origin_path']}{uri}"
        status, answered, content = await gateway._handle_execute_api_request(  # noqa: SLF001
            "",
            unquote(path),
            method,
            {name.lower(): value for name, value in sent.items()},
            body,
            parse_qs(query_string, keep_blank_values=True),
            raw_path=path,
            raw_query_string=query_string,
        )
        return status, "", {name.lower(): value for name, value in answered.items()}, content

    cloudfront._fetch_from_origin = fetch_from_origin  # noqa: SLF001


def a_second_origin_answers_for_the_first() -> None:
    """A behaviour may lead to a group of two origins (`origin_failover.py`)."""
    from ministack.services import cloudfront

    add_origin_failover(cloudfront)


def every_request_came_by_tls() -> None:
    """`aws:SecureTransport` is true.

    On AWS every hop is encrypted. Here none is, and policies that refuse plain HTTP, as the site's bucket
    has, would refuse everything.
    """
    from ministack.core import iam_evaluator  # type: ignore[import-not-found, unused-ignore]

    resolve = iam_evaluator._resolve_condition_key  # noqa: SLF001

    def resolve_condition_key(key: str, context: Any) -> Any:
        return "true" if key.lower() == "aws:securetransport" else resolve(key, context)

    iam_evaluator._resolve_condition_key = resolve_condition_key  # noqa: SLF001


def who_may_list_a_bucket_learns_what_is_missing() -> None:
    """A missing object is 404 to a distribution that may list the bucket, as on AWS, and not 403."""
    from ministack.core.iam_evaluator import (  # type: ignore[import-not-found, unused-ignore]
        EvalContext,
        evaluate_resource_policy,
    )
    from ministack.services import s3

    serve = s3.serve_cloudfront_origin_fetch

    def may_list(bucket: str, source_arn: str) -> bool:
        policy = s3._bucket_policies.get_scoped(s3._bucket_owner_account(bucket), None, bucket)  # noqa: SLF001
        context = EvalContext(
            principal_arn="*",
            principal_type="Service",
            principal_account="",
            action="s3:ListBucket",
            resource_arn=f"arn:aws:s3:::{bucket}",
            region=s3.get_region(),
            service_context={"aws:sourcearn": source_arn},
        )
        return bool(
            policy
            and evaluate_resource_policy(policy, context, service="cloudfront.amazonaws.com").decision
            == "Allow"
        )

    def serve_cloudfront_origin_fetch(
        bucket: str, key: str, *request: Any, source_arn: str = "", oai_id: str = ""
    ) -> Any:
        missing = key not in (s3._ensure_bucket(bucket) or {"objects": ()})["objects"]  # noqa: SLF001
        if missing and source_arn and may_list(bucket, source_arn):
            return s3._error("NoSuchKey", "The specified key does not exist.", 404, f"/{bucket}/{key}")  # noqa: SLF001
        return serve(bucket, key, *request, source_arn=source_arn, oai_id=oai_id)

    s3.serve_cloudfront_origin_fetch = serve_cloudfront_origin_fetch


def a_socket_speaks_the_subprotocol_that_connect_chose() -> None:
    """What `$connect` answers in Sec-WebSocket-Protocol goes into the handshake, as on AWS.

    Browsers give up a socket whose server chose none of the subprotocols that were offered.
    """
    from ministack.services import apigateway

    chosen: ContextVar[str | None] = ContextVar("chosen", default=None)
    invoke, handle = apigateway._invoke_ws_lambda, apigateway.handle_websocket  # noqa: SLF001

    async def invoke_ws_lambda(*arguments: Any, **options: Any) -> Any:
        answer = await invoke(*arguments, **options)
        headers = {name.lower(): value for name, value in ((answer or {}).get("headers") or {}).items()}
        if "sec-websocket-protocol" in headers:
            chosen.set(headers["sec-websocket-protocol"])
        return answer

    async def handle_websocket(scope: Any, receive: Any, send: Any, *arguments: Any, **options: Any) -> None:
        async def send_with_subprotocol(message: dict[str, Any]) -> None:
            if message["type"] == "websocket.accept":
                message = {**message, "subprotocol": chosen.get()}
            await send(message)

        await handle(scope, receive, send_with_subprotocol, *arguments, **options)

    apigateway._invoke_ws_lambda, apigateway.handle_websocket = invoke_ws_lambda, handle_websocket  # noqa: SLF001


def a_stream_gives_up_what_fails_for_all_its_retries() -> None:
    """What fails comes again a limited number of times, and is then passed over (`stream_retries.py`)."""
    from ministack.services import dynamodb, lambda_svc

    add_stream_retries(lambda_svc, dynamodb)


def functions_find_the_apis_of_their_environment() -> None:
    """A function whose variables hold the address of an API, as AWS will have it, finds that API here.

    The description of the function keeps the address of AWS; its process gets this emulator's.
    """
    from ministack.core import lambda_runtime

    start = lambda_runtime.Worker.__init__

    def start_worker(worker: Any, name: str, config: dict[str, Any], code: bytes) -> None:
        config = copy.deepcopy(config)
        variables = config.get("Environment", {}).get("Variables", {})
        variables.update(local_addresses(variables, os.environ["GATEWAY_PORT"]))
        start(worker, name, config, code)

    lambda_runtime.Worker.__init__ = start_worker


def a_socket_reaches_the_version_of_its_alias() -> None:
    """When an alias has moved, the next frame goes to the new version, as every other call does.

    Processes that serve sockets are kept by the name they are called by, and an alias's name stays.
    """
    from ministack.core import lambda_runtime

    key = lambda_runtime._worker_key  # noqa: SLF001

    def worker_key(name: str, config: dict[str, Any], qualifier: str) -> Any:
        return key(name, config, config.get("Version", qualifier))

    lambda_runtime._worker_key = worker_key  # noqa: SLF001


def alarms_may_reckon() -> None:
    """An alarm may be about a sum of metrics, as on AWS, and not only about one.

    It is stored and told of. Nothing is sent to this emulator as a metric, so no alarm rings by itself.
    """
    from ministack.services.cloudformation import (  # type: ignore[import-not-found, unused-ignore]
        provisioners,
    )

    record = provisioners._cw_metric_alarm_record  # noqa: SLF001

    def metric_alarm_record(name: str, properties: dict[str, Any]) -> dict[str, Any]:
        metrics = properties.get("Metrics")
        if not metrics:
            return dict(record(name, properties))
        one = {key: value for key, value in properties.items() if key != "Metrics"}
        alarm = record(name, {**one, "Namespace": "of Metrics", "MetricName": "of Metrics"})
        return {**alarm, "Metrics": metrics, "Namespace": None, "MetricName": None, "Statistic": None}

    provisioners._cw_metric_alarm_record = metric_alarm_record  # noqa: SLF001


GAPS: tuple[Callable[[], None], ...] = (
    an_api_is_an_origin,
    a_second_origin_answers_for_the_first,
    options_reach_the_route,
    a_function_that_fails_is_an_error_of_its_api,
    every_request_came_by_tls,
    who_may_list_a_bucket_learns_what_is_missing,
    a_socket_speaks_the_subprotocol_that_connect_chose,
    a_stream_gives_up_what_fails_for_all_its_retries,
    functions_find_the_apis_of_their_environment,
    a_socket_reaches_the_version_of_its_alias,
    aliases_move_when_their_hooks_say_so,
    alarms_may_reckon,
)


def close_gaps() -> None:
    """Before the first request, and after ministack's environment is set."""
    for close in GAPS:
        close()
