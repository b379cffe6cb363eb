import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { tree } from "../../local/cloud/processes";
import { built } from "../../local/paths";
import type { EngineTask } from "./engineRun";

export interface Measured {
  readonly seconds: number;
  /** Highest sum of resident memory of program, engine and providers, megabytes. */
  readonly peak: number;
}

/** Between two looks at memory, and at which processes there are: rare enough not to weigh on two cores. */
const SAMPLE_MS = 200;
const TREE_MS = 1000;
const PAGE = 4096;

/**
 * Runs one operation in a process tree of its own and watches the tree's memory (Linux). `FLOE_BENCH_PROFILES` names
 * a folder for CPU profiles of the programs.
 */
export async function measure(task: EngineTask, env: NodeJS.ProcessEnv): Promise<Measured> {
  const profiles = process.env.FLOE_BENCH_PROFILES;
  const options = profiles === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profiles}`];
  const script = built("bench", "support", "engineRun.js");
  const child = spawn(process.execPath, [...options, script, JSON.stringify(task)], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const closed = once(child, "close");
  let peak = 0;
  let members: readonly number[] = [];
  let looked = 0;
  while (child.exitCode === null && child.signalCode === null) {
    if (Date.now() - looked >= TREE_MS) {
      members = (await tree(child.pid ?? 0)).map(({ pid }) => pid);
      looked = Date.now();
    }
    peak = Math.max(peak, await resident(members));
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, SAMPLE_MS))]);
  }
  const [code] = (await closed) as [number | null];
  if (code !== 0) throw new Error(`${task.operation} of ${task.main} failed:\n${errors.slice(-4000)}`);
  return { seconds: Number(output), peak: peak / 2 ** 20 };
}

async function resident(pids: readonly number[]): Promise<number> {
  const pages = await Promise.all(
    pids.map(async (pid) =>
      Number((await readFile(`/proc/${pid}/statm`, "utf8").catch(() => "0 0")).split(" ")[1]),
    ),
  );
  return PAGE * pages.reduce((sum, each) => sum + each, 0);
}
