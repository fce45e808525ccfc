"""Deployments of CodeDeploy, which wait for a word before a new version gets traffic."""

from typing import Any, Literal

from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import get_session

from meter_reads.store.failures import StoreUnavailable

# Somebody reported already: a hook that was called twice.
_NOBODY_WAITS = "LifecycleEventAlreadyCompletedException"

Verdict = Literal["Succeeded", "Failed"]


class Deployments:
    """The deployments of a region."""

    def __init__(self, region: str) -> None:
        # Any: botocore makes its methods as it reads what the service has.
        self._codedeploy: Any = get_session().create_client("codedeploy", region_name=region)

    def report(self, deployment: str, hook_execution: str, verdict: Verdict) -> None:
        """Says what became of a hook. The first word counts. Raises StoreUnavailable."""
        try:
            self._codedeploy.put_lifecycle_event_hook_execution_status(
                deploymentId=deployment,
                lifecycleEventHookExecutionId=hook_execution,
                status=verdict,
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != _NOBODY_WAITS:
                raise StoreUnavailable(str(error)) from error
        except BotoCoreError as error:
            raise StoreUnavailable(str(error)) from error
