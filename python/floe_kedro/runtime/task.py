"""One task of the graph: from the texts of its call to the text it returns."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from floe_kedro.quiet import quieten
from floe_kedro.runtime import tracking
from floe_kedro.runtime.code import fetch_code
from floe_kedro.runtime.config import TaskConfig, parse
from floe_kedro.runtime.finish import finish, mark
from floe_kedro.runtime.nodes import Outcome, run_nodes
from floe_kedro.runtime.stores import Store
from floe_kedro.runtime.workspace import unpack, workspace

#: The value of `code` by which the finalizer calls.
FINISH = "finish"
#: Snowflake keeps 10 kB of a task's return value.
_LONGEST = 8000
_log = logging.getLogger("floe_kedro")


def run_task(store: Store, nodes: str, code: str, run: str, config: str | None) -> str:
    """Runs the nodes (a JSON array of names), or cleans up; returns a short JSON text."""
    names = json.loads(nodes)
    if not isinstance(names, list) or not all(isinstance(each, str) for each in names):
        raise ValueError(f"The first argument must be a JSON array of node names, not {nodes[:80]!r}")
    if not run:
        raise ValueError("The run's id is empty: call from a task of the graph, or give any text as id")
    settings = parse(config)
    quieten()
    if code == FINISH:
        return _finish(store, settings, run)
    wanted = [name for name in names if settings.only is None or name in settings.only]
    if not wanted:
        return json.dumps({"skipped": True})
    with workspace() as root:
        return _shortened(_run(store, settings, names, wanted, code, run, root))


def _run(
    store: Store, config: TaskConfig, names: Sequence[str], wanted: Sequence[str], code: str, run: str, root: Path
) -> dict[str, Any]:
    project = unpack(fetch_code(store, config, names, code, root), root)
    os.chdir(project)
    mark(store, config, run, wanted, "running", root)
    os.environ.update(tracking.environment(config.mlflow))
    tracked = tracking.join_run(config.mlflow, run)
    if tracked is not None:
        os.environ["MLFLOW_RUN_ID"] = tracked
    # Last, so that a run's own variables win.
    os.environ.update(config.environment)
    try:
        outcome = run_nodes(store, config, wanted, run, project, root)
    except BaseException as error:
        mark(store, config, run, wanted, "failed", root)
        tracking.leave_run(config.mlflow, tracked, wanted, error)
        raise
    tracking.leave_run(config.mlflow, tracked, wanted, None)
    mark(store, config, run, wanted, "succeeded", root)
    return _answer(run, wanted, outcome, tracked)


def _answer(run: str, nodes: Sequence[str], outcome: Outcome, tracked: str | None) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "run": run,
        "nodes": list(nodes),
        "seconds": outcome.record.seconds,
        "in": outcome.loaded,
        "out": outcome.saved,
        "kept": outcome.kept,
    }
    if outcome.record.retried:
        answer["retried"] = outcome.record.retried
    if tracked is not None:
        answer["mlflowRun"] = tracked
    return answer


def _shortened(answer: dict[str, Any]) -> str:
    """Drops details until the answer fits into a task's return value."""
    for key in (None, "in", "out", "kept", "seconds", "retried"):
        if key is not None and answer.pop(key, None) is not None:
            answer["shortened"] = True
        text = json.dumps(answer, sort_keys=True)
        if len(text.encode()) <= _LONGEST:
            return text
    return json.dumps({"run": answer["run"], "nodes": len(answer["nodes"]), "shortened": True})


def _finish(store: Store, config: TaskConfig, run: str) -> str:
    with workspace() as root:
        os.environ.update(tracking.environment(config.mlflow))
        os.environ.update(config.environment)
        tracking.end_run(config.mlflow, run)
        return json.dumps(finish(store, config, run, root), sort_keys=True)
