"""A store on Snowflake's stages, through the session of the procedure."""

from __future__ import annotations

import datetime
import shutil
import tempfile
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from floe_kedro.runtime.places import split
from floe_kedro.runtime.stores import StoredFile


class StageStore:
    """Works with owner's rights: only GET, PUT, LIST, REMOVE and statements about tables."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def fetch(self, place: str, target: Path) -> bool:
        """GET takes every file whose path begins with `place`; only the one of that name is kept."""
        with tempfile.TemporaryDirectory(prefix="floe-get-") as folder:
            try:
                self._session.file.get(place, folder)
            except Exception as error:  # noqa: BLE001 - the driver's errors have no common base in procedures
                if not _is_missing(error):
                    raise
                return False
            found = Path(folder) / place.rpartition("/")[2]
            if not found.is_file():
                return False
            shutil.move(str(found), target)
            return True

    def send(self, source: Path, place: str) -> None:
        """PUT keeps the local file's name, so that is made the wanted one first."""
        parent, _, name = place.rpartition("/")
        with tempfile.TemporaryDirectory(prefix="floe-put-") as folder:
            named = Path(folder) / name
            try:
                named.hardlink_to(source)
            except OSError:
                shutil.copyfile(source, named)
            self._session.file.put(str(named), parent, auto_compress=False, overwrite=True)

    def list(self, place: str) -> list[StoredFile]:
        """LIST matches beginnings of names: neighbours are left out."""
        path = split(place)[1].rstrip("/")
        found: list[StoredFile] = []
        for row in self._session.sql(f"LIST {_quoted(place)}").collect():
            name, modified = str(row[0]), str(row[3])
            inside = _inside(name, path)
            if inside is not None:
                found.append(StoredFile(inside, _time(modified)))
        return found

    def remove(self, place: str) -> None:
        """REMOVE matches beginnings of names: the slash leaves neighbours alone."""
        self._session.sql(f"REMOVE {_quoted(place.rstrip('/') + '/')}").collect()

    def save_table(self, name: str, value: Any) -> None:
        """Writes a transient table: no fail-safe cost for values that can be made again."""
        value.write.mode("overwrite").save_as_table(name, table_type="transient")

    def save_frame(self, name: str, frame: Any) -> bool:
        """Writes the rows; column names stay as they are."""
        self.save_table(name, self._session.create_dataframe(frame))
        return True

    def load_table(self, name: str) -> Any:
        """The table, not yet read."""
        return self._session.table(name)

    def drop_table(self, name: str) -> None:
        """Drops the table."""
        self._session.sql(f"DROP TABLE IF EXISTS {name}").collect()

    def context(self) -> dict[str, str]:
        """The session's database and schema."""
        found = {"database": self._session.get_current_database(), "schema": self._session.get_current_schema()}
        return {key: str(value).strip('"') for key, value in found.items() if value}


def _quoted(place: str) -> str:
    return "'" + place.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _inside(name: str, path: str) -> str | None:
    """The part of a listed name after `path`. Internal stages list `stage/path`, external ones a URL."""
    if "://" in name:
        at = name.find(f"/{path}") + 1 if path else name.find("/", name.find("://") + 3) + 1
        below = name[at:]
    else:
        below = name.partition("/")[2]
    if not path:
        return below
    if below == path:
        return ""
    return below[len(path) + 1 :] if below.startswith(f"{path}/") else None


def _time(text: str) -> datetime.datetime:
    try:
        return parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return datetime.datetime.now(datetime.timezone.utc)


def _is_missing(error: Exception) -> bool:
    """Whether GET found no file; a stage that may not be seen "does not exist or not authorized", and is an error."""
    text = str(error).lower().replace("doesn't", "does not")
    return "authorized" not in text and ("253006" in text or "file does not exist" in text or "not found" in text)
