"""The dataset around a dataset with local files."""

from __future__ import annotations

from typing import Any

from kedro.io import AbstractDataset, DatasetError
from kedro.io.core import Version

from floe_kedro.runtime import files


class StagedDataset(AbstractDataset[Any, Any]):
    """Fetches the files of the dataset it wraps before it loads, and sends them after it saved."""

    def __init__(self, dataset: dict[str, Any], version: Version | None = None, metadata: Any = None) -> None:
        self._config = dataset
        self._version = version
        self.metadata = metadata
        self._files = files.current()
        names = [files.local_name(path, self._files.root) for path in files.local_paths(dataset)]
        self._names = [name for name in names if name is not None]
        self._made: AbstractDataset[Any, Any] | None = None

    def load(self) -> Any:
        """Loads; a versioned dataset's latest version is the latest on the stage."""
        below = ""
        if self._version is not None:
            below = self._version.load or self._latest()
        for name in self._names:
            if not self._files.fetch(name, below):
                raise DatasetError(
                    f"{name} is neither at {self._files.place(name)} nor in the project's archive: no node has written "
                    "it, and data.upload does not cover it"
                )
        if self._version is not None and self._version.load is None:
            return self._inner(Version(below, self._version.save)).load()
        return self._inner(self._version).load()

    def save(self, data: Any) -> None:
        """Saves and sends what was written."""
        if _appends(self._config):
            for name in self._names:
                self._files.fetch(name)
        before = {name: self._files.snapshot(name) for name in self._names}
        self._inner(self._version).save(data)
        for name in self._names:
            self._files.send(name, before[name])

    def confirm(self) -> None:
        """Passed on; what confirming writes is sent too."""
        before = {name: self._files.snapshot(name) for name in self._names}
        confirm = getattr(self._inner(self._version), "confirm", None)
        if confirm is None:
            raise DatasetError(f"{self._config.get('type')} does not have a confirm method")
        confirm()
        for name in self._names:
            self._files.send(name, before[name])

    def _inner(self, version: Version | None) -> AbstractDataset[Any, Any]:
        if self._made is None or version != self._version:
            config = dict(self._config)
            if version is not None:
                config["versioned"] = True
            load, save = (None, None) if version is None else (version.load, version.save)
            made = AbstractDataset.from_config("inner", config, load, save)
            if version != self._version:
                return made
            self._made = made
        return self._made

    def _latest(self) -> str:
        versions = {path.partition("/")[0] for name in self._names for path in self._files.stored(name) if "/" in path}
        if not versions:
            raise DatasetError(f"There is no version of {', '.join(self._names)} yet")
        return max(versions)

    def _exists(self) -> bool:
        return any(self._files.stored(name) for name in self._names)

    def _release(self) -> None:
        if self._made is not None:
            self._made.release()

    def _describe(self) -> dict[str, Any]:
        return {"dataset": self._config.get("type"), "files": self._names}


def _appends(config: Any) -> bool:
    if isinstance(config, dict):
        mode = config.get("mode")
        return (isinstance(mode, str) and mode.startswith("a")) or any(_appends(each) for each in config.values())
    return False
