"""A module of the project, read but not run: its top-level statements and the names they bind."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from floe_kedro.hashing import dump
from floe_kedro.hashing.scopes import Uses, bound_as, dotted, uses

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Target:
    """What an imported name stands for: a module, or an attribute (or submodule) of one."""

    module: str
    attribute: str | None


@dataclass(eq=False)
class Statement:
    """One top-level statement of a module."""

    index: int
    node: ast.stmt
    binds: frozenset[str]
    #: It does something when the module is imported, beyond binding names.
    effect: bool

    @cached_property
    def digest(self) -> str:
        """A hash of its code."""
        return dump.digest(self.node)

    @cached_property
    def uses(self) -> Uses:
        """The names it takes from the module."""
        return uses(self.node)

    @property
    def order(self) -> str:
        """Definitions may change places, statements that run may not."""
        if isinstance(self.node, _DEFINITIONS):
            return f"def {self.node.name}"
        return f"{self.index:08d}"


@dataclass
class Module:
    """A parsed module."""

    name: str
    file: Path
    package: bool
    tree: ast.Module
    statements: list[Statement] = field(default_factory=list)
    bindings: dict[str, list[Statement]] = field(default_factory=dict)
    imports: dict[str, list[Target]] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for index, node in enumerate(self.tree.body):
            if dump.is_remark(node):
                continue
            self._imports(node)
            statement = Statement(index, node, frozenset(_bound(node)), _has_effect(node))
            self.statements.append(statement)
            for name in statement.binds:
                self.bindings.setdefault(name, []).append(statement)

    def _imports(self, node: ast.stmt) -> None:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for name, target in import_targets(node, self.name, self.package):
                if name == "*":
                    self.stars.append(target.module)
                else:
                    self.imports.setdefault(name, []).append(target)
        elif isinstance(node, (ast.If, ast.Try, ast.With)):
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.ExceptHandler):
                    for inner in child.body:
                        self._imports(inner)
                elif isinstance(child, ast.stmt):
                    self._imports(child)


def import_targets(node: ast.Import | ast.ImportFrom, module: str, package: bool) -> list[tuple[str, Target]]:
    """The names an import statement binds and what they stand for."""
    if isinstance(node, ast.Import):
        return [
            (bound_as(alias), Target(alias.name if alias.asname else bound_as(alias), None)) for alias in node.names
        ]
    source = node.module or ""
    if node.level:
        parts = module.split(".")
        kept = parts[: len(parts) - node.level + (1 if package else 0)]
        source = ".".join([*kept, *([node.module] if node.module else [])])
    return [(alias.asname or alias.name, Target(source, alias.name)) for alias in node.names]


def _bound(node: ast.stmt) -> set[str]:
    if isinstance(node, _DEFINITIONS):
        return {node.name}
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {bound_as(alias) for alias in node.names if alias.name != "*"}
    names: set[str] = set()
    pending: list[ast.AST] = [node]
    while pending:
        each = pending.pop()
        if isinstance(each, ast.Name) and isinstance(each.ctx, (ast.Store, ast.Del)):
            names.add(each.id)
        elif (
            isinstance(each, ast.stmt)
            and each is not node
            and isinstance(each, (*_DEFINITIONS, ast.Import, ast.ImportFrom))
        ):
            names |= _bound(each)
        elif not isinstance(each, ast.Lambda):
            pending.extend(ast.iter_child_nodes(each))
    return names


def _has_effect(node: ast.stmt) -> bool:
    if isinstance(node, (*_DEFINITIONS, ast.Import, ast.ImportFrom, ast.Pass)):
        return False
    if isinstance(node, ast.Assign):
        return not all(_names_only(target) for target in node.targets) or dotted(node.targets[0]) == "_"
    if isinstance(node, (ast.AnnAssign, ast.AugAssign)):
        return not _names_only(node.target)
    if isinstance(node, ast.If) and _never_imported(node.test):
        return False
    if isinstance(node, ast.If):
        return any(_has_effect(inner) for inner in [*node.body, *node.orelse] if not dump.is_remark(inner))
    if isinstance(node, ast.Try):
        handlers = [inner for handler in node.handlers for inner in handler.body]
        return any(_has_effect(inner) for inner in [*node.body, *handlers, *node.orelse, *node.finalbody])
    return type(node).__name__ != "TypeAlias"


def _names_only(target: ast.expr) -> bool:
    if isinstance(target, (ast.Tuple, ast.List)):
        return all(_names_only(each) for each in target.elts)
    return isinstance(target, ast.Name)


def _never_imported(test: ast.expr) -> bool:
    """`TYPE_CHECKING` and `__name__ == "__main__"`."""
    if (dotted(test) or "").rpartition(".")[2] == "TYPE_CHECKING":
        return True
    return isinstance(test, ast.Compare) and dotted(test.left) == "__name__"
