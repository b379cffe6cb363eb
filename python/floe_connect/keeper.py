"""Gives a worker its connectors, proves that they run just as declared, restarts what fails, and tells how it goes."""

from __future__ import annotations

import http.client
import json
import os
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any, Iterator, Mapping, NamedTuple

Config = Mapping[str, str]


class Refused(Exception):
    """A configuration no worker will ever take."""


class Connect:
    """A worker's REST API."""

    def __init__(self, url: str, timeout: float = 30) -> None:
        self.url = url.rstrip("/")
        self.timeout = timeout

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.url + path, data=data, method=method, headers={"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as response:
                return response.status, parsed(response.read())
        except urllib.error.HTTPError as error:
            return error.code, parsed(error.read())

    def config(self, name: str) -> Config | None:
        """Configuration in force; none for a connector that is not there, or while workers find together."""
        status, answer = self.ask("GET", f"/connectors/{quoted(name)}/config")
        return {key: value for key, value in answer.items() if key != "name"} if status == 200 else None

    def put(self, name: str, config: Config) -> bool:
        """Writes a configuration. False: not now, as workers find together."""
        status, answer = self.ask("PUT", f"/connectors/{quoted(name)}/config", dict(config))
        if status in (200, 201):
            return True
        if status == 400:
            raise Refused(f"{name}: {message(answer)}")
        log(f"{name}: the worker answers {status}: {message(answer)}")
        return False

    def states(self, name: str) -> list[str]:
        """States of the connector and of its tasks. Empty: unknown."""
        status, answer = self.ask("GET", f"/connectors/{quoted(name)}/status")
        if status != 200:
            return []
        for task in answer["tasks"]:
            if task["state"] == "FAILED":
                log(f"{name}: task {task['id']} failed: {task.get('trace', '')[:2000]}")
        return [answer["connector"]["state"], *(task["state"] for task in answer["tasks"])]

    def restart(self, name: str) -> None:
        self.ask("POST", f"/connectors/{quoted(name)}/restart?includeTasks=true&onlyFailed=true")


class Seen(NamedTuple):
    """What one look at a connector found."""

    in_force: bool
    running: int
    failed: int
    whole: bool


class Keeper:
    """Keeps the connectors of one worker."""

    def __init__(self, connect: Connect, wanted: Mapping[str, Config], steady: int = 3) -> None:
        self.connect = connect
        self.wanted = {
            name: {key: value for key, value in config.items() if key != "name"} for name, config in wanted.items()
        }
        self.steady = steady
        self.good = 0
        self.proven = False
        self.answered = 0.0
        self.retries: dict[str, tuple[float, float]] = {}

    def apply(self) -> bool:
        """Writes what differs. True once nothing does."""
        done = True
        for name, config in self.wanted.items():
            if self.connect.config(name) != config:
                log(f"{name}: writing its configuration")
                done = self.connect.put(name, config) and self.connect.config(name) == config and done
        return done

    def look(self, now: float) -> dict[str, Seen]:
        """Looks at all connectors, and restarts failed tasks: soon at first, then ever more rarely."""
        seen = {}
        for name, config in self.wanted.items():
            states = self.connect.states(name)
            failed = states.count("FAILED")
            whole = len(states) > 1 and all(state == "RUNNING" for state in states)
            in_force = self.connect.config(name) == config
            seen[name] = Seen(in_force, states[1:].count("RUNNING"), failed, whole)
            if failed:
                self.retry(name, now)
            elif whole and now - self.retries.get(name, (0.0, now))[0] > 900:
                self.retries.pop(name, None)
        self.answered = now
        fine = all(one.in_force and one.whole for one in seen.values())
        self.good = self.good + 1 if fine else 0
        self.proven = self.proven or self.good >= self.steady
        self.drifted = not all(one.in_force for one in seen.values())
        return seen

    drifted = False

    def retry(self, name: str, now: float) -> None:
        last, pause = self.retries.get(name, (0.0, 30.0))
        if now - last < pause:
            return
        log(f"{name}: restarting what failed")
        self.connect.restart(name)
        self.retries[name] = (now, min(900.0, pause * 2))

    def healthy(self, now: float) -> bool:
        """
        Until all run as declared: no, so that a deployment which never gets there is taken back. From then on only a
        worker that is lost, or another configuration, counts: a new worker helps with nothing else.
        """
        return self.proven and not self.drifted and now - self.answered < 120


def metrics(group: str, seen: Mapping[str, Seen], scraped: str, now: float) -> Iterator[str]:
    """Lines CloudWatch reads metrics from (embedded metric format)."""
    values: dict[str, dict[str, float]] = {
        name: {"ConnectorUp": float(one.whole), "RunningTasks": one.running, "FailedTasks": one.failed}
        for name, one in seen.items()
    }
    for name, labels, number in samples(scraped):
        connector = labels.get("connector", "")
        if name.startswith("floe_") and connector in values:
            values[connector][name[len("floe_") :]] = number
    for connector, found in values.items():
        yield json.dumps(
            {
                "_aws": {
                    "Timestamp": int(now * 1000),
                    "CloudWatchMetrics": [
                        {
                            "Namespace": "Floe/KafkaConnect",
                            "Dimensions": [["Group", "Connector"]],
                            "Metrics": [{"Name": name} for name in found],
                        }
                    ],
                },
                "Group": group,
                "Connector": connector,
                **found,
            }
        )


def samples(text: str) -> Iterator[tuple[str, dict[str, str], float]]:
    """Samples of Prometheus' text format that are numbers."""
    for line in text.splitlines():
        match = re.fullmatch(r"([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+\d+)?", line)
        if match is None:
            continue
        try:
            number = float(match[3])
        except ValueError:
            continue
        if number == number and abs(number) != float("inf"):
            yield match[1], dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', match[2] or "")), number


def scrape(url: str) -> str:
    if not url:
        return ""
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            return str(response.read().decode())
    except (OSError, http.client.HTTPException) as error:
        log(f"no metrics of the worker: {error}")
        return ""


def quoted(name: str) -> str:
    return urllib.parse.quote(name, safe="")


def parsed(text: bytes) -> Any:
    try:
        return json.loads(text) if text else {}
    except ValueError:
        return {}


def message(answer: Any) -> str:
    return str(answer.get("message", answer)) if isinstance(answer, dict) else str(answer)


def log(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def keep(keeper: Keeper, group: str, metrics_url: str, status: Path) -> None:
    """Never returns, but for a configuration that is refused."""
    applied = False
    told = 0.0
    while True:
        now = time.time()
        try:
            applied = applied or keeper.apply()
            if applied:
                seen = keeper.look(now)
                if now - told >= 60:
                    told = now
                    for line in metrics(group, seen, scrape(metrics_url), now):
                        print(line, flush=True)
        except (OSError, http.client.HTTPException) as error:
            log(f"the worker does not answer: {error}")
        status.write_text("ok" if keeper.healthy(time.time()) else "waiting")
        time.sleep(10)


def main() -> None:
    connectors: Mapping[str, Config] = json.loads(os.environ["FLOE_CONNECTORS"])
    keeper = Keeper(Connect(os.environ["FLOE_CONNECT_URL"]), connectors)
    group = os.environ["FLOE_CONNECT_GROUP"]
    try:
        keep(keeper, group, os.environ.get("FLOE_METRICS_URL", ""), Path(os.environ["FLOE_STATUS_FILE"]))
    except Refused as refused:
        raise SystemExit(f"Refused: {refused}") from refused


if __name__ == "__main__":
    main()
