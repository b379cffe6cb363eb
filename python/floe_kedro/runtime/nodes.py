"""Runs some nodes of the project in a Kedro session, hooks and all."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from floe_kedro.runtime import files
from floe_kedro.runtime.catalog import borders
from floe_kedro.runtime.config import TaskConfig
from floe_kedro.runtime.intermediates import Intermediates
from floe_kedro.runtime.retries import NodeRecord, watched
from floe_kedro.runtime.stores import Store
from floe_kedro.runtime.versions import mentions_versions, save_version


@dataclass(frozen=True)
class Outcome:
    """What a task's nodes did."""

    record: NodeRecord
    loaded: dict[str, int | None]
    saved: dict[str, int | None]
    kept: dict[str, str]


def run_nodes(
    store: Store, config: TaskConfig, nodes: Sequence[str], run: str, project: Path, scratch: Path
) -> Outcome:
    """Runs the nodes in the pipeline's order. The project is unpacked at `project`, the working directory."""
    from kedro.framework.session import KedroSession
    from kedro.framework.startup import bootstrap_project

    from floe_kedro.runtime.hooks import TaskHooks

    bootstrap_project(project)
    pipeline = _pipeline(config.pipeline)
    missing = sorted(set(nodes) - {node.name for node in pipeline.nodes})
    if missing:
        raise LookupError(f"The pipeline {config.pipeline} of this version has no node {', '.join(missing)}")
    intermediates = Intermediates(store, config, run, scratch)
    version = save_version(store, config, run, scratch, mentions_versions(project / "conf"))
    hooks = TaskHooks(intermediates, borders(pipeline, nodes), project, version)
    record = NodeRecord()
    _leave_git_alone()
    try:
        with KedroSession.create(
            project_path=project, save_on_close=False, env=config.env, runtime_params=config.params or None
        ) as opened:
            session: Any = opened
            session._store["session_id"] = version
            session._hook_manager.register(hooks)
            with watched(config.node_retries, record):
                session.run(
                    **_pipeline_argument(session, config.pipeline),
                    node_names=list(nodes),
                    load_versions=hooks.load_versions,
                )
    finally:
        files.use(None)
    kept = {name: dataset.kept for name, dataset in hooks.kept.items() if dataset.kept is not None}
    return Outcome(record, hooks.loaded, hooks.saved, kept)


def _pipeline(name: str) -> Any:
    from kedro.framework.project import pipelines

    try:
        return pipelines[name]
    except KeyError as error:
        raise LookupError(
            f"This version of the project has no pipeline {name}: {', '.join(sorted(pipelines))}"
        ) from error


def _pipeline_argument(session: Any, name: str) -> dict[str, Any]:
    """Kedro 1.2 renamed the argument."""
    parameters = inspect.signature(session.run).parameters
    return {"pipeline_names": [name]} if "pipeline_names" in parameters else {"pipeline_name": name}


def _leave_git_alone() -> None:
    """Kedro starts git to note the commit; an unpacked archive has none, and procedures may not start programs."""
    from kedro.framework.session import session

    if hasattr(session, "_describe_git"):
        session._describe_git = lambda project_path: {}
