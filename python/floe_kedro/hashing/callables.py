"""What kind of callable a node's function is, and the slice of the project it stands for."""

from __future__ import annotations

import ast
import functools
import sys
import types
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from floe_kedro.hashing import dump
from floe_kedro.hashing.modules import Module
from floe_kedro.hashing.scopes import uses
from floe_kedro.hashing.slices import Slice
from floe_kedro.hashing.values import NotPlain, text


@dataclass(frozen=True)
class Origin:
    """The file whose code made a node: where the state of odd callables comes from."""

    file: str | None


def add_callable(into: Slice, function: Callable[..., Any], origin: Origin) -> None:
    """Takes in the code behind a function, and the values it carries (a partial's arguments, a closure's cells)."""
    if id(function) in into.followed:
        return
    into.followed[id(function)] = function
    if "floe_stand_in" in getattr(function, "__dict__", {}):
        into.add_foreign(f"missing {vars(function)['floe_stand_in']}")
    elif isinstance(function, functools.partial):
        add_callable(into, function.func, origin)
        _value(into, "partial", (function.args, function.keywords), origin)
    elif isinstance(function, types.MethodType):
        _class(into, function.__self__ if isinstance(function.__self__, type) else type(function.__self__))
        into.add_foreign(f"method {function.__func__.__qualname__}")
        _value(into, "self", function.__self__, origin)
    elif importable(function):
        _reference(into, function.__module__, function.__qualname__)
    elif isinstance(function, types.FunctionType):
        _inner_function(into, function, origin)
    elif isinstance(function, (types.BuiltinFunctionType, types.MethodDescriptorType, types.MethodWrapperType)):
        into.add_foreign(f"builtin {function.__qualname__}")
        owner = getattr(function, "__self__", None)
        if owner is not None and not isinstance(owner, types.ModuleType):
            _value(into, "self", owner, origin)
    else:
        _class(into, type(function))
        _value(into, "instance", function, origin)


def importable(function: Callable[..., Any]) -> bool:
    """Whether the module and qualified name of a function lead back to it."""
    found: Any = sys.modules.get(getattr(function, "__module__", None) or "")
    for part in (getattr(function, "__qualname__", None) or "<none>").split("."):
        found = getattr(found, part, None)
    return found is function


def _reference(into: Slice, module_name: str, qualified: str) -> None:
    module = into.sources.find(module_name)
    if module is None:
        into.add_foreign(f"{module_name}:{qualified}")
    else:
        into.add_foreign(f"calls {module_name}:{qualified}")
        into.add_name(module, qualified)


def _class(into: Slice, kind: type) -> None:
    _reference(into, kind.__module__, kind.__qualname__.partition(".<locals>")[0])


def _inner_function(into: Slice, function: types.FunctionType, origin: Origin) -> None:
    module = into.sources.find(function.__module__ or "")
    code = function.__code__
    if module is None:
        into.add_foreign(f"{function.__module__}:{function.__qualname__}")
    else:
        found = [node for node in ast.walk(module.tree) if _defines(node, code)]
        if not found:
            into.add_module(module)
        for node in found:
            into.add_foreign(f"{module.name} {dump.digest(node)}")
            into.add_uses(module, uses(node), frozenset(code.co_freevars))
    _value(into, "defaults", (function.__defaults__, function.__kwdefaults__), origin)
    for name, cell in zip(code.co_freevars, function.__closure__ or ()):
        try:
            _value(into, f"cell {name}", cell.cell_contents, origin)
        except ValueError:
            into.add_foreign(f"cell {name} is empty")


def _defines(node: ast.AST, code: types.CodeType) -> bool:
    if isinstance(node, ast.Lambda):
        return code.co_name == "<lambda>" and node.lineno == code.co_firstlineno
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) or node.name != code.co_name:
        return False
    return code.co_firstlineno in {node.lineno, *(each.lineno for each in node.decorator_list)}


def _value(into: Slice, role: str, value: object, origin: Origin) -> None:
    """Takes in a value; one that has no faithful text stands for the modules that could have made it."""
    try:
        into.add_foreign(f"{role} {text(value, lambda function: _follow(into, function, origin))}")
    except NotPlain:
        into.whole = True
        places: list[Module | None] = [into.sources.find(type(value).__module__)]
        if origin.file is not None:
            places.append(into.sources.of_file(origin.file))
        into.add_foreign(f"{role} {type(value).__module__}:{type(value).__qualname__}")
        for module in places:
            if module is not None:
                into.add_module(module)


def _follow(into: Slice, function: Any, origin: Origin) -> str:
    if isinstance(function, type):
        _class(into, function)
    else:
        add_callable(into, function, origin)
    return f"{getattr(function, '__module__', '')}:{getattr(function, '__qualname__', type(function).__qualname__)}"
