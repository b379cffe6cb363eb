"""The nodes of a pipeline: what connects them, and the hash of all that each depends on."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from floe_kedro.extract.catalog import Catalog
from floe_kedro.extract.functions import describe
from floe_kedro.extract.parameters import Parameters
from floe_kedro.extract.project import Project
from floe_kedro.extract.registry import Origins
from floe_kedro.hashing.callables import Origin, add_callable
from floe_kedro.hashing.slices import Slice
from floe_kedro.hashing.sources import Sources
from floe_kedro.problems import ProjectError, problem

if TYPE_CHECKING:
    from kedro.pipeline import Pipeline
    from kedro.pipeline.node import Node


class Nodes:
    """Describes nodes; code that several share is hashed once."""

    def __init__(
        self, project: Project, sources: Sources, origins: Origins, catalog: Catalog, parameters: Parameters
    ) -> None:
        self._project = project
        self._sources = sources
        self._origins = origins
        self._catalog = catalog
        self._parameters = parameters
        self._codes: dict[tuple[int, tuple[str, ...]], tuple[str, bool]] = {}
        self._settings = self._settings_digest()

    def describe(self, pipeline: Pipeline, problems: list[dict[str, str]]) -> list[dict[str, Any]]:
        """The nodes in the pipeline's stable topological order."""
        before = pipeline.node_dependencies
        try:
            return [self._describe(node, {each.name for each in before[node]}, problems) for node in pipeline.nodes]
        except (AttributeError, ValueError) as error:
            hint = "Kedro cannot name a node after this kind of callable: give the node a name."
            raise ProjectError("node-unnamable", f"A node has no usable name: {error}", hint, error) from error

    def _describe(self, node: Node, before: set[str], problems: list[dict[str, str]]) -> dict[str, Any]:
        unnamed = node._name is None
        if unnamed:
            message = "has no name of its own: its task is replaced whenever one of its datasets is renamed"
            problems.append(problem("node-unnamed", node.name, message, "warning"))
        code, whole = self._code(node)
        content = self._content(node, code)
        return {
            "name": node.name,
            "unnamed": unnamed,
            "namespace": node.namespace,
            "tags": sorted(node.tags),
            "inputs": list(node.inputs),
            "outputs": list(node.outputs),
            "dependsOn": sorted(before),
            "function": describe(node.func, self._project),
            "hash": _digest(content, 16),
            "parts": _parts(content),
            "wholeModules": whole,
        }

    def _code(self, node: Node) -> tuple[str, bool]:
        kinds = tuple(sorted({kind for name in _datasets(node) if (kind := self._own_dataset(name))}))
        key = (id(node.func), kinds)
        if key not in self._codes:
            part = Slice(self._sources)
            origin = self._origins.get(id(node.func))
            add_callable(part, node.func, Origin(origin[1] if origin else None))
            for kind in kinds:
                module_name, _, name = kind.rpartition(".")
                module = self._sources.find(module_name)
                if module is not None:
                    part.add_name(module, name)
            self._codes[key] = (part.digest(), part.whole)
        return self._codes[key]

    def _own_dataset(self, name: str) -> str | None:
        """The type of a dataset, if the project defines it itself."""
        entry = self._catalog.entry(name)
        kind = "" if entry is None else entry["type"]
        return kind if "." in kind and self._sources.find(kind.partition(".")[0]) is not None else None

    def _content(self, node: Node, code: str) -> dict[str, Any]:
        """All that decides what the node does."""
        all_inputs = [*node.inputs, *node.confirms]
        return {
            "code": code,
            "settings": self._settings,
            # Inputs and outputs as written: a dictionary says which argument an input becomes.
            "shape": [node.namespace, node._inputs, node._outputs, sorted(node.confirms)],
            "datasets": {name: self._catalog.identity(name) for name in _datasets(node)},
            "parameters": {n: self._parameters.identity(n) for n in all_inputs if Parameters.is_parameter(n)},
        }

    def _settings_digest(self) -> str:
        """settings.py decides on hooks, loaders and catalog of every node."""
        module = self._sources.find(f"{self._project.package}.settings")
        part = Slice(self._sources)
        if module is not None:
            part.add_module(module, exact=True)
        return part.digest()


def _parts(content: dict[str, Any]) -> dict[str, Any]:
    """A short hash of each part, to say why a node's hash changed."""
    parts: dict[str, Any] = {key: _digest(content[key], 8) for key in ("code", "settings", "shape")}
    for key in ("datasets", "parameters"):
        parts[key] = {name: _digest(value, 8) for name, value in content[key].items()}
    return parts


def _digest(content: Any, length: int) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), default=repr)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def _datasets(node: Node) -> list[str]:
    names = {*node.inputs, *node.outputs, *node.confirms}
    return sorted(name for name in names if not Parameters.is_parameter(name))
