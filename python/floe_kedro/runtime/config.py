"""The graph's CONFIG as a task reads it, with one run's overrides."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FORMAT = 1


@dataclass(frozen=True)
class TaskConfig:
    """What a task needs to know beyond its nodes."""

    project: str
    versions: str
    pipeline: str
    env: str | None
    params: dict[str, Any]
    #: Stage place of values handed over between tasks, and the schema of their tables.
    intermediates: str
    schema: str
    ttl_days: float
    #: `parquet` or `table`, for pandas DataFrames.
    pandas: str
    keep: bool
    #: Stage place of local files of the catalog that nodes write, and of those that were uploaded.
    data: str | None
    uploads: dict[str, str]
    credentials: dict[str, dict[str, Any]]
    node_retries: dict[str, Any]
    mlflow: dict[str, Any]
    #: One run's overrides.
    only: frozenset[str] | None = None
    inputs_from: str | None = None
    environment: dict[str, str] = field(default_factory=dict)


def parse(text: str | None) -> TaskConfig:
    """Reads the text; raises ValueError that names what is missing."""
    try:
        document = json.loads(text or "null")
    except ValueError as error:
        raise ValueError(f"The task graph's CONFIG is not JSON: {error}") from error
    kedro = document.get("kedro") if isinstance(document, dict) else None
    if not isinstance(kedro, dict):
        raise ValueError("The task graph's CONFIG has no object 'kedro': the root task was changed outside of Floe")
    if kedro.get("format") != FORMAT:
        raise ValueError(f"CONFIG has kedro.format {kedro.get('format')!r}; this runtime reads format {FORMAT}")
    missing = [key for key in ("project", "pipeline", "intermediates") if not kedro.get(key)]
    if missing:
        raise ValueError(f"CONFIG lacks kedro.{', kedro.'.join(missing)}")
    intermediates = kedro["intermediates"]
    data = kedro.get("data") or {}
    only = document.get("only")
    return TaskConfig(
        project=kedro["project"],
        versions=kedro.get("versions") or kedro["project"].rsplit("/", 2)[0],
        pipeline=kedro["pipeline"],
        env=kedro.get("env") or None,
        params=merged(kedro.get("params") or {}, _object(document, "params")),
        intermediates=intermediates["stage"],
        schema=intermediates.get("schema") or "",
        ttl_days=float(intermediates.get("ttlDays", 14)),
        pandas=intermediates.get("pandas") or "parquet",
        keep=bool(intermediates.get("keep")),
        data=data.get("stage"),
        uploads=dict(data.get("uploads") or {}),
        credentials=dict(kedro.get("credentials") or {}),
        node_retries=dict(kedro.get("nodeRetries") or {}),
        mlflow=dict(kedro.get("mlflow") or {}),
        only=None if only is None else frozenset(only),
        inputs_from=document.get("inputsFrom") or None,
        environment={key: str(value) for key, value in _object(document, "environment").items()},
    )


def _object(document: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = document.get(key) or {}
    if not isinstance(value, dict):
        raise ValueError(f"'{key}' in the run's configuration must be an object, not {type(value).__name__}")
    return value


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Objects are merged key by key; anything else in `above` replaces what is below."""
    result = dict(below)
    for key, value in above.items():
        old = result.get(key)
        result[key] = merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return result
