"""Ends a program when the process that started it is gone."""

from __future__ import annotations

import os
import signal
import threading


def end_with_parent() -> None:
    """Standard input is a pipe of the parent: it closes when the parent ends, however it ends."""

    def watch() -> None:
        try:
            while os.read(0, 4096):
                pass
        except OSError:
            pass
        os.killpg(os.getpgrp(), signal.SIGKILL)

    if os.environ.get("FLOE_SUPERVISED") == "1":
        threading.Thread(target=watch, daemon=True).start()
