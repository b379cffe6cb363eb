"""Runs handlers of functions over rows: scalar, table and aggregate, row by row or vectorized."""

from __future__ import annotations

from typing import Any, Iterator

from .values import from_json, to_json

Row = list[Any]


def scalar(handler: Any, rows: list[Row], types: list[str], returns: Any) -> list[Any]:
    """One value for each row."""
    if _batch(handler) is None:
        return [to_json(handler(*_arguments(row, types)), returns) for row in rows]
    values: list[Any] = []
    for frame in _frames(handler, rows, types, None):
        answer = list(handler(frame))
        if len(answer) != len(frame):
            raise ValueError(f"a vectorized handler answered {len(answer)} values for {len(frame)} rows")
        values += [to_json(_missing(value), returns) for value in answer]
    return values


def aggregate(handler: Any, groups: list[list[Row]], types: list[str], returns: Any) -> list[Any]:
    """One value for each group, its state merged from two halves as Snowflake merges those of its nodes."""
    return [to_json(_aggregated(handler, rows, types), returns) for rows in groups]


def _aggregated(handler: Any, rows: list[Row], types: list[str]) -> Any:
    whole = handler()
    half = handler()
    middle = len(rows) // 2
    for state, part in ((whole, rows[:middle]), (half, rows[middle:])):
        for row in part:
            state.accumulate(*_arguments(row, types))
    whole.merge(half.aggregate_state)
    return whole.finish()


def table(
    handler: Any, partitions: list[list[Row]], types: list[str], names: list[str], columns: list[str]
) -> list[list[list[Any]]]:
    """The rows of each partition."""
    return [[_row(out, columns) for out in _partition(handler, rows, types, names)] for rows in partitions]


def _partition(handler: Any, rows: list[Row], types: list[str], names: list[str]) -> Iterator[Any]:
    instance = handler()
    process = getattr(instance, "process", None)
    end = getattr(instance, "end_partition", None)
    if process is not None and _batch(process) is not None:
        for frame in _frames(process, rows, types, names):
            yield from _rows(process(frame))
    elif process is not None:
        for row in rows:
            yield from _rows(process(*_arguments(row, types)))
    if end is None:
        return
    if _batch(end) is not None:
        for frame in _frames(end, rows, types, names, whole=True):
            yield from _rows(end(frame))
    else:
        yield from _rows(end())


def _rows(answer: Any) -> Iterator[Any]:
    """What a method returned: nothing, a frame, a tuple of columns, or an iterable of rows."""
    if answer is None:
        return
    if hasattr(answer, "itertuples"):
        yield from answer.itertuples(index=False, name=None)
    elif isinstance(answer, tuple) and answer and hasattr(answer[0], "tolist"):
        yield from zip(*answer)
    else:
        for item in answer:
            if hasattr(item, "itertuples"):
                yield from item.itertuples(index=False, name=None)
            else:
                yield item


def _row(values: Any, columns: list[str]) -> list[Any]:
    row = list(values) if isinstance(values, (tuple, list)) else [values]
    if len(row) != len(columns):
        raise ValueError(f"a row has {len(row)} values; the function RETURNS TABLE with {len(columns)} columns")
    return [to_json(_missing(value), column) for value, column in zip(row, columns)]


def _arguments(row: Row, types: list[str]) -> list[Any]:
    return [from_json(value, kind) for value, kind in zip(row, types)]


def _batch(handler: Any) -> Any:
    return getattr(handler, "_sf_vectorized_input", None)


def _frames(
    handler: Any, rows: list[Row], types: list[str], names: list[str] | None, whole: bool = False
) -> Iterator[Any]:
    import pandas

    size = len(rows) if whole else getattr(handler, "_sf_max_batch_size", None) or max(len(rows), 1)
    for start in range(0, len(rows), max(size, 1)):
        part = [_arguments(row, types) for row in rows[start : start + size]]
        yield pandas.DataFrame(part, columns=names if names is not None else range(len(types)))


def _missing(value: Any) -> Any:
    """pandas' own marks for nothing are NULL."""
    return None if value is None or (value != value and not hasattr(value, "__len__")) else value
