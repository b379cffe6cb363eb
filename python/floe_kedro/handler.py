"""The handler of the graph's procedure."""

from __future__ import annotations

import sys
from typing import Any


def run(session: Any, nodes: str, code: str, run: str, config: str | None) -> str:
    """One task: `nodes` is a JSON array of node names, `code` the hash of all they depend on ('' for calls by hand,
    'finish' for the finalizer), `run` the id shared by the tasks of a run and its retries, `config` the graph's CONFIG.
    Returns JSON text shorter than 8 kB; raises what the nodes raise.
    """
    from floe_kedro.runtime.stage import StageStore
    from floe_kedro.runtime.task import run_task
    from floe_kedro.runtime.wheels import unpack_wheels

    before = list(sys.path)
    try:
        unpack_wheels()
        return run_task(StageStore(session), nodes, code, run, config)
    finally:
        sys.path[:] = before
