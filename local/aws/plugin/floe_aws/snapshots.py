"""Writes the emulator's state soon after each change, so that a kill loses at most seconds and not the session."""

from __future__ import annotations

import asyncio
import logging
import threading
import time

_READS = ("Describe", "List", "Get", "Receive", "Head", "Query", "Scan", "Batch", "Filter", "Lookup")
_SETTLE_SECONDS = 0.7
_LONGEST_SECONDS = 5.0
_dirty_since = 0.0
_last_change = 0.0
_loop_ended = threading.Event()
_log = logging.getLogger("floe.snapshots")


def seen(scope: dict) -> None:
    """Notes a request that may have changed something."""
    global _dirty_since, _last_change
    if scope["method"] in ("GET", "HEAD", "OPTIONS"):
        return
    target = next((value for name, value in scope["headers"] if name == b"x-amz-target"), b"").decode("latin-1")
    if target.rpartition(".")[2].startswith(_READS):
        return
    _last_change = time.monotonic()
    _dirty_since = _dirty_since or _last_change


def _due(now: float) -> bool:
    return bool(_dirty_since) and (now - _last_change > _SETTLE_SECONDS or now - _dirty_since > _LONGEST_SECONDS)


def _save_when_due() -> None:
    global _dirty_since
    import ministack.app as emulator
    from ministack.core.persistence import PERSIST_STATE, save_all

    while PERSIST_STATE and not _loop_ended.wait(0.25):
        if _due(time.monotonic()):
            _dirty_since = 0.0
            started = time.monotonic()
            save_all(emulator._build_persistence_save_dict())
            spent = time.monotonic() - started
            if spent > 0.5:
                _log.info("a snapshot took %.1f s", spent)
                _loop_ended.wait(min(10.0, spent * 10))


def start(ended: asyncio.Event) -> None:
    """Saves from a thread of its own until the server ends; the emulator itself saves a last time then."""

    async def watch() -> None:
        await ended.wait()
        _loop_ended.set()

    asyncio.get_running_loop().create_task(watch())
    # The emulator logs each saved service; a line a second would bury everything else.
    logging.getLogger("persistence").setLevel(logging.WARNING)
    threading.Thread(target=_save_when_due, name="floe-snapshots", daemon=True).start()
