"""Values between tasks: each with a small manifest that says how it was kept, below the place of its run."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from floe_kedro.runtime import frames
from floe_kedro.runtime.config import TaskConfig
from floe_kedro.runtime.places import digest, join, safe
from floe_kedro.runtime.stores import Store, read_bytes, write_bytes

FORMAT = 1
MANIFEST = ".manifest.json"


class ValueMissing(Exception):
    """A task needs a value that no task of its run has kept."""


@dataclass(frozen=True)
class Intermediates:
    """The values of one run, with another run's for a run that does only part of the graph."""

    store: Store
    config: TaskConfig
    run: str
    scratch: Path

    def save(self, name: str, value: Any) -> str:
        """Keeps a value and returns how: `snowpark`, `table`, `parquet` or `pickle`. The manifest is written last, so
        a value is there whole or not at all.
        """
        manifest = self._write(name, value)
        manifest |= {"format": FORMAT, "python": "%d.%d" % sys.version_info[:2], "rows": rows(value)}
        place = join(self._place(self.run), safe(name) + MANIFEST)
        write_bytes(self.store, place, json.dumps(manifest, sort_keys=True).encode(), self.scratch)
        return str(manifest["kind"])

    def load(self, name: str) -> Any:
        """The value as it was saved by this run, or else by the run that `inputsFrom` names."""
        runs = [self.run, *([self.config.inputs_from] if self.config.inputs_from else [])]
        for run in runs:
            content = read_bytes(self.store, join(self._place(run), safe(name) + MANIFEST), self.scratch)
            if content is not None:
                return self._read(name, run, json.loads(content))
        raise ValueMissing(
            f"The value '{name}' was not kept by run {' or '.join(runs)}. It is made by another task: run that task "
            "in the same run, or name a run whose values are still there in inputsFrom. Values that never leave their "
            "group are kept only with intermediates.keep, and all are removed after intermediates.ttlDays."
        )

    def files(self) -> tuple[str, ...]:
        """Where the copies of files are: this run's, and those of the run it takes its inputs from."""
        runs = [self.run, *([self.config.inputs_from] if self.config.inputs_from else [])]
        return tuple(join(self._place(run), "files") for run in runs)

    def _place(self, run: str) -> str:
        return join(self.config.intermediates, safe(run))

    def _write(self, name: str, value: Any) -> dict[str, Any]:
        if is_snowpark(value):
            table = self._table(name)
            self.store.save_table(table, value)
            return {"kind": "snowpark", "ref": table}
        if frames.is_pandas(value):
            nans = frames.nan_columns(value)
            if nans is not None and self.config.pandas == "table" and self._save_as_table(name, value):
                return {"kind": "table", "ref": self._table(name), "columns": list(value.columns)}
            file = self.scratch / "floe-value.parquet"
            if nans is not None and frames.write(value, file):
                return {"kind": "parquet", "ref": self._send(file, f"{safe(name)}.parquet"), "nans": nans}
        return {"kind": "pickle", "ref": self._send(self._pickle(name, value), f"{safe(name)}.pickle")}

    def _save_as_table(self, name: str, value: Any) -> bool:
        """Only DataFrames with the plain index: a table has none."""
        import pandas

        plain = isinstance(value.index, pandas.RangeIndex) and not value.empty
        return plain and self.store.save_frame(self._table(name), value)

    def _pickle(self, name: str, value: Any) -> Path:
        pickler = _pickler()
        file = self.scratch / "floe-value.pickle"
        try:
            with file.open("wb") as opened:
                pickler.dump(value, opened)
        except Exception as error:
            raise TypeError(
                f"The value '{name}' ({type(value).__module__}.{type(value).__qualname__}) leaves its task but cannot "
                f"be pickled: {error}. Give it a catalog entry, or put the nodes that share it into one group."
            ) from error
        return file

    def _send(self, file: Path, name: str) -> str:
        self.store.send(file, join(self._place(self.run), name))
        file.unlink()
        return name

    def _read(self, name: str, run: str, manifest: dict[str, Any]) -> Any:
        kind, ref = manifest["kind"], manifest["ref"]
        if kind == "snowpark":
            return self.store.load_table(ref)
        if kind == "table":
            frame = self.store.load_table(ref).to_pandas()
            frame.columns = manifest["columns"]
            return frame
        file = self.scratch / "floe-value"
        if not self.store.fetch(join(self._place(run), ref), file):
            raise ValueMissing(f"The value '{name}' of run {run} has a manifest but no file {ref}: it was removed")
        try:
            return frames.read(file, manifest["nans"]) if kind == "parquet" else self._unpickle(name, file, manifest)
        finally:
            file.unlink()

    def _unpickle(self, name: str, file: Path, manifest: dict[str, Any]) -> Any:
        try:
            with file.open("rb") as opened:
                return _pickler().load(opened)
        except Exception as error:
            here = "%d.%d" % sys.version_info[:2]
            if manifest["python"] == here:
                raise
            raise TypeError(
                f"The value '{name}' was pickled by Python {manifest['python']} and cannot be read by {here}: {error}"
            ) from error

    def _table(self, name: str) -> str:
        graph = digest(self.config.intermediates)
        table = f'"FLOE_KEDRO_{graph}_{digest(self.run, name)}{digest(name, self.run)}"'.upper()
        return f"{self.config.schema}.{table}" if self.config.schema else table


def is_snowpark(value: Any) -> bool:
    """Whether a value is a Snowpark DataFrame, without importing Snowpark."""
    return any(
        kind.__name__ == "DataFrame" and kind.__module__.startswith("snowflake.snowpark")
        for kind in type(value).__mro__
    )


def rows(value: Any) -> int | None:
    """The number of rows of something table-like that knows it."""
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple) and shape and isinstance(shape[0], int):
        return shape[0]
    return None


def _pickler() -> Any:
    """cloudpickle, which comes with Snowpark and keeps functions too; pickle where it is not installed."""
    try:
        import cloudpickle
    except ImportError:
        import pickle

        return pickle
    return cloudpickle
