"""The finalizer removes what is older than its time to live, and nothing else."""

from __future__ import annotations

import json
import os
import time
from typing import Any

from floe_kedro.runtime.task import run_task

from .runs import DATA, RunCase

STAGE = f"{DATA}/runs"


class Finish(RunCase):
    def finish(self, run: str, ttl: float | None) -> dict[str, Any]:
        stage: dict[str, Any] = {"stage": STAGE, "schema": '"DB"."S"'}
        self.kedro = {"intermediates": stage if ttl is None else {**stage, "ttlDays": ttl}}
        answer: dict[str, Any] = json.loads(run_task(self.store, "[]", "finish", run, self.config()))
        return answer

    def age(self, run: str, days: float) -> None:
        for file in self.store.path(f"{STAGE}/{run}").rglob("*"):
            then = time.time() - days * 86400
            os.utime(file, (then, then))

    def test_runs_expire_by_their_last_write(self) -> None:
        self.deploy()
        for run in ("old", "fresh", "current"):
            self.task("load", run=run)
        self.age("old", 15)
        self.age("fresh", 13)
        self.age("current", 100)
        self.assertEqual(self.finish("current", None)["removed"], ["old"])
        self.assertEqual((self.kept("old"), bool(self.kept("fresh")), bool(self.kept("current"))), ([], True, True))
        self.assertEqual(self.finish("current", 10)["removed"], ["fresh"])

    def test_without_time_to_live_only_a_successful_run_goes_at_once(self) -> None:
        self.edit("src/shop/nodes.py", "len(rows)", "len(rows) / options['divisor']")
        self.deploy()
        self.kedro = {"intermediates": {"stage": STAGE, "ttlDays": 0}}
        with self.assertRaises(ZeroDivisionError):
            self.graph(run="1", params={"report": {"divisor": 0}})
        # The finalizer runs before the retry, which needs the values.
        self.assertEqual(self.finish("1", 0)["removed"], [])
        self.task("report", run="1", params={"report": {"divisor": 1}})
        self.assertEqual(self.finish("1", 0)["removed"], ["1"])
        self.assertEqual(self.kept("1"), [])

    def test_tables_go_with_their_run(self) -> None:
        self.deploy()
        self.task("load", run="old")
        manifest = {"kind": "snowpark", "ref": '"DB"."S"."T1"'}
        self.store.path(f"{STAGE}/old/frame.manifest.json").write_text(json.dumps(manifest))
        self.age("old", 20)
        dropped: list[str] = []
        self.store.drop_table = dropped.append  # type: ignore[method-assign]
        self.finish("now", None)
        self.assertEqual(dropped, ['"DB"."S"."T1"'])

    def test_one_failure_does_not_keep_the_others(self) -> None:
        self.deploy()
        for run in ("bad", "good"):
            self.task("load", run=run)
            self.age(run, 20)
        remove = self.store.remove

        def failing(place: str) -> None:
            if place.endswith("/bad"):
                raise OSError("locked")
            remove(place)

        self.store.remove = failing  # type: ignore[method-assign]
        with self.assertRaisesRegex(RuntimeError, "Values of 1 runs could not be removed: bad: OSError: locked"):
            self.finish("now", None)
        self.assertEqual(self.kept("good"), [])
