"""The store on stages, over Snowpark's local testing; LIST, GET and REMOVE match beginnings of names, as Snowflake's."""

from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

from floe_kedro import handler
from floe_kedro.runtime.stage import StageStore

from .runs import CODE, DATA, RunCase


class FakeFiles:
    """Internal stages in a dictionary: place -> content."""

    def __init__(self) -> None:
        self.content: dict[str, bytes] = {}

    def put(self, source: str, place: str, auto_compress: bool, overwrite: bool) -> None:
        assert not auto_compress and overwrite
        self.content[f"{place}/{Path(source).name}"] = Path(source).read_bytes()

    def get(self, place: str, folder: str) -> None:
        found = {name: content for name, content in self.content.items() if name.startswith(place)}
        if not found:
            raise RuntimeError(f"253006: the file {place} does not exist")
        for name, content in found.items():
            (Path(folder) / name.rpartition("/")[2]).write_bytes(content)


class FakeSession:
    """SQL of stages by hand, tables by Snowpark."""

    def __init__(self) -> None:
        from snowflake.snowpark import Session

        self.local = Session.builder.config("local_testing", True).create()
        self.file = FakeFiles()
        self.table = self.local.table
        self.create_dataframe = self.local.create_dataframe
        self.statements: list[str] = []

    def sql(self, statement: str) -> Any:
        self.statements.append(statement)
        verb, _, rest = statement.partition(" ")
        rows: list[tuple[str, ...]] = []
        if verb in ("LIST", "REMOVE"):
            prefix = rest.strip("'")
            names = [name for name in self.file.content if name.startswith(prefix)]
            # Snowflake lists the stage without its schema, in lower case.
            rows = [
                ("stage" + name.partition('"/')[2].join("/ ").rstrip(), "1", "md5", "Sat, 21 Nov 2026 10:00:00 GMT")
                for name in names
            ]
            for name in names if verb == "REMOVE" else []:
                del self.file.content[name]
        elif statement.startswith("DROP TABLE IF EXISTS"):
            self.local.table(rest.removeprefix("TABLE IF EXISTS ")).drop_table()
        else:
            raise AssertionError(f"unexpected statement {statement}")
        return SimpleNamespace(collect=lambda: rows)

    def get_current_database(self) -> str:
        return '"DB"'

    def get_current_schema(self) -> str:
        return '"S"'


