"""One version of a function, called by its own name, whatever the function's aliases point at."""

import json
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import get_session

# Longer than any function runs that a person waits for.
_READ_TIMEOUT_SECONDS = 30
# The first call of a version starts it, and may meet a limit of the account's that is nobody's fault.
_TRIES = 3


class VersionFailed(Exception):
    """The version raised, ran out of time, or could not be called; the text says which."""


class FunctionVersion:
    """`arn` ends with the number of the version."""

    def __init__(self, region: str, arn: str) -> None:
        timeouts = Config(read_timeout=_READ_TIMEOUT_SECONDS, retries={"total_max_attempts": _TRIES})
        # Any: botocore makes its methods as it reads what the service has.
        self._lambda: Any = get_session().create_client("lambda", region_name=region, config=timeouts)
        self._arn = arn

    def invoke(self, event: dict[str, Any]) -> Any:
        """What the version answers. Raises VersionFailed."""
        try:
            answer = self._lambda.invoke(FunctionName=self._arn, Payload=json.dumps(event).encode())
            said = json.loads(answer["Payload"].read())
        except (BotoCoreError, ClientError, ValueError) as error:
            raise VersionFailed(f"{self._arn}: {error}") from error
        if "FunctionError" in answer:
            raise VersionFailed(f"{self._arn}: {said.get('errorType')}: {said.get('errorMessage')}")
        return said
