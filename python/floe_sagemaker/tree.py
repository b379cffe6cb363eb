"""The documented /opt/ml tree, wherever it lies."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


def base() -> Path:
    return Path(os.environ.get("SAGEMAKER_BASE_DIR", "/opt/ml"))


def config(name: str) -> dict[str, Any]:
    return json.loads((base() / "input" / "config" / f"{name}.json").read_text())


def channel(name: str) -> Path:
    return base() / "input" / "data" / name


def model() -> Path:
    return base() / "model"


def checkpoints() -> Path:
    return base() / "checkpoints"


def write_failure(reason: str) -> None:
    target = base() / "output"
    target.mkdir(parents=True, exist_ok=True)
    (target / "failure").write_text(reason)
