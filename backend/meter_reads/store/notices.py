"""Notices to whoever subscribes to the topic: a kind, an audience, and references; never a name or a value.

https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
"""

import json
import logging
from urllib.parse import urlencode

from meter_reads.signed_http import NoAnswer, SignedHttp
from meter_reads.store.failures import StoreUnavailable

logger = logging.getLogger(__name__)

_OK = 200


class Notices:
    """One topic. `notice` and `audience` are message attributes too, for filters of subscriptions."""

    def __init__(self, http: SignedHttp, topic: str) -> None:
        self._http = http
        self._topic = topic

    def send(self, notice: str, audience: str, **references: str) -> None:
        """Publishes a notice, at least once, and writes it to the log. Raises StoreUnavailable."""
        message = {"notice": notice, "audience": audience, **references}
        form = {
            "Action": "Publish",
            "Version": "2010-03-31",
            "TopicArn": self._topic,
            "Message": json.dumps(message),
        }
        for number, name in enumerate(("notice", "audience"), start=1):
            entry = f"MessageAttributes.entry.{number}"
            form[f"{entry}.Name"] = name
            form[f"{entry}.Value.DataType"] = "String"
            form[f"{entry}.Value.StringValue"] = message[name]
        try:
            status, content = self._http.send(
                "POST",
                "/",
                urlencode(form).encode(),
                {"content-type": "application/x-www-form-urlencoded; charset=utf-8"},
            )
        except NoAnswer as error:
            raise StoreUnavailable(str(error)) from error
        if status != _OK:
            raise StoreUnavailable(f"Publish: status {status}: {content[:200].decode(errors='replace')}")
        logger.info("notice", extra=message)
