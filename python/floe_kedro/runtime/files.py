"""Local files of the catalog, kept on a stage: fetched before they are read, sent after they are written."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from floe_kedro.runtime.places import join
from floe_kedro.runtime.stores import Store


@dataclass
class StagedFiles:
    """The local files of one task's working copy of the project."""

    store: Store
    #: The project's folder in this task.
    root: Path
    #: The place of files that nodes write.
    data: str
    #: Files and folders that were uploaded with the deployment -> their places.
    uploads: dict[str, str]
    #: Files that nodes of the pipeline write, which are therefore never uploads.
    written: frozenset[str]
    #: Files that other tasks read: this run's own copies, for runs that overlap.
    shared: frozenset[str]
    #: Where this run's copies are, and then those of the run it takes its inputs from.
    runs: tuple[str, ...]
    _present: set[str] = field(default_factory=set)

    def place(self, name: str) -> str:
        """Where a file is kept; `name` is its path in the project."""
        if name not in self.written:
            for upload, place in self.uploads.items():
                upload = upload.strip("/")
                if name == upload or name.startswith(f"{upload}/"):
                    return join(place, name[len(upload) :])
        return join(self.data, name)

    def fetch(self, name: str, below: str = "") -> bool:
        """Brings a file, or a folder's files, into the working copy, once. `below` narrows a folder to one inside.
        False when neither the stage nor the archive of the project has it.
        """
        wanted = f"{name}/{below}".rstrip("/")
        local = self.root / wanted
        if wanted in self._present or name in self._present:
            return True
        found = any(self._copy(join(place, name), local) for place in self._own_copies(name, below))
        found = found or self._copy(join(self.place(name), below), local)
        self._present.add(wanted)
        return found or local.exists()

    def _own_copies(self, name: str, below: str) -> tuple[str, ...]:
        return self.runs if name in self.written and not below else ()

    def _copy(self, place: str, local: Path) -> bool:
        found = self.store.list(place)
        for each in found:
            target = local / each.path if each.path else local
            target.parent.mkdir(parents=True, exist_ok=True)
            self.store.fetch(join(place, each.path), target)
        return bool(found)

    def stored(self, name: str) -> list[str]:
        """The paths below a folder on the stage."""
        return [each.path for each in self.store.list(self.place(name))]

    def send(self, name: str, before: dict[str, float]) -> None:
        """Sends the files that were written since `before` was taken."""
        for path, modified in self.snapshot(name).items():
            if before.get(path) != modified:
                self.store.send(self.root / path, join(self.data, path))
                # A folder's files add to those of earlier runs: only whole datasets have copies.
                if path == name and name in self.shared:
                    self.store.send(self.root / path, join(self.runs[0], path))
        self._present.add(name)

    def snapshot(self, name: str) -> dict[str, float]:
        """The local files below a name and when they were written."""
        local = self.root / name
        files = [local] if local.is_file() else [each for each in local.rglob("*") if each.is_file()]
        return {each.relative_to(self.root).as_posix(): each.stat().st_mtime_ns for each in files}


_current: StagedFiles | None = None


def use(files: StagedFiles | None) -> None:
    """Sets the files the datasets of this process work with: Kedro makes datasets from configuration alone."""
    global _current  # noqa: PLW0603
    _current = files


def current() -> StagedFiles:
    """The files of the running task."""
    if _current is None:
        raise RuntimeError("Stage-backed datasets work inside a task of a Kedro graph only")
    return _current


def local_name(path: str, root: Path) -> str | None:
    """The path in the project of a file's path, if it is a local one below the project."""
    if "://" in path and not path.startswith("file://"):
        return None
    file = Path(path.removeprefix("file://"))
    file = (file if file.is_absolute() else root / file).resolve()
    return file.relative_to(root).as_posix() if file.is_relative_to(root) and file != root else None


def local_paths(config: Any) -> list[str]:
    """The values of `filepath` and `path` in a catalog entry, at any depth."""
    if isinstance(config, list):
        return [each for inner in config for each in local_paths(inner)]
    if not isinstance(config, dict):
        return []
    own = [str(config[key]) for key in ("filepath", "path") if isinstance(config.get(key), str)]
    return own + [each for inner in config.values() for each in local_paths(inner)]
