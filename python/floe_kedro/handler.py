"""The handler of the graph's procedure."""

from __future__ import annotations

import logging
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
        answer = run_task(StageStore(session), nodes, code, run, config)
        _tell(session, answer)
        return answer
    finally:
        sys.path[:] = before


def _tell(session: Any, answer: str) -> None:
    """Makes the answer the task's return value, which TASK_HISTORY shows: what a procedure returns never gets there.
    Only information, so a call by hand, outside of a task, may refuse it.
    """
    literal = answer.replace("\\", "\\\\").replace("'", "''")
    try:
        # The function takes nothing but a literal.
        session.sql(f"CALL SYSTEM$SET_RETURN_VALUE('{literal}')").collect()
    except Exception:  # noqa: BLE001 - the driver's errors have no common base in procedures
        logging.getLogger("floe_kedro").debug("The task's return value could not be set", exc_info=True)