class Stage(unittest.TestCase):
    def setUp(self) -> None:
        self.session = FakeSession()
        self.store = StageStore(self.session)
        folder = tempfile.TemporaryDirectory(prefix="floe-kedro-test-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for name in ("runs/1/a", "runs/1/a.more", "runs/1/b/c", "runs/10/a"):
            (self.folder / "x").write_text(name)
            self.store.send(self.folder / "x", f"{DATA}/{name}")

    def test_lists_and_fetches_exactly(self) -> None:
        self.assertEqual([each.path for each in self.store.list(f"{DATA}/runs/1")], ["a", "a.more", "b/c"])
        self.assertEqual([each.path for each in self.store.list(f"{DATA}/runs/1/a")], [""])
        self.assertEqual(self.store.list(f"{DATA}/runs/1")[0].modified.isoformat(), "2026-11-21T10:00:00+00:00")
        self.assertTrue(self.store.fetch(f"{DATA}/runs/1/a", self.folder / "y"))
        self.assertEqual((self.folder / "y").read_text(), "runs/1/a")
        self.assertFalse(self.store.fetch(f"{DATA}/runs/1/b", self.folder / "y"))
        self.assertFalse(self.store.fetch(f"{DATA}/nothing", self.folder / "y"))

    def test_removes_only_the_folder(self) -> None:
        self.store.remove(f"{DATA}/runs/1")
        self.assertEqual([each.path for each in self.store.list(f"{DATA}/runs")], ["10/a"])

    def test_other_failures_are_not_taken_for_missing_files(self) -> None:
        for said in ("Insufficient privileges", "Stage 'DB.S.DATA' does not exist or not authorized."):
            with mock.patch.object(self.session.file, "get", side_effect=RuntimeError(said)):
                with self.assertRaisesRegex(RuntimeError, said[:12]):
                    self.store.fetch(f"{DATA}/runs/1/a", self.folder / "y")


SNOWPARK = """
from snowflake.snowpark.context import get_active_session
from snowflake.snowpark.functions import col


def load(raw):
    return get_active_session().create_dataframe([[int(v)] for v in raw], schema=["V"])


def clean(rows):
    return rows.filter(col("V") > 1)


def report(rows, options):
    return {"count": int(rows.count()), "title": options["title"]}
"""


class Frames(RunCase):
    files = {"src/shop/nodes.py": SNOWPARK}

    def setUp(self) -> None:
        super().setUp()
        self.session = FakeSession()
        self.addCleanup(self.session.local.close)

    def call(self, *nodes: str, run: str = "r1", **overrides: Any) -> dict[str, Any]:
        """Through the procedure's handler."""
        answer: dict[str, Any] = json.loads(
            handler.run(self.session, json.dumps(nodes), "", run, self.config(**overrides))
        )
        return answer

    def stage(self) -> None:
        self.deploy()
        for place, root in ((CODE, CODE), (DATA, DATA)):
            for file in self.store.list(root):
                self.session.file.content[f"{place}/{file.path}"] = self.store.path(f"{place}/{file.path}").read_bytes()

    def test_snowpark_frames_become_transient_tables_of_their_run(self) -> None:
        self.stage()
        self.assertEqual(self.call("load")["kept"], {"rows": "snowpark"})
        self.call("clean")
        self.call("load", run="r2")
        self.call("report")
        summary = self.session.file.content[f"{DATA}/data/data/08_reporting/summary.json"]
        self.assertEqual(json.loads(summary), {"count": 2, "title": "Sales"})
        manifests = {
            name: json.loads(content) for name, content in self.session.file.content.items() if "manifest" in name
        }
        tables = {manifest["ref"] for manifest in manifests.values()}
        self.assertEqual(len(tables), 3)
        for table in tables:
            self.assertRegex(table, r'^"DB"\."S"\."FLOE_KEDRO_[0-9A-F]{8}_[0-9A-F]{16}"$')

    def test_a_task_s_answer_becomes_its_return_value(self) -> None:
        self.stage()
        self.call("load", run="it's \\")
        told = [each for each in self.session.statements if "SET_RETURN_VALUE" in each]
        self.assertEqual(len(told), 1)
        self.assertRegex(told[0], r"^CALL SYSTEM\$SET_RETURN_VALUE\('\{.*it''s .*\}'\)$")
        self.assertIn('"out": {"rows": null}', told[0])

    def test_expired_tables_are_dropped(self) -> None:
        self.stage()
        self.call("load", run="old")
        handler.run(self.session, "[]", "finish", "now", self.config())
        self.assertEqual([each for each in self.session.statements if each.startswith("DROP")], [])
        self.kedro = {"intermediates": {"stage": f"{DATA}/runs", "schema": '"DB"."S"', "ttlDays": 0.0000001}}
        with mock.patch("floe_kedro.runtime.finish.datetime.datetime", wraps=__import__("datetime").datetime) as clock:
            clock.now.return_value = __import__("datetime").datetime(
                2027, 1, 1, tzinfo=__import__("datetime").timezone.utc
            )
            removed = json.loads(handler.run(self.session, "[]", "finish", "now", self.config()))["removed"]
        self.assertEqual(removed, ["old"])
        self.assertEqual(len([each for each in self.session.statements if each.startswith("DROP")]), 1)

    def test_pandas_can_become_tables(self) -> None:
        self.write("src/shop/nodes.py", (
            "import pandas as pd\n\n\ndef load(raw):\n    return pd.DataFrame({'a b': [1.5, 2], 'Z': ['x', 'y']})\n\n\n"
            "def clean(rows):\n    assert list(rows.columns) == ['a b', 'Z'], rows\n    return rows[rows['a b'] > 1.6]\n\n\n"
            "def report(rows, options):\n    return rows.to_dict('list')\n"
        ))  # fmt: skip
        self.stage()
        self.kedro = {"intermediates": {"stage": f"{DATA}/runs", "schema": '"DB"."S"', "pandas": "table"}}
        self.assertEqual(self.call("load")["kept"], {"rows": "table"})
        # Its index is not the plain one any more: a table would lose it.
        self.assertEqual(self.call("clean")["kept"], {"cleaned": "parquet"})
        self.call("report")
