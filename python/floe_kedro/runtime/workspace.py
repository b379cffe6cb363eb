"""A folder of its own for each call, and a process that is as before when the call has ended."""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Directory, path and environment belong to the whole process.
_one_at_a_time = threading.Lock()


@contextmanager
def workspace() -> Iterator[Path]:
    """A fresh folder as working directory. Afterwards the project's modules, path entries, directory and environment
    are gone: platforms keep processes warm, and the next call may be of another version or project.
    """
    folder = tempfile.TemporaryDirectory(prefix="floe-kedro-", ignore_cleanup_errors=True)
    with _one_at_a_time, _restored() as before_dir, folder as name:
        root = Path(name).resolve()
        os.chdir(root)
        try:
            yield root
        finally:
            os.chdir(before_dir)
            forget(root)


@contextmanager
def _restored() -> Iterator[str]:
    before_path, before_env = list(sys.path), dict(os.environ)
    try:
        yield _directory()
    finally:
        sys.path[:] = before_path
        _restore(before_env)


def unpack(archive: Path, root: Path) -> Path:
    """The project's folder with the archive's content."""
    project = root / "project"
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(project)
    # Kedro wants both to exist, even when nothing is in them.
    (project / "conf" / "base").mkdir(parents=True, exist_ok=True)
    (project / "conf" / "local").mkdir(parents=True, exist_ok=True)
    return project


def forget(root: Path) -> None:
    """Removes the modules that were imported from below a folder."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        places = [file] if file else [str(each) for each in getattr(module, "__path__", [])]
        if any(Path(place).is_relative_to(root) for place in places):
            del sys.modules[name]
    for place in [each for each in sys.path_importer_cache if Path(each).is_relative_to(root)]:
        del sys.path_importer_cache[place]
    importlib.invalidate_caches()


def _directory() -> str:
    try:
        return os.getcwd()
    except FileNotFoundError:
        return tempfile.gettempdir()


def _restore(environment: dict[str, str]) -> None:
    for key in set(os.environ) - set(environment):
        del os.environ[key]
    os.environ.update(environment)
