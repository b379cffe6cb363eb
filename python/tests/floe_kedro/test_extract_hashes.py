"""Which nodes' hashes a change to the project touches."""

from __future__ import annotations

from .projects import ProjectCase

ALL = {"load", "clean", "report"}


class CodeHashes(ProjectCase):
    def setUp(self) -> None:
        super().setUp()
        self.before = self.hashes()

    def test_a_function_touches_its_node_only(self) -> None:
        self.edit("src/shop/nodes.py", "len(rows)", "len(rows) + 1")
        self.assertEqual(self.changed(self.before), {"report"})

    def test_comments_docstrings_and_formatting_touch_nothing(self) -> None:
        self.edit(
            "src/shop/nodes.py", '"""Docs."""\n    return [each', '"""Other."""\n\n    return [  # why\n        each'
        )
        self.edit("src/shop/helpers.py", "def unused", "# a remark\n\n\ndef unused")
        self.assertEqual(self.changed(self.before), set())

    def test_what_nothing_uses_touches_nothing(self) -> None:
        self.edit("src/shop/helpers.py", "return 1", "return 2")
        self.assertEqual(self.changed(self.before), set())

    def test_a_constant_touches_its_users(self) -> None:
        self.edit("src/shop/nodes.py", "LIMIT = 10", "LIMIT = 11")
        self.assertEqual(self.changed(self.before), {"load"})

    def test_helpers_of_helpers_count_across_modules(self) -> None:
        self.edit("src/shop/helpers.py", "STEP = 2", "STEP = 3")
        self.assertEqual(self.changed(self.before), {"clean"})

    def test_a_local_name_hides_the_module_s(self) -> None:
        self.edit("src/shop/nodes.py", "LIMIT = 10", "LIMIT = 10\nrows = 1")
        self.edit("src/shop/nodes.py", "\nrows = 1", "\nrows = 2")
        self.assertEqual(self.changed(self.before), set())

    def test_statements_that_run_on_import_touch_all_that_import_them(self) -> None:
        self.edit("src/shop/helpers.py", "STEP = 2", "STEP = 2\nmath.loaded = True")
        self.assertEqual(self.changed(self.before), ALL)

    def test_settings_touch_every_node(self) -> None:
        self.write("src/shop/hooks.py", "class Hooks:\n    pass\n")
        self.write("src/shop/settings.py", "from shop.hooks import Hooks\n\nHOOKS = (Hooks(),)\n")
        changed = self.changed(self.before)
        self.assertEqual(changed, ALL)
        with_hooks = self.hashes()
        self.edit("src/shop/hooks.py", "pass", "level = 1")
        self.assertEqual(self.changed(with_hooks), ALL)

    def test_the_order_of_definitions_does_not_matter(self) -> None:
        text = (self.project / "src/shop/helpers.py").read_text()
        strip = "def strip(rows):\n    return [floor(each) for each in rows]\n"
        self.assertIn(strip, text)
        self.write("src/shop/helpers.py", text.replace(strip, "") + "\n\n" + strip)
        self.assertEqual(self.changed(self.before), set())

    def test_pipelines_may_be_rewritten_without_touching_nodes(self) -> None:
        self.edit("src/shop/pipeline.py", "def create_pipeline", "COUNT = 3\n\n\ndef create_pipeline")
        self.assertEqual(self.changed(self.before), set())

    def test_decorators_imports_and_classes_count(self) -> None:
        self.write("src/shop/nodes.py", (
            "from functools import wraps\n"
            "from shop.helpers import floor as down\n\n\n"
            "def logged(function):\n    @wraps(function)\n    def inner(*a):\n        return function(*a)\n    return inner\n\n\n"
            "class Cleaner:\n    step = 1\n    def run(self, rows):\n        return rows\n\n\n"
            "@logged\ndef load(raw):\n    return raw\n\n\n"
            "def clean(rows):\n    return Cleaner().run(rows)\n\n\n"
            "def report(rows, options):\n    from shop import helpers as h\n    return h.floor(down(1))\n"
        ))  # fmt: skip
        before = self.hashes()
        self.edit("src/shop/nodes.py", "return function(*a)", "return function(*a) or 1")
        self.assertEqual(self.changed(before), {"load"})
        before = self.hashes()
        self.edit("src/shop/nodes.py", "step = 1", "step = 2")
        self.assertEqual(self.changed(before), {"clean"})
        before = self.hashes()
        self.edit("src/shop/helpers.py", "value / STEP", "value // STEP")
        self.assertEqual(self.changed(before), {"report"})

    def test_an_import_inside_a_function_counts(self) -> None:
        self.edit(
            "src/shop/nodes.py", 'return {"count"', 'from shop.helpers import unused\n    return {unused(): 1, "count"'
        )
        before = self.hashes()
        self.edit("src/shop/helpers.py", "return 1", "return 2")
        self.assertEqual(self.changed(before), {"report"})

    def test_star_imports_are_followed(self) -> None:
        self.edit(
            "src/shop/nodes.py", "from shop import helpers", "from shop import helpers\nfrom shop.helpers import *"
        )
        self.edit("src/shop/nodes.py", "len(rows)", "floor(len(rows))")
        before = self.hashes()
        self.edit("src/shop/helpers.py", "STEP = 2", "STEP = 3")
        self.assertEqual(self.changed(before), {"clean", "report"})

    def test_registries_count(self) -> None:
        self.edit("src/shop/nodes.py", "LIMIT = 10", (
            "LIMIT = 10\nRULES = []\n\n\ndef rule(f):\n    RULES.append(f)\n    return f\n\n\n"
            "@rule\ndef positive(v):\n    return v > 0\n"
        ))  # fmt: skip
        self.edit("src/shop/nodes.py", "helpers.strip(rows)", "[r for r in rows if all(rule(r) for rule in RULES)]")
        before = self.hashes()
        self.edit("src/shop/nodes.py", "v > 0", "v > 1")
        self.assertEqual(self.changed(before), {"clean"})

    def test_dynamic_code_takes_whole_modules(self) -> None:
        self.edit("src/shop/nodes.py", "helpers.strip(rows)", "getattr(helpers, 'st' + 'rip')(rows)")
        graph = self.extract()["pipelines"]["__default__"]["nodes"]
        self.assertEqual([each["wholeModules"] for each in graph], [False, True, False])
        before = self.hashes()
        self.edit("src/shop/helpers.py", "return 1", "return 2")
        self.assertEqual(self.changed(before), {"clean"})
        self.edit("src/shop/nodes.py", "getattr(helpers, 'st' + 'rip')(rows)", "globals()['report'](rows, {})")
        before = self.hashes()
        self.edit("src/shop/nodes.py", "LIMIT = 10", "LIMIT = 12")
        self.assertEqual(self.changed(before), {"load", "clean"})

    def test_imports_by_a_computed_name_take_every_module(self) -> None:
        self.edit("src/shop/nodes.py", "LIMIT = 10", "import importlib\n\nLIMIT = 10")
        self.edit("src/shop/nodes.py", "helpers.strip(rows)", "importlib.import_module('shop.' + 'other').go(rows)")
        self.write("src/shop/other.py", "def go(rows):\n    return rows\n")
        before = self.hashes()
        self.edit("src/shop/other.py", "return rows", "return rows[1:]")
        self.assertEqual(self.changed(before), {"clean"})


