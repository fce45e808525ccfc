"""A queue of SQS, by its wire protocol: for functions that must start faster than botocore loads.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
"""

import json

from meter_reads.signed_http import NoAnswer, SignedHttp
from meter_reads.store.failures import StoreUnavailable

_TRIES = 3


class MessageQueue:
    """The queue at this address."""

    def __init__(self, http: SignedHttp, url: str) -> None:
        self._http = http
        self._url = url

    def send(self, body: str, delay_seconds: int) -> None:
        """Puts a message in, to be handed on after so many seconds. Raises StoreUnavailable."""
        request = {"QueueUrl": self._url, "MessageBody": body, "DelaySeconds": delay_seconds}
        headers = {"content-type": "application/x-amz-json-1.0", "x-amz-target": "AmazonSQS.SendMessage"}
        cause = ""
        for _ in range(_TRIES):
            try:
                status, _answer = self._http.send("POST", "/", json.dumps(request).encode(), headers)
            except NoAnswer as lost:
                cause = str(lost)
                continue
            if status == 200:  # noqa: PLR2004
                return
            cause = f"status {status}"
        raise StoreUnavailable(cause)
