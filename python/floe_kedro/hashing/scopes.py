"""The names a piece of code takes from outside itself, as dotted chains (`helpers.clean.fast`), and its own imports."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass
class Uses:
    """What a piece of code needs from the module around it."""

    #: Dotted chains that begin with a name not bound inside.
    chains: set[str] = field(default_factory=set)
    #: Import statements inside functions; the names they bind are among the chains.
    imports: list[ast.Import | ast.ImportFrom] = field(default_factory=list)
    #: Modules imported by a call with a constant name; `None` stands for a name only known when running.
    called: set[str | None] = field(default_factory=set)


def uses(*nodes: ast.AST) -> Uses:
    """What these pieces of code, together, take from outside."""
    found = Uses()
    for node in nodes:
        found.chains |= _free(node, found)
    return found


def root(chain: str) -> str:
    """The first name of a dotted chain."""
    return chain.partition(".")[0]


def _free(node: ast.AST, found: Uses) -> set[str]:
    if isinstance(node, ast.Name):
        return set() if isinstance(node.ctx, ast.Store) else {node.id}
    if isinstance(node, ast.Attribute):
        chain = dotted(node)
        return _free(node.value, found) if chain is None else {chain}
    if isinstance(node, _FUNCTIONS):
        return _function(node, found)
    if isinstance(node, _COMPREHENSIONS):
        return _comprehension(node, found)
    if isinstance(node, (ast.Global, ast.Nonlocal)):
        return set(node.names) if isinstance(node, ast.Global) else set()
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        found.imports.append(node)
        return set() if isinstance(node, ast.Import) else {bound_as(alias) for alias in node.names}
    if isinstance(node, ast.Call):
        _note_import(node, found)
    return _children(node, found)


def _children(node: ast.AST, found: Uses) -> set[str]:
    chains: set[str] = set()
    for child in ast.iter_child_nodes(node):
        chains |= _free(child, found)
    return chains


def dotted(node: ast.AST) -> str | None:
    """`a.b.c` for attributes of a name; nothing for attributes of any other expression."""
    if isinstance(node, ast.Name):
        return node.id
    if not isinstance(node, ast.Attribute):
        return None
    owner = dotted(node.value)
    return None if owner is None else f"{owner}.{node.attr}"


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, found: Uses) -> set[str]:
    body: list[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else list(node.body)
    outside = _free(node.args, found)
    bound = {each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)}
    if not isinstance(node, ast.Lambda):
        for each in [*node.decorator_list, *([node.returns] if node.returns else [])]:
            outside |= _free(each, found)
        bound |= {parameter.name for parameter in getattr(node, "type_params", [])}
    inside: set[str] = set()
    released: set[str] = set()
    for part in body:
        inside |= _free(part, found)
        _bindings(part, bound, released)
    bound -= released
    return outside | {chain for chain in inside if root(chain) not in bound}


def _comprehension(node: ast.AST, found: Uses) -> set[str]:
    bound: set[str] = set()
    for generator in getattr(node, "generators"):
        bound |= {each.id for each in ast.walk(generator.target) if isinstance(each, ast.Name)}
    return {chain for chain in _children(node, found) if root(chain) not in bound}


def _bindings(node: ast.AST, bound: set[str], released: set[str]) -> None:
    """Names a function's body makes local; imports stay visible because they lead to other modules."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        bound.add(node.id)
    elif isinstance(node, (ast.Global, ast.Nonlocal)):
        released.update(node.names)
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        bound.add(node.name)
        return
    elif isinstance(node, ast.Lambda):
        return
    elif isinstance(node, _COMPREHENSIONS):
        bound |= {each.target.id for each in ast.walk(node) if isinstance(each, ast.NamedExpr)}
        return
    elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
        bound.add(node.name)
    elif isinstance(node, ast.MatchMapping) and node.rest:
        bound.add(node.rest)
    for child in ast.iter_child_nodes(node):
        _bindings(child, bound, released)


def bound_as(alias: ast.alias) -> str:
    """The name an import makes in its module."""
    return alias.asname or root(alias.name)


def _note_import(node: ast.Call, found: Uses) -> None:
    chain = dotted(node.func) or ""
    if chain != "__import__" and chain.rpartition(".")[2] != "import_module":
        return
    first = node.args[0] if node.args else None
    name = first.value if isinstance(first, ast.Constant) else None
    found.called.add(name if isinstance(name, str) and not name.startswith(".") else None)
