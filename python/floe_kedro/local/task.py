"""One task in a process of its own: arguments as JSON on stdin, the answer as JSON in a file."""

from __future__ import annotations

import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any


def main() -> int:
    """Reads {"store", "mounts", "answer", "nodes", "code", "run", "config", "snowpark"}; runs the handler's task."""
    request: dict[str, Any] = json.load(sys.stdin)
    os.dup2(2, 1)
    from floe_kedro.runtime.folder import FolderStore
    from floe_kedro.runtime.task import run_task

    if request.get("snowpark"):
        _local_session()
    try:
        mounts = {name: Path(folder) for name, folder in request.get("mounts", {}).items()}
        store = FolderStore(Path(request["store"]), mounts)
        text = run_task(store, request["nodes"], request["code"], request["run"], request["config"])
        answer: dict[str, Any] = {"returned": json.loads(text)}
    except Exception as error:  # noqa: BLE001 - whatever nodes raise is the task's outcome
        traceback.print_exc()
        answer = {"error": f"{type(error).__name__}: {error}"}
    Path(request["answer"]).write_text(json.dumps(answer), "utf-8")
    return 1 if "error" in answer else 0


def _local_session() -> None:
    """An active session of Snowpark's local testing, for projects whose nodes work with Snowpark."""
    from snowflake.snowpark import Session

    Session.builder.config("local_testing", True).create()
