/**
 * Time to read the graph of a Kedro project in a subprocess, where the user's libraries are absent, against Kedro's
 * official inspection of the same project. The inspection cannot read a project whose libraries are absent, so it runs
 * where they are installed. Also printed: the extraction where they are installed, and what it takes beyond importing
 * them, at most 0.35 s.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { extractGraph } from "../components/kedro/extraction/extract";
import { ensurePython, kedroPackages } from "../local/python/environment";
import { houseFolder } from "../local/python/folders";
import { interleave, median, ratioOf, report, seconds } from "./support/report";

const LIMIT = 0.5;
const MOST_BEYOND_IMPORTS = 0.35;
const ROUNDS = 9;

/** What the nodes of the example import of others. */
const IMPORTS = "import pandas, sklearn.linear_model, sklearn.metrics, sklearn.model_selection";

function python(executable: string, args: readonly string[], cwd: string): void {
  const env = {
    ...process.env,
    KEDRO_DISABLE_TELEMETRY: "1",
    DO_NOT_TRACK: "1",
    PYTHONDONTWRITEBYTECODE: "1",
  };
  const { status, stderr } = spawnSync(executable, args, { cwd, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`${args[0] ?? ""} failed:\n${stderr}`);
}

/** Both sides block until their process has ended. */
const timed = (work: () => unknown) => () =>
  seconds(() => {
    work();
    return Promise.resolve();
  });

function nodesOf(graph: unknown): number {
  const { pipelines } = graph as { pipelines: Record<string, { nodes: unknown[] }> };
  return Object.values(pipelines).reduce((sum, { nodes }) => sum + nodes.length, 0);
}

async function main(): Promise<void> {
  const log = (line: string) => {
    console.log(line);
  };
  const bare = (await ensurePython({ log, packages: kedroPackages("kedro") })).executable;
  const full = (await ensurePython({ log, packages: kedroPackages("kedro-tests") })).executable;
  const project = join(houseFolder("examples", "kedro-spaceflights", "project", "conf", "base"), "..", "..");
  const script = houseFolder("bench", "support", "kedroSnapshot.py");
  const folder = mkdtempSync(join(tmpdir(), "floe-bench-"));
  const answer = join(folder, "snapshot.json");
  const extraction = (executable: string) => timed(() => extractGraph({ project, python: executable }));
  const official = timed(() => {
    python(full, [script, project, answer], project);
  });
  try {
    const found = nodesOf(extractGraph({ project, python: bare }));
    await official();
    const known = Object.values(JSON.parse(readFileSync(answer, "utf8")) as Record<string, string[]>);
    const expected = known.reduce((sum, nodes) => sum + nodes.length, 0);
    if (found !== expected) throw new Error(`${found} nodes read, Kedro knows ${expected}`);

    const ratio = ratioOf(
      "libraries absent, against the inspection with libraries",
      await interleave(ROUNDS, extraction(bare), official),
    );
    const rounds = await interleave(
      ROUNDS,
      extraction(full),
      timed(() => {
        python(full, ["-c", IMPORTS], project);
      }),
    );
    const beyond = median(rounds.map(({ floe, peer }) => floe - peer));
    console.log(
      `libraries installed: ${median(rounds.map(({ floe }) => floe)).toFixed(2)} s, ` +
        `${beyond.toFixed(2)} s beyond importing them, at most ${MOST_BEYOND_IMPORTS} s`,
    );
    if (beyond > MOST_BEYOND_IMPORTS) process.exitCode = 1;
    report("kedro-extract", ratio, LIMIT);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
