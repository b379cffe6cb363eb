"""The names a piece of code takes from outside itself, as dotted chains (`helpers.clean.fast`), and its own imports."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Uses:
    """What a piece of code needs from the module around it."""

    #: Dotted chains that begin with a name not bound inside.
    chains: set[str] = field(default_factory=set)
    #: Import statements inside functions; the names they bind are among the chains.
    imports: list[ast.Import | ast.ImportFrom] = field(default_factory=list)
    #: Modules imported by a call with a constant name; `None` stands for a name only known when running.
    called: set[str | None] = field(default_factory=set)


@dataclass
class _Scope:
    """One function's, lambda's, class's or comprehension's names; the outermost is the module's."""

    found: Uses
    chains: set[str] = field(default_factory=set)
    bound: set[str] = field(default_factory=set)
    #: `global` and `nonlocal`: assigned here, but not this scope's own.
    released: set[str] = field(default_factory=set)
    #: Where `:=` inside a comprehension binds.
    function: _Scope | None = None

    def close(self, outer: _Scope) -> None:
        """Hands the names that are not its own to the scope around it."""
        own = self.bound - self.released
        outer.chains.update([chain for chain in self.chains if root(chain) not in own])


def uses(*nodes: ast.AST) -> Uses:
    """What these pieces of code, together, take from outside."""
    scope = _Scope(Uses())
    for node in nodes:
        _visit(node, scope)
    scope.found.chains = scope.chains
    return scope.found


def root(chain: str) -> str:
    """The first name of a dotted chain."""
    return chain.partition(".")[0]


def _visit(node: ast.AST, scope: _Scope) -> None:
    handler = _HANDLERS.get(type(node))
    if handler is None:
        _children(node, scope)
    else:
        handler(node, scope)


def _children(node: ast.AST, scope: _Scope) -> None:
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, ast.AST):
            _visit(value, scope)
        elif isinstance(value, list):
            for each in value:
                if isinstance(each, ast.AST):
                    _visit(each, scope)


def _name(node: ast.Name, scope: _Scope) -> None:
    if isinstance(node.ctx, ast.Store):
        scope.bound.add(node.id)
    else:
        scope.chains.add(node.id)


def _attribute(node: ast.Attribute, scope: _Scope) -> None:
    chain = dotted(node)
    if chain is None:
        _visit(node.value, scope)
    else:
        scope.chains.add(chain)


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, scope: _Scope) -> None:
    # Defaults, annotations and decorators are evaluated outside.
    _visit(node.args, scope)
    inner = _Scope(scope.found)
    inner.bound = {each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)}
    if isinstance(node, ast.Lambda):
        _visit(node.body, inner)
    else:
        scope.bound.add(node.name)
        for part in [*node.decorator_list, *([node.returns] if node.returns else [])]:
            _visit(part, scope)
        inner.bound |= {parameter.name for parameter in getattr(node, "type_params", [])}
        for statement in node.body:
            _visit(statement, inner)
    inner.close(scope)


def _class(node: ast.ClassDef, scope: _Scope) -> None:
    scope.bound.add(node.name)
    inner = _Scope(scope.found)
    _children(node, inner)
    # Functions in a class do not see its names.
    inner.bound.clear()
    inner.close(scope)


def _comprehension(node: ast.AST, scope: _Scope) -> None:
    inner = _Scope(scope.found, function=scope.function or scope)
    _children(node, inner)
    inner.close(scope)


def _walrus(node: ast.NamedExpr, scope: _Scope) -> None:
    (scope.function or scope).bound.add(node.target.id)
    _visit(node.value, scope)


def _release(node: ast.Global | ast.Nonlocal, scope: _Scope) -> None:
    scope.released.update(node.names)
    if isinstance(node, ast.Global):
        scope.chains.update(node.names)


def _import(node: ast.Import | ast.ImportFrom, scope: _Scope) -> None:
    # Not bound here: the names lead to other modules, and whoever asks follows them there.
    scope.found.imports.append(node)
    if isinstance(node, ast.ImportFrom):
        scope.chains.update(bound_as(alias) for alias in node.names)


def _call(node: ast.Call, scope: _Scope) -> None:
    chain = dotted(node.func) or ""
    if chain == "__import__" or chain.rpartition(".")[2] == "import_module":
        first = node.args[0] if node.args else None
        name = first.value if isinstance(first, ast.Constant) else None
        scope.found.called.add(name if isinstance(name, str) and not name.startswith(".") else None)
    _children(node, scope)


def _named(node: ast.ExceptHandler | ast.MatchAs | ast.MatchStar, scope: _Scope) -> None:
    if node.name:
        scope.bound.add(node.name)
    _children(node, scope)


def _mapping(node: ast.MatchMapping, scope: _Scope) -> None:
    if node.rest:
        scope.bound.add(node.rest)
    _children(node, scope)


_HANDLERS: dict[type[ast.AST], Callable[..., None]] = {
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Constant: lambda node, scope: None,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.Lambda: _function,
    ast.ClassDef: _class,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.DictComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.NamedExpr: _walrus,
    ast.Global: _release,
    ast.Nonlocal: _release,
    ast.Import: _import,
    ast.ImportFrom: _import,
    ast.Call: _call,
    ast.ExceptHandler: _named,
    ast.MatchAs: _named,
    ast.MatchStar: _named,
    ast.MatchMapping: _mapping,
}


def dotted(node: ast.AST) -> str | None:
    """`a.b.c` for attributes of a name; nothing for attributes of any other expression."""
    if isinstance(node, ast.Name):
        return node.id
    if not isinstance(node, ast.Attribute):
        return None
    owner = dotted(node.value)
    return None if owner is None else f"{owner}.{node.attr}"


def bound_as(alias: ast.alias) -> str:
    """The name an import makes in its module."""
    return alias.asname or root(alias.name)
