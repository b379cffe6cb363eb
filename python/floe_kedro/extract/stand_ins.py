"""Stand-ins for modules of others that the project's code imports, so that its graph can be read without them."""

from __future__ import annotations

import ast
import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from floe_kedro.extract.stand_in_values import StandIn, StandInUsed, doubted
from floe_kedro.hashing.sources import Sources
from floe_kedro.problems import problem

__all__ = ["StandIn", "StandInUsed", "StandIns"]

#: What the extraction itself needs is never replaced.
_KEPT = frozenset({"kedro", "omegaconf", "yaml", "floe_kedro"})


class StandIns(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """An import finder, active as a context manager. It answers imports made by the project's own files only: a
    library's optional imports must fail as they always do, and the project's inside `try .. except ImportError` too.
    """

    def __init__(self, sources: Sources, mode: str) -> None:
        self._sources = sources
        self._mode = mode
        self._replaced: set[str] = set()

    def __enter__(self) -> None:
        if self._mode == "always":
            sys.meta_path.insert(0, self)
        elif self._mode == "auto":
            sys.meta_path.append(self)

    def __exit__(self, *_: object) -> None:
        if self._mode != "never":
            sys.meta_path.remove(self)

    def replaced(self) -> list[str]:
        """The modules that were replaced, each at its highest: `sklearn`, or `google.cloud` where `google` is there."""
        return sorted(self._replaced)

    def problems(self, folder: Path) -> list[dict[str, str]]:
        """Warnings about what was taken for false while modules were imported."""
        return [
            problem(
                "stand-in-doubted",
                f"{Path(file).relative_to(folder).as_posix()}:{line}",
                f"{name} is not installed here and was taken for false; install it if the graph depends on it",
                "warning",
            )
            for name, file, line in doubted
            if Path(file).is_relative_to(folder)
        ]

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Answers for modules of others that the project asks for, and for the submodules of stand-ins."""
        top, _, below = fullname.partition(".")
        parent = fullname.rpartition(".")[0]
        if fullname not in self._replaced and not isinstance(sys.modules.get(parent), _StandInModule):
            if top in _KEPT or top in sys.stdlib_module_names or self._sources.find(top) is not None:
                return None
            # A part of a package that is there must be there too, unless distributions share the package.
            if (below and not _is_shared(sys.modules.get(parent))) or not self._asked_by_project():
                return None
            self._replaced.add(fullname)
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        """A module whose attributes are stand-ins."""
        return _StandInModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """Nothing to run."""

    def _asked_by_project(self) -> bool:
        frame: types.FrameType | None = sys._getframe(2)
        while frame is not None and _is_machinery(frame):
            frame = frame.f_back
        if frame is None:
            return False
        file = frame.f_code.co_filename
        module = self._sources.of_file(file) if Path(file).is_relative_to(self._sources.folder) else None
        return module is not None and not _guarded(module.tree, frame.f_lineno)


class _StandInModule(types.ModuleType):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__: list[str] = []
        self.__version__ = "0.0.0"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        value = StandIn(f"{self.__name__}.{name}")
        setattr(self, name, value)
        return value


def _is_shared(module: types.ModuleType | None) -> bool:
    """Whether a module is a namespace package, such as `google` or `snowflake`."""
    return module is not None and hasattr(module, "__path__") and getattr(module, "__file__", None) is None


def _is_machinery(frame: types.FrameType) -> bool:
    name = str(frame.f_globals.get("__name__", ""))
    return name.startswith("importlib") or "importlib._bootstrap" in frame.f_code.co_filename or name == __name__


def _guarded(tree: ast.Module, line: int) -> bool:
    """Whether a line is inside a `try` that handles a failed import."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Try) and node.body[0].lineno <= line <= (node.body[-1].end_lineno or 0):
            caught = {
                each.id
                for handler in node.handlers
                for each in ast.walk(handler.type or node)
                if isinstance(each, ast.Name)
            }
            if caught & {"ImportError", "ModuleNotFoundError", "Exception"} or any(
                h.type is None for h in node.handlers
            ):
                return True
    return False
