"""One version for all that a run saves, and the versions its tasks load."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

from floe_kedro.runtime.config import TaskConfig
from floe_kedro.runtime.places import join, safe
from floe_kedro.runtime.stores import Store, read_bytes, write_bytes

_EARLIEST, _LATEST = 1_500_000_000_000, 4_000_000_000_000


def mentions_versions(conf: Path) -> bool:
    """Whether a configuration may have versioned datasets."""
    files = [file for file in conf.rglob("*") if file.suffix in (".yml", ".yaml", ".json")]
    return any("versioned" in file.read_text("utf-8", errors="replace") for file in files)


def save_version(store: Store, config: TaskConfig, run: str, scratch: Path, shared: bool = True) -> str:
    """The version of a run, as Kedro writes versions. A run whose id is a time has that one; for others the first task
    that asks writes it down, if it is to be `shared`. Tasks that ask at the same moment may write two: `loaded` keeps
    readers right even then.
    """
    if run.isdigit() and _EARLIEST < int(run) < _LATEST:
        return _text(datetime.datetime.fromtimestamp(int(run) / 1000, datetime.timezone.utc))
    if not shared:
        return _text(datetime.datetime.now(datetime.timezone.utc))
    place = join(config.intermediates, safe(run), "version.json")
    known = read_bytes(store, place, scratch)
    if known is None:
        known = json.dumps(_text(datetime.datetime.now(datetime.timezone.utc))).encode()
        write_bytes(store, place, known, scratch)
    return str(json.loads(known))


def note(store: Store, config: TaskConfig, run: str, dataset: str, version: str, scratch: Path) -> None:
    """Writes down which version of a dataset the run saved."""
    write_bytes(store, _place(config, run, dataset), json.dumps(version).encode(), scratch)


def loaded(store: Store, config: TaskConfig, run: str, dataset: str, scratch: Path) -> str | None:
    """The version of a dataset that this run saved, or the run it takes its inputs from; nothing: the latest."""
    for each in (run, config.inputs_from):
        content = None if each is None else read_bytes(store, _place(config, each, dataset), scratch)
        if content is not None:
            return str(json.loads(content))
    return None


def _place(config: TaskConfig, run: str, dataset: str) -> str:
    return join(config.intermediates, safe(run), "versions", f"{safe(dataset)}.json")


def _text(time: datetime.datetime) -> str:
    return time.strftime("%Y-%m-%dT%H.%M.%S.") + f"{time.microsecond // 1000:03d}Z"
