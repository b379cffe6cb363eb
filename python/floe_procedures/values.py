"""Values between JSON and Python, by Snowflake type."""

from __future__ import annotations

import datetime
import decimal
import json
import math
from typing import Any


def from_json(value: Any, kind: str) -> Any:
    """The Python value a handler gets for an argument of a Snowflake type."""
    if value is None:
        return None
    base = kind.split("(")[0].upper()
    if base == "NUMBER":
        scale = int(kind.split(",")[1].rstrip(")")) if "," in kind else 0
        return decimal.Decimal(str(value)) if scale > 0 else int(value)
    if base == "FLOAT":
        return float(value)
    if base == "BOOLEAN":
        return value in (True, "true", "1", 1)
    if base == "DATE":
        return datetime.date.fromisoformat(value)
    if base == "TIME":
        return datetime.time.fromisoformat(value)
    if base.startswith("TIMESTAMP"):
        moment = datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
        return moment.replace(tzinfo=None) if base == "TIMESTAMP_NTZ" else moment
    if base in ("VARIANT", "OBJECT", "ARRAY"):
        return json.loads(value) if isinstance(value, str) else value
    if base == "BINARY":
        return bytes.fromhex(value)
    return str(value)


def to_json(value: Any, kind: Any) -> Any:
    """A handler's value as JSON can carry it; semi-structured results become JSON text."""
    if value is None:
        return None
    if isinstance(kind, str) and kind.split("(")[0].upper() in ("VARIANT", "OBJECT", "ARRAY"):
        return json.dumps(value, default=_plain)
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, decimal.Decimal):
        return str(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_plain(item) for item in value]
    if hasattr(value, "item"):
        return _plain(value.item())
    return str(value)
