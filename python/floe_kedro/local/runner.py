"""Runs the tasks of a plan, each in its own process, as soon as those it waits for have succeeded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from floe_kedro.local.plan import Plan, PlannedTask
from floe_kedro.runtime.task import FINISH

Event = dict[str, Any]


@dataclass(frozen=True)
class Run:
    """One run of a plan in a folder."""

    plan: Plan
    store: Path
    #: Stages that are folders elsewhere.
    mounts: dict[str, str]
    run: str
    config: str
    jobs: int
    snowpark: bool
    tell: Callable[[Event], None]
    #: Tasks that an earlier attempt of the same run has finished.
    done: frozenset[str] = frozenset()

    def execute(self) -> bool:
        """Runs all tasks and then the finalizer. True when every task succeeded."""
        states: dict[str, str] = dict.fromkeys(self.done, "succeeded")
        waiting = [task for task in self.plan.tasks if task.name not in self.done]
        known = {task.name for task in self.plan.tasks}
        running: dict[Future[str], PlannedTask] = {}
        with ThreadPoolExecutor(self.jobs) as pool:
            while waiting or running:
                for task in list(waiting):
                    before = [states.get(name) for name in task.after & known]
                    if any(state in ("failed", "not run") for state in before):
                        waiting.remove(task)
                        states[task.name] = "not run"
                        self.tell({"event": "task", "task": task.name, "nodes": list(task.nodes), "state": "not run"})
                    elif all(before) and len(running) < self.jobs:
                        waiting.remove(task)
                        states[task.name] = ""
                        running[pool.submit(self._task, task)] = task
                if running:
                    for future in wait(running, return_when=FIRST_COMPLETED).done:
                        states[running.pop(future).name] = future.result()
        finished, _ = self._process("[]", FINISH)
        good = all(state in ("succeeded", "skipped") for state in states.values())
        self.tell({"event": "end", "run": self.run, "state": "succeeded" if good else "failed", "finish": finished})
        return good and "error" not in finished

    def _task(self, task: PlannedTask) -> str:
        event: Event = {"event": "task", "task": task.name, "nodes": list(task.nodes)}
        if not task.nodes:
            return "succeeded"
        self.tell({**event, "state": "started"})
        answer, seconds = self._process(json.dumps(task.nodes), "")
        state = "failed" if "error" in answer else "skipped" if answer["returned"].get("skipped") else "succeeded"
        self.tell({**event, "state": state, "seconds": seconds, **answer})
        return state

    def _process(self, nodes: str, code: str) -> tuple[dict[str, Any], float]:
        started = time.perf_counter()
        with tempfile.TemporaryDirectory(prefix="floe-task-") as folder:
            answer = Path(folder) / "answer.json"
            request = {
                "store": str(self.store),
                "mounts": self.mounts,
                "answer": str(answer),
                "nodes": nodes,
                "code": code,
                "run": self.run,
                "config": self.config,
                "snowpark": self.snowpark,
            }
            done = subprocess.run(
                [sys.executable, "-m", "floe_kedro", "task"],
                input=json.dumps(request),
                text=True,
                check=False,
                env={**os.environ, "PYTHONPATH": _python_path()},
                stdout=sys.stderr,
            )
            seconds = round(time.perf_counter() - started, 3)
            if answer.is_file():
                found: dict[str, Any] = json.loads(answer.read_text("utf-8"))
                return found, seconds
            return {"error": f"The task's process ended with code {done.returncode} and no answer"}, seconds


def _python_path() -> str:
    own = str(Path(__file__).parents[2])
    rest = os.environ.get("PYTHONPATH", "")
    return own if not rest else f"{own}{os.pathsep}{rest}"
