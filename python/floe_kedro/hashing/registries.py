"""Definitions that reach a function through a registry (`@register def f`) instead of by their name."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from floe_kedro.hashing.modules import Module, Statement
from floe_kedro.hashing.scopes import root, uses
from floe_kedro.hashing.sources import Sources

Included = Mapping[tuple[str, int], tuple[Module, Statement]]


def registered(
    sources: Sources, visited: Mapping[str, Module], included: Included
) -> Iterator[tuple[Module, Statement]]:
    """Decorated definitions whose decorator is, or writes to, a changeable value that is already in the slice."""
    values = {(name, bound) for (name, _), (_, each) in included.items() if _changeable(each) for bound in each.binds}
    if not values:
        return
    for module in list(visited.values()):
        for statement in module.statements:
            if (module.name, statement.index) in included:
                continue
            if any(_reaches(sources, module, chain, values) for chain in _decorators(statement)):
                yield module, statement


def _decorators(statement: Statement) -> set[str]:
    node = statement.node
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return set()
    return uses(*node.decorator_list).chains


def _changeable(statement: Statement) -> bool:
    """A variable that holds a container or an object; loggers do not count."""
    value = getattr(statement.node, "value", None)
    if not isinstance(statement.node, (ast.Assign, ast.AnnAssign)):
        return False
    if isinstance(value, ast.Call):
        return not any("ogger" in chain for chain in uses(value.func).chains)
    return isinstance(value, (ast.Dict, ast.List, ast.Set, ast.DictComp, ast.ListComp, ast.SetComp))


def _reaches(sources: Sources, module: Module, chain: str, values: set[tuple[str, str]]) -> bool:
    places = list(_places(sources, module, root(chain), chain))
    if any(place in values for place in places):
        return True
    for name, bound in places:
        owner = sources.find(name)
        for statement in [] if owner is None else owner.bindings.get(bound, []):
            if isinstance(statement.node, (ast.FunctionDef, ast.ClassDef)) and owner is not None:
                inner = {place for each in statement.uses.chains for place in _places(sources, owner, root(each), each)}
                if inner & values:
                    return True
    return False


def _places(sources: Sources, module: Module, first: str, chain: str) -> Iterator[tuple[str, str]]:
    """Where a name may be bound: here, or in the project's module it is imported from."""
    if first in module.bindings and first not in module.imports:
        yield module.name, first
    for target in module.imports.get(first, []):
        if target.attribute is not None:
            yield target.module, target.attribute
        rest = chain.split(".")[1:2]
        inner = target.module if target.attribute is None else f"{target.module}.{target.attribute}"
        if rest and sources.find(inner) is not None:
            yield inner, rest[0]
