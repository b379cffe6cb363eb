"""Reads a channel's files into XGBoost's matrix: CSV, libsvm and Parquet, the label first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from floe_sagemaker.failures import UserError

_KINDS = {
    "text/csv": "csv", "csv": "csv", "text/libsvm": "libsvm", "text/x-libsvm": "libsvm", "libsvm": "libsvm",
    "application/x-parquet": "parquet", "parquet": "parquet", "application/parquet": "parquet",
}


def kind(content_type: str | None) -> str:
    """The format a content type names; libsvm when none is given, as in the service's container."""
    if not content_type:
        return "libsvm"
    head = content_type.split(";")[0].strip().lower()
    if head not in _KINDS:
        raise UserError(
            f"Content type {content_type!r} is not supported: use text/csv, text/libsvm or application/x-parquet"
        )
    return _KINDS[head]


def files(folder: Path) -> list[Path]:
    found = sorted(each for each in folder.rglob("*") if each.is_file() and not each.name.startswith((".", "_")))
    if not found:
        raise UserError(f"Channel {folder.name!r} has no files")
    return found


def load(folder: Path, content_type: str | None, weights: bool) -> Any:
    """The channel as a DMatrix."""
    form = kind(content_type)
    if weights and form != "csv":
        raise UserError("csv_weights needs the content type text/csv")
    if form == "libsvm":
        return _libsvm(folder)
    table = np.concatenate([_csv(each) if form == "csv" else _parquet(each) for each in files(folder)])
    return _matrix(folder, table, weights)


def _matrix(folder: Path, table: np.ndarray, weights: bool) -> Any:
    import xgboost

    first = 2 if weights else 1
    if table.shape[1] <= first:
        raise UserError(f"Channel {folder.name!r} has {table.shape[1]} columns: the label must be followed by features")
    if np.isnan(table[:, 0]).any():
        raise UserError(f"Channel {folder.name!r} has rows without a label: the first column must be a number")
    weight = table[:, 1] if weights else None
    return xgboost.DMatrix(table[:, first:], label=table[:, 0], weight=weight)


def _csv(file: Path) -> np.ndarray:
    import pyarrow as arrow
    import pyarrow.csv

    with file.open("rb") as opened:
        head = opened.read(4096).decode("utf-8", "replace").split("\n", 1)[0].strip()
    if not head:
        raise UserError(f"{file.name} is empty")
    delimiter = next((each for each in (",", "\t", ";", "|", " ") if each in head), ",")
    cells = [cell.strip(' "') for cell in head.split(delimiter)]
    if any(cell and not _is_number(cell) for cell in cells):
        wrong = next(cell for cell in cells if cell and not _is_number(cell))
        raise UserError(
            f"{file.name} begins with {wrong!r}, which is no number: CSV for XGBoost has no header row and only numbers"
        )
    names = [str(index) for index in range(len(cells))]
    try:
        table = arrow.csv.read_csv(
            file,
            read_options=arrow.csv.ReadOptions(column_names=names),
            parse_options=arrow.csv.ParseOptions(delimiter=delimiter),
            convert_options=arrow.csv.ConvertOptions(
                column_types={name: arrow.float32() for name in names},
                null_values=["", "nan", "NaN", "NA", "null", "NULL", "\\N", "inf", "-inf"],
                strings_can_be_null=True,
            ),
        )
    except arrow.ArrowInvalid as error:
        raise UserError(f"{file.name} cannot be read as CSV of numbers: {error}") from None
    return _stack(table)


def _parquet(file: Path) -> np.ndarray:
    import pyarrow as arrow
    import pyarrow.parquet

    try:
        table = arrow.parquet.read_table(file)
    except (arrow.ArrowInvalid, OSError) as error:
        raise UserError(f"{file.name} cannot be read as Parquet: {error}") from None
    for field in table.schema:
        if not (arrow.types.is_floating(field.type) or arrow.types.is_integer(field.type)
                or arrow.types.is_boolean(field.type) or arrow.types.is_decimal(field.type)):
            raise UserError(f"{file.name}: column {field.name} is {field.type}: Parquet for XGBoost has only numbers")
    return _stack(table)


def _stack(table: Any) -> np.ndarray:
    import pyarrow as arrow

    out = np.empty((table.num_rows, table.num_columns), dtype=np.float32)
    for index, column in enumerate(table.columns):
        values = column.cast(arrow.float64()) if not arrow.types.is_float32(column.type) else column
        out[:, index] = values.to_numpy(zero_copy_only=False)
    return out


def _libsvm(folder: Path) -> Any:
    import scipy.sparse
    import xgboost

    labels: list[float] = []
    values: list[float] = []
    columns: list[int] = []
    starts = [0]
    for file in files(folder):
        for number, line in enumerate(file.read_text().splitlines(), 1):
            parts = line.split("#", 1)[0].split()
            if not parts:
                continue
            try:
                labels.append(float(parts[0].split(":")[0]))
                for part in parts[1:]:
                    if part.startswith("qid:"):
                        continue
                    column, _, value = part.partition(":")
                    columns.append(int(column))
                    values.append(float(value))
            except ValueError:
                raise UserError(
                    f"{file.name}, line {number}: {line[:60]!r} is not libsvm (label index:value ...); "
                    "set the channel's ContentType when the data is CSV or Parquet"
                ) from None
            starts.append(len(values))
    matrix = scipy.sparse.csr_matrix((values, columns, starts), dtype=np.float32)
    return xgboost.DMatrix(matrix, label=np.asarray(labels, dtype=np.float32))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return text.lower() in ("na", "null", "\\n")
    return True
