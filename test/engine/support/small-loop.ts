import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { distDir } from "../../../local/paths";

export interface SmallLoop {
  /** Name of the project. */
  readonly project: string;
  /** Rounds of training. */
  readonly rounds: number;
  /** More arguments of the loop, as JavaScript. */
  readonly more: string;
  /** Outputs of the program, as JavaScript that knows `loop`. */
  readonly outputs: string;
}

/** Writes a program into a folder: a loop on 400 rows that trains in seconds. */
export function writeSmallLoop(folder: string, { project, rounds, more, outputs }: SmallLoop): void {
  const rows = Array.from({ length: 400 }, (_, id) => {
    const [a, b] = [(id * 37) % 101, (id * 53) % 89];
    return `${id},${a},${b},${a + b / 4 > 60 ? 1 : 0}`;
  });
  writeFileSync(join(folder, "rows.csv"), `ID,A,B,LABEL\n${rows.join("\n")}\n`);
  writeFileSync(join(folder, "Pulumi.yaml"), `name: ${project}\nruntime: nodejs\nmain: index.js\n`);
  writeFileSync(join(folder, "Pulumi.dev.yaml"), "config:\n  aws:region: us-east-1\n");
  writeFileSync(
    join(folder, "index.js"),
    `const { Loop } = require(${JSON.stringify(join(distDir(), "components"))});
const columns = { ID: "NUMBER(10,0)", A: "FLOAT", B: "FLOAT", LABEL: "NUMBER(1,0)" };
module.exports = async () => {
  const loop = new Loop("small", {
    database: { create: { name: "SMALL" } },
    bucket: { create: { deleteObjectsOnDestroy: true } },
    encryption: "s3",
    raw: {
      tables: { EVENTS: { columns } },
      load: { EVENTS: { files: [${JSON.stringify(join(folder, "rows.csv"))}] } },
    },
    features: {
      table: "ROWS", columns, key: ["ID"], source: "EVENTS",
      build: { query: ({ stream }) => "SELECT ID, A, B, LABEL FROM " + stream },
      minimumTriggerIntervalSeconds: 10,
    },
    training: {
      label: "LABEL", columns: ["A", "B"], validationRows: "MOD(ID, 4) = 0", onDelete: "delete",
      hyperparameters: { objective: "binary:logistic", eval_metric: "auc", num_round: ${rounds} },
      gate: { metric: "validation:auc", threshold: 0.6 },
    },
    scoring: { minimumTriggerIntervalSeconds: 10 },
    ${more}
  });
  return ${outputs};
};
`,
  );
}
