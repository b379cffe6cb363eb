"""Every kind of callable Kedro takes as a node is extracted, hashed and run."""

from __future__ import annotations

import json

from .runs import RunCase

NODES = '''
import functools
import operator

FACTOR = 2


def plain(value):
    """Docs."""
    return value + FACTOR


def add(value, amount=0):
    return value + amount


def wrapped(function):
    @functools.wraps(function)
    def inner(value):
        return function(value) + 100
    return inner


def unwrapped(function):
    def inner(value):
        return function(value) + 200
    return inner


@wrapped
def decorated(value):
    return value + 3


@unwrapped
def hidden(value):
    return value + 4


class Adder:
    def __init__(self, amount):
        self.amount = amount

    def __call__(self, value):
        return value + self.amount

    def method(self, value):
        return value - self.amount

    @staticmethod
    def still(value):
        return value + 5


def closure(amount):
    def inner(value):
        return value + amount
    return inner


def stream(value):
    for part in range(3):
        yield {"part": part, "value": value}


named = lambda value: value + 6  # noqa: E731


class Opaque:
    def __init__(self):
        self.handle = iter([])

    def __call__(self, value):
        return value + 9
'''

PIPELINE = """
import math
from functools import partial

from kedro.pipeline import node, pipeline

from shop import nodes

ADDER = nodes.Adder(7)


def create_pipeline(**_):
    inner = pipeline([node(nodes.plain, "value", "plain", name="plain", tags="x")])
    return pipeline([
        pipeline(inner, namespace="space", inputs={"value"}),
        node(lambda value: value + 1, "value", "lambda_", name="lambda"),
        node(nodes.named, "value", "named", name="named"),
        node(partial(nodes.add, amount=8), "value", "partial_", name="partial"),
        node(nodes.decorated, "value", "decorated", name="decorated"),
        node(nodes.hidden, "value", "hidden", name="hidden"),
        node(ADDER, "value", "instance", name="instance"),
        node(ADDER.method, "value", "method", name="method"),
        node(nodes.Adder.still, "value", "still", name="still"),
        node(nodes.closure(10), "value", "closure10", name="closure10"),
        node(nodes.closure(20), "value", "closure20", name="closure20"),
        node(nodes.stream, "value", "streamed", name="stream"),
        node(math.sqrt, "value", "root", name="builtin"),
        node(nodes.Opaque(), "value", "opaque", name="opaque"),
        node(nodes.plain, "value", "unnamed_out"),
        node(nodes.plain, "value", "cell@number", name="write_transcoded"),
        node(lambda text: text, "cell@text", "text", name="read_transcoded"),
        node(lambda *all: list(all), ["space.plain", "lambda_", "named", "partial_", "decorated", "hidden", "instance",
             "method", "still", "closure10", "closure20", "streamed", "root", "opaque", "unnamed_out", "text"],
             "summary", name="gather"),
    ])
"""

CATALOG = """
value: {type: json.JSONDataset, filepath: data/01_raw/value.json}
summary: {type: json.JSONDataset, filepath: data/08_reporting/summary.json}
cell@number: {type: json.JSONDataset, filepath: data/02/cell.json}
cell@text: {type: text.TextDataset, filepath: data/02/cell.json}
"""

KINDS = {
    "space.plain": "function", "lambda": "lambda", "named": "lambda", "partial": "partial", "decorated": "function",
    "hidden": "closure", "instance": "callable", "method": "method", "still": "function", "closure10": "closure",
    "closure20": "closure", "stream": "generator", "builtin": "builtin", "opaque": "callable", "gather": "lambda",
    "write_transcoded": "function", "read_transcoded": "lambda",
}  # fmt: skip
EXPECTED = [18, 17, 22, 24, 119, 220, 23, 9, 21, 26, 36, {"part": 2, "value": 16}, 4.0, 25, 18, "18"]


class OddNodes(RunCase):
    files = {
        "src/shop/nodes.py": NODES,
        "src/shop/pipeline.py": PIPELINE,
        "conf/base/catalog.yml": CATALOG,
        "data/01_raw/value.json": "16",
    }

    def test_are_extracted(self) -> None:
        nodes = {node["name"]: node for node in self.extract()["pipelines"]["__default__"]["nodes"]}
        unnamed = next(name for name in nodes if name.startswith("plain__"))
        self.assertEqual({n: nodes[n]["function"]["kind"] for n in nodes if n != unnamed}, KINDS)
        self.assertEqual(nodes["read_transcoded"]["dependsOn"], ["write_transcoded"])
        self.assertEqual(len(nodes["gather"]["dependsOn"]), 16)
        self.assertEqual([name for name, node in nodes.items() if node["wholeModules"]], ["opaque"])

    def test_run_one_by_one(self) -> None:
        self.deploy()
        self.graph()
        self.assertEqual(json.loads(self.stored("data/08_reporting/summary.json")), EXPECTED)

    def test_run_as_one_group(self) -> None:
        self.deploy()
        (answer,) = self.graph(tuple(self.nodes))
        self.assertEqual(json.loads(self.stored("data/08_reporting/summary.json")), EXPECTED)
        self.assertEqual((answer["kept"], self.kept()), ({}, []))

    def test_hashes_follow_what_each_carries(self) -> None:
        before = self.hashes()
        for file, old, new, touched in [
            ("nodes.py", "FACTOR = 2", "FACTOR = 3", {"space.plain", "write_transcoded", "opaque", "plain__"}),
            (
                "nodes.py",
                "value + amount\n\n\ndef wrapped",
                "value + amount + 0\n\n\ndef wrapped",
                {"partial", "opaque"},
            ),
            ("pipeline.py", "amount=8", "amount=9", {"partial", "opaque"}),
            ("pipeline.py", "Adder(7)", "Adder(70)", {"instance", "method", "opaque"}),
            ("pipeline.py", "closure(10)", "closure(11)", {"closure10", "opaque"}),
            ("pipeline.py", "value: value + 1", "value: value + 2", {"lambda", "opaque"}),
            ("nodes.py", "lambda value: value + 6", "lambda value: value + 60", {"named", "opaque"}),
            ("nodes.py", "return value - self.amount", "return self.amount", {"instance", "method", "still", "opaque"}),
            ("nodes.py", "+ 100", "+ 101", {"decorated", "opaque"}),
            ("nodes.py", "return value + 4", "return value + 44", {"hidden", "opaque"}),
            ("nodes.py", "range(3)", "range(4)", {"stream", "opaque"}),
        ]:
            with self.subTest(new):
                self.edit(f"src/shop/{file}", old, new)
                after = self.hashes()
                changed = {name for name in after if after[name] != before[name]}
                self.assertEqual({name[:7] if name.startswith("plain__") else name for name in changed}, touched)
                self.edit(f"src/shop/{file}", new, old)
