"""A store in a folder of this machine, for local runs."""

from __future__ import annotations

import datetime
import os
import shutil
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from floe_kedro.runtime.places import safe, split
from floe_kedro.runtime.stores import StoredFile


class FolderStore:
    """Stages are folders of the same name; tables are Parquet files. `mounts` puts other folders in place of stages."""

    def __init__(self, root: Path, mounts: Mapping[str, Path] | None = None) -> None:
        self._root = root
        self._mounts = dict(mounts or {})

    def path(self, place: str) -> Path:
        """The local path of a place."""
        stage, path = split(place)
        name = stage.replace('"', "")
        root = self._mounts.get(name) or self._root / safe(name)
        # Not resolved: a mounted folder may hold links to data elsewhere.
        target = Path(os.path.normpath(root / path))
        if not target.is_relative_to(os.path.normpath(root)):
            raise ValueError(f"{place!r} leads out of the store")
        return target

    def fetch(self, place: str, target: Path) -> bool:
        """Copies the file."""
        source = self.path(place)
        if not source.is_file():
            return False
        shutil.copyfile(source, target)
        return True

    def send(self, source: Path, place: str) -> None:
        """Copies the file so that no reader sees half of it."""
        target = self.path(place)
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{uuid.uuid4().hex}")
        shutil.copyfile(source, partial)
        os.replace(partial, target)

    def list(self, place: str) -> list[StoredFile]:
        """Files below the folder."""
        root = self.path(place)
        if root.is_file():
            return [StoredFile("", _modified(root))]
        files = [each for each in sorted(root.rglob("*")) if each.is_file() and not each.name.startswith(".")]
        return [StoredFile(each.relative_to(root).as_posix(), _modified(each)) for each in files]

    def remove(self, place: str) -> None:
        """Removes the folder."""
        shutil.rmtree(self.path(place), ignore_errors=True)

    def save_table(self, name: str, value: Any) -> None:
        """Keeps the rows in a Parquet file: the tables of a local session end with its process."""
        file = self._table(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        value.to_pandas().to_parquet(file)

    def save_frame(self, name: str, frame: Any) -> bool:
        """There are no tables here."""
        return False

    def load_table(self, name: str) -> Any:
        """A DataFrame of the active local session with these rows."""
        import pandas
        from snowflake.snowpark.context import get_active_session

        return get_active_session().create_dataframe(pandas.read_parquet(self._table(name)))

    def drop_table(self, name: str) -> None:
        """Removes the file."""
        self._table(name).unlink(missing_ok=True)

    def context(self) -> dict[str, str]:
        """A local run has neither."""
        return {}

    def _table(self, name: str) -> Path:
        return self._root / "tables" / f"{safe(name.replace(chr(34), ''))}.parquet"


def _modified(file: Path) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(file.stat().st_mtime, datetime.timezone.utc)
