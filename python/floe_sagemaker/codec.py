"""Bodies of requests and answers: CSV, libsvm, JSON and JSON lines in; CSV, JSON and JSON lines out."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

CSV, LIBSVM, JSON, JSON_LINES, PARQUET = (
    "text/csv", "text/libsvm", "application/json", "application/jsonlines", "application/x-parquet",
)
_ALIASES = {
    "csv": CSV, "text/csv": CSV, "libsvm": LIBSVM, "text/libsvm": LIBSVM, "text/x-libsvm": LIBSVM,
    "json": JSON, "application/json": JSON, "application/jsonlines": JSON_LINES, "application/x-jsonlines": JSON_LINES,
    "application/x-parquet": PARQUET,
}
# Above this many bytes Arrow reads CSV faster, though its import takes a fifth of a second.
_ARROW_FROM = 64 * 1024


class Refused(Exception):
    """A request that is answered with an HTTP status of its own."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def media_type(header: str | None, default: str) -> str:
    return (header or default).split(";")[0].strip().lower() or default


def known(header: str | None, default: str) -> str | None:
    """The canonical type that a header names, or None for one we do not read."""
    return _ALIASES.get(media_type(header, default))


def decode(body: bytes, content_type: str | None, features: int | None = None) -> Any:
    """Rows of features; raises Refused with 415 for an unknown type and 400 for an unreadable body."""
    kind = known(content_type, CSV)
    if kind is None:
        raise Refused(415, f"Content type {content_type} is not supported: use text/csv, text/libsvm or application/json")
    try:
        if kind == CSV:
            return _csv(body)
        if kind == LIBSVM:
            return _libsvm(body, features)
        if kind in (JSON, JSON_LINES):
            return _json(body, kind)
        return _parquet(body)
    except Refused:
        raise
    except Exception as error:  # noqa: BLE001 - whatever the body holds is the caller's
        raise Refused(
            400, f"Loading {media_type(content_type, CSV)} data failed with exception: {error}"
        ) from None


def _csv(body: bytes) -> np.ndarray:
    if len(body) >= _ARROW_FROM:
        return _csv_arrow(body)
    rows = [
        [_number(cell) for cell in line.split(",")]
        for line in body.decode("utf-8").splitlines() if line.strip()
    ]
    if any(len(row) != len(rows[0]) for row in rows):
        raise ValueError("the rows differ in length")
    return np.asarray(rows, dtype=np.float32)


def _number(cell: str) -> float:
    text = cell.strip(' "')
    return float(text) if text else float("nan")


def _csv_arrow(body: bytes) -> np.ndarray:
    import pyarrow as arrow
    import pyarrow.csv

    width = body.split(b"\n", 1)[0].count(b",") + 1
    names = [str(index) for index in range(width)]
    table = arrow.csv.read_csv(
        arrow.BufferReader(body),
        read_options=arrow.csv.ReadOptions(column_names=names),
        convert_options=arrow.csv.ConvertOptions(column_types={name: arrow.float32() for name in names}),
    )
    out = np.empty((table.num_rows, width), dtype=np.float32)
    for index, column in enumerate(table.columns):
        out[:, index] = column.to_numpy(zero_copy_only=False)
    return out


def _libsvm(body: bytes, features: int | None) -> Any:
    import scipy.sparse

    values: list[float] = []
    columns: list[int] = []
    starts = [0]
    for line in body.decode("utf-8").splitlines():
        parts = line.split()
        if not parts:
            continue
        for part in parts if ":" in parts[0] else parts[1:]:
            column, _, value = part.partition(":")
            columns.append(int(column))
            values.append(float(value))
        starts.append(len(values))
    width = max(features or 0, max(columns, default=0) + 1)
    return scipy.sparse.csr_matrix((values, columns, starts), shape=(len(starts) - 1, width), dtype=np.float32)


def _json(body: bytes, kind: str) -> np.ndarray:
    text = body.decode("utf-8")
    if kind == JSON_LINES:
        return _rows([json.loads(line) for line in text.splitlines() if line.strip()])
    value = json.loads(text)
    if isinstance(value, dict) and "instances" in value:
        value = value["instances"]
    elif isinstance(value, dict):
        value = [value]
    if isinstance(value, list) and value and not isinstance(value[0], (list, dict)):
        value = [value]
    return _rows(value)


def _rows(values: list[Any]) -> np.ndarray:
    rows = []
    for value in values:
        if isinstance(value, dict):
            value = value.get("features", value.get("data"))
            if isinstance(value, dict):
                value = value.get("features") or value.get("values")
        if not isinstance(value, list):
            raise ValueError('write each row as a list, or as {"features": [...]}')
        rows.append([float("nan") if cell is None else float(cell) for cell in value])
    if any(len(row) != len(rows[0]) for row in rows):
        raise ValueError("the rows differ in length")
    return np.asarray(rows, dtype=np.float32)


def _parquet(body: bytes) -> np.ndarray:
    import pyarrow as arrow
    import pyarrow.parquet

    table = arrow.parquet.read_table(arrow.BufferReader(body))
    return np.column_stack([column.to_numpy().astype(np.float32) for column in table.columns])


def encode(prediction: np.ndarray, accept: str | None, batch: bool) -> tuple[bytes, str]:
    """The answer's body and type; raises Refused with 406 for a type we do not write."""
    wanted = media_type(accept, CSV)
    kind = CSV if wanted in ("*/*", "text/*") else known(wanted, CSV)
    values = prediction.tolist()
    if kind == CSV:
        # A batch answer has a line per record; one request's answer is one line of scores, as the container writes it.
        lines = [",".join(_short(cell) for cell in row) if isinstance(row, list) else _short(row) for row in values]
        joiner = "\n" if batch or (values and isinstance(values[0], list)) else ","
        return (joiner.join(lines) + ("\n" if batch else "")).encode(), "text/csv; charset=utf-8"
    if kind == JSON:
        return json.dumps({"predictions": [{"score": row} for row in values]}).encode(), JSON
    if kind == JSON_LINES:
        return "".join(json.dumps({"score": row}) + "\n" for row in values).encode(), JSON_LINES
    raise Refused(406, f"Accept type {accept} is not supported: use text/csv, application/json or application/jsonlines")


def _short(value: float) -> str:
    """The shortest text of a 32-bit number that reads back as the same number."""
    return str(np.float32(value)) if isinstance(value, float) else str(value)
