"""Messages to the sockets of API Gateway, by its @connections interface.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
"""

import json
import random
import time
from collections.abc import Callable
from urllib.parse import quote

from meter_reads.channel import messages
from meter_reads.channel.messages import Message, text_of
from meter_reads.metrics import Metric, Note, unnoted
from meter_reads.signed_http import NoAnswer, SignedHttp

# As much as API Gateway passes on in one message; it makes the frames of 32 KB by itself.
MAX_POSTED_BYTES = 128 * 1024

_TRIES = 5
_FIRST_PAUSE_SECONDS = 0.05
_PATIENCE_SECONDS = 8
_OK, _GONE, _TOO_LARGE, _THROTTLED, _SERVER_ERROR = 200, 410, 413, 429, 500

TOO_LARGE: list[dict[str, object]] = [
    {
        "message": f"The result has more than {MAX_POSTED_BYTES // 1024} KB, which is more than a message "
        "over this channel can have. Ask for fewer fields, or ask over HTTP.",
        "extensions": {"code": "TOO_LARGE"},
    }
]


class Gone(Exception):
    """There is no such socket any more."""


class TooLarge(Exception):
    """The message has more than a message may have."""


class PostFailed(Exception):
    """The message could not be sent, for all the tries; whether it arrived is not known."""


class PostRefused(Exception):
    """The gateway does not take the message, and would not the next time."""


class Posting:
    """Sends messages to sockets, and ends sockets; `note` is told what became of each message.

    Safe to use from several threads.
    """

    def __init__(
        self, http: SignedHttp, pause: Callable[[float], None] = time.sleep, note: Note = unnoted
    ) -> None:
        self._http = http
        self._pause = pause
        self._note = note

    def post(self, connection_id: str, message: Message) -> None:
        """Sends a message. Raises Gone, TooLarge, PostRefused or PostFailed.

        Throttling and faults of the gateway are tried again a few times, at random intervals, so that
        those who were throttled together do not come back together.
        """
        body = _encoded(message)
        if len(body) > MAX_POSTED_BYTES:
            raise TooLarge
        cause = ""
        latest = time.monotonic() + _PATIENCE_SECONDS
        for attempt in range(_TRIES):
            if attempt:
                self._pause(random.uniform(0, _FIRST_PAUSE_SECONDS * 2**attempt))  # noqa: S311  # only spreads
            if time.monotonic() > latest:
                break
            try:
                status, _ = self._http.send("POST", _path(connection_id), body)
            except NoAnswer as lost:
                cause = str(lost)
                continue
            if status == _OK:
                self._note(Metric.MESSAGES_SENT)
                return
            if status == _GONE:
                self._note(Metric.SOCKETS_GONE)
                raise Gone
            if status == _TOO_LARGE:
                raise TooLarge
            cause = f"status {status}"
            if status != _THROTTLED and status < _SERVER_ERROR:
                self._note(Metric.MESSAGES_FAILED)
                raise PostRefused(cause)
        self._note(Metric.MESSAGES_FAILED)
        raise PostFailed(cause)

    def post_result(self, connection_id: str, message: Message) -> bool:
        """Sends a message; where one of an operation is too large, an error instead. Whether it was sent."""
        try:
            self.post(connection_id, message)
        except TooLarge:
            if "id" not in message:
                raise
            self.post(connection_id, messages.error(message["id"], TOO_LARGE))
            return False
        return True

    def end(self, connection_id: str) -> None:
        """Ends a socket. API Gateway gives it no code and no reason."""
        try:
            self._http.send("DELETE", _path(connection_id), b"")
        except NoAnswer as lost:
            raise PostFailed(str(lost)) from lost


def _encoded(message: Message) -> bytes:
    """As short as can be: it is paid for by the 32 KB."""
    try:
        return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        # Half a character, which somebody stored; escaped it does no harm.
        return text_of(message).encode()


def _path(connection_id: str) -> str:
    return f"/%40connections/{quote(connection_id, safe='')}"
