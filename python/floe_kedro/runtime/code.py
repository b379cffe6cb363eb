"""Finds the version of the project's code that a task was declared with."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from floe_kedro.runtime.config import TaskConfig
from floe_kedro.runtime.places import join
from floe_kedro.runtime.stores import Store

INDEX = ".floe/index.json"


class CodeNotFound(Exception):
    """No version on the stage has the code the task asks for."""


def group_hash(nodes: Sequence[str], hashes: Mapping[str, str]) -> str | None:
    """The hash of a task, from its nodes' hashes in the order of its call; nothing when a node is not known."""
    if any(node not in hashes for node in nodes):
        return None
    text = "".join(f"{node}\n{hashes[node]}\n" for node in nodes)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def fetch_code(store: Store, config: TaskConfig, nodes: Sequence[str], code: str, scratch: Path) -> Path:
    """The archive with the wanted code: the graph's own, else the newest kept version that has it. An empty `code`
    takes the graph's own as it is, for calls by hand.
    """
    target = scratch / "project.zip"
    own = store.fetch(config.project, target)
    if own and (not code or _matches(target, config.pipeline, nodes, code)):
        return target
    others = [each for each in store.list(config.versions) if each.path.endswith(".zip")]
    for each in sorted(others, key=lambda file: file.modified, reverse=True):
        place = join(config.versions, each.path)
        fetched = code and place != config.project and store.fetch(place, target)
        if fetched and _matches(target, config.pipeline, nodes, code):
            return target
    said = "does not have it" if own else "is not there"
    raise CodeNotFound(
        f"The code of {', '.join(nodes)} (hash {code or 'any'}) was not found: {config.project} {said}, nor does any "
        f"of the {len(others)} archives in {config.versions}. Deploy the graph again, or keep more versions."
    )


def _matches(archive: Path, pipeline: str, nodes: Sequence[str], code: str) -> bool:
    with zipfile.ZipFile(archive) as opened:
        try:
            index: dict[str, Any] = json.loads(opened.read(INDEX))
        except KeyError:
            return False
    return group_hash(nodes, index.get("nodes", {}).get(pipeline, {})) == code
