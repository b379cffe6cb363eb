"""Values as text that is the same whenever the value is."""

from __future__ import annotations

import datetime
import decimal
import enum
import functools
import pathlib
import types
import uuid
from collections.abc import Callable
from typing import Any

Follow = Callable[[Any], str]

_TIMES: tuple[type, ...] = (datetime.datetime, datetime.date, datetime.time, datetime.timedelta)
_EXACT: tuple[type, ...] = (bool, int, float, complex, str, bytes, decimal.Decimal, uuid.UUID, *_TIMES)
_CODE = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, functools.partial, type)


class NotPlain(Exception):
    """The value has no text that tells all of it."""


def text(value: object, follow: Follow, above: tuple[int, ...] = ()) -> str:
    """A faithful text of a value. Functions and classes inside are named, and given to `follow` for their code."""
    if value is None or value is Ellipsis or type(value) in _EXACT:
        return repr(value)
    if id(value) in above:
        return f"<above {len(above) - above.index(id(value))}>"
    inside = (*above, id(value))
    if isinstance(value, enum.Enum):
        return f"{follow(type(value))}.{value.name}"
    if isinstance(value, pathlib.PurePath):
        return f"path {value.as_posix()!r}"
    if isinstance(value, _CODE):
        return f"code {follow(value)}"
    if type(value) in (list, tuple):
        kind = type(value).__name__
        return f"{kind}[{','.join(text(each, follow, inside) for each in _items(value))}]"
    if type(value) in (set, frozenset):
        return f"set[{','.join(sorted(text(each, follow, inside) for each in _items(value)))}]"
    if isinstance(value, dict) and type(value) is dict:
        return f"dict[{','.join(f'{text(k, follow, inside)}:{text(v, follow, inside)}' for k, v in value.items())}]"
    if type(value).__module__ != "builtins" and not isinstance(value, types.ModuleType):
        return f"{follow(type(value))}({_state(value, follow, inside)})"
    raise NotPlain(type(value).__qualname__)


def _items(value: Any) -> Any:
    return value


def _state(value: object, follow: Follow, inside: tuple[int, ...]) -> str:
    """An object's attributes, if all of its state is in them."""
    kinds = type(value).__mro__
    native = [kind for kind in kinds if kind is not object and not _written_in_python(kind)]
    slots = [name for kind in kinds for name in _slots(kind)]
    if native or not (hasattr(value, "__dict__") or slots):
        raise NotPlain(type(value).__qualname__)
    state = {**getattr(value, "__dict__", {}), **{name: getattr(value, name, None) for name in slots}}
    return text(state, follow, inside)


def _slots(kind: type) -> list[str]:
    slots = kind.__dict__.get("__slots__", ())
    return [slots] if isinstance(slots, str) else [name for name in slots if not name.startswith("__")]


def _written_in_python(kind: type) -> bool:
    return bool(kind.__flags__ & (1 << 9))
