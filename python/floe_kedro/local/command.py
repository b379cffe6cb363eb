"""`python -m floe_kedro local`: one run of a plan on this machine. Events go to stdout, one JSON object per line; all
that nodes print and log goes to stderr.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

from floe_kedro.extract.project import Project
from floe_kedro.local.pack import pack
from floe_kedro.local.plan import Plan, read_plan
from floe_kedro.local.runner import Event, Run
from floe_kedro.problems import ProjectError
from floe_kedro.quiet import quieten

CODE, DATA = '@"LOCAL"."KEDRO"."CODE"', '@"LOCAL"."KEDRO"."DATA"'
#: The project itself, for the files that nodes only read.
_PROJECT = "LOCAL.KEDRO.PROJECT"
_DONE = "local-tasks.json"


def main(arguments: list[str]) -> int:
    """Exit code 0: every task succeeded; 1: some failed; 3: the project or the plan is at fault."""
    options = _options(arguments)
    quieten()
    try:
        return 0 if _run(options) else 1
    except ProjectError as error:
        _tell({"event": "error", **error.document()["error"]})
        return 3


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="floe_kedro local", description=main.__doc__)
    parser.add_argument("--project", required=True, type=Path)
    parser.add_argument("--plan", required=True, type=Path, help="the planned graph as JSON")
    parser.add_argument("--store", required=True, type=Path, help="the folder that stands for the stages")
    parser.add_argument("--only", help="JSON array of the nodes to run; all others are skipped")
    parser.add_argument("--params", default="{}", help="this run's parameters as a JSON object")
    parser.add_argument("--environment", default="{}", help="this run's environment variables as a JSON object")
    parser.add_argument("--run-id", default=str(int(time.time() * 1000)), help="default: the time in milliseconds")
    parser.add_argument("--inputs-from", help="the run whose values stand in for tasks that do not run")
    parser.add_argument("--retry", action="store_true", help="leave out the tasks this run id has finished before")
    parser.add_argument("--config", default="{}", help="JSON object laid over the graph's `kedro` configuration")
    parser.add_argument("--jobs", type=int, default=max(1, os.cpu_count() or 1), help="tasks at the same time")
    return parser.parse_args(arguments)


def _run(options: argparse.Namespace) -> bool:
    from floe_kedro.extract.project import find

    plan, project, store = read_plan(options.plan), find(options.project), options.store.resolve()
    place = f"{CODE}/{plan.name}/local/project.zip"
    from floe_kedro.runtime.folder import FolderStore

    folder = FolderStore(store)
    pack(project, "conf", {}, folder.path(place))
    done_file = store / f"{options.run_id}.{_DONE}"
    done = set(json.loads(done_file.read_text())) if options.retry and done_file.is_file() else set()
    lock = threading.Lock()

    def tell(event: Event) -> None:
        with lock:
            _tell(event)
            if event.get("state") == "succeeded" and "task" in event:
                done.add(event["task"])
                done_file.write_text(json.dumps(sorted(done)))

    config = json.dumps(_config(plan, place, _uploads(project), options))
    snowpark = "snowflake" in "".join(each.read_text("utf-8", "replace") for each in _sources(project.folder))
    tell(
        {"event": "start", "run": options.run_id, "tasks": [task.name for task in plan.tasks], "skipped": sorted(done)}
    )
    mounts = {_PROJECT: str(project.folder)}
    return Run(
        plan, store, mounts, options.run_id, config, max(1, options.jobs), snowpark, tell, frozenset(done)
    ).execute()


def _config(plan: Plan, place: str, uploads: dict[str, str], options: argparse.Namespace) -> dict[str, Any]:
    from floe_kedro.runtime.config import merged

    kedro = {
        "format": 1,
        "project": place,
        "pipeline": plan.pipeline,
        "env": plan.env,
        "intermediates": {"stage": f"{DATA}/{plan.name}/runs"},
        "data": {"stage": f"{DATA}/{plan.name}/data", "uploads": uploads},
        "nodeRetries": plan.node_retries,
    }
    config: dict[str, Any] = {
        "kedro": merged(kedro, _object(options.config, "--config")),
        "params": _object(options.params, "--params"),
        "environment": _object(options.environment, "--environment"),
    }
    if options.only is not None:
        config["only"] = json.loads(options.only)
    if options.inputs_from:
        config["inputsFrom"] = options.inputs_from
    return config


def _object(text: str, name: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise ProjectError("params-not-json", f"{name} is not JSON: {error}", "Give a JSON object.") from error
    if not isinstance(value, dict):
        raise ProjectError("params-not-json", f"{name} is not a JSON object", "Give a JSON object.")
    return value


def _uploads(project: Project) -> dict[str, str]:
    """Everything beside code and configuration; what nodes write goes to the store, never into the project."""
    own = {project.source_name.partition("/")[0], "conf"}
    names = [each.name for each in project.folder.iterdir() if not each.name.startswith(".")]
    return {name: f"@{_PROJECT}/{name}" for name in sorted(names) if name not in own}


def _sources(project: Path) -> list[Path]:
    return [*project.glob("src/**/*.py"), *project.glob("conf/**/*.yml")]


def _tell(event: Event) -> None:
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()
