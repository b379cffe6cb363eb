"""The environment Kedro is imported in: no telemetry, and no log handlers of its own."""

from __future__ import annotations

import os
import pkgutil
import tempfile
import warnings
from pathlib import Path


def quieten() -> None:
    """Call before Kedro is imported: it reads these variables then. A logging configuration the user chose stays."""
    os.environ["KEDRO_DISABLE_TELEMETRY"] = "1"
    os.environ["DO_NOT_TRACK"] = "1"
    # Kedro 1 calls what omegaconf 2.4 deprecates, at every start.
    warnings.filterwarnings("ignore", message="register_new_resolver")
    if "KEDRO_LOGGING_CONFIG" not in os.environ:
        os.environ["KEDRO_LOGGING_CONFIG"] = str(_logging_file())


def _logging_file() -> Path:
    beside = Path(__file__).with_name("logging.yml")
    if beside.is_file():
        return beside
    # Imported from a zip, where Kedro cannot open files.
    content = pkgutil.get_data("floe_kedro", "logging.yml") or b""
    descriptor, name = tempfile.mkstemp(prefix="floe-kedro-logging-", suffix=".yml")
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    return Path(name)
