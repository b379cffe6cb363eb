"""The planned graph as the runner reads it: its tasks and what each waits for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from floe_kedro.problems import ProjectError


@dataclass(frozen=True)
class PlannedTask:
    """One group of nodes."""

    name: str
    nodes: tuple[str, ...]
    after: frozenset[str]


@dataclass(frozen=True)
class Plan:
    """The tasks in an order in which every task comes after those it waits for."""

    name: str
    pipeline: str
    env: str | None
    node_retries: dict[str, Any]
    tasks: tuple[PlannedTask, ...]


def read_plan(file: Path) -> Plan:
    """Reads the plan's JSON. Tasks without nodes (the root, the finalizer, proxies) only pass on order."""
    try:
        document = json.loads(file.read_text("utf-8"))
        tasks = [
            PlannedTask(str(each["name"]), tuple(each.get("nodes", ())), frozenset(each.get("after", ())))
            for each in document["tasks"]
        ]
        return Plan(
            str(document.get("name") or document["prefix"]),
            str(document["pipeline"]),
            document.get("env"),
            dict(document.get("nodeRetries") or {}),
            tuple(_ordered(tasks)),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ProjectError(
            "plan-unreadable",
            f"{file} is not a plan: {type(error).__name__}: {error}",
            "Make it with `floe kedro`.",
            error,
        ) from error


def _ordered(tasks: list[PlannedTask]) -> list[PlannedTask]:
    known = {task.name for task in tasks}
    waiting = {task.name: set(task.after & known) for task in tasks}
    ordered: list[PlannedTask] = []
    while waiting:
        ready = sorted(name for name, before in waiting.items() if not before)
        if not ready:
            raise ValueError(f"the tasks {', '.join(sorted(waiting))} wait for each other")
        ordered += [task for name in ready for task in tasks if task.name == name]
        for name in ready:
            del waiting[name]
        for before in waiting.values():
            before.difference_update(ready)
    return ordered
