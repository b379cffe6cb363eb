/**
 * Statements that new code of one node sends to a deployed Kedro pipeline of 900 nodes, reads included, against making
 * its task graph anew. The pipeline fans out to 449 nodes, each with a successor, and in again; proxies keep it within
 * Snowflake's limits. Both run on the local Snowflake.
 */
import { createHash } from "node:crypto";
import { type KedroGraph, type KedroNode, kedroTaskGraph, planKedro } from "../blueprints/kedro";
import type { Bag } from "../provider/framework";
import { taskGraph } from "../provider/snowflake/task-graph";
import { report } from "./support/report";
import { change, recreate, tell, withCounter } from "./support/statements";

const LIMIT = 0.05;
const BRANCHES = 449;
const CHANGED = "score_200";

function node(name: string, inputs: string[], dependsOn: string[], version: string): KedroNode {
  const text = name === CHANGED ? `${name} ${version}` : name;
  return {
    name,
    unnamed: false,
    namespace: null,
    tags: [],
    inputs,
    outputs: [`${name}_out`],
    dependsOn,
    function: { name, module: "wide.nodes", kind: "function", file: "src/wide/nodes.py", line: 1 },
    hash: createHash("sha256").update(text).digest("hex").slice(0, 16),
    wholeModules: false,
  };
}

function pipeline(version: string): KedroGraph {
  const after = (name: string, previous: string[]) =>
    node(
      name,
      previous.map((each) => `${each}_out`),
      previous,
      version,
    );
  const branches = Array.from({ length: BRANCHES }, (_, index) => index);
  const nodes = [
    node("load", [], [], version),
    ...branches.map((index) => after(`prepare_${index}`, ["load"])),
    ...branches.map((index) => after(`score_${index}`, [`prepare_${index}`])),
    after(
      "report",
      branches.map((index) => `score_${index}`),
    ),
  ];
  return {
    format: 1,
    kedro: "1.7.0",
    python: "3.11",
    project: { name: "Wide", package: "wide", source: "src" },
    env: "base",
    requirements: [],
    pipelines: { __default__: { nodes } },
    datasets: {},
    parameters: {},
    credentials: [],
    mocked: [],
    problems: [],
  };
}

function deployed(version: string): Bag {
  const plan = planKedro(pipeline(version), { warehouse: "WH", database: "DB", schema: "S" });
  const config = { kedro: { project: `@"DB"."S"."CODE"/wide/${version}/project.zip` } };
  const inputs = kedroTaskGraph(plan, { procedure: '"DB"."S"."FLOE_KEDRO_WIDE"', config });
  return JSON.parse(JSON.stringify({ database: "DB", schema: "S", ...inputs })) as Bag;
}

async function main(): Promise<void> {
  await withCounter(async (counter) => {
    const changed = await change(taskGraph(counter.open), counter, deployed("first"), deployed("second"));
    const anew = await recreate(counter, deployed("third"));
    const nodes = 2 * BRANCHES + 2;
    tell(`new code of one of ${nodes} nodes`, changed);
    tell(`the task graph of ${nodes} nodes recreated`, anew);
    report("kedro-change", changed.statements / anew.statements, LIMIT);
  });
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
