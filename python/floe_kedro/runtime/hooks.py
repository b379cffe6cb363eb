"""The hooks by which a task changes Kedro's session: credentials, catalog and versions."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kedro.framework.hooks import hook_impl

from floe_kedro.runtime import catalog as catalogs
from floe_kedro.runtime import files, versions
from floe_kedro.runtime.credentials import credentials, referred
from floe_kedro.runtime.datasets import HandOverDataset
from floe_kedro.runtime.intermediates import Intermediates, rows

if TYPE_CHECKING:
    from kedro.framework.context import KedroContext
    from kedro.io import DataCatalog


@dataclass
class TaskHooks:
    """Registered for one session."""

    intermediates: Intermediates
    borders: catalogs.Borders
    project: Path
    save_version: str
    #: Filled before the catalog is made; the session holds the same dictionary.
    load_versions: dict[str, str] = field(default_factory=dict)
    versioned: set[str] = field(default_factory=set)
    loaded: dict[str, int | None] = field(default_factory=dict)
    saved: dict[str, int | None] = field(default_factory=dict)
    kept: dict[str, HandOverDataset] = field(default_factory=dict)
    _resolver: catalogs.Resolver | None = None

    @hook_impl
    def after_context_created(self, context: KedroContext) -> None:
        """Changes the configuration that the catalog is about to be made of."""
        loader: Any = context.config_loader
        config = self.intermediates.config
        entries: dict[str, Any] = dict(loader["catalog"])
        self._resolver = catalogs.Resolver(entries)
        names = catalogs.credential_names(entries)
        context_names = self.intermediates.store.context()
        loader["credentials"] = credentials(self._needed(names), config.credentials, context_names) | {
            name: {} for name in names if name not in self._needed(names)
        }
        if config.data is None:
            self._refuse_lost_files()
        else:
            written = {path for name in self.borders.written for path in self._local_paths(name)}
            shared = {path for name in self.borders.outgoing for path in self._local_paths(name)}
            files.use(
                files.StagedFiles(
                    self.intermediates.store,
                    self.project,
                    config.data,
                    config.uploads,
                    frozenset(written),
                    frozenset(shared),
                    self.intermediates.files(),
                )
            )
            loader["catalog"] = {
                name: catalogs.staged(entry, self.project) if isinstance(entry, dict) and name[:1] != "_" else entry
                for name, entry in entries.items()
            }
        self._note_versions()

    @hook_impl
    def after_catalog_created(self, catalog: DataCatalog) -> None:
        """Puts hand-over datasets where the catalog has nothing that outlives the task."""
        borders = self.borders
        names = borders.incoming | borders.outgoing | borders.last
        if self.intermediates.config.keep:
            names |= borders.inner
        for name in sorted(names):
            if self._resolver is None or self._resolver.is_kept(name) or _has_own(catalog, name):
                continue
            optional = name in borders.last or name in borders.inner
            self.kept[name] = HandOverDataset(name, self.intermediates, optional)
            catalog[name] = self.kept[name]

    @hook_impl
    def after_dataset_loaded(self, dataset_name: str, data: Any) -> None:
        """Counts rows for the task's answer."""
        if not catalogs.is_parameter(dataset_name):
            self.loaded[dataset_name] = rows(data)

    @hook_impl
    def after_dataset_saved(self, dataset_name: str, data: Any) -> None:
        """Counts rows, and notes which version was saved."""
        self.saved[dataset_name] = rows(data)
        if dataset_name in self.versioned:
            inter = self.intermediates
            versions.note(inter.store, inter.config, inter.run, dataset_name, self.save_version, inter.scratch)

    def _needed(self, names: dict[str, list[str]]) -> dict[str, list[str]]:
        """Only credentials of datasets this task touches must be there."""
        borders = self.borders
        touched: dict[str, list[str]] = {}
        for name in borders.incoming | borders.outgoing | borders.last | borders.inner:
            entry = self._resolver.entry(name) if self._resolver is not None else None
            for each in referred(entry):
                touched.setdefault(each, []).append(str((entry or {}).get("type", "")))
        return {name: kinds for name, kinds in touched.items() if name in names or "{" not in name}

    def _refuse_lost_files(self) -> None:
        borders = self.borders
        for name in sorted(borders.outgoing | borders.last | borders.inner):
            for path in self._local_paths(name):
                raise ValueError(
                    f"The dataset '{name}' writes {path}, which would be lost when the task ends: the graph has no "
                    "stage for files (kedro.data.stage in its CONFIG)"
                )

    def _local_paths(self, name: str) -> list[str]:
        entry = self._resolver.entry(name) if self._resolver is not None else None
        found = [files.local_name(path, self.project) for path in files.local_paths(entry)]
        return [each for each in found if each is not None]

    def _note_versions(self) -> None:
        """A version that an earlier task of this run saved is the one this task loads."""
        inter, borders = self.intermediates, self.borders
        for name in sorted(borders.incoming | borders.outgoing | borders.last | borders.inner):
            entry = self._resolver.entry(name) if self._resolver is not None else None
            if not (entry or {}).get("versioned"):
                continue
            self.versioned.add(name)
            if name in borders.incoming and name in borders.written:
                version = versions.loaded(inter.store, inter.config, inter.run, name, inter.scratch)
                if version is not None:
                    self.load_versions[name] = version


def _has_own(catalog: DataCatalog, name: str) -> bool:
    """Whether hooks or a catalog class of the project put a lasting dataset there."""
    if name not in catalog.keys():
        return False
    dataset = catalog.get(name)
    return dataset is not None and type(dataset).__name__ != "MemoryDataset"
