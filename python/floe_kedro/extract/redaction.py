"""Keeps secrets that were written into catalog or parameters out of the graph document."""

from __future__ import annotations

import datetime
import math
import re
from typing import Any

_SECRET = re.compile(
    r"(?i)passw(or)?d|passphrase|secret|(^|_|-)(pwd|token|dsn)($|_|-)"
    r"|(api|access|private|account|shared|signing)_?key|connection_?string|_token$"
)
_LOGIN = re.compile(r"(?<=://)[^/@\s]+@")
HIDDEN = "***"


def redacted(value: Any, found: list[str], path: str = "") -> Any:
    """The value with secrets replaced by `***`; `found` receives the keys that held them."""
    if isinstance(value, dict):
        kept: dict[str, Any] = {}
        for key, inner in value.items():
            place = f"{path}.{key}" if path else str(key)
            if isinstance(inner, str) and inner and _SECRET.search(str(key)):
                found.append(place)
                kept[str(key)] = HIDDEN
            else:
                kept[str(key)] = redacted(inner, found, place)
        return kept
    if isinstance(value, (list, tuple)):
        return [redacted(inner, found, f"{path}[{index}]") for index, inner in enumerate(value)]
    if isinstance(value, str) and _LOGIN.search(value):
        found.append(path)
        return _LOGIN.sub(f"{HIDDEN}@", value)
    return value


def not_json(value: Any, path: str = "") -> list[str]:
    """The places inside a value that JSON cannot carry, each with its type."""
    if isinstance(value, dict):
        odd = [f"{path or 'it'} has the key {key!r}" for key in value if not isinstance(key, str)]
        return odd + [each for key, inner in value.items() for each in not_json(inner, f"{path}.{key}".lstrip("."))]
    if type(value) in (list, tuple):
        return [each for index, inner in enumerate(value) for each in not_json(inner, f"{path}[{index}]")]
    if isinstance(value, float) and not math.isfinite(value):
        return [f"{path or 'it'} is {value}"]
    if value is None or isinstance(value, (str, int, float)):
        return []
    return [f"{path or 'it'} is a {type(value).__name__}"]


def as_json(value: Any) -> Any:
    """The nearest value JSON can carry: dates as ISO text, others by their text without addresses."""
    if isinstance(value, dict):
        return {str(key): as_json(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        items = [as_json(inner) for inner in value]
        return sorted(items, key=repr) if isinstance(value, (set, frozenset)) else items
    if isinstance(value, (datetime.date, datetime.datetime, datetime.time)):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, (str, int, float)):
        return value
    name = getattr(value, "__qualname__", None)
    return f"<{value.__module__}.{name}>" if name else re.sub(r" at 0x[0-9a-fA-F]+", "", repr(value))
