"""Starts the emulator on loopback with Floe's additions and ends with the process that started it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading

from hypercorn.asyncio import serve
from hypercorn.config import Config


def _end_with_parent(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    """Standard input closes when the starting process ends, however it ends."""
    while os.read(0, 4096):
        pass
    loop.call_soon_threadsafe(ended.set)
    threading.Timer(5.0, lambda: os.killpg(os.getpgrp(), signal.SIGKILL)).start()


async def _run(port: int) -> None:
    import ministack.app as emulator

    from floe_aws import (
        dashboards,
        deliveries,
        gateway,
        guards,
        log_streams,
        snapshots,
        subscriptions,
        transport,
        workflows,
    )

    workflows.install()
    guards.install()
    log_streams.install()
    dashboards.install()
    deliveries.install()
    subscriptions.install()
    transport.install()
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, ended.set)
    threading.Thread(target=_end_with_parent, args=(loop, ended), daemon=True).start()
    snapshots.start(ended)

    config = Config()
    config.bind = [f"127.0.0.1:{port}"]
    config.keep_alive_timeout = 75
    config.accesslog = None
    config.graceful_timeout = 1
    await serve(gateway.wrap(emulator.app), config, shutdown_trigger=ended.wait)


if __name__ == "__main__":
    asyncio.run(_run(int(sys.argv[1])))
    # Timers and worker threads of the emulator must not keep the process.
    os._exit(0)
