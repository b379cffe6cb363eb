import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A secret that must stay on the machine. */
export const CANARY = "canary-conf-local-e41c";

/** Nodes of every kind, and some that wait, fail or tell who they are. They need nothing but Kedro's own packages. */
const files: Readonly<Record<string, string>> = {
  "pyproject.toml":
    '[tool.kedro]\npackage_name = "shop"\nproject_name = "Shop"\nkedro_init_version = "1.7.0"\n',
  "requirements.txt": "kedro==1.7.0\nkedro-datasets==9.6.0\nomegaconf>=2.4\n",
  "conf/base/parameters.yml": "who: nobody\nseconds: 0\n",
  "conf/base/catalog.yml": `summary: {type: json.JSONDataset, filepath: data/summary.json}
cell@number: {type: json.JSONDataset, filepath: data/cell.json}
cell@text: {type: text.TextDataset, filepath: data/cell.json}
`,
  "conf/local/credentials.yml": `db:\n  password: ${CANARY}\n`,
  "conf/local/parameters.yml": `who: ${CANARY}\n`,
  "conf/base/credentials.yml": `db:\n  password: ${CANARY}\n`,
  "src/shop/__init__.py": "",
  "src/shop/settings.py": "",
  "src/shop/nodes.py": `import time
import uuid

from snowflake.snowpark.context import get_active_session


def plain(value):
    return value + 2


def add(value, amount=0):
    return value + amount


class Adder:
    def __init__(self, amount):
        self.amount = amount

    def __call__(self, value):
        return value + self.amount


def closure(amount):
    def inner(value):
        return value + amount
    return inner


def stream(value):
    for part in range(3):
        yield {"part": part, "value": value}


def begin(who, seconds):
    time.sleep(seconds)
    return {"who": who, "mark": uuid.uuid4().hex}


def fragile(token):
    if get_active_session().sql("SELECT COUNT(*) FROM OPEN_DOORS").collect()[0][0] == 0:
        raise RuntimeError("the door is closed")
    return token


def tell(token, who, seconds):
    time.sleep(seconds)
    get_active_session().sql("INSERT INTO TOLD SELECT ?, ?, ?, 'first'", [who, token["who"], token["mark"]]).collect()
`,
  "src/shop/pipeline_registry.py": `from functools import partial

from kedro.pipeline import Node, Pipeline

from shop import nodes


def odd():
    inner = Pipeline([Node(nodes.plain, "value", "plain", name="plain")])
    return Pipeline([
        Node(lambda: 16, None, "value", name="source"),
        Pipeline(inner, namespace="space", inputs={"value"}, prefix_datasets_with_namespace=True),
        Node(lambda value: value + 1, "value", "lambda_", name="lambda"),
        Node(partial(nodes.add, amount=8), "value", "partial_", name="partial"),
        Node(nodes.Adder(7), "value", "instance", name="instance"),
        Node(nodes.closure(10), "value", "closure_", name="closure"),
        Node(nodes.stream, "value", "streamed", name="stream"),
        Node(nodes.plain, "value", "unnamed_out"),
        Node(nodes.plain, "value", "cell@number", name="write_transcoded"),
        Node(lambda text: text, "cell@text", "text", name="read_transcoded"),
        Node(lambda *all: list(all), ["space.plain", "lambda_", "partial_", "instance", "closure_", "streamed",
             "unnamed_out", "text"], "summary", name="gather"),
    ])


def telling():
    return Pipeline([
        Node(nodes.begin, ["params:who", "params:seconds"], "token", name="begin"),
        Node(nodes.fragile, "token", "passed", name="fragile"),
        Node(nodes.tell, ["passed", "params:who", "params:seconds"], None, name="tell"),
    ])


def register_pipelines():
    return {"__default__": odd(), "telling": telling()}
`,
};

export const summary = [18, 17, 24, 23, 26, { part: 2, value: 16 }, 18, "18"];

export function writeShop(folder: string): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Replaces text in a file of the project; it must be there. */
export function edit(folder: string, path: string, from: string, to: string): void {
  const text = readFileSync(join(folder, path), "utf8");
  if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
  writeFileSync(join(folder, path), text.replace(from, to));
}
