"""pandas DataFrames as Parquet files, only where the file gives back the same DataFrame."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

#: What pandas infers of object columns that Parquet gives back as they were.
_FAITHFUL = frozenset({"string", "empty", "bytes", "boolean", "decimal", "date"})


def is_pandas(value: Any) -> bool:
    """Whether a value is exactly a pandas DataFrame; derived classes carry more than Parquet keeps."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and type(value) is getattr(pandas, "DataFrame", None)


def nan_columns(frame: Any) -> list[str] | None:
    """The columns of objects whose missing values are NaN (Parquet makes them None); None if Parquet would change the
    DataFrame in a way that cannot be undone.
    """
    if not _plain_axes(frame):
        return None
    columns: list[str] = []
    for name in frame.columns:
        if str(frame[name].dtype) == "object":
            missing = _missing(frame[name])
            if missing is None:
                return None
            if missing == "nan":
                columns.append(name)
    return columns


def write(frame: Any, file: Path) -> bool:
    """Writes the file; False when Parquet cannot hold the DataFrame."""
    try:
        frame.to_parquet(file, engine="pyarrow")
    except Exception:  # noqa: BLE001 - whatever Parquet refuses, a pickle holds
        file.unlink(missing_ok=True)
        return False
    return True


def read(file: Path, nans: list[str]) -> Any:
    """The DataFrame that was written."""
    import pandas

    frame = pandas.read_parquet(file, engine="pyarrow")
    for name in nans:
        frame[name] = frame[name].where(frame[name].notna(), float("nan"))
    return frame


def _plain_axes(frame: Any) -> bool:
    import pandas

    if frame.attrs or not frame.columns.is_unique or frame.columns.name is not None:
        return False
    if isinstance(frame.columns, pandas.MultiIndex) or not all(type(name) is str for name in frame.columns):
        return False
    if getattr(frame.index, "freq", None) is not None:
        return False
    plain = not isinstance(frame.index, pandas.MultiIndex) and str(frame.index.dtype) != "object"
    return plain or (not isinstance(frame.index, pandas.MultiIndex) and frame.index.inferred_type == "string")


def _missing(column: Any) -> str | None:
    """`nan`, or `none` when there are no missing values or all are None."""
    import pandas

    if pandas.api.types.infer_dtype(column, skipna=True) not in _FAITHFUL:
        return None
    kinds = {type(each) for each in column[column.isna()]}
    if kinds <= {type(None)}:
        return "none"
    return "nan" if kinds == {float} else None
