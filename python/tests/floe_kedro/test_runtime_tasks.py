"""One task's surroundings: code versions, warm processes, parameters, credentials, retries, MLflow."""

from __future__ import annotations

import json
import os
import sys
import types
import unittest
from typing import Any
from unittest import mock

from floe_kedro.runtime.code import CodeNotFound, group_hash
from floe_kedro.runtime.config import parse
from floe_kedro.runtime.credentials import CredentialMissing, secret
from floe_kedro.runtime.retries import Policy, policy
from floe_kedro.runtime.task import run_task

from .runs import CODE, RunCase


class Versions(RunCase):
    def test_a_task_runs_the_code_it_was_declared_with(self) -> None:
        self.deploy("v1")
        old = self.config()
        hashes = dict(self.index["__default__"])
        self.task("load")
        self.edit("src/shop/helpers.py", "STEP = 2", "STEP = 1")
        self.deploy("v2")
        self.assertNotEqual(self.index["__default__"]["clean"], hashes["clean"])
        # The graph's version says v2, the task in flight asks for what v1 has.
        code = group_hash(["clean"], hashes) or ""
        run_task(self.store, '["clean"]', code, "1700000000000", self.config())
        self.task("report")
        self.task("clean", config=old)

    def test_code_that_is_gone_is_named(self) -> None:
        self.deploy()
        with self.assertRaisesRegex(CodeNotFound, r"code of clean \(hash 0123456789abcdef\) was not found"):
            run_task(self.store, '["clean"]', "0123456789abcdef", "1", self.config())
        self.store.remove(CODE)
        with self.assertRaisesRegex(CodeNotFound, "is not there, nor does any of the 0 archives"):
            self.task("load")

    def test_the_hash_of_a_group_is_that_of_the_blueprints(self) -> None:
        # As kedroGroupHash of blueprints/kedro/hash.ts gives it.
        self.assertEqual(group_hash(["a", "é"], {"a": "0" * 16, "é": "1" * 16}), "cfe9402ec19e5a5b")
        self.assertIsNone(group_hash(["a", "b"], {"a": "0"}))


class WarmProcess(RunCase):
    def test_nothing_of_a_call_stays_behind(self) -> None:
        self.deploy()
        before = (os.getcwd(), list(sys.path), dict(os.environ))
        self.task("load", environment={"FLOE_TEST_X": "1"})
        self.assertEqual((os.getcwd(), sys.path, dict(os.environ)), before)
        self.assertEqual([name for name in sys.modules if name.partition(".")[0] == "shop"], [])

    def test_a_later_version_does_not_see_the_modules_of_the_first(self) -> None:
        self.deploy("v1")
        self.graph(run="1")
        self.edit("src/shop/nodes.py", "len(rows)", "-len(rows)")
        self.deploy("v2")
        self.graph(run="2")
        self.assertEqual(json.loads(self.stored("data/08_reporting/summary.json"))["count"], -3)

    def test_a_failure_leaves_nothing_behind_either(self) -> None:
        self.edit("src/shop/nodes.py", "len(rows)", "1 / 0")
        self.deploy()
        before = (os.getcwd(), list(sys.path), dict(os.environ))
        with self.assertRaises(ZeroDivisionError):
            self.graph()
        self.assertEqual((os.getcwd(), sys.path, dict(os.environ)), before)


class Overrides(RunCase):
    def test_parameters_are_merged_key_by_key(self) -> None:
        self.edit("src/shop/nodes.py", '"title": options["title"]', '"options": options')
        self.write("conf/base/parameters.yml", "report:\n  title: Sales\n  deep: {a: 1, b: [1, 2]}\n")
        self.deploy()
        self.kedro = {"params": {"report": {"deep": {"a": 2}}}}
        self.task("load")
        self.task("clean")
        self.task("report", params={"report": {"deep": {"b": [3]}}})
        options = json.loads(self.stored("data/08_reporting/summary.json"))["options"]
        self.assertEqual(options, {"title": "Sales", "deep": {"a": 2, "b": [3]}})

    def test_environment_variables_reach_the_nodes(self) -> None:
        self.edit("src/shop/nodes.py", 'options["title"]', '__import__("os").environ["TITLE"]')
        self.deploy()
        self.graph(environment={"TITLE": "Set", "NUMBER": 1})
        self.assertEqual(json.loads(self.stored("data/08_reporting/summary.json"))["title"], "Set")

    def test_bad_calls_say_what_is_wrong(self) -> None:
        self.deploy()
        for nodes, run, config, said in [
            ('"load"', "1", self.config(), "must be a JSON array of node names"),
            ('["load"]', "", self.config(), "run's id is empty"),
            ('["load"]', "1", "", "has no object 'kedro'"),
            ('["load"]', "1", "{", "is not JSON"),
            ('["load"]', "1", '{"kedro": {"format": 9}}', "reads format 1"),
            ('["load"]', "1", '{"kedro": {"format": 1}}', "lacks kedro.project"),
            ('["load"]', "1", self.config(params=[1]), "'params' in the run's configuration must be an object"),
        ]:
            with self.subTest(said), self.assertRaisesRegex(ValueError, said):
                run_task(self.store, nodes, "", run, config)
        with self.assertRaisesRegex(LookupError, "has no node nothing"):
            run_task(self.store, '["nothing"]', "", "1", self.config())

    def test_the_answer_stays_short(self) -> None:
        names = [f"node_with_a_long_name_{number:03d}" for number in range(150)]
        self.write("src/shop/pipeline.py", (
            "from kedro.pipeline import node, pipeline\n\n\ndef create_pipeline(**_):\n"
            f"    return pipeline([node(lambda raw: raw, 'raw', f'out_{{name}}', name=name) for name in {names!r}])\n"
        ))  # fmt: skip
        self.deploy()
        self.assertTrue(self.task(*names)["shortened"])


