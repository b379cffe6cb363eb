"""Runs a node again when it fails: Snowflake retries whole graphs only."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

_log = logging.getLogger("floe_kedro")


@dataclass(frozen=True)
class Policy:
    """How often a node may be run again, and after which failures."""

    retries: int = 0
    delay: float = 1.0
    factor: float = 2.0
    #: Names of exceptions; empty for all.
    on: frozenset[str] = frozenset()

    def allows(self, error: Exception) -> bool:
        """Whether this failure may pass by itself."""
        return not self.on or any(kind.__name__ in self.on for kind in type(error).__mro__)


def policy(value: Any) -> Policy:
    """A number of retries, or `{"retries", "delaySeconds", "factor", "on"}`."""
    if isinstance(value, Mapping):
        return Policy(
            int(value.get("retries", 0)),
            float(value.get("delaySeconds", 1)),
            float(value.get("factor", 2)),
            frozenset(value.get("on", [])),
        )
    return Policy(int(value))


@dataclass
class NodeRecord:
    """What happened to the nodes of a task."""

    seconds: dict[str, float] = field(default_factory=dict)
    retried: dict[str, int] = field(default_factory=dict)


@contextmanager
def watched(policies: Mapping[str, Any], record: NodeRecord) -> Iterator[None]:
    """While active, every node Kedro runs is timed and retried: loading, function and saving."""
    from kedro.runner.task import Task

    plain = Task.execute

    def execute(self: Any) -> Any:
        name = self.node.name
        allowed = policy(policies.get(name, policies.get("__default__", 0)))
        started = time.perf_counter()
        attempt = 0
        while True:
            try:
                done = plain(self)
            except Exception as error:
                if attempt >= allowed.retries or not allowed.allows(error):
                    raise
                attempt += 1
                record.retried[name] = attempt
                pause = allowed.delay * allowed.factor ** (attempt - 1)
                _log.warning(
                    "%s failed (%s: %s); attempt %d in %g s", name, type(error).__name__, error, attempt + 1, pause
                )
                time.sleep(pause)
            else:
                record.seconds[name] = round(time.perf_counter() - started, 3)
                return done

    Task.execute = execute  # type: ignore[method-assign]
    try:
        yield
    finally:
        Task.execute = plain  # type: ignore[method-assign]
