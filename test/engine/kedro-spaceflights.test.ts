import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ensurePython, kedroPackages } from "../../local/python/environment";
import { Floe } from "../support/floe";

const floe = new Floe();
const copy = mkdtempSync(join(tmpdir(), "floe-spaceflights-"));
afterAll(async () => {
  await floe.dispose();
  rmSync(copy, { recursive: true, force: true });
});

/** What `kedro run` makes of the same project on this machine. */
async function kedroRun(): Promise<string[][]> {
  cpSync("examples/kedro-spaceflights/project", copy, { recursive: true });
  const python = await ensurePython({ packages: kedroPackages("kedro-tests") });
  execFileSync(python.executable, ["-m", "kedro", "run"], {
    cwd: copy,
    env: { ...process.env, KEDRO_DISABLE_TELEMETRY: "1", DO_NOT_TRACK: "1" },
    stdio: "pipe",
  });
  const lines = readFileSync(join(copy, "data/07_model_output/predictions.csv"), "utf8").trim().split("\n");
  return lines.map((line) => line.split(","));
}

describe("Kedro's spaceflights on the local cloud", () => {
  it("goes from nothing to a finished run with one command, with the results of kedro run", async () => {
    const { changes, outputs } = await floe.json("up", "kedro-spaceflights");
    expect(Object.keys(changes as object)).toEqual(["create"]);
    expect((outputs as { rootTask: string }).rootTask).toBe('"SPACEFLIGHTS"."ML"."SPACEFLIGHTS__START"');
    const history = await floe.sql(
      "SELECT NAME, STATE FROM TABLE(SPACEFLIGHTS.INFORMATION_SCHEMA.TASK_HISTORY()) ORDER BY NAME",
    );
    expect(history).toHaveLength(12);
    expect(new Set(history.map(({ STATE }) => STATE))).toEqual(new Set(["SUCCEEDED"]));
    const [names = [], ...expected] = await kedroRun();
    const found = await floe.sql("SELECT * FROM SPACEFLIGHTS.ML.PREDICTIONS ORDER BY SHUTTLE_ID");
    const number = (text: unknown) => (Number.isNaN(Number(text)) ? text : Number(text));
    expect(found).toHaveLength(788);
    expect(found.map((row) => names.map((name) => number(row[name])))).toEqual(
      expected.map((row) => row.map(number)),
    );
  }, 900_000);

  it("has nothing to change afterwards, and leaves nothing when it is destroyed", async () => {
    const { changes } = await floe.json("up", "kedro-spaceflights", "--expect-no-changes");
    expect(Object.keys(changes as object)).toEqual(["same"]);
    const gone = await floe.json("destroy", "kedro-spaceflights");
    expect(Object.keys(gone.changes as object)).toEqual(["delete"]);
    expect((await floe.json("local", "status")).objects).toEqual([]);
  }, 300_000);
});