class Credentials(RunCase):
    files = {
        "src/shop/datasets.py": (
            "from kedro.io import AbstractDataset\n\n\nclass Login(AbstractDataset):\n"
            "    def __init__(self, table, credentials):\n        self.c = credentials\n"
            "    def load(self):\n        return [len(self.c)]\n"
            "    def save(self, data):\n        raise AssertionError\n"
            "    def _describe(self):\n        return {}\n"
        ),
        "conf/base/catalog.yml": (
            "raw: {type: shop.datasets.Login, table: t, credentials: db}\n"
            "summary: {type: json.JSONDataset, filepath: data/s.json}\n"
            "'{x}_other': {type: shop.datasets.Login, table: t, credentials: other}\n"
        ),
    }

    def setUp(self) -> None:
        super().setUp()
        platform: Any = types.ModuleType("_snowflake")
        platform.get_generic_secret_string = {"GEN": '{"a": 1, "b": 2}', "TOKEN": "plain"}.__getitem__
        platform.get_username_password = lambda name: types.SimpleNamespace(username="u", password="p")
        patched = mock.patch.dict(sys.modules, {"_snowflake": platform})
        patched.start()
        self.addCleanup(patched.stop)

    def test_come_from_secrets(self) -> None:
        self.deploy()
        self.kedro = {"credentials": {"db": {"secret": "GEN"}}}
        self.graph()
        self.assertEqual(secret({"secret": "TOKEN"}), "plain")
        self.assertEqual(secret({"secret": "X", "type": "password"}), {"username": "u", "password": "p"})
        fields = {"key": "username", "secret": "password"}
        self.assertEqual(secret({"secret": "X", "type": "password", "fields": fields}), {"key": "u", "secret": "p"})

    def test_come_from_folders_in_a_container(self) -> None:
        for name, text in {"TOKEN/secret_string": '{"a": 1}', "LOGIN/username": "me", "LOGIN/password": "pass"}.items():
            file = self.project / "mounted" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        with mock.patch.dict(os.environ, {"FLOE_KEDRO_SECRETS": str(self.project / "mounted")}):
            self.assertEqual(secret({"secret": "TOKEN"}), {"a": 1})
            self.assertEqual(secret({"secret": "LOGIN", "type": "password"}), {"username": "me", "password": "pass"})
            with self.assertRaisesRegex(CredentialMissing, "no secret_string of a secret LOGIN"):
                secret({"secret": "LOGIN"})

    def test_missing_ones_stop_only_the_tasks_that_need_them(self) -> None:
        self.deploy()
        with self.assertRaisesRegex(CredentialMissing, "credentials 'db' of a shop.datasets.Login have no secret"):
            self.task("load")
        self.kedro = {"credentials": {"db": {"secret": "GEN"}}}
        self.task("load")
        self.kedro = {}
        self.task("clean")

    def test_snowflake_datasets_use_the_session(self) -> None:
        self.write("src/shop/snowflake_tables.py", (self.project / "src/shop/datasets.py").read_text())
        self.edit("conf/base/catalog.yml", "raw: {type: shop.datasets.Login", "raw: {type: shop.snowflake_tables.Login")
        self.deploy()
        self.task("load")


