"""The part of the project that a few names depend on: statements of its modules, followed through its imports."""

from __future__ import annotations

import builtins
import hashlib
from dataclasses import dataclass, field

from floe_kedro.hashing.modules import Module, Statement, Target, import_targets
from floe_kedro.hashing.registries import registered
from floe_kedro.hashing.scopes import Uses, root
from floe_kedro.hashing.sources import Sources

_BUILTINS = frozenset(dir(builtins))
#: Chains after which any name of the module may be used.
_OPEN = frozenset({"globals", "exec", "eval"})
#: Chains after which any module may be used.
_ALL_MODULES = frozenset({"sys.modules", "pkgutil.iter_modules", "pkgutil.walk_packages"})


@dataclass
class Slice:
    """Collects statements; ask `digest` when all roots are in."""

    sources: Sources
    #: Names alone did not tell what the code uses, so whole modules were taken.
    whole: bool = False
    #: Callables already followed, by identity: a closure may hold itself.
    followed: dict[int, object] = field(default_factory=dict)
    _statements: dict[tuple[str, int], tuple[Module, Statement]] = field(default_factory=dict)
    _visited: dict[str, Module] = field(default_factory=dict)
    _foreign: set[str] = field(default_factory=set)
    _pending: list[tuple[Module, Statement]] = field(default_factory=list)

    def add_name(self, module: Module, chain: str) -> None:
        """Takes in what a dotted chain means at the top of a module."""
        self._visit(module)
        self._name(module, chain)
        self._settle()

    def add_uses(self, module: Module, used: Uses, hidden: frozenset[str] = frozenset()) -> None:
        """Takes in what a piece of code inside a module uses; names in `hidden` mean something else there."""
        self._visit(module)
        self._uses(module, used, hidden)
        self._settle()

    def add_module(self, module: Module, exact: bool = False) -> None:
        """Takes in a whole module; `exact` says that all of it counts, not that a part could not be told."""
        self.whole = self.whole or not exact
        self._visit(module)
        for statement in module.statements:
            self._include(module, statement)
        self._settle()

    def add_foreign(self, text: str) -> None:
        """Takes in something that is not the project's, by a text that names it."""
        self._foreign.add(text)

    def digest(self) -> str:
        """The hash of all that was taken in, whatever the order."""
        lines = [f"{name} {each.order} {each.digest}" for (name, _), (_, each) in self._statements.items()]
        return hashlib.sha256("\n".join([*sorted(lines), *sorted(self._foreign)]).encode()).hexdigest()

    def _settle(self) -> None:
        while True:
            while self._pending:
                module, statement = self._pending.pop()
                self._uses(module, statement.uses, frozenset())
            for module, statement in registered(self.sources, self._visited, self._statements):
                self._include(module, statement)
            if not self._pending:
                return

    def _include(self, module: Module, statement: Statement) -> None:
        key = (module.name, statement.index)
        if key not in self._statements:
            self._statements[key] = (module, statement)
            self._pending.append((module, statement))

    def _visit(self, module: Module) -> None:
        """Importing a module runs it, its packages and what they import: all their effects count."""
        if module.name in self._visited:
            return
        self._visited[module.name] = module
        parent = self.sources.find(module.name.rpartition(".")[0])
        if parent is not None:
            self._visit(parent)
        for statement in module.statements:
            if statement.effect:
                self._include(module, statement)
        for target in [each for targets in module.imports.values() for each in targets]:
            self._visit_target(target)
        for name in module.stars:
            self._visit_target(Target(name, None))

    def _visit_target(self, target: Target) -> None:
        for name in (target.module, f"{target.module}.{target.attribute}"):
            found = self.sources.find(name)
            if found is not None:
                self._visit(found)

    def _uses(self, module: Module, used: Uses, hidden: frozenset[str]) -> None:
        local: dict[str, list[Target]] = {}
        for node in used.imports:
            for name, target in import_targets(node, module.name, module.package):
                local.setdefault(name, []).append(target)
                self._visit_target(target)
        for chain in used.chains:
            first = root(chain)
            if first in hidden:
                continue
            if first in local and first not in module.imports:
                for target in local[first]:
                    self._target(target, chain.split(".")[1:])
            else:
                self._name(module, chain)
            self._dynamic(module, chain)
        for called in used.called:
            self._called(called)

    def _dynamic(self, module: Module, chain: str) -> None:
        if chain in _OPEN and chain not in module.bindings:
            self.whole = True
            for statement in module.statements:
                self._include(module, statement)
        elif chain in _ALL_MODULES or any(chain.startswith(f"{each}.") for each in _ALL_MODULES):
            self._called(None)

    def _called(self, name: str | None) -> None:
        modules = self.sources.all() if name is None else [self.sources.find(name)]
        for module in modules:
            if module is not None:
                self._module_value(module)

    def _name(self, module: Module, chain: str) -> None:
        first, *rest = chain.split(".")
        if first in module.imports:
            for target in module.imports[first]:
                self._target(target, rest)
        if first in module.bindings:
            for statement in module.bindings[first]:
                # An import's text says less than what it leads to, and may name much that is not used here.
                if first not in module.imports or not _only_imports(statement):
                    self._include(module, statement)
            return
        if first in module.imports or first in _BUILTINS:
            return
        for name in module.stars:
            star = self.sources.find(name)
            if star is None:
                self._foreign.add(f"{name}:*")
            elif star is not module:
                self._visit(star)
                self._name(star, chain)
        if "__getattr__" in module.bindings and first != "__getattr__":
            self._name(module, "__getattr__")

    def _target(self, target: Target, rest: list[str]) -> None:
        module = self.sources.find(target.module)
        if module is None:
            self._foreign.add(f"{target.module}:{target.attribute or ''}")
            return
        self._visit(module)
        names = rest if target.attribute is None else [target.attribute, *rest]
        while names:
            if names[0] not in module.bindings:
                inner = self.sources.find(f"{module.name}.{names[0]}")
                if inner is not None:
                    self._visit(inner)
                    module, names = inner, names[1:]
                    continue
            self._name(module, ".".join(names))
            return
        self._module_value(module)

    def _module_value(self, module: Module) -> None:
        """A module used as a value: any of its names may be."""
        self.whole = True
        self._visit(module)
        for statement in module.statements:
            self._include(module, statement)


def _only_imports(statement: Statement) -> bool:
    return type(statement.node).__name__ in ("Import", "ImportFrom")
