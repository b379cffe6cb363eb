"""The package as a whole: types, sizes, and Kedro's oldest supported version."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unittest
import zipfile

from floe_kedro.runtime.code import group_hash

from .projects import PYTHON
from .runs import RunCase

_OLDEST = os.environ.get("FLOE_OLDEST_KEDRO", "")


class Package(unittest.TestCase):
    def test_types_are_strict_and_right(self) -> None:
        command = [sys.executable, "-m", "mypy", "--config-file", str(PYTHON / "mypy.ini"), "--no-error-summary"]
        command += ["--cache-dir", os.devnull]
        done = subprocess.run(command, cwd=PYTHON, capture_output=True, text=True, check=False)
        self.assertEqual((done.stdout, done.stderr, done.returncode), ("", "", 0))

    def test_importing_the_handler_imports_no_library(self) -> None:
        code = (
            "import sys, floe_kedro.handler, floe_kedro.runtime.task, floe_kedro.runtime.stage\n"
            "print([m for m in ('kedro', 'pandas', 'snowflake.snowpark', 'numpy', 'cloudpickle') if m in sys.modules])"
        )
        done = subprocess.run([sys.executable, "-c", code], cwd=PYTHON, capture_output=True, text=True, check=True)
        self.assertEqual(done.stdout, "[]\n")

    def test_the_runtime_needs_no_extractor(self) -> None:
        """What a fix of the extractor changes must not change the procedure."""
        package = PYTHON / "floe_kedro"
        files = [*package.glob("runtime/*.py"), *(package / f"{name}.py" for name in ("handler", "job", "quiet"))]
        for file in files:
            imported = re.findall(r"floe_kedro\.(\w+)", file.read_text())
            self.assertLessEqual(set(imported), {"runtime", "handler", "quiet"}, file)


class FromArchive(RunCase):
    def test_runs_when_imported_from_a_zip(self) -> None:
        """Snowflake imports the runtime from an archive."""
        self.check(sys.executable)

    @unittest.skipUnless(_OLDEST, "FLOE_OLDEST_KEDRO names no interpreter with Kedro 1.0.0")
    def test_runs_with_the_oldest_kedro(self) -> None:
        self.check(_OLDEST)

    def check(self, python: str) -> None:
        """Extraction and every task with an interpreter; the catalog is the project's own, so Kedro alone does."""
        self.write("src/shop/datasets.py", (
            "import json\nfrom pathlib import Path\n\nfrom kedro.io import AbstractDataset\n\n\n"
            "class Json(AbstractDataset):\n    def __init__(self, filepath):\n        self.file = Path(filepath)\n\n"
            "    def load(self):\n        return json.loads(self.file.read_text())\n\n"
            "    def save(self, data):\n        self.file.parent.mkdir(parents=True, exist_ok=True)\n"
            "        self.file.write_text(json.dumps(data))\n\n    def _describe(self):\n        return {}\n"
        ))  # fmt: skip
        catalog = (self.project / "conf/base/catalog.yml").read_text().replace("json.JSONDataset", "shop.datasets.Json")
        self.write("conf/base/catalog.yml", catalog)
        before = self.hashes()
        archive = self.folder / "runtime.zip"
        with zipfile.ZipFile(archive, "w") as opened:
            for file in (PYTHON / "floe_kedro").rglob("*"):
                if file.is_file() and "__pycache__" not in file.parts:
                    opened.write(file, file.relative_to(PYTHON).as_posix())
        env = {**os.environ, "PYTHONPATH": str(archive)}
        output = self.folder / "oldest.json"
        command = [python, "-m", "floe_kedro", "extract", "--project", str(self.project), "--output", str(output)]
        subprocess.run(command, env=env, check=True, capture_output=True)
        nodes = json.loads(output.read_text())["pipelines"]["__default__"]["nodes"]
        self.assertEqual({node["name"]: node["hash"] for node in nodes}, before)
        self.deploy()
        for node in self.nodes:
            request = {
                "store": str(self.folder / "store"),
                "answer": str(self.folder / "answer.json"),
                "nodes": json.dumps([node]),
                "code": group_hash([node], self.index["__default__"]),
                "run": "1700000000000",
                "config": self.config(params={"report": {"title": "Zip"}}),
            }
            done = subprocess.run(
                [python, "-m", "floe_kedro", "task"],
                input=json.dumps(request),
                env=env,
                capture_output=True,
                text=True,
                check=False,
            )
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(self.stored("data/08_reporting/summary.json")), {"count": 3, "title": "Zip"})
