"""Kedro's official, read-only inspection of a project: the peer of Floe's extraction."""

import json
import sys

from kedro.inspection import get_project_snapshot

snapshot = get_project_snapshot(sys.argv[1])
with open(sys.argv[2], "w", encoding="utf-8") as file:
    json.dump({each.name: [node.name for node in each.nodes] for each in snapshot.pipelines}, file)
