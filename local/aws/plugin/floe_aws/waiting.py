"""Wakes tasks that wait for SageMaker jobs when any job changes."""

from __future__ import annotations

import threading

_condition = threading.Condition()
_version = 0


def version() -> int:
    return _version


def changed() -> None:
    global _version
    with _condition:
        _version += 1
        _condition.notify_all()


def wait(seen: int, timeout: float) -> None:
    """Returns at the first change after `seen`, or after `timeout` seconds."""
    with _condition:
        _condition.wait_for(lambda: _version != seen, timeout)
