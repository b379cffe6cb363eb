import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const files: Readonly<Record<string, string>> = {
  "pyproject.toml":
    '[tool.kedro]\npackage_name = "numbers_project"\nproject_name = "Numbers"\nkedro_init_version = "1.0.0"\n',
  "requirements.txt": "kedro>=1.0\n",
  "conf/base/catalog.yml": "{}\n",
  "conf/base/parameters.yml": "factor: 2\nfail: false\n",
  "conf/local/.gitkeep": "",
  "src/numbers_project/__init__.py": "",
  "src/numbers_project/settings.py": "",
  "src/numbers_project/nodes.py": `def make():
    return [1, 2, 3]


def multiply(numbers, factor):
    return [number * factor for number in numbers]


def total(numbers, fail):
    print("adding up", numbers)
    if fail:
        raise ValueError("told to fail")
    return sum(numbers)


def report(value):
    return f"total {value}"
`,
  "src/numbers_project/pipeline_registry.py": `from kedro.pipeline import node, pipeline

from numbers_project import nodes


def register_pipelines():
    whole = pipeline(
        [
            node(nodes.make, None, "numbers", name="make", tags=["data"]),
            node(nodes.multiply, ["numbers", "params:factor"], "products", name="multiply", tags=["math"]),
            node(nodes.total, ["products", "params:fail"], "sum", name="total", tags=["math"]),
            node(nodes.report, "sum", "text", name="report"),
        ]
    )
    return {"__default__": whole, "short": whole.only_nodes("make")}
`,
};

/** Writes a small Kedro project that needs nothing but Kedro. */
export function writeKedroProject(folder: string, more: Readonly<Record<string, string>> = {}): void {
  for (const [name, text] of Object.entries({ ...files, ...more })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}
