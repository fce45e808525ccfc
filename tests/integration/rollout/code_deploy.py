"""CodeDeploy, as far as a hook knows it, over real HTTP: it notes what is reported of which deployment."""

import json

from ..http_service import Answering, HttpService


class CodeDeploy(HttpService):
    """`refusal` is the name of the error that it answers with, if any."""

    def __init__(self) -> None:
        self.reports: list[dict[str, str]] = []
        self.refusal: str | None = None

    def answering(self) -> type[Answering]:
        service = self

        class Handler(Answering):
            def answer(self) -> None:
                assert self.headers["x-amz-target"] == (
                    "CodeDeploy_20141006.PutLifecycleEventHookExecutionStatus"
                )
                service.reports.append(json.loads(self.body()))
                if service.refusal:
                    self.send(400, json.dumps({"__type": service.refusal, "message": ""}).encode())
                else:
                    self.send(200, b"{}")

        return Handler
