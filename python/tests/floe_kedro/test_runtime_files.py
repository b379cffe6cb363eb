"""Local files of the catalog: fetched from the stage, sent to it, versioned by run."""

from __future__ import annotations

import json

from .runs import DATA, RunCase

NODES = """
def write(raw, report):
    return raw, raw, {f"part{n}": f"text {n}" for n in raw}, "line\\n"


def read(model, parts, log):
    return {"model": model, "parts": {name: load() for name, load in sorted(parts.items())}, "log": log}


def again(model):
    return model + [4]
"""

PIPELINE = """
from kedro.pipeline import node, pipeline

from shop import nodes


def create_pipeline(**_):
    return pipeline([
        node(nodes.write, ["raw", "params:report"], ["model", "plain", "parts", "log"], name="write"),
        node(nodes.read, ["model", "parts", "log"], "summary", name="read"),
        node(nodes.again, "model", "retrained", name="again"),
    ])
"""

CATALOG = """
raw: {type: json.JSONDataset, filepath: data/01_raw/raw.json}
model: {type: json.JSONDataset, filepath: data/06_models/model.json, versioned: true}
plain: {type: json.JSONDataset, filepath: data/06_models/plain.json}
parts:
  type: partitions.PartitionedDataset
  path: data/07/parts
  filename_suffix: .txt
  dataset: text.TextDataset
log: {type: text.TextDataset, filepath: data/07/log.txt, fs_args: {open_args_save: {mode: a}}}
"{name}ary": {type: json.JSONDataset, filepath: "data/08/{name}.json"}
"""


class Files(RunCase):
    files = {
        "src/shop/nodes.py": NODES,
        "src/shop/pipeline.py": PIPELINE,
        "conf/base/catalog.yml": CATALOG,
        "data/01_raw/raw.json": "[1, 2, 3]",
    }

    def paths(self) -> list[str]:
        return [each.path for each in self.store.list(f"{DATA}/data")]

    def test_are_kept_on_the_stage(self) -> None:
        self.deploy()
        self.task("write")
        self.assertEqual(self.paths(), [
            "data/06_models/model.json/2023-11-14T22.13.20.000Z/model.json", "data/06_models/plain.json",
            "data/07/log.txt", "data/07/parts/part1.txt", "data/07/parts/part2.txt", "data/07/parts/part3.txt",
        ])  # fmt: skip
        answer = self.task("read")
        self.assertEqual(json.loads(self.stored("data/08/summ.json")), {
            "model": [1, 2, 3], "parts": {"part1": "text 1", "part2": "text 2", "part3": "text 3"}, "log": "line\n",
        })  # fmt: skip
        self.assertEqual(answer["kept"], {})
        self.assertEqual(self.kept(), ["files/data/07/log.txt", "versions/model.json"])

    def test_a_run_loads_its_own_version_and_others_the_latest(self) -> None:
        self.deploy()
        self.task("write", run="1700000000000")
        self.store.path(f"{DATA}/upload/01_raw/raw.json").write_text("[7]")
        self.task("write", run="1800000000000")
        self.task("read", run="1700000000000")
        self.assertEqual(json.loads(self.stored("data/08/summ.json"))["model"], [1, 2, 3])
        self.task("read", run="1900000000000")
        self.assertEqual(json.loads(self.stored("data/08/summ.json"))["model"], [7])
        self.task("read", run="1900000000000", inputsFrom="1700000000000")
        self.assertEqual(json.loads(self.stored("data/08/summ.json"))["model"], [1, 2, 3])

    def test_overlapping_runs_read_their_own_files(self) -> None:
        self.edit("src/shop/pipeline.py", 'nodes.again, "model"', 'nodes.again, "plain"')
        self.write("conf/base/catalog_more.yml", "retrained: {type: json.JSONDataset, filepath: data/r.json}\n")
        self.deploy()
        self.task("write", run="a")
        self.store.path(f"{DATA}/upload/01_raw/raw.json").write_text("[7]")
        self.task("write", run="b")
        self.task("again", run="a")
        self.assertEqual(json.loads(self.stored("data/r.json")), [1, 2, 3, 4])
        self.task("again", run="b")
        self.assertEqual(json.loads(self.stored("data/r.json")), [7, 4])
        self.task("again", run="c", inputsFrom="a")
        self.assertEqual(json.loads(self.stored("data/r.json")), [1, 2, 3, 4])
        self.task("again", run="d")
        self.assertEqual(json.loads(self.stored("data/r.json")), [7, 4])

    def test_all_tasks_of_a_run_save_one_version(self) -> None:
        self.edit("conf/base/catalog.yml", "06_models/plain.json", "06_models/plain.json, versioned: true")
        self.write(
            "conf/base/catalog_more.yml",
            "retrained: {type: json.JSONDataset, filepath: data/r.json, versioned: true}\n",
        )
        self.deploy()
        self.graph(run="not-a-time")
        versions = {path.split("/")[-2] for path in self.paths() if "Z/" in path}
        self.assertEqual(len(versions), 1)
        self.assertRegex(versions.pop(), r"^\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d\.\d{3}Z$")

    def test_appending_goes_on_with_what_is_there(self) -> None:
        self.deploy()
        self.task("write", run="1700000000000")
        self.task("write", run="1700000000001")
        self.assertEqual(self.stored("data/07/log.txt"), "line\nline\n")

    def test_files_inside_a_group_are_not_fetched_again(self) -> None:
        self.deploy()
        fetched = []
        fetch = self.store.fetch
        self.store.fetch = lambda place, target: fetched.append(place) or fetch(place, target)  # type: ignore[method-assign]
        self.task("write", "read", "again")
        self.assertEqual([place for place in fetched if "/data/data/" in place], [])

    def test_a_file_that_is_nowhere_is_named(self) -> None:
        self.deploy()
        with self.assertRaisesRegex(Exception, "data/06_models/model.json"):
            self.task("read")
        self.store.remove(f"{DATA}/upload")
        with self.assertRaisesRegex(Exception, "data/01_raw/raw.json is neither at .*upload/01_raw/raw.json nor in"):
            self.task("write")

    def test_files_without_a_stage_are_refused(self) -> None:
        self.deploy()
        self.kedro = {"data": None}
        with self.assertRaisesRegex(ValueError, "'log' writes data/07/log.txt, which would be lost"):
            self.task("write")

    def test_a_file_that_a_node_writes_is_never_the_upload(self) -> None:
        self.write("data/06_models/plain.json", "[0]")
        self.edit("src/shop/pipeline.py", 'nodes.again, "model"', 'nodes.again, "plain"')
        self.deploy()
        self.task("write")
        self.task("again")
        self.assertEqual(json.loads(self.stored("data/06_models/plain.json")), [1, 2, 3])
