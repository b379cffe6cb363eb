"""Projects that cannot be read, or only with stand-ins."""

from __future__ import annotations

import sys

from .projects import PYTHON, ProjectCase


class BadProjects(ProjectCase):
    def test_no_pyproject(self) -> None:
        self.remove("pyproject.toml")
        error = self.error()
        self.assertEqual(error["code"], "no-pyproject")
        self.assertIn(str(self.project), error["message"])

    def test_pyproject_without_kedro_or_with_the_wrong_package(self) -> None:
        self.write("pyproject.toml", "[project]\nname = 'x'\n")
        self.assertEqual(self.error()["code"], "bad-pyproject")
        self.write("pyproject.toml", "[tool.kedro\n")
        self.assertEqual(self.error()["code"], "bad-pyproject")
        self.write("pyproject.toml", "[tool.kedro]\npackage_name = 'nothere'\n")
        self.assertEqual(self.error()["code"], "no-source")

    def test_syntax_error_names_file_and_line(self) -> None:
        self.edit("src/shop/nodes.py", "LIMIT = 10", "LIMIT = = 10")
        error = self.error()
        self.assertEqual(error["code"], "syntax-error")
        self.assertIn("src/shop/nodes.py, line 5", error["message"])

    def test_import_of_a_missing_module_of_the_project(self) -> None:
        self.edit("src/shop/nodes.py", "from shop import helpers", "from shop.nothing import x")
        error = self.error()
        self.assertEqual(error["code"], "import-error")
        self.assertIn("shop.nothing", error["hint"])

    def test_missing_library_without_stand_ins(self) -> None:
        self.edit("src/shop/nodes.py", "LIMIT = 10", "import nolibrary\nLIMIT = 10")
        error = self.error("--lenient", "never")
        self.assertEqual(error["code"], "import-error")
        self.assertIn("Install nolibrary", error["hint"])
        self.assertIn("src/shop/nodes.py, line 5", error["message"])

    def test_a_pipeline_that_find_pipelines_only_warns_about(self) -> None:
        self.write("src/shop/pipelines/__init__.py", "")
        self.write("src/shop/pipelines/sales/__init__.py", "1 / 0")
        self.write("src/shop/pipeline_registry.py", (
            "from kedro.framework.project import find_pipelines\n\n\ndef register_pipelines():\n"
            "    found = find_pipelines()\n    found['__default__'] = sum(found.values())\n    return found\n"
        ))  # fmt: skip
        error = self.error()
        self.assertEqual(error["code"], "import-error")
        self.assertIn("shop.pipelines.sales", error["message"])
        self.assertIn("ZeroDivisionError", error["message"])

    def test_errors_of_the_project_s_code(self) -> None:
        self.edit("src/shop/pipeline.py", "return pipeline", "raise RuntimeError('no luck')\n    return pipeline")
        error = self.error()
        self.assertEqual(error["code"], "project-error")
        self.assertIn("no luck", error["message"])
        self.assertIn("src/shop/pipeline.py, line 8", error["message"])
        self.edit("src/shop/pipeline_registry.py", "def register_pipelines", "def pipelines")
        self.assertEqual(self.error()["code"], "registry-error")

    def test_cycles_and_duplicate_outputs(self) -> None:
        self.edit("src/shop/pipeline.py", '"rows", "cleaned"', '"summary", "cleaned"')
        self.assertEqual(self.error()["code"], "project-error")

    def test_unknown_pipeline_and_environment_name_what_there_is(self) -> None:
        error = self.error("--pipeline", "sales")
        self.assertEqual(error["code"], "pipeline-unknown")
        self.assertIn("__default__", error["hint"])
        error = self.error("--env", "prod")
        self.assertEqual(error["code"], "env-unknown")
        self.assertIn("base", error["hint"])

    def test_configuration_that_would_not_be_deployed(self) -> None:
        (self.project / "conf").rename(self.project / "settings")
        self.write("src/shop/settings.py", "CONF_SOURCE = 'settings'\n")
        self.assertEqual([each["code"] for each in self.extract()["problems"]], ["conf-source"])

    def test_bad_configuration(self) -> None:
        self.edit("conf/base/catalog.yml", "data/01_raw", "${nowhere}")
        self.assertEqual(self.error()["code"], "config-error")
        self.write("conf/base/catalog.yml", "raw: [1, 2")
        self.assertEqual(self.error()["code"], "config-error")
        self.write("conf/base/catalog.yml", "raw: {filepath: x}")
        self.assertIn("'raw' has no type", self.error()["message"])

    def test_runtime_parameters_must_be_an_object(self) -> None:
        self.assertEqual(self.error("--params", "[1]")["code"], "params-not-json")
        self.assertEqual(self.error("--params", "{")["code"], "params-not-json")

    def test_parameters_that_json_cannot_carry_and_missing_ones(self) -> None:
        self.write("src/shop/settings.py", (
            "from datetime import date\n\nCONFIG_LOADER_ARGS = {'base_env': 'base', 'default_run_env': 'local',\n"
            "    'custom_resolvers': {'day': lambda: date(2026, 1, 31)}}\n"
        ))  # fmt: skip
        self.write("conf/base/parameters.yml", "report:\n  title: x\n  since: ${day:}\n  most: .inf\n")
        problem = self.extract()["problems"][0]
        self.assertEqual((problem["code"], problem["subject"]), ("parameter-not-json", "params:report"))
        self.assertIn("since is a date", problem["message"])
        self.assertIn("most is inf", problem["message"])
        self.write("conf/base/parameters.yml", "other: 1\n")
        self.assertEqual(self.extract()["problems"][0]["code"], "parameter-missing")

    def test_wrong_or_missing_kedro(self) -> None:
        old = self.folder / "old" / "kedro"
        old.mkdir(parents=True)
        (old / "__init__.py").write_text("__version__ = '0.19.15'\n")
        error = self.extract(code=3, env={"PYTHONPATH": f"{old.parent}:{PYTHON}"})["error"]
        self.assertEqual(error["code"], "kedro-version")
        self.assertIn("0.19.15", error["message"])
        (old / "__init__.py").write_text("raise ImportError('no kedro')\n")
        error = self.extract(code=3, env={"PYTHONPATH": f"{old.parent}:{PYTHON}"})["error"]
        self.assertEqual(error["code"], "kedro-missing")
        self.assertIn(sys.executable, error["message"])

    def test_telemetry_is_off_and_hooks_do_not_run(self) -> None:
        self.write("src/shop/hooks.py", (
            "from kedro.framework.hooks import hook_impl\n\n\nclass Hooks:\n    @hook_impl\n"
            "    def after_context_created(self, context):\n        raise SystemExit('hooks ran')\n"
        ))  # fmt: skip
        self.write("src/shop/settings.py", "from shop.hooks import Hooks\nHOOKS = (Hooks(),)\n")
        self.edit("src/shop/nodes.py", "LIMIT = 10", (
            "import os, sys\nassert os.environ['DO_NOT_TRACK'] and os.environ['KEDRO_DISABLE_TELEMETRY']\n"
            "assert not any('telemetry' in name for name in sys.modules)\nLIMIT = 10"
        ))  # fmt: skip
        self.extract(env={})


