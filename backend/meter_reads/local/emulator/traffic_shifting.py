"""What ministack's CloudFormation leaves out of a rollout: CodeDeploy, which moves the aliases of functions.

On AWS an update of an alias with a CodeDeployLambdaAliasUpdate policy is a deployment: a hook is called, and
has to report success before the alias moves; otherwise the update fails, and the alias stays. So it is here,
but for this: a hook that ended has an hour on AWS in which somebody may still report, and none here; the
alias moves at once and not in shares; alarms are not looked at; a rollback moves it back without a rehearsal.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html
"""

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

_ALIAS = "AWS::Lambda::Alias"
_POLICY = "CodeDeployLambdaAliasUpdate"
# Among the properties of an alias its policy is resolved with them, and what it names is made before.
_AS_PROPERTY = "UpdatePolicy"
_TARGET = "CodeDeploy_20141006"
_REPORT = f"{_TARGET}.PutLifecycleEventHookExecutionStatus"
_VERDICTS = ("Succeeded", "Failed", "Skipped", "InProgress", "Pending", "Unknown")

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class _Deployment:
    """`status` is what its hook reported; None until then."""

    id: str = field(default_factory=lambda: f"d-{uuid.uuid4().hex[:9].upper()}")
    hook_execution: str = field(default_factory=lambda: uuid.uuid4().hex)
    status: str | None = None


def aliases_move_when_their_hooks_say_so() -> None:
    """CodeDeploy, as far as CloudFormation and a hook know it."""
    import ministack.app as gateway  # type: ignore[import-not-found, unused-ignore]  # of the other environment
    from ministack.core import router  # type: ignore[import-not-found, unused-ignore]
    from ministack.services import lambda_svc  # type: ignore[import-not-found, unused-ignore]
    from ministack.services.cloudformation import (  # type: ignore[import-not-found, unused-ignore]
        changesets,
        handlers,
        provisioners,
        stacks,
    )

    known = provisioners._RESOURCE_HANDLERS  # noqa: SLF001
    rollouts = _Rollouts(lambda_svc, known[_ALIAS]["update"])
    known[_ALIAS] = {**known[_ALIAS], "update": rollouts.update_alias}
    for kind in ("AWS::CodeDeploy::Application", "AWS::CodeDeploy::DeploymentGroup"):
        known[kind] = {"create": _named(provisioners), "update": _as_it_is, "delete": _nothing}
    # A hook calls back while CloudFormation waits for it.
    blocks = stacks._runs_on_worker_thread  # noqa: SLF001
    stacks._runs_on_worker_thread = lambda kind: kind == _ALIAS or blocks(kind)  # noqa: SLF001
    for module in (handlers, changesets):
        module._apply_transforms = _with_policies(module._apply_transforms)  # noqa: SLF001
    router.SERVICE_PATTERNS["codedeploy"] = {"target_prefixes": [_TARGET]}
    gateway.SERVICE_HANDLERS["codedeploy"] = rollouts.handle_request


class _Rollouts:
    """The deployments of this process; none outlives the update that it belongs to."""

    def __init__(self, lambda_svc: Any, move: Any) -> None:
        self._lambda = lambda_svc
        self._move = move
        self._deployments: dict[str, _Deployment] = {}

    def update_alias(
        self, arn: str, old: dict[str, Any], new: dict[str, Any], stack: str, logical_id: str | None = None
    ) -> Any:
        """Raises ValueError, by which CloudFormation rolls the stack back."""
        policy = new.get(_AS_PROPERTY, {}).get(_POLICY)
        moves = old.get("FunctionVersion") != new.get("FunctionVersion")
        if policy and moves and not _rolls_back(stack):
            self._deploy(policy, arn)
        return self._move(arn, old, new, stack, logical_id)

    def _deploy(self, policy: dict[str, str], arn: str) -> None:
        if "AfterAllowTrafficHook" in policy:
            raise ValueError(f"{arn}: only hooks before traffic are called here")
        hook = policy.get("BeforeAllowTrafficHook")
        if not hook:
            return
        deployment = _Deployment()
        self._deployments[deployment.id] = deployment
        ended = self._call(hook, deployment)
        del self._deployments[deployment.id]
        if deployment.status != "Succeeded":
            said = f"reported {deployment.status}" if deployment.status else f"never reported: {ended}"
            raise ValueError(f"Deployment {deployment.id} of {arn} failed: {hook} {said}")

    def _call(self, hook: str, deployment: _Deployment) -> Any:
        """Waits until the hook's function has ended, whose own timeout sees to that; what it answered."""
        function, config, _ = self._lambda._get_func_record_for_ref(hook)  # noqa: SLF001
        if function is None:
            raise ValueError(f"There is no function {hook}")
        event = {"DeploymentId": deployment.id, "LifecycleEventHookExecutionId": deployment.hook_execution}
        record = self._lambda._execution_record_for_config(function, config)  # noqa: SLF001
        result = self._lambda._execute_function_with_config_scope(record, event)  # noqa: SLF001
        return result.get("body")

    async def handle_request(
        self, _method: str, _path: str, headers: dict[str, str], body: bytes, _query: Any
    ) -> Answer:
        if headers.get("x-amz-target") != _REPORT:
            return _refusal("InvalidOperation", "a hook may report, and there is nothing else here")
        said = json.loads(body)
        deployment = self._deployments.get(said.get("deploymentId", ""))
        if deployment is None:
            return _refusal("DeploymentDoesNotExistException", "there is no such deployment")
        if said.get("lifecycleEventHookExecutionId") != deployment.hook_execution:
            return _refusal("InvalidLifecycleEventHookExecutionIdException", "that is no hook of it")
        if said.get("status") not in _VERDICTS:
            return _refusal("InvalidLifecycleEventHookExecutionStatusException", "that is no status")
        if deployment.status is not None:
            return _refusal("LifecycleEventAlreadyCompletedException", "it was reported already")
        deployment.status = said["status"]
        return _json(200, {"lifecycleEventHookExecutionId": deployment.hook_execution})


def _with_policies(transform: Any) -> Any:
    def apply_transforms(*arguments: Any) -> Any:
        template = transform(*arguments)
        for resource in template.get("Resources", {}).values():
            if resource.get("Type") == _ALIAS and "UpdatePolicy" in resource:
                resource["Properties"][_AS_PROPERTY] = resource["UpdatePolicy"]
        return template

    return apply_transforms


def _rolls_back(stack: str) -> bool:
    from ministack.services.cloudformation import _stacks

    return "ROLLBACK" in _stacks[stack]["StackStatus"]


def _named(provisioners: Any) -> Any:
    def create(logical_id: str, _properties: Any, stack: str) -> tuple[str, dict[str, Any]]:
        return provisioners._physical_name(stack, logical_id), {}  # noqa: SLF001

    return create


def _as_it_is(physical_id: str, _old: Any, _new: Any, _stack: str) -> tuple[str, dict[str, Any]]:
    return physical_id, {}


def _nothing(_physical_id: str, _properties: Any) -> None:
    """They are names, and hold nothing."""


def _refusal(name: str, message: str) -> Answer:
    return _json(400, {"__type": name, "message": message})


def _json(status: int, said: dict[str, Any]) -> Answer:
    return status, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps(said).encode()
