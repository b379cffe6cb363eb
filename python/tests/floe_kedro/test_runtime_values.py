"""Values between tasks: kept exactly, by run, found by retries and by partial runs."""

from __future__ import annotations

import datetime
import decimal
import json
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from floe_kedro.runtime.config import parse
from floe_kedro.runtime.folder import FolderStore
from floe_kedro.runtime.intermediates import Intermediates, ValueMissing

from .runs import RunCase

CONFIG = json.dumps(
    {"kedro": {"format": 1, "project": "@s/p.zip", "pipeline": "__default__", "intermediates": {"stage": "@s/runs"}}}
)


class Exactness(unittest.TestCase):
    """What comes out equals what went in, down to types; Parquet only where it does."""

    def setUp(self) -> None:
        import pandas

        self.pandas = pandas
        folder = TemporaryDirectory(prefix="floe-kedro-test-")
        self.addCleanup(folder.cleanup)
        root = Path(folder.name)
        (root / "scratch").mkdir()
        self.values = Intermediates(FolderStore(root), parse(CONFIG), "r1", root / "scratch")

    def pass_on(self, value: Any, kind: str) -> Any:
        self.assertEqual(self.values.save("x", value), kind)
        return self.values.load("x")

    def check(self, frame: Any, kind: str) -> None:
        found = self.pass_on(frame, kind)
        self.pandas.testing.assert_frame_equal(found, frame, check_freq=True)
        self.assertEqual(type(found), type(frame))
        for name in frame.columns:
            if frame[name].dtype == object:
                self.assertEqual([type(each) for each in found[name]], [type(each) for each in frame[name]])

    def test_frames_that_parquet_keeps(self) -> None:
        pandas = self.pandas
        frame = pandas.DataFrame({
            "whole": [1, 2, 3], "real": [1.5, float("nan"), 3], "text": ["a", "b", "c"], "flag": [True, False, True],
            "time": pandas.to_datetime(["2026-01-01", "2026-01-02", None]), "kind": pandas.Categorical(["x", "y", "x"]),
            "zone": pandas.to_datetime(["2026-01-01"] * 3).tz_localize("Europe/Zurich"),
            "none": ["a", None, "c"], "nan": ["a", float("nan"), "c"], "cents": [decimal.Decimal("1.10")] * 3,
            "nullable": pandas.array([1, None, 3], dtype="Int64"), "Case": [1, 2, 3], "a b": [1, 2, 3],
            "day": [datetime.date(2026, 1, 1)] * 3,
        })  # fmt: skip
        self.check(frame, "parquet")
        self.check(frame.set_index("whole"), "parquet")
        self.check(frame.set_index("text")[::-1], "parquet")
        self.check(frame.iloc[1:], "parquet")
        self.check(frame.iloc[:0][["whole", "real"]], "parquet")

    def test_frames_that_parquet_would_change_are_pickled(self) -> None:
        pandas = self.pandas
        plain = pandas.DataFrame({"a": [1, 2]})
        for frame in (
            pandas.DataFrame({"a": [[1, 2], [3]]}),
            pandas.DataFrame({"a": [(1, 2), (3, 4)]}),
            pandas.DataFrame({"a": [{"k": 1}, {}]}),
            pandas.DataFrame({"a": [1, "x"]}),
            pandas.DataFrame({"a": ["x", None, float("nan")]}),
            pandas.DataFrame({1: [1, 2]}),
            pandas.DataFrame([[1, 2]], columns=["a", "a"]),
            pandas.DataFrame({"a": [1, 2]}, index=pandas.date_range("2026-01-01", periods=2, freq="D")),
            pandas.DataFrame({"a": [1, 2]}, index=pandas.MultiIndex.from_tuples([(1, "x"), (2, "y")])),
            pandas.DataFrame([[1, 2]], columns=pandas.MultiIndex.from_tuples([("a", 1), ("a", 2)])),
            plain.rename_axis(columns="names"),
            pandas.DataFrame({"a": [1 + 2j, 3j]}),
        ):
            with self.subTest(frame.to_dict("split")):
                found = self.pass_on(frame, "pickle")
                pandas.testing.assert_frame_equal(found, frame, check_freq=True, check_names=True)
        plain.attrs["unit"] = {1}
        self.assertEqual(self.pass_on(plain, "pickle").attrs, {"unit": {1}})

    def test_other_values(self) -> None:
        series = self.pandas.Series([1, 2], name="s")
        self.pandas.testing.assert_series_equal(self.pass_on(series, "pickle"), series)
        for value in (None, 0, "", {"a": [1, (2,)]}, {1, 2}, b"x" * 100_000):
            self.assertEqual(self.pass_on(value, "pickle"), value)
        self.assertEqual(self.pass_on(lambda n: n + 1, "pickle")(1), 2)

    def test_names_that_only_differ_in_odd_characters_stay_apart(self) -> None:
        names = ["a.b", "a_b", "a/b", "a b", "a@pandas", "..", "é", "A.b", "x" * 300]
        for name in names:
            self.values.save(name, name)
        self.assertEqual([self.values.load(name) for name in names], names)

    def test_what_cannot_be_kept_says_so(self) -> None:
        with self.assertRaisesRegex(TypeError, "The value 'x' .*generator.* leaves its task but cannot be pickled"):
            self.values.save("x", (each for each in [1]))
        with self.assertRaisesRegex(ValueMissing, "'y' was not kept by run r1"):
            self.values.load("y")


