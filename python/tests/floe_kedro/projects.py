"""Kedro projects made of a few files, for one test each."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
import unittest
from pathlib import Path
from typing import Any

from floe_kedro.__main__ import main
from floe_kedro.quiet import quieten

quieten()
# Python takes a file that changes within a second, and keeps its size, for unchanged when it has cached it.
sys.dont_write_bytecode = True
os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
import kedro.config  # noqa: E402
import kedro.framework.project  # noqa: E402,F401

PYTHON = Path(__file__).parents[2]

PYPROJECT = """
[tool.kedro]
package_name = "shop"
project_name = "Shop"
kedro_init_version = "1.0.0"
"""

REGISTRY = """
from shop.pipeline import create_pipeline


def register_pipelines():
    return {"__default__": create_pipeline()}
"""

NODES = '''
"""Nodes."""
from shop import helpers

LIMIT = 10


def load(raw):
    """Docs."""
    return [each * LIMIT for each in raw]


def clean(rows):
    return helpers.strip(rows)


def report(rows, options):
    return {"count": len(rows), "title": options["title"]}
'''

HELPERS = """
import math

STEP = 2


def strip(rows):
    return [floor(each) for each in rows]


def floor(value):
    return math.floor(value / STEP)


def unused():
    return 1
"""

PIPELINE = """
from kedro.pipeline import node, pipeline

from shop import nodes


def create_pipeline(**_):
    return pipeline([
        node(nodes.load, "raw", "rows", name="load"),
        node(nodes.clean, "rows", "cleaned", name="clean"),
        node(nodes.report, ["cleaned", "params:report"], "summary", name="report"),
    ])
"""

CATALOG = """
raw:
  type: json.JSONDataset
  filepath: data/01_raw/raw.json
summary:
  type: json.JSONDataset
  filepath: data/08_reporting/summary.json
"""

FILES = {
    "pyproject.toml": PYPROJECT,
    "conf/base/catalog.yml": CATALOG,
    "conf/base/parameters.yml": "report:\n  title: Sales\nother: 1\n",
    "conf/local/.gitkeep": "",
    "data/01_raw/raw.json": "[1, 2.5, 3]",
    "src/shop/__init__.py": "",
    "src/shop/settings.py": "",
    "src/shop/pipeline_registry.py": REGISTRY,
    "src/shop/pipeline.py": PIPELINE,
    "src/shop/nodes.py": NODES,
    "src/shop/helpers.py": HELPERS,
}


class ProjectCase(unittest.TestCase):
    """A test with a project of its own; `files` are laid over the plain shop."""

    files: dict[str, str] = {}

    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="floe-kedro-test-")).resolve()
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.project = self.folder / "project"
        for name, content in {**FILES, **self.files}.items():
            self.write(name, content)

    def write(self, name: str, content: str) -> None:
        """Writes one file of the project."""
        file = self.project / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        """Replaces a text that must be there."""
        content = (self.project / name).read_text("utf-8")
        self.assertIn(old, content)
        self.write(name, content.replace(old, new))

    def remove(self, name: str) -> None:
        """Removes one file."""
        (self.project / name).unlink()

    def extract(self, *options: str, code: int = 0, env: dict[str, str] | None = None) -> dict[str, Any]:
        """The document the extractor writes, which must end with `code`; in a fresh process when `env` is given."""
        output = self.folder / "graph.json"
        output.unlink(missing_ok=True)
        arguments = ["extract", "--project", str(self.project), "--output", str(output), *options]
        ended, said = self.floe_kedro(arguments, env)
        self.assertEqual(ended, code, said)
        self.text = output.read_text("utf-8")
        document: dict[str, Any] = json.loads(self.text)
        return document

    def floe_kedro(self, arguments: list[str], env: dict[str, str] | None) -> tuple[int, str]:
        """Runs the package's command line; nothing may appear on stdout."""
        if env is None and hasattr(os, "fork"):
            return self._forked(arguments)
        done = subprocess.run(
            [sys.executable, "-m", "floe_kedro", *arguments],
            env={**os.environ, "PYTHONPATH": str(PYTHON), **(env or {})},
            cwd=self.project if self.project.is_dir() else self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.stdout, "")
        return done.returncode, done.stderr

    def _forked(self, arguments: list[str]) -> tuple[int, str]:
        """The same in a copy of this process, which has imported Kedro already."""
        out, err = self.folder / "stdout", self.folder / "stderr"
        child = os.fork()
        if child == 0:
            code = 70
            try:
                os.dup2(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
                os.dup2(os.open(err, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
                sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
                code = main(arguments)
            except BaseException:  # noqa: BLE001 - the copy must not go on as a second test run
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(code)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        self.assertEqual(out.read_text(), "")
        return code, err.read_text()

    def error(self, *options: str) -> dict[str, str]:
        """The error document of a project that cannot be read."""
        error: dict[str, str] = self.extract(*options, code=3)["error"]
        self.assertEqual(set(error), {"code", "message", "hint", "trace"})
        self.assertGreater(len(error["hint"]), 10)
        return error

    def hashes(self, *options: str, pipeline: str = "__default__") -> dict[str, str]:
        """The nodes' hashes."""
        return {node["name"]: node["hash"] for node in self.extract(*options)["pipelines"][pipeline]["nodes"]}

    def changed(self, before: dict[str, str], *options: str) -> set[str]:
        """The nodes whose hash is not as before."""
        after = self.hashes(*options)
        self.assertEqual(set(after), set(before))
        return {name for name in after if after[name] != before[name]}
