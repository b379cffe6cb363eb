"""Rewrites the project's catalog for a task: local files become staged ones, unregistered values are handed over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from floe_kedro.runtime import credentials
from floe_kedro.runtime.files import local_name, local_paths

if TYPE_CHECKING:
    from kedro.pipeline import Pipeline

_STAGED = "floe_kedro.runtime.staged.StagedDataset"


@dataclass(frozen=True)
class Borders:
    """The datasets of a task, by what they mean to other tasks."""

    #: Made outside, used inside.
    incoming: frozenset[str]
    #: Made inside, used outside.
    outgoing: frozenset[str]
    #: Made inside and used nowhere.
    last: frozenset[str]
    #: Made and used inside only.
    inner: frozenset[str]
    #: Written by any node of the pipeline.
    written: frozenset[str]


def borders(pipeline: Pipeline, nodes: Iterable[str]) -> Borders:
    """What crosses the border of a group of nodes."""
    wanted = set(nodes)
    inside = [node for node in pipeline.nodes if node.name in wanted]
    outside = [node for node in pipeline.nodes if node.name not in wanted]
    made = {name for node in inside for name in node.outputs}
    used = {name for node in inside for name in node.inputs if not is_parameter(name)}
    used_outside = {plain_name(name) for node in outside for name in node.inputs}
    used_inside = {plain_name(name) for name in used}
    outgoing = {name for name in made if plain_name(name) in used_outside}
    last = {name for name in made - outgoing if plain_name(name) not in used_inside}
    return Borders(
        frozenset(used - made),
        frozenset(outgoing),
        frozenset(last),
        frozenset(made - outgoing - last),
        frozenset(made | {name for node in outside for name in node.outputs}),
    )


def is_parameter(name: str) -> bool:
    """Whether a node's input is a parameter."""
    return name == "parameters" or name.startswith("params:")


def plain_name(name: str) -> str:
    """The name without `@pandas` and the like, which only says how to read it."""
    return name.partition("@")[0]


def staged(entry: dict[str, Any], root: Path) -> dict[str, Any]:
    """The entry around which a StagedDataset stands, if it has local files."""
    if not any(_is_local(path, root) for path in local_paths(entry)):
        return entry
    outer: dict[str, Any] = {"type": _STAGED}
    for key in ("versioned", "metadata"):
        if key in entry:
            outer[key] = entry[key]
    return {**outer, "dataset": {key: value for key, value in entry.items() if key not in outer or key == "type"}}


def _is_local(path: str, root: Path) -> bool:
    return "{" in path.partition("/")[0] or local_name(path, root) is not None


class Resolver:
    """Finds the entry of any name, factory patterns included, before Kedro makes datasets of them."""

    def __init__(self, entries: Mapping[str, Any]) -> None:
        from kedro.io.catalog_config_resolver import CatalogConfigResolver

        plain = {name: entry for name, entry in entries.items() if not name.startswith("_")}
        self._names = set(plain)
        self._resolver = CatalogConfigResolver(
            _without_credentials(plain), {}, default_runtime_patterns={"{default}": {"type": "kedro.io.MemoryDataset"}}
        )

    def entry(self, name: str) -> dict[str, Any] | None:
        """The resolved entry, with credentials by name; nothing for a name without one."""
        known = name in self._names and "{" not in name
        if not known and not (
            self._resolver.match_dataset_pattern(name) or self._resolver.match_user_catch_all_pattern(name)
        ):
            return None
        entry: dict[str, Any] = _with_credentials(self._resolver.resolve_pattern(name))
        return entry

    def is_kept(self, name: str) -> bool:
        """Whether the catalog itself keeps a value beyond the task."""
        entry = self.entry(name)
        return entry is not None and str(entry.get("type", "")).rpartition(".")[2] != "MemoryDataset"


def credential_names(entries: Mapping[str, Any]) -> dict[str, list[str]]:
    """Every name of credentials in the catalog, with the types that refer to it."""
    found: dict[str, list[str]] = {}
    for name, entry in entries.items():
        if not name.startswith("_"):
            for each in credentials.referred(entry):
                found.setdefault(each, []).append(str(entry.get("type", "")) if isinstance(entry, dict) else "")
    return found


_NAMED = "floe:credentials"


def _without_credentials(value: Any) -> Any:
    return _renamed(value, "credentials", _NAMED)


def _with_credentials(value: Any) -> Any:
    return _renamed(value, _NAMED, "credentials")


def _renamed(value: Any, old: str, new: str) -> Any:
    if isinstance(value, list):
        return [_renamed(each, old, new) for each in value]
    if isinstance(value, dict):
        return {(new if key == old else key): _renamed(each, old, new) for key, each in value.items()}
    return value
