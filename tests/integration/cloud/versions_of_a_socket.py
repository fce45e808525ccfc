"""A WebSocket API in front of an alias that moves."""

import io
import uuid
import zipfile
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from websockets.sync.client import connect

from meter_reads.local.aws_environment import REGION

NUMBERED = "def handler(event, context): return {'statusCode': 200, 'body': 'NUMBER'}\n"


def answers_before_and_after(client: Callable[[str], Any], emulator: str) -> list[str]:
    """What a frame is answered with while the alias is at version 1, and when it is at version 2."""
    functions, apis = client("lambda"), client("apigatewayv2")
    name = f"numbered-{uuid.uuid4().hex[:8]}"
    alias = _alias_of_two_versions(functions, name)
    api = apis.create_api(Name=name, ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body.type")
    uri = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{alias}/invocations"
    made = apis.create_integration(ApiId=api["ApiId"], IntegrationType="AWS_PROXY", IntegrationUri=uri)
    target = f"integrations/{made['IntegrationId']}"
    for route in ("$connect", "$default"):
        apis.create_route(ApiId=api["ApiId"], RouteKey=route, Target=target)
    apis.create_stage(ApiId=api["ApiId"], StageName="live", AutoDeploy=True)
    address = f"ws://{urlsplit(emulator).netloc}/_aws/execute-api/{api['ApiId']}/live"

    with connect(address, proxy=None) as socket:
        answers = []
        for version in ("1", "2"):
            functions.update_alias(FunctionName=name, Name="live", FunctionVersion=version)
            socket.send("{}")
            answers.append(str(socket.recv()))
        return answers


def _alias_of_two_versions(functions: Any, name: str) -> str:
    functions.create_function(
        FunctionName=name,
        Runtime="python3.11",
        Handler="numbered.handler",
        Role="arn:aws:iam::000000000000:role/of-the-tests",
        Code={"ZipFile": _zipped("1")},
    )
    functions.publish_version(FunctionName=name)
    functions.update_function_code(FunctionName=name, ZipFile=_zipped("2"))
    functions.publish_version(FunctionName=name)
    arn: str = functions.create_alias(FunctionName=name, Name="live", FunctionVersion="1")["AliasArn"]
    return arn


def _zipped(number: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("numbered.py", NUMBERED.replace("NUMBER", number))
    return file.getvalue()
