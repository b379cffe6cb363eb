"""What Step Functions checks of a state machine's role before it takes the machine."""

from __future__ import annotations

import json
from typing import Any, Callable

from ministack.core.responses import error_response_json, get_account_id, get_region
from ministack.services import stepfunctions as sfn

from floe_aws import definitions, permissions

# `.sync` tasks wait through managed rules of these names, which the role must be allowed to keep.
_MANAGED_RULES = {
    "createTrainingJob.sync": "StepFunctionsGetEventsForSageMakerTrainingJobsRule",
    "createTransformJob.sync": "StepFunctionsGetEventsForSageMakerTransformJobsRule",
    "createProcessingJob.sync": "StepFunctionsGetEventsForSageMakerProcessingJobsRule",
    "createHyperParameterTuningJob.sync": "StepFunctionsGetEventsForSageMakerTuningJobsRule",
}
_RULE_ACTIONS = ("events:PutTargets", "events:PutRule", "events:DescribeRule")


def install() -> None:
    sfn._create_state_machine = _guarded(sfn._create_state_machine)
    sfn._update_state_machine = _guarded(sfn._update_state_machine)


def _guarded(handler: Callable[[dict], Any]) -> Callable[[dict], Any]:
    def checked(data: dict) -> Any:
        machine = sfn._state_machines.get(data.get("stateMachineArn", "")) or {}
        role = data.get("roleArn") or machine.get("roleArn", "")
        name = data.get("name") or machine.get("name", "")
        arn = f"arn:aws:states:{get_region()}:{get_account_id()}:stateMachine:{name}"
        given = data.get("definition")
        fault = definitions.problem(given) if given is not None or not machine else None
        if fault:
            return error_response_json("InvalidDefinition", f"Invalid State Machine Definition: '{fault}'", 400)
        refusal = _refusal(role, arn, given or machine.get("definition", "{}"))
        return error_response_json("AccessDeniedException", refusal, 400) if refusal else handler(data)

    return checked


def _refusal(role: str, machine_arn: str, definition: str) -> str | None:
    if not role:
        return None
    if not permissions.trusts(role, "states.amazonaws.com", machine_arn):
        return (
            "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to "
            "assume the provided role."
        )
    for resource in _resources(definition):
        rule = _MANAGED_RULES.get(resource.rpartition(":sagemaker:")[2]) if ":::sagemaker:" in resource else None
        if rule is None:
            continue
        rule_arn = f"arn:aws:events:{get_region()}:{get_account_id()}:rule/{rule}"
        if any(permissions.role_may(role, "states", action, rule_arn, {}) for action in _RULE_ACTIONS):
            return f"'{role}' is not authorized to create managed-rule: it needs {', '.join(_RULE_ACTIONS)} on {rule_arn}."
    return None


def _resources(definition: str) -> list[str]:
    """Every task's Resource, in nested states too."""
    try:
        tree = json.loads(definition)
    except (TypeError, ValueError):
        return []
    found: list[str] = []
    rest: list[Any] = [tree]
    while rest:
        node = rest.pop()
        if isinstance(node, dict):
            if node.get("Type") == "Task" and isinstance(node.get("Resource"), str):
                found.append(node["Resource"])
            rest.extend(node.values())
        elif isinstance(node, list):
            rest.extend(node)
    return found
