"""Where code, values and files of a graph live: stages in Snowflake, a folder on this machine."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True)
class StoredFile:
    """A file of a store: its path below the listed place, and when it was written."""

    path: str
    modified: datetime.datetime


class Store(Protocol):
    """Files by their place, such as `@"DB"."SCHEMA"."STAGE"/path/file`, and tables of the same schema."""

    def fetch(self, place: str, target: Path) -> bool:
        """Writes the file at `place` to `target`; False when there is none."""

    def send(self, source: Path, place: str) -> None:
        """Writes a local file to `place`, over what is there."""

    def list(self, place: str) -> list[StoredFile]:
        """All files below `place`, or the file at `place` itself with an empty path."""

    def remove(self, place: str) -> None:
        """Removes all files below `place`."""

    def save_table(self, name: str, value: Any) -> None:
        """Writes a Snowpark DataFrame to a transient table, over what is there."""

    def save_frame(self, name: str, frame: Any) -> bool:
        """Writes a pandas DataFrame to a transient table; False where there are no tables."""

    def load_table(self, name: str) -> Any:
        """A Snowpark DataFrame of a table."""

    def drop_table(self, name: str) -> None:
        """Drops a table, if it exists."""

    def context(self) -> dict[str, str]:
        """Database and schema the run works in; empty where there are none."""


def read_bytes(store: Store, place: str, scratch: Path) -> bytes | None:
    """The content of a small file, or nothing."""
    target = scratch / "floe-read"
    if not store.fetch(place, target):
        return None
    content = target.read_bytes()
    target.unlink()
    return content


def write_bytes(store: Store, place: str, content: bytes, scratch: Path) -> None:
    """Writes a small file."""
    source = scratch / "floe-write"
    source.write_bytes(content)
    store.send(source, place)
    source.unlink()
