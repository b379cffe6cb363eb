"""Keeping connectors, against a worker's REST API that a test plays."""

from __future__ import annotations

import http.client
import json
import tempfile
import threading
import unittest
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from unittest.mock import patch

from floe_connect import keeper as module
from floe_connect.keeper import Connect, Keeper, Refused, Seen, metrics, samples


class Worker:
    """Answers as Kafka Connect's REST API does."""

    def __init__(self) -> None:
        self.configs: dict[str, dict[str, str]] = {}
        self.tasks: list[str] = ["RUNNING"]
        self.calls: list[str] = []
        self.refuse: list[tuple[int, str]] = []
        worker = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                status, body = worker.handle(self.command, self.path, self.rfile.read(length))
                text = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            do_GET = do_PUT = do_POST = answer

            def log_message(self, format: str, *args: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def handle(self, method: str, path: str, body: bytes) -> tuple[int, Any]:
        self.calls.append(f"{method} {path}")
        parts = urllib.parse.urlsplit(path).path.split("/")
        name, verb = urllib.parse.unquote(parts[2]), parts[3]
        if method == "PUT":
            if self.refuse:
                status, text = self.refuse.pop(0)
                return status, {"error_code": status, "message": text}
            self.configs[name] = {**json.loads(body), "name": name}
            return 201, {}
        if name not in self.configs:
            return 404, {"error_code": 404, "message": "not found"}
        if verb == "config":
            return 200, self.configs[name]
        if verb == "status":
            tasks = [{"id": id, "state": state, "trace": "why"} for id, state in enumerate(self.tasks)]
            return 200, {"name": name, "connector": {"state": "RUNNING"}, "tasks": tasks}
        return 204, {}


class Keeping(unittest.TestCase):
    def setUp(self) -> None:
        self.worker = Worker()
        self.addCleanup(self.worker.server.server_close)
        self.addCleanup(self.worker.server.shutdown)
        self.said: list[str] = []
        before = module.log
        module.log = self.said.append
        self.addCleanup(setattr, module, "log", before)
        self.keeper = Keeper(Connect(self.worker.url, timeout=5), {"a/b": {"x": "1", "name": "a/b"}})

    def puts(self) -> int:
        return sum(call.startswith("PUT") for call in self.worker.calls)

    def test_writes_once_and_reads_back(self) -> None:
        self.assertTrue(self.keeper.apply())
        self.assertEqual(self.worker.configs, {"a/b": {"x": "1", "name": "a/b"}})
        self.assertTrue(self.keeper.apply())
        self.assertEqual(self.puts(), 1)

    def test_waits_while_workers_find_together(self) -> None:
        self.worker.refuse = [(409, "rebalance")]
        self.assertFalse(self.keeper.apply())
        self.assertTrue(self.keeper.apply())

    def test_gives_up_on_what_no_worker_takes(self) -> None:
        self.worker.refuse = [(400, "x must be 2")]
        with self.assertRaisesRegex(Refused, "a/b: x must be 2"):
            self.keeper.apply()

    def test_is_healthy_only_once_all_ran_steadily(self) -> None:
        self.keeper.apply()
        for look in range(3):
            self.assertFalse(self.keeper.healthy(look))
            self.keeper.look(look)
        self.assertTrue(self.keeper.healthy(2))
        self.assertFalse(self.keeper.healthy(200), "the worker was not heard of since")

    def test_is_never_healthy_with_a_task_that_fails_or_none(self) -> None:
        self.keeper.apply()
        for tasks in (["FAILED"], []):
            self.worker.tasks = tasks
            for look in range(5):
                self.keeper.look(look)
            self.assertFalse(self.keeper.healthy(5))

    def test_stays_healthy_with_a_task_that_fails_later_and_restarts_it_ever_more_rarely(self) -> None:
        self.keeper.apply()
        for look in range(3):
            self.keeper.look(look)
        self.worker.tasks = ["FAILED"]
        for now in range(1000, 1400, 10):
            self.keeper.look(now)
        self.assertTrue(self.keeper.healthy(1390))
        restarts = [call for call in self.worker.calls if "restart" in call]
        self.assertEqual(restarts, ["POST /connectors/a%2Fb/restart?includeTasks=true&onlyFailed=true"] * 3)
        self.assertTrue(any("task 0 failed: why" in line for line in self.said))

    def test_is_ill_with_another_configuration(self) -> None:
        self.keeper.apply()
        for look in range(3):
            self.keeper.look(look)
        self.worker.configs["a/b"]["x"] = "2"
        self.keeper.look(4)
        self.assertFalse(self.keeper.healthy(4))


    def test_goes_on_after_an_answer_that_breaks_off(self) -> None:
        class Ended(Exception):
            pass

        class Broken(Connect):
            asked = 0

            def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
                self.asked += 1
                if self.asked == 1:
                    raise http.client.IncompleteRead(b"{")
                raise Ended

        with tempfile.TemporaryDirectory() as folder, patch.object(module.time, "sleep"):
            with self.assertRaises(Ended):
                module.keep(Keeper(Broken(self.worker.url), {"a": {"x": "1"}}), "g", "", Path(folder) / "status")
        self.assertTrue(any("does not answer" in line for line in self.said))


class Telling(unittest.TestCase):
    def test_tells_how_connectors_are_and_what_the_worker_measures(self) -> None:
        scraped = (
            '# HELP floe_LagSeconds x\nfloe_LagSeconds{connector="a",task="0"} 1.5\n'
            'floe_LagSeconds{connector="other"} 9\njvm_threads 3\nfloe_Errors{connector="a"} NaN\n'
        )
        (line,) = metrics("shop-dev-scores", {"a": Seen(True, 2, 1, False)}, scraped, 12.0)
        told = json.loads(line)
        self.assertEqual(told["_aws"]["Timestamp"], 12000)
        directive = told["_aws"]["CloudWatchMetrics"][0]
        self.assertEqual(directive["Namespace"], "Floe/KafkaConnect")
        self.assertEqual(directive["Dimensions"], [["Group", "Connector"]])
        names = [metric["Name"] for metric in directive["Metrics"]]
        self.assertEqual(names, ["ConnectorUp", "RunningTasks", "FailedTasks", "LagSeconds"])
        self.assertEqual(
            {name: told[name] for name in ["Group", "Connector", *names]},
            {"Group": "shop-dev-scores", "Connector": "a", "ConnectorUp": 0.0, "RunningTasks": 2, "FailedTasks": 1, "LagSeconds": 1.5},
        )

    def test_reads_samples(self) -> None:
        text = 'a 1\nb{x="q\\"r",y="2"} 3e2 17\nc +Inf\nnot a sample\n'
        self.assertEqual(list(samples(text)), [("a", {}, 1.0), ("b", {"x": 'q\\"r', "y": "2"}, 300.0)])


if __name__ == "__main__":
    unittest.main()
