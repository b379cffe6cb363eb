"""Joins the instances of a distributed training: the first leads, all sum their gradients."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from floe_sagemaker import tree


@contextmanager
def joined() -> Iterator[bool]:
    """Within, XGBoost trains on the data of all instances. Tells whether this one leads: logs and saves the model."""
    resources = tree.config("resourceconfig")
    hosts = list(resources.get("hosts", []))
    if len(hosts) < 2:
        yield True
        return
    from xgboost import collective
    from xgboost.tracker import RabitTracker

    place = hosts.index(resources["current_host"])
    port = int(os.environ["FLOE_TRACKER_PORT"])
    waiting = None
    if place == 0:
        tracker = RabitTracker(n_workers=len(hosts), host_ip=hosts[0], port=port, sortby="task")
        tracker.start()
        waiting = threading.Thread(target=tracker.wait_for, daemon=True)
        waiting.start()
    arguments = {
        "dmlc_communicator": "rabit",
        "dmlc_tracker_uri": hosts[0],
        "dmlc_tracker_port": port,
        "dmlc_task_id": f"{place:04d}",
        "dmlc_timeout": 120,
        "dmlc_retry": 60,
    }
    with collective.CommunicatorContext(**arguments):
        yield collective.get_rank() == 0
    if waiting is not None:
        # The others take their leave at the tracker, which ends with this process.
        waiting.join(timeout=60)
