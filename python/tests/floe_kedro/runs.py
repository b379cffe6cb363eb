"""Runs the tasks of a test's project through the handler's own code, with a folder as store."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from floe_kedro.extract.project import find
from floe_kedro.local.pack import pack
from floe_kedro.runtime.code import group_hash
from floe_kedro.runtime.folder import FolderStore
from floe_kedro.runtime.task import run_task

from .projects import ProjectCase

CODE = '@"DB"."S"."CODE"/SHOP'
DATA = '@"DB"."S"."DATA"/SHOP'


class RunCase(ProjectCase):
    """A project that is extracted, packed and run."""

    def setUp(self) -> None:
        super().setUp()
        # Kedro logs much; what nodes raise is seen without.
        logging.disable(logging.CRITICAL)
        self.addCleanup(logging.disable, logging.NOTSET)
        self.store = FolderStore(self.folder / "store")
        self.kedro: dict[str, Any] = {}

    def deploy(self, version: str = "v1") -> None:
        """Packs the project as a version, with its data folder uploaded."""
        graph = self.extract()
        self.nodes = [node["name"] for node in graph["pipelines"]["__default__"]["nodes"]]
        self.index = {
            name: {node["name"]: node["hash"] for node in pipeline["nodes"]}
            for name, pipeline in graph["pipelines"].items()
        }
        self.project_place = f"{CODE}/{version}/project.zip"
        pack(find(self.project), "conf", self.index, self.store.path(self.project_place))
        for file in (self.project / "data").rglob("*"):
            if file.is_file():
                self.store.send(file, f"{DATA}/upload/{file.relative_to(self.project / 'data').as_posix()}")

    def config(self, **overrides: Any) -> str:
        """The graph's CONFIG with one run's overrides."""
        kedro = {
            "format": 1,
            "project": self.project_place,
            "versions": CODE,
            "pipeline": "__default__",
            "env": "base",
            "intermediates": {"stage": f"{DATA}/runs", "schema": '"DB"."S"'},
            "data": {"stage": f"{DATA}/data", "uploads": {"data": f"{DATA}/upload"}},
        }
        return json.dumps({"kedro": {**kedro, **self.kedro}, **overrides})

    def task(
        self, *nodes: str, run: str = "1700000000000", config: str | None = None, **overrides: Any
    ) -> dict[str, Any]:
        """Runs one task as its graph would."""
        code = group_hash(nodes, self.index["__default__"]) or ""
        text = run_task(self.store, json.dumps(nodes), code, run, config or self.config(**overrides))
        self.assertLess(len(text), 8192)
        answer: dict[str, Any] = json.loads(text)
        return answer

    def graph(self, *groups: tuple[str, ...], run: str = "1700000000000", **overrides: Any) -> list[dict[str, Any]]:
        """Runs all groups, each node by itself when none are given."""
        return [self.task(*group, run=run, **overrides) for group in groups or [(node,) for node in self.nodes]]

    def stored(self, name: str) -> str:
        """A file that nodes wrote to the data stage."""
        return Path(self.store.path(f"{DATA}/data/{name}")).read_text("utf-8")

    def kept(self, run: str = "1700000000000") -> list[str]:
        """The files a run has kept."""
        return sorted(each.path for each in self.store.list(f"{DATA}/runs/{run}"))
