"""Kedro datasets that reach over a task's borders."""

from __future__ import annotations

from typing import Any

from kedro.io import AbstractDataset, MemoryDataset

from floe_kedro.runtime.intermediates import Intermediates, is_snowpark, rows


class HandOverDataset(AbstractDataset[Any, Any]):
    """A value that other tasks make or use. Inside the task it stays in memory, as it would in a plain run."""

    def __init__(self, name: str, intermediates: Intermediates, optional: bool = False) -> None:
        """`optional`: nobody needs the value later, so one that cannot be kept is no error."""
        self._name = name
        self._intermediates = intermediates
        self._optional = optional
        self._memory = MemoryDataset()
        self.rows: int | None = None
        self.kept: str | None = None

    def load(self) -> Any:
        """From memory, or from the task that made it; fetched once."""
        if not self._memory.exists():
            self._remember(self._intermediates.load(self._name))
        value = self._memory.load()
        self.rows = rows(value)
        return value

    def save(self, data: Any) -> None:
        """To memory and to the store."""
        self._remember(data)
        self.rows = rows(data)
        try:
            self.kept = self._intermediates.save(self._name, data)
        except TypeError as error:
            if not self._optional:
                raise
            self._logger.warning("%s", error)

    def _remember(self, value: Any) -> None:
        """Kedro copies what it keeps in memory; it would try so even with Snowpark's tables, which cannot be."""
        self._memory = MemoryDataset(copy_mode="assign" if is_snowpark(value) else None)
        self._memory.save(value)

    def _exists(self) -> bool:
        return bool(self._memory.exists())

    def _release(self) -> None:
        self._memory.release()

    def _describe(self) -> dict[str, Any]:
        return {"name": self._name, "run": self._intermediates.run}
