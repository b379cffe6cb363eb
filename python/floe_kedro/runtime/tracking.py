"""One MLflow run for all tasks of a graph run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from floe_kedro.runtime.credentials import secret
from floe_kedro.runtime.places import digest

_TAG = "floe.run"
_FAILED = "floe.failed."


def environment(config: Mapping[str, Any]) -> dict[str, str]:
    """The variables by which mlflow (and kedro-mlflow) find the server and join the run; empty without mlflow."""
    if not config:
        return {}
    variables = {}
    for key, name in (("trackingUri", "MLFLOW_TRACKING_URI"), ("registryUri", "MLFLOW_REGISTRY_URI")):
        if config.get(key):
            variables[name] = str(config[key])
    if config.get("secret"):
        mapping = config["secret"] if isinstance(config["secret"], Mapping) else {"secret": config["secret"]}
        value = secret(mapping)
        if isinstance(value, dict):
            variables["MLFLOW_TRACKING_USERNAME"] = str(value.get("username", ""))
            variables["MLFLOW_TRACKING_PASSWORD"] = str(value.get("password", ""))
        else:
            variables["MLFLOW_TRACKING_TOKEN"] = str(value)
    experiment = str(config.get("experiment") or "Default")
    return {**variables, "MLFLOW_EXPERIMENT_NAME": experiment}


def join_run(config: Mapping[str, Any], run: str) -> str | None:
    """The id of the graph run's MLflow run, made by whichever task comes first. Call with `environment` set."""
    if not config:
        return None
    client, experiment = _client(config)
    found = _find(client, experiment, run)
    if found is None:
        name = str(config.get("runName") or f"kedro {run}")
        made = client.create_run(experiment, run_name=name, tags={_TAG: run}).info
        found = _find(client, experiment, run) or made
        if found.run_id != made.run_id:
            # Another task was first.
            client.delete_run(made.run_id)
    return str(found.run_id)


def leave_run(
    config: Mapping[str, Any], tracked: str | None, nodes: Sequence[str], error: BaseException | None
) -> None:
    """Ends the task's part in the run: a process that stays warm must not log the next run's values into this one.
    A failure is noted by a tag, which a later success of the same nodes takes away.
    """
    if tracked is None:
        return
    import mlflow

    while mlflow.active_run() is not None:
        mlflow.end_run("FINISHED" if error is None else "FAILED")
    client, _ = _client(config)
    tag = f"{_FAILED}{digest(*nodes)}"
    if error is not None:
        client.set_tag(tracked, tag, type(error).__name__)
    elif tag in client.get_run(tracked).data.tags:
        client.delete_tag(tracked, tag)


def end_run(config: Mapping[str, Any], run: str) -> None:
    """Marks the run as finished, or as failed when nodes failed and did not succeed later."""
    if config:
        client, experiment = _client(config)
        found = _find(client, experiment, run)
        if found is not None:
            failed = any(tag.startswith(_FAILED) for tag in client.get_run(found.run_id).data.tags)
            client.set_terminated(found.run_id, "FAILED" if failed else "FINISHED")


def _client(config: Mapping[str, Any]) -> tuple[Any, str]:
    try:
        from mlflow.tracking import MlflowClient
    except ImportError as error:
        raise RuntimeError("The graph uses MLflow: add mlflow or mlflow-skinny to the project's packages") from error
    client = MlflowClient()
    name = str(config.get("experiment") or "Default")
    experiment = client.get_experiment_by_name(name)
    return client, experiment.experiment_id if experiment is not None else client.create_experiment(name)


def _find(client: Any, experiment: str, run: str) -> Any:
    escaped = run.replace("'", "")
    runs = client.search_runs([experiment], f"tags.`{_TAG}` = '{escaped}'")
    ordered = sorted(runs, key=lambda each: (each.info.start_time, each.info.run_id))
    return ordered[0].info if ordered else None