class Runs(RunCase):
    def test_a_run_of_single_tasks(self) -> None:
        self.deploy()
        load, clean, report = self.graph()
        self.assertEqual((load["kept"], clean["kept"], report["kept"]), ({"rows": "pickle"}, {"cleaned": "pickle"}, {}))
        self.assertEqual(json.loads(self.stored("data/08_reporting/summary.json")), {"count": 3, "title": "Sales"})
        self.assertEqual(load["nodes"], ["load"])
        self.assertIn("load", load["seconds"])

    def test_values_inside_a_group_stay_in_memory(self) -> None:
        self.deploy()
        self.graph(("load", "clean"), ("report",))
        self.assertEqual(self.kept(), ["cleaned.manifest.json", "cleaned.pickle"])
        self.kedro = {"intermediates": {"stage": '@"DB"."S"."DATA"/SHOP/runs', "keep": True}}
        self.graph(("load", "clean"), run="1700000000001")
        self.assertIn("rows.pickle", self.kept("1700000000001"))

    def test_memory_datasets_of_the_catalog_cross_tasks_too(self) -> None:
        self.write(
            "conf/base/catalog_more.yml", "rows: {type: MemoryDataset}\n'{any}ed': {type: kedro.io.MemoryDataset}\n"
        )
        self.deploy()
        self.graph()

    def test_a_retry_finds_the_values_of_the_failed_attempt(self) -> None:
        self.edit("src/shop/nodes.py", "len(rows)", "len(rows) / (0 if options.get('fail') else 1)")
        self.deploy()
        self.task("load")
        self.task("clean")
        with self.assertRaises(ZeroDivisionError):
            self.task("report", params={"report": {"fail": True}})
        self.task("report")
        self.assertEqual(json.loads(self.stored("data/08_reporting/summary.json"))["count"], 3)

    def test_two_runs_do_not_mix(self) -> None:
        self.edit("src/shop/pipeline.py", '"raw", "rows"', '["raw", "params:other"], "rows"')
        self.edit("src/shop/nodes.py", "def load(raw):", "def load(raw, other):\n    raw = raw * other")
        self.deploy()
        self.task("load", run="a", params={"other": 1})
        self.task("load", run="b", params={"other": 2})
        self.task("clean", run="a")
        self.task("clean", run="b")
        self.task("report", run="b")
        self.assertEqual(json.loads(self.stored("data/08_reporting/summary.json"))["count"], 6)
        self.task("report", run="a")
        self.assertEqual(json.loads(self.stored("data/08_reporting/summary.json"))["count"], 3)
        with self.assertRaisesRegex(Exception, "'cleaned' was not kept by run c"):
            self.task("report", run="c")

    def test_a_partial_run_takes_its_inputs_from_another(self) -> None:
        self.deploy()
        self.graph(run="full")
        self.assertEqual(self.task("load", run="part", only=["report"], inputsFrom="full"), {"skipped": True})
        self.task("report", run="part", only=["report"], inputsFrom="full", params={"report": {"title": "Again"}})
        self.assertEqual(json.loads(self.stored("data/08_reporting/summary.json")), {"count": 3, "title": "Again"})
        answer = self.task("clean", "report", run="part", only=["report"], inputsFrom="full")
        self.assertEqual(answer["nodes"], ["report"])
