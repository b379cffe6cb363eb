"""Says which function a node runs, for people."""

from __future__ import annotations

import functools
import inspect
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

from floe_kedro.extract.project import Project
from floe_kedro.hashing.callables import importable

_NATIVE = (types.BuiltinFunctionType, types.MethodDescriptorType, types.MethodWrapperType)


def describe(function: Callable[..., Any], project: Project) -> dict[str, Any]:
    """Name, module, kind and place of a node's function; the place is relative to the project, or nothing."""
    inner: Any = function
    while isinstance(inner, functools.partial):
        inner = inner.func
    named = inner if hasattr(inner, "__qualname__") else type(inner)
    file, line = _place(inner, project)
    return {
        "name": str(getattr(named, "__qualname__", type(inner).__qualname__)).rpartition("<locals>.")[2],
        "module": getattr(named, "__module__", None),
        "kind": kind(function),
        "file": file,
        "line": line,
    }


def kind(function: Callable[..., Any]) -> str:
    """function, generator, lambda, partial, method, closure, callable or builtin."""
    if isinstance(function, functools.partial):
        return "partial"
    if isinstance(function, types.MethodType):
        return "method"
    if isinstance(function, _NATIVE):
        return "builtin"
    if not isinstance(function, types.FunctionType):
        return "builtin" if isinstance(function, type) and function.__module__ == "builtins" else "callable"
    if function.__code__.co_name == "<lambda>":
        return "lambda"
    if inspect.isgeneratorfunction(function):
        return "generator"
    return "function" if importable(function) else "closure"


def _place(function: Any, project: Project) -> tuple[str | None, int | None]:
    code = getattr(inspect.unwrap(function) if callable(function) else function, "__code__", None)
    if code is None:
        call = getattr(type(function), "__call__", None)
        code = getattr(call, "__code__", None)
    if code is None:
        return None, None
    file = Path(code.co_filename)
    if not file.is_relative_to(project.folder):
        return None, None
    return file.relative_to(project.folder).as_posix(), code.co_firstlineno
