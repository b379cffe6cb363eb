"""Packages that were staged with the procedure: unpacked once per process, because Kedro does not run from a zip."""

from __future__ import annotations

import atexit
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

from floe_kedro.runtime.workspace import forget

_unpacked: dict[tuple[str, int, float], Path] = {}


def unpack_wheels() -> None:
    """Makes every archive of packages among the procedure's imports importable."""
    imports = sys._xoptions.get("snowflake_import_directory")
    if not isinstance(imports, str):
        return
    wanted = [
        each for each in sorted(Path(imports).glob("*")) if each.suffix in (".zip", ".whl") and _holds_packages(each)
    ]
    keys = [(each.name, each.stat().st_size, each.stat().st_mtime) for each in wanted]
    for key in [each for each in _unpacked if each not in keys]:
        folder = _unpacked.pop(key)
        forget(folder)
        shutil.rmtree(folder, ignore_errors=True)
    for archive, key in zip(wanted, keys):
        if key not in _unpacked:
            _unpacked[key] = _unpack(archive)
        if str(_unpacked[key]) not in sys.path:
            sys.path.insert(0, str(_unpacked[key]))


def _holds_packages(archive: Path) -> bool:
    with zipfile.ZipFile(archive) as opened:
        return any(name.endswith(".whl") or ".dist-info/" in name for name in opened.namelist())


def _unpack(archive: Path) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="floe-wheels-")).resolve()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    for wheel in sorted(folder.rglob("*.whl")):
        with zipfile.ZipFile(wheel) as opened:
            opened.extractall(folder)
        wheel.unlink()
    return folder