class Retries(RunCase):
    def test_a_node_is_run_again(self) -> None:
        self.edit("src/shop/nodes.py", "LIMIT = 10", "LIMIT = 10\nimport os\n")
        self.edit("src/shop/nodes.py", "    return [each", (
            "    os.environ['TRIES'] = os.environ.get('TRIES', '') + 'x'\n    if len(os.environ['TRIES']) < 3:\n"
            "        raise ConnectionError('flaky')\n    return [each"
        ))  # fmt: skip
        self.deploy()
        slept: list[float] = []
        with mock.patch("floe_kedro.runtime.retries.time.sleep", slept.append):
            self.kedro = {"nodeRetries": {"load": 1}}
            with self.assertRaisesRegex(ConnectionError, "flaky"):
                self.task("load")
            self.kedro = {"nodeRetries": {"load": 2}}
            self.assertEqual(self.task("load")["retried"], {"load": 2})
        self.assertEqual(slept, [1, 1, 2])

    def test_policies(self) -> None:
        self.assertEqual(policy(3), Policy(retries=3))
        wanted = policy({"retries": 2, "delaySeconds": 0, "on": ["OSError"]})
        self.assertTrue(wanted.allows(ConnectionError()))
        self.assertFalse(wanted.allows(ValueError()))
        self.assertTrue(Policy(retries=1).allows(ValueError()))


class Tracking(RunCase):
    """A stand-in for MLflow, whose package is large: names and order of calls are its API's."""

    def setUp(self) -> None:
        super().setUp()
        self.runs: dict[str, Any] = {}
        self.active: list[str] = []
        self.logged: list[str] = []
        mlflow: Any = types.ModuleType("mlflow")
        mlflow.active_run = lambda: self.active[-1] if self.active else None
        mlflow.end_run = lambda status: self.active.pop()
        mlflow.log = self.log
        tracking: Any = types.ModuleType("mlflow.tracking")
        tracking.MlflowClient = lambda: self
        patched = mock.patch.dict(sys.modules, {"mlflow": mlflow, "mlflow.tracking": tracking})
        patched.start()
        self.addCleanup(patched.stop)
        self.kedro = {"mlflow": {"trackingUri": "https://t", "experiment": "exp"}}
        self.edit(
            "src/shop/nodes.py",
            "return {",
            "__import__('mlflow').log()\n    1 / options.get('divisor', 1)\n    return {",
        )
        self.deploy()

    def log(self) -> None:
        """As mlflow's logging functions: into the active run, or else the environment's, which becomes active."""
        if not self.active:
            self.active.append(os.environ["MLFLOW_RUN_ID"])
        self.logged.append(self.active[-1])

    def get_experiment_by_name(self, name: str) -> Any:
        return types.SimpleNamespace(experiment_id="e1") if name == "exp" else None

    def search_runs(self, experiments: list[str], text: str) -> list[Any]:
        return [run for run in self.runs.values() if f"'{run.data.tags['floe.run']}'" in text]

    def create_run(self, experiment: str, run_name: str, tags: dict[str, str]) -> Any:
        info = types.SimpleNamespace(run_id=f"run{len(self.runs)}", start_time=len(self.runs), status="RUNNING")
        self.runs[info.run_id] = types.SimpleNamespace(info=info, data=types.SimpleNamespace(tags=dict(tags)))
        return self.runs[info.run_id]

    def get_run(self, run: str) -> Any:
        return self.runs[run]

    def set_tag(self, run: str, key: str, value: str) -> None:
        self.runs[run].data.tags[key] = value

    def delete_tag(self, run: str, key: str) -> None:
        del self.runs[run].data.tags[key]

    def set_terminated(self, run: str, status: str) -> None:
        self.runs[run].info.status = status

    def finish(self, run: str) -> None:
        run_task(self.store, "[]", "finish", run, self.config())

    def test_the_tasks_of_a_run_share_one_and_leave_it(self) -> None:
        answers = self.graph(run="a") + self.graph(run="b")
        self.assertEqual([each["mlflowRun"] for each in answers], ["run0"] * 3 + ["run1"] * 3)
        self.assertEqual((self.logged, self.active), (["run0", "run1"], []))
        self.finish("a")
        self.assertEqual([run.info.status for run in self.runs.values()], ["FINISHED", "RUNNING"])

    def test_a_failure_is_the_run_s_until_it_is_mended(self) -> None:
        with self.assertRaises(ZeroDivisionError):
            self.graph(run="a", params={"report": {"divisor": 0}})
        self.assertEqual(self.active, [])
        self.finish("a")
        self.assertEqual(self.runs["run0"].info.status, "FAILED")
        self.task("report", run="a")
        self.finish("a")
        self.assertEqual(self.runs["run0"].info.status, "FINISHED")


class Config(unittest.TestCase):
    def test_versions_default_to_the_folder_of_the_project_s_versions(self) -> None:
        kedro = {"format": 1, "project": "@s/shop/abc/project.zip", "pipeline": "p", "intermediates": {"stage": "@s/r"}}
        self.assertEqual(parse(json.dumps({"kedro": kedro})).versions, "@s/shop")
