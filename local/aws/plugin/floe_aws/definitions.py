"""The structure of a state machine's definition, which Step Functions checks before it takes one."""

from __future__ import annotations

import json
from typing import Any

_TYPES = {"Task", "Pass", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map"}
_ENDS = {"Succeed", "Fail"}


def problem(definition: Any) -> str | None:
    """The first fault, as `where: what`, or None."""
    try:
        tree = json.loads(definition)
    except (TypeError, ValueError) as error:
        return f"INVALID_JSON_DESCRIPTION: {error}"
    return _machine(tree, "") if isinstance(tree, dict) else "INVALID_JSON_DESCRIPTION: not an object"


def _machine(tree: dict, at: str) -> str | None:
    states = tree.get("States")
    if not isinstance(states, dict) or not states:
        return f"SCHEMA_VALIDATION_FAILED: States must have at least one state at {at}/States"
    if tree.get("StartAt") not in states:
        return f"MISSING_TRANSITION_TARGET: StartAt {tree.get('StartAt')!r} is no state at {at}/StartAt"
    for name, state in states.items():
        fault = _state(state, states, f"{at}/States/{name}")
        if fault:
            return fault
    return None


def _state(state: Any, states: dict, at: str) -> str | None:
    if not isinstance(state, dict) or state.get("Type") not in _TYPES:
        return f"SCHEMA_VALIDATION_FAILED: Type must be one of {', '.join(sorted(_TYPES))} at {at}"
    kind = state["Type"]
    if kind == "Task" and not isinstance(state.get("Resource"), str):
        return f"SCHEMA_VALIDATION_FAILED: a Task must have a Resource at {at}"
    if kind == "Choice" and not state.get("Choices"):
        return f"SCHEMA_VALIDATION_FAILED: a Choice must have Choices at {at}"
    if kind not in _ENDS and kind != "Choice" and not state.get("End") and "Next" not in state:
        return f"SCHEMA_VALIDATION_FAILED: the state must have Next or End at {at}"
    targets = [state.get("Next"), state.get("Default")]
    targets += [each.get("Next") for key in ("Choices", "Catch") for each in state.get(key) or []]
    for target in targets:
        if target is not None and target not in states:
            return f"MISSING_TRANSITION_TARGET: {target!r} is no state at {at}"
    inner = [(branch, f"{at}/Branches/{index}") for index, branch in enumerate(state.get("Branches") or [])]
    inner += [(state[key], f"{at}/{key}") for key in ("ItemProcessor", "Iterator") if key in state]
    for machine, where in inner:
        fault = _machine(machine, where) if isinstance(machine, dict) else f"SCHEMA_VALIDATION_FAILED at {where}"
        if fault:
            return fault
    return None