class ConfigurationHashes(ProjectCase):
    def setUp(self) -> None:
        super().setUp()
        self.before = self.hashes()

    def test_a_parameter_touches_its_users(self) -> None:
        self.edit("conf/base/parameters.yml", "Sales", "Costs")
        self.assertEqual(self.changed(self.before), {"report"})
        self.edit("conf/base/parameters.yml", "Costs", "Sales")
        self.edit("conf/base/parameters.yml", "other: 1", "other: 2")
        self.assertEqual(self.changed(self.before), set())
        self.assertEqual(self.changed(self.before, "--params", '{"report": {"title": "X"}}'), {"report"})

    def test_a_catalog_entry_touches_its_users(self) -> None:
        self.edit("conf/base/catalog.yml", "01_raw/raw.json", "01_raw/new.json")
        self.assertEqual(self.changed(self.before), {"load"})
        self.edit("conf/base/catalog.yml", "01_raw/new.json", "01_raw/raw.json")
        self.write("conf/base/catalog_more.yml", "nobody: {type: MemoryDataset}\ncleaned: {type: MemoryDataset}\n")
        self.assertEqual(self.changed(self.before), {"clean", "report"})

    def test_a_dataset_class_of_the_project_is_code(self) -> None:
        self.write(
            "src/shop/datasets.py", "from kedro.io import AbstractDataset\n\n\nclass Raw(AbstractDataset):\n    a = 1\n"
        )
        self.edit("conf/base/catalog.yml", "raw:\n  type: json.JSONDataset", "raw:\n  type: shop.datasets.Raw")
        before = self.hashes()
        self.edit("src/shop/datasets.py", "a = 1", "a = 2")
        self.assertEqual(self.changed(before), {"load"})

    def test_names_and_tags_are_not_part_of_it(self) -> None:
        self.edit("src/shop/pipeline.py", 'name="load"', 'name="load", tags=["x"]')
        self.assertEqual(self.changed(self.before), set())

    def test_parts_say_what_changed(self) -> None:
        parts = {n["name"]: n["parts"] for n in self.extract()["pipelines"]["__default__"]["nodes"]}
        self.edit("conf/base/catalog.yml", "08_reporting", "09")
        self.edit("src/shop/nodes.py", "len(rows)", "len(rows) + 1")
        after = {n["name"]: n["parts"] for n in self.extract()["pipelines"]["__default__"]["nodes"]}
        self.assertEqual(after["load"], parts["load"])
        self.assertNotEqual(after["report"]["code"], parts["report"]["code"])
        self.assertNotEqual(after["report"]["datasets"]["summary"], parts["report"]["datasets"]["summary"])
        self.assertEqual(after["report"]["datasets"]["cleaned"], parts["report"]["datasets"]["cleaned"])
        self.assertEqual(after["report"]["parameters"], parts["report"]["parameters"])
