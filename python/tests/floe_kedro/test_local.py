"""`python -m floe_kedro local`: a planned graph on this machine, each task in its own process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from .projects import PYTHON, ProjectCase


class LocalRuns(ProjectCase):
    def setUp(self) -> None:
        super().setUp()
        tasks = [
            {"name": "A", "nodes": ["load"], "after": ["START"], "hash": "x"},
            {"name": "PROXY", "nodes": [], "after": ["A"]},
            {"name": "C", "nodes": ["report"], "after": ["B"]},
            {"name": "B", "nodes": ["clean"], "after": ["PROXY"]},
        ]
        plan = {"name": "SHOP", "prefix": "SHOP", "pipeline": "__default__", "env": "base", "tasks": tasks}
        self.plan = self.folder / "plan.json"
        self.plan.write_text(json.dumps(plan))

    def run_local(self, *options: str, code: int = 0) -> list[dict[str, Any]]:
        done = subprocess.run(
            [sys.executable, "-m", "floe_kedro", "local", "--project", str(self.project), "--plan", str(self.plan)]
            + ["--store", str(self.folder / "store"), *options],
            env={**os.environ, "PYTHONPATH": str(PYTHON)},
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.returncode, code, done.stderr)
        self.said = done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def states(self, events: list[dict[str, Any]]) -> list[tuple[str, str]]:
        return [(event["task"], event["state"]) for event in events if event["event"] == "task"]

    def summary(self) -> Any:
        (file,) = (self.folder / "store").rglob("summary.json")
        return json.loads(file.read_text())

    def test_runs_in_order_and_retries_only_what_failed(self) -> None:
        self.edit("src/shop/nodes.py", "len(rows)", "len(rows) / options.get('divisor', 1)")
        self.edit("src/shop/nodes.py", "    return helpers", "    print('printed')\n    return helpers")
        params = '{"report": {"divisor": 0}}'
        failed = self.run_local("--run-id", "r1", "--params", params, code=1)
        self.assertEqual(self.states(failed), [
            ("A", "started"), ("A", "succeeded"), ("B", "started"), ("B", "succeeded"), ("C", "started"), ("C", "failed"),
        ])  # fmt: skip
        self.assertIn("ZeroDivisionError: division by zero", failed[-2]["error"])
        self.assertEqual((failed[-1]["event"], failed[-1]["state"]), ("end", "failed"))
        self.assertIn("printed", self.said)
        retried = self.run_local("--run-id", "r1", "--retry")
        self.assertEqual(self.states(retried), [("C", "started"), ("C", "succeeded")])
        self.assertEqual(self.summary(), {"count": 3.0, "title": "Sales"})
        self.assertFalse((self.project / "data/08_reporting").exists())

    def test_part_of_a_graph(self) -> None:
        self.run_local("--run-id", "full", "--jobs", "1")
        params = '{"report": {"title": "Part"}}'
        part = self.run_local("--only", '["report"]', "--inputs-from", "full", "--params", params)
        self.assertEqual(
            [state for _, state in self.states(part) if state != "started"], ["skipped", "skipped", "succeeded"]
        )
        self.assertEqual(self.summary()["title"], "Part")

    def test_every_run_reads_the_project_s_files_as_they_are(self) -> None:
        (self.project / "data").rename(self.project / "inputs")
        self.edit("conf/base/catalog.yml", "data/01_raw", "inputs/01_raw")
        self.run_local()
        self.write("inputs/01_raw/raw.json", "[1]")
        self.run_local()
        self.assertEqual(self.summary()["count"], 1)

    def test_tasks_after_a_failure_do_not_run(self) -> None:
        self.edit("src/shop/nodes.py", "return [each", "raise SystemError('x')\n    return [each")
        self.assertEqual(self.states(self.run_local(code=1)), [
            ("A", "started"), ("A", "failed"), ("PROXY", "not run"), ("B", "not run"), ("C", "not run"),
        ])  # fmt: skip

    def test_a_process_that_dies_is_a_failure(self) -> None:
        self.edit("src/shop/nodes.py", "return [each", "import os; os._exit(9)\n    return [each")
        events = self.run_local(code=1)
        self.assertIn("ended with code 9", events[2]["error"])

    def test_bad_plans_and_projects(self) -> None:
        (error,) = self.run_local("--params", "[]", code=3)
        self.assertEqual(error["code"], "params-not-json")
        self.plan.write_text('{"tasks": [{"name": "A", "after": ["A"]}], "name": "x", "pipeline": "p"}')
        (error,) = self.run_local(code=3)
        self.assertIn("wait for each other", error["message"])
        self.remove("pyproject.toml")
        self.plan.write_text('{"tasks": [], "name": "x", "pipeline": "p"}')
        (error,) = self.run_local(code=3)
        self.assertEqual(error["code"], "no-pyproject")
