"""Step Functions as AWS runs it: SageMaker tasks, and every task limited to its state machine's role."""

from __future__ import annotations

import contextvars
import datetime
import json
from typing import Any

from ministack.core.responses import get_region
from ministack.services import stepfunctions as sfn

from floe_aws import front, integrations, permissions, s3_tasks, waiting

_role: contextvars.ContextVar[str] = contextvars.ContextVar("floe_role", default="")
_machine: contextvars.ContextVar[str] = contextvars.ContextVar("floe_machine", default="")
_execution: contextvars.ContextVar[str] = contextvars.ContextVar("floe_execution", default="")

_SYNC = {
    "createTrainingJob": ("TrainingJobName", "DescribeTrainingJob", "TrainingJobStatus", "StopTrainingJob"),
    "createTransformJob": ("TransformJobName", "DescribeTransformJob", "TransformJobStatus", "StopTransformJob"),
    "createProcessingJob": ("ProcessingJobName", "DescribeProcessingJob", "ProcessingJobStatus", "StopProcessingJob"),
    "createHyperParameterTuningJob": (
        "HyperParameterTuningJobName", "DescribeHyperParameterTuningJob", "HyperParameterTuningJobStatus",
        "StopHyperParameterTuningJob",
    ),
}
_REQUESTS = {"createModel", "createEndpointConfig", "createEndpoint", "updateEndpoint"} | set(_SYNC)
_MODELED = {"ResourceInUse", "ResourceNotFound", "ResourceLimitExceeded", "ConflictException"}


def install() -> None:
    run, invoke = sfn._run_execution, sfn._invoke_resource

    def run_with_role(arn: str) -> None:
        execution = sfn._executions.get(arn) or {}
        machine = sfn._state_machines.get(execution.get("stateMachineArn", "")) or {}
        _role.set(machine.get("roleArn", ""))
        _machine.set(machine.get("stateMachineArn", ""))
        _execution.set(execution.get("name", "execution"))
        run(arn)

    def invoke_as_role(resource: str, data: Any) -> Any:
        role = _role.get()
        if role and not permissions.trusts(role, "states.amazonaws.com", _machine.get()):
            raise sfn._ExecutionError(
                "States.TaskFailed", f"The role {role} does not exist or does not trust states.amazonaws.com"
            )
        if ":sagemaker:" in resource:
            return _sagemaker(resource, data)
        for action, target in integrations.needs(resource, data):
            denied = permissions.role_may(role, _session(), action, target, {}) if role else None
            if denied:
                raise sfn._ExecutionError(integrations.denial_error(resource), denied)
        method = s3_tasks.operation(resource) if role else None
        if method is not None:
            return _s3(method, data)
        return invoke(resource, data)

    sfn._run_execution = run_with_role
    sfn._invoke_resource = invoke_as_role


def _session() -> str:
    return _execution.get()[:64] or "execution"


def _call(action: str, payload: dict, error_prefix: str) -> dict:
    status, credentials = permissions.assume_for_service(
        _role.get(), "states.amazonaws.com", _session(), _machine.get()
    )
    if status != 200:
        raise sfn._ExecutionError("States.TaskFailed", credentials["message"])
    try:
        answer = front.call(action, payload, credentials, get_region())
    except front.FrontError as error:
        code = error.code if error.code.endswith("Exception") else f"{error.code}Exception"
        if error.code in _MODELED or error_prefix == "SdkClient":
            raise sfn._ExecutionError(f"SageMaker.{code}", error.message) from None
        raise sfn._ExecutionError("SageMaker.AmazonSageMakerException", error.message) from None
    except OSError as error:
        raise sfn._ExecutionError("SageMaker.SdkClientException", f"SageMaker cannot be reached: {error}") from None
    return _times(answer, error_prefix == "SdkClient")


def _times(value: Any, text: bool) -> Any:
    """Times as Step Functions writes them: text from SDK integrations, milliseconds from optimized ones."""
    if isinstance(value, list):
        return [_times(each, text) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _time(each, text) if key.endswith(("Time", "Timestamp")) and isinstance(each, (int, float))
        else _times(each, text)
        for key, each in value.items()
    }


def _time(seconds: float, text: bool) -> Any:
    if not text:
        return round(seconds * 1000)
    moment = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _s3(method: str, data: Any) -> dict:
    try:
        return s3_tasks.call(method, data if isinstance(data, dict) else {}, _role.get(), _session(), _machine.get())
    except s3_tasks.TaskError as error:
        raise sfn._ExecutionError(f"S3.{error.code}", error.message) from None


def _sagemaker(resource: str, data: Any) -> dict:
    name = resource.rpartition(":")[2]
    action, _, mode = name.partition(".")
    pascal = action[:1].upper() + action[1:]
    payload = data if isinstance(data, dict) else {}
    if ":aws-sdk:" in resource:
        return _call(pascal, payload, "SdkClient")
    if action not in _REQUESTS or mode not in ("", "sync") or (mode == "sync" and action not in _SYNC):
        raise sfn._ExecutionError(
            "States.Runtime",
            f"{resource} is not a SageMaker integration of Step Functions; "
            f"use {', '.join(sorted(_REQUESTS))} or arn:aws:states:::aws-sdk:sagemaker:<action>",
        )
    created = _call(pascal, payload, "")
    return _wait(action, payload) if mode == "sync" else created


def _wait(action: str, payload: dict) -> dict:
    key, describe, status_key, stop = _SYNC[action]
    job = {key: payload[key]}
    while True:
        seen = waiting.version()
        description = _call(describe, job, "")
        status = description.get(status_key)
        if status == "Completed":
            return description
        if status in ("Failed", "Stopped"):
            raise sfn._ExecutionError("States.TaskFailed", json.dumps(description))
        execution = _running()
        if execution is not None and execution.get("status") != "RUNNING":
            _call(stop, job, "")
            raise sfn._ExecutionError("States.TaskFailed", f"{execution['status']}: the job was stopped")
        waiting.wait(seen, 2.0)


def _running() -> dict | None:
    name = _execution.get()
    return next((e for e in list(sfn._executions.values()) if e.get("name") == name), None)
