"""Packs a project as the deployment does: code and configuration, never credentials or conf/local."""

from __future__ import annotations

import fnmatch
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from floe_kedro.extract.project import Project
from floe_kedro.runtime.code import INDEX

#: Every entry's time: equal content gives equal bytes.
_TIME = (1980, 1, 1, 0, 0, 0)


def pack(project: Project, conf: str, hashes: dict[str, dict[str, str]], target: Path) -> None:
    """Writes the archive with an index of the nodes' hashes (pipeline -> node -> hash)."""
    index: dict[str, Any] = {"format": 1, "nodes": hashes}
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(_files(project, conf)):
            _add(archive, file.relative_to(project.folder).as_posix(), file.read_bytes())
        _add(archive, INDEX, json.dumps(index, sort_keys=True).encode())


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _TIME), content, zipfile.ZIP_DEFLATED)


def _files(project: Project, conf: str) -> Iterator[Path]:
    yield project.folder / "pyproject.toml"
    for root in (project.source, project.folder / conf):
        for file in root.rglob("*"):
            inside = file.relative_to(root)
            if file.is_file() and _wanted(inside) and not (root.name == conf and _private(inside)):
                yield file


def _wanted(file: Path) -> bool:
    return file.suffix != ".pyc" and not any(part.startswith(".") or part == "__pycache__" for part in file.parts)


def _private(file: Path) -> bool:
    return file.parts[0] == "local" or any(fnmatch.fnmatch(part, "credentials*") for part in file.parts)