class StandIns(ProjectCase):
    files = {
        "src/shop/nodes.py": (
            "import nolib\nimport nolib.deep as deep\nfrom nolib.models import Base, fit\nfrom nolib import *\n\n"
            "try:\n    import optional_lib\nexcept ImportError:\n    optional_lib = None\n\n\n"
            "class Model(Base):\n    size = nolib.SIZE\n\n\n"
            "@deep.task(retries=2)\ndef load(raw: 'nolib.Frame') -> nolib.Frame:\n    return nolib.read(raw)\n\n\n"
            "@nolib.cached\ndef clean(rows: nolib.Frame | None):\n    return Model().fit(rows)\n\n\n"
            "def report(rows, options):\n    return fit(rows)\n\n\n"
            "assert optional_lib is None\n"
        ),
        "src/nolib_real.py": "",
    }

    def test_missing_libraries_are_replaced(self) -> None:
        graph = self.extract()
        self.assertEqual(graph["mocked"], ["nolib"])
        self.assertEqual(
            [each["function"]["kind"] for each in graph["pipelines"]["__default__"]["nodes"]], ["function"] * 3
        )

    def test_the_graph_is_the_same_with_the_library(self) -> None:
        without = self.extract()
        library = self.folder / "lib" / "nolib"
        library.mkdir(parents=True)
        (library / "__init__.py").write_text(
            "from .models import Base\nSIZE = 1\nclass Frame: pass\ndef cached(f):\n    return f\n__all__ = ['SIZE']\n"
        )
        (library / "models.py").write_text("class Base: pass\ndef fit(x): return x\n")
        (library / "deep.py").write_text("def task(retries):\n    return lambda f: f\n")
        env = {"PYTHONPATH": f"{library.parent}:{PYTHON}"}
        self.assertEqual(self.extract(env=env) | {"mocked": ["nolib"]}, without)
        self.assertEqual(self.extract("--lenient", "always", env=env), without)

    def test_missing_parts_of_shared_packages_are_replaced(self) -> None:
        (self.folder / "lib" / "cloud" / "storage").mkdir(parents=True)
        (self.folder / "lib" / "cloud" / "storage" / "__init__.py").write_text("BUCKET = 1\n")
        env = {"PYTHONPATH": f"{self.folder / 'lib'}:{PYTHON}"}
        self.write("src/shop/nodes.py", (
            "from cloud.storage import BUCKET\nfrom cloud.tables.rows import Row\nimport cloud.queues as q\n\n"
            "assert BUCKET == 1\n\n\n@q.task\ndef load(raw):\n    return Row(raw)\n\n\nclean = load\nreport = lambda a, b: 1\n"
        ))  # fmt: skip
        self.assertEqual(self.extract(env=env)["mocked"], ["cloud.queues", "cloud.tables"])
        self.edit("src/shop/nodes.py", "from cloud.storage import BUCKET", "from cloud.storage.parts import BUCKET")
        self.assertEqual(self.extract(env=env, code=3)["error"]["code"], "import-error")

    def test_constants_chosen_by_a_library_are_taken_for_false_and_said(self) -> None:
        nodes = self.project / "src/shop/nodes.py"
        nodes.write_text(nodes.read_text() + (
            "\nDEVICE = 'gpu' if nolib.gpu.is_available() else 'cpu'\nOLD = nolib.__version__ < '2'\n"
            "assert DEVICE == 'cpu' and OLD\n"
        ))  # fmt: skip
        (problem,) = self.extract()["problems"]
        self.assertEqual((problem["code"], problem["severity"]), ("stand-in-doubted", "warning"))
        self.assertRegex(problem["subject"], r"^src/shop/nodes.py:\d+$")
        self.assertIn("nolib.gpu.is_available()", problem["message"])

    def test_graphs_made_of_a_library_s_values_are_refused(self) -> None:
        for use in ("for each in nolib.COUNTRIES: pass", "if nolib.ON: pass", "range(nolib.N)", "nolib.N > 3"):
            with self.subTest(use):
                self.write("src/shop/pipeline.py", (
                    f"import nolib\nfrom kedro.pipeline import pipeline\n\n\ndef create_pipeline(**_):\n    {use}\n"
                    "    return pipeline([])\n"
                ))  # fmt: skip
                error = self.error()
                self.assertEqual(error["code"], "library-needed")
                self.assertIn("nolib", error["hint"])

    def test_the_libraries_own_optional_imports_fail_as_ever(self) -> None:
        library = self.folder / "lib" / "nolib"
        library.mkdir(parents=True)
        (library / "__init__.py").write_text("import absent\n")
        error = self.extract(code=3, env={"PYTHONPATH": f"{library.parent}:{PYTHON}"})["error"]
        self.assertEqual(error["code"], "import-error")
        self.assertIn("Install absent", error["hint"])
