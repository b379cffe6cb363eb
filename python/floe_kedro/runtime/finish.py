"""What the finalizer does: removes values of runs that are older than their time to live."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from floe_kedro.runtime.config import TaskConfig
from floe_kedro.runtime.intermediates import MANIFEST
from floe_kedro.runtime.places import digest, join, safe
from floe_kedro.runtime.stores import Store, StoredFile, read_bytes, write_bytes

#: How long a failed run can be retried: its values stay that long, whatever the time to live.
RETRY_DAYS = 14.0
_TASKS = "tasks"


def mark(store: Store, config: TaskConfig, run: str, nodes: Sequence[str], state: str, scratch: Path) -> None:
    """Notes a task's state, where the finalizer needs to know whether the run may go at once."""
    if config.ttl_days <= 0:
        place = join(config.intermediates, safe(run), _TASKS, f"{digest(*nodes)}.json")
        write_bytes(store, place, json.dumps({"state": state, "nodes": list(nodes)}).encode(), scratch)


def finish(store: Store, config: TaskConfig, run: str, scratch: Path) -> dict[str, Any]:
    """Removes expired runs. The finalizer runs before an automatic retry, so this run's values go only when the time
    to live is zero and all of its tasks have succeeded.
    """
    now = datetime.datetime.now(datetime.timezone.utc)
    removed: list[str] = []
    failures: list[str] = []
    for folder, files in _runs(store, config).items():
        if _expired(store, config, folder, files, now, run, scratch):
            try:
                _remove(store, config, folder, files, scratch)
                removed.append(folder)
            except Exception as error:  # noqa: BLE001 - the other runs must still go
                failures.append(f"{folder}: {type(error).__name__}: {error}")
    if failures:
        raise RuntimeError(f"Values of {len(failures)} runs could not be removed: {'; '.join(failures)[:2000]}")
    return {"run": run, "finished": True, "removed": sorted(removed)[:50], "removedRuns": len(removed)}


def _runs(store: Store, config: TaskConfig) -> dict[str, list[StoredFile]]:
    runs: dict[str, list[StoredFile]] = {}
    for file in store.list(config.intermediates):
        folder, slash, _ = file.path.partition("/")
        if slash:
            runs.setdefault(folder, []).append(file)
    return runs


def _expired(
    store: Store,
    config: TaskConfig,
    folder: str,
    files: list[StoredFile],
    now: datetime.datetime,
    run: str,
    scratch: Path,
) -> bool:
    age = (now - max(file.modified for file in files)).total_seconds() / 86400
    if folder != safe(run):
        return age > (config.ttl_days if config.ttl_days > 0 else RETRY_DAYS)
    return config.ttl_days <= 0 and all(
        json.loads(
            read_bytes(store, join(config.intermediates, folder, file.path.partition("/")[2]), scratch) or b"{}"
        ).get("state")
        == "succeeded"
        for file in files
        if file.path.startswith(f"{folder}/{_TASKS}/")
    )


def _remove(store: Store, config: TaskConfig, folder: str, files: list[StoredFile], scratch: Path) -> None:
    """Tables first: their manifests are how they are found."""
    for file in files:
        if file.path.endswith(MANIFEST):
            content = read_bytes(store, join(config.intermediates, file.path), scratch)
            manifest = json.loads(content or b"{}")
            if manifest.get("kind") in ("snowpark", "table"):
                store.drop_table(manifest["ref"])
    store.remove(join(config.intermediates, folder))
