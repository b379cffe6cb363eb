import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { graphOf, type Sketch } from "../unit/kedro/graphs";

export const CANARY = "canary-conf-local-7f21";

/** A project on disk with everything that must not leave the machine. */
export function projectWith(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "floe-kedro-project-"));
  const all = {
    "pyproject.toml":
      '[tool.kedro]\npackage_name = "shop"\nproject_name = "Shop"\nkedro_init_version = "1.7.0"\n',
    "src/shop/__init__.py": "",
    "src/shop/nodes.py": "def clean(raw):\n    return raw\n",
    "src/shop/__pycache__/nodes.pyc": CANARY,
    "conf/base/catalog.yml": "raw:\n  type: pandas.CSVDataset\n  filepath: data/raw/orders.csv\n",
    "conf/base/credentials.yml": `db:\n  password: ${CANARY}\n`,
    "conf/local/credentials.yml": `db:\n  password: ${CANARY}\n`,
    "conf/local/catalog.yml": `raw:\n  type: pandas.CSVDataset\n  filepath: ${CANARY}.csv\n`,
    "data/raw/orders.csv": "id\n1\n",
    "data/raw/.hidden": CANARY,
    ".env": CANARY,
    "notebooks/try.ipynb": CANARY,
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const sketches: readonly Sketch[] = [
  { name: "clean", inputs: ["raw"], outputs: ["cleaned"], hash: "aaaaaaaaaaaaaaaa" },
  { name: "train", inputs: ["cleaned"], outputs: ["model"], tags: ["heavy"], hash: "bbbbbbbbbbbbbbbb" },
  { name: "report", inputs: ["cleaned", "model"], outputs: ["text"], hash: "cccccccccccccccc" },
];

export const shopGraph = (more: readonly Sketch[] = []) =>
  graphOf([...sketches, ...more], {
    datasets: {
      raw: {
        type: "pandas.CSVDataset",
        filepath: "data/raw/orders.csv",
        versioned: false,
        credentials: null,
        pattern: null,
        config: { type: "pandas.CSVDataset", filepath: "data/raw/orders.csv" },
      },
    },
    requirements: ["pandas>=2"],
  });
