"""What graph.json says of a sound project."""

from __future__ import annotations

import re

from .projects import PIPELINE, ProjectCase

FACTORY = """
"{name}_table":
  type: pandas.CSVDataset
  filepath: data/{name}.csv
  credentials: dev_{name}
"""


class PlainGraph(ProjectCase):
    def test_describes_nodes_datasets_and_parameters(self) -> None:
        graph = self.extract()
        load, clean, report = graph["pipelines"]["__default__"]["nodes"]
        self.assertEqual((graph["format"], graph["project"]["package"], graph["env"]), (1, "shop", "base"))
        self.assertEqual(load["dependsOn"], [])
        self.assertEqual(clean["dependsOn"], ["load"])
        self.assertEqual(report["inputs"], ["cleaned", "params:report"])
        self.assertEqual(load["function"]["file"], "src/shop/nodes.py")
        self.assertEqual(load["function"] | {"line": 0}, {
            "name": "load", "module": "shop.nodes", "kind": "function", "file": "src/shop/nodes.py", "line": 0,
        })  # fmt: skip
        self.assertTrue(re.fullmatch(r"[0-9a-f]{16}", load["hash"]))
        self.assertEqual(set(graph["datasets"]), {"raw", "summary"})
        self.assertEqual(graph["datasets"]["raw"]["filepath"], "data/01_raw/raw.json")
        self.assertEqual(graph["parameters"], {"params:report": {"title": "Sales"}})
        self.assertEqual((graph["mocked"], graph["problems"], graph["credentials"]), ([], [], []))

    def test_is_the_same_for_every_hash_seed(self) -> None:
        self.write(
            "src/shop/nodes.py", (self.project / "src/shop/nodes.py").read_text() + "\nKINDS = {'a', 'b', 'c'}\n"
        )
        texts = set()
        for seed in ("0", "1", "42"):
            self.extract(env={"PYTHONHASHSEED": seed})
            texts.add(self.text)
        self.assertEqual(len(texts), 1)

    def test_only_the_wanted_pipelines(self) -> None:
        self.edit("src/shop/pipeline_registry.py", "()}", '(), "other": create_pipeline()}')
        self.assertEqual(set(self.extract()["pipelines"]), {"__default__", "other"})
        self.assertEqual(set(self.extract("--pipeline", "other")["pipelines"]), {"other"})

    def test_prints_of_the_project_go_to_stderr(self) -> None:
        self.edit("src/shop/nodes.py", "LIMIT = 10", "LIMIT = 10\nprint('hello')\nimport os\nos.write(1, b'raw')")
        self.extract()

    def test_factory_patterns_and_names_of_credentials(self) -> None:
        self.write("conf/base/catalog.yml", FACTORY)
        self.edit("src/shop/pipeline.py", '"raw"', '"sales_table"')
        graph = self.extract()
        self.assertEqual(graph["datasets"]["sales_table"], {
            "type": "pandas.CSVDataset", "filepath": "data/sales.csv", "versioned": False, "credentials": "dev_sales",
            "pattern": "{name}_table", "config": {"type": "pandas.CSVDataset", "filepath": "data/sales.csv"},
        })  # fmt: skip
        self.assertEqual(graph["credentials"], ["dev_sales"])

    def test_runtime_parameters_reach_parameters_and_catalog(self) -> None:
        self.edit("conf/base/catalog.yml", "data/01_raw/raw.json", "data/${runtime_params:folder,01_raw}/raw.json")
        graph = self.extract("--params", '{"folder": "x", "report": {"title": "Costs"}}')
        self.assertEqual(graph["datasets"]["raw"]["filepath"], "data/x/raw.json")
        self.assertEqual(graph["parameters"]["params:report"], {"title": "Costs"})

    def test_environments_other_than_local_are_read(self) -> None:
        self.write("conf/prod/parameters.yml", "report:\n  title: Production\n")
        self.write("conf/local/parameters.yml", "report:\n  title: Mine\n")
        self.assertEqual(self.extract("--env", "prod")["parameters"]["params:report"], {"title": "Production"})
        local = self.extract("--env", "local")
        self.assertEqual((local["env"], local["parameters"]["params:report"]), ("local", {"title": "Sales"}))
        self.assertEqual([each["code"] for each in local["problems"]], ["local-config"])

    def test_pipelines_may_ask_for_settings(self) -> None:
        self.write("src/shop/settings.py", "CONF_SOURCE = 'conf'\nDISABLE_HOOKS_FOR_PLUGINS = ('mine',)\n")
        self.edit("src/shop/pipeline.py", "return pipeline", (
            "from kedro.framework.project import settings\n    assert list(settings.DISABLE_HOOKS_FOR_PLUGINS) == ['mine']\n"
            "    return pipeline"
        ))  # fmt: skip
        self.extract(env={})
        self.edit("src/shop/pipeline.py", "['mine']", "['other']")
        self.extract(env={}, code=3)

    def test_requirements_without_comments_and_options(self) -> None:
        self.write("requirements.txt", "pandas>=2  # frames\n-r more.txt\n--index-url x\n\n# none\n")
        self.write("more.txt", "scikit-learn~=1.5\n")
        graph = self.extract()
        self.assertEqual(graph["requirements"], ["pandas>=2", "scikit-learn~=1.5"])
        self.assertEqual([each["code"] for each in graph["problems"]], ["requirement-skipped"])

    def test_namespaces_tags_and_unnamed_nodes(self) -> None:
        inner = PIPELINE.replace('name="load"', 'tags=["b", "a"]').replace("def create_pipeline", "def _inner")
        self.write("src/shop/pipeline.py", inner + (
            "\n\ndef create_pipeline(**_):\n"
            "    return pipeline(_inner(), namespace='eu', inputs={'raw'}, parameters={'params:report'})\n"
        ))  # fmt: skip
        graph = self.extract()
        load = graph["pipelines"]["__default__"]["nodes"][0]
        self.assertRegex(load["name"], r"^eu\.load__[0-9a-f]{8}$")
        self.assertEqual((load["unnamed"], load["namespace"], load["tags"]), (True, "eu", ["a", "b"]))
        self.assertEqual([each["code"] for each in graph["problems"]], ["node-unnamed"])


class Secrets(ProjectCase):
    files = {
        "conf/base/credentials.yml": "db:\n  password: HIDDEN_base\n",
        "conf/local/credentials.yml": "db:\n  password: HIDDEN_local\n",
        "conf/local/parameters.yml": "report:\n  title: HIDDEN_param\n",
        "conf/base/catalog.yml": (
            "raw:\n  type: pandas.SQLTableDataset\n  table_name: t\n  credentials: db\n"
            "  load_args:\n    con: postgresql://me:HIDDEN_url@host/db\n    api_token: HIDDEN_token\n"
            "summary:\n  type: pandas.CSVDataset\n  filepath: s3://b/x.csv\n  credentials:\n    key: HIDDEN_inline\n"
        ),
        "conf/base/parameters.yml": "report:\n  title: Sales\n  db_password: HIDDEN_report\n",
    }

    def test_no_secret_reaches_the_document(self) -> None:
        graph = self.extract()
        self.assertNotIn("HIDDEN", self.text)
        self.assertEqual(graph["datasets"]["raw"]["credentials"], "db")
        self.assertEqual(
            {each["code"] for each in graph["problems"]},
            {"secret-in-catalog", "secret-in-parameters", "credentials-inline", "local-config"},
        )

    def test_no_secret_reaches_an_error(self) -> None:
        self.write("conf/base/catalog_more.yml", "raw: {type: x}\n")
        self.error()
        self.assertNotIn("HIDDEN", self.text)
