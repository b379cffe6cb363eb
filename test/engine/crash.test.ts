import { ListTrainingJobsCommand, SageMakerClient } from "@aws-sdk/client-sagemaker";
import { createInterface } from "node:readline";
import { afterAll, describe, expect, it } from "vitest";
import { tree } from "../../local/cloud/processes";
import { StateFolder } from "../../local/cloud/state";
import { Floe } from "../support/floe";

const SEED = Number(process.env.FLOE_CRASH_SEED ?? "20261121");
const floe = new Floe();
afterAll(() => floe.dispose());

/** Small, fast and seeded: the same boundaries on every run of one seed. */
function* boundaries(seed: number): Generator<number, never> {
  for (let state = seed >>> 0; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield 4 + (state % 8);
  }
}

type Ended =
  { readonly killed: true } | { readonly killed: false; readonly code: number | null; readonly tail: string };

/** The processes of a run, looked up ahead of time: a kill must hit at the boundary and not a moment later. */
class Victims {
  private known = new Set<number>();
  private readonly timer = setInterval(() => void this.look(), 150);

  constructor(private readonly root: number) {}

  private async look(): Promise<void> {
    for (const { pid } of await tree(this.root)) this.known.add(pid);
  }

  async kill(): Promise<void> {
    this.strike();
    await this.look();
    this.strike();
  }

  private strike(): void {
    for (const pid of this.known) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It ended in between.
      }
    }
  }

  forget(): void {
    clearInterval(this.timer);
  }
}

/**
 * Runs a command and kills command, worker, engine and plugins at once: at a line of its output, or some milliseconds
 * after it, as `stop` answers. What answers undefined goes on.
 */
async function runUntil(
  command: "up" | "destroy",
  stop: (line: string) => number | undefined,
): Promise<Ended> {
  const child = floe.start([command, "merchant-risk"]);
  const victims = new Victims(child.pid ?? 0);
  const tail: string[] = [];
  const kill: { done: boolean; timer?: NodeJS.Timeout } = { done: false };
  const watch = (line: string) => {
    tail.push(line);
    if (kill.timer !== undefined) return;
    const delay = stop(line);
    if (delay === undefined) return;
    const strike = () => {
      kill.done = true;
      void victims.kill();
    };
    if (delay === 0) strike();
    kill.timer = setTimeout(delay === 0 ? () => undefined : strike, delay);
  };
  for (const stream of [child.stdout, child.stderr]) if (stream) createInterface(stream).on("line", watch);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  clearTimeout(kill.timer);
  victims.forget();
  return kill.done ? { killed: true } : { killed: false, code, tail: tail.slice(-15).join("\n") };
}

async function trainingJobs(): Promise<string[]> {
  const cloud = new StateFolder(floe.state).running();
  if (!cloud) throw new Error("the local cloud does not run");
  const { endpoint, region, accessKeyId, secretAccessKey } = cloud.aws;
  const client = new SageMakerClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  const { TrainingJobSummaries = [] } = await client.send(new ListTrainingJobsCommand({}));
  return TrainingJobSummaries.map(({ TrainingJobName }) => TrainingJobName ?? "");
}

async function objects(): Promise<Record<string, string[]>> {
  const status = await floe.json("local", "status");
  const found = status.objects as { cloud: string; kind: string; names: string[] }[];
  return Object.fromEntries(found.map(({ cloud, kind, names }) => [`${cloud} ${kind}`, names]));
}

const isRecovery = (line: string) => /^(The last run|The recovery of the last run) was cut off/.test(line);
/** From the moment a recovery begins, milliseconds: within its writing of the state, and its look at the cloud. */
const RECOVERY_DELAYS = [0, 400, 1500];
const DESTROY_KILLS = 2;

describe(`a run that is killed again and again (seed ${SEED})`, () => {
  const next = boundaries(SEED);

  it("converges with the next run: nothing twice, nothing lost", async () => {
    await floe.json("local", "up");
    let kills = 0;
    let killedInTraining = false;
    const recoveries = [...RECOVERY_DELAYS];
    let recovering = 0;
    for (;;) {
      let left = next.next().value;
      const ended = await runUntil("up", (line) => {
        if (isRecovery(line) && kills > 0 && recoveries.length > 0) {
          recovering += 1;
          return recoveries.shift();
        }
        if (!killedInTraining && line.includes("started training job")) {
          killedInTraining = true;
          return 0;
        }
        return line.startsWith("+ created") && --left === 0 ? 0 : undefined;
      });
      if (!ended.killed) {
        expect(ended.code, ended.tail).toBe(0);
        break;
      }
      kills += 1;
    }
    console.log(
      `killed ${kills} times: ${recovering} 0 to 1.5 s into the recovery from a kill, once while the job trained`,
    );
    expect(kills).toBeGreaterThanOrEqual(5);
    expect(recovering).toBeGreaterThanOrEqual(2);
    expect(killedInTraining).toBe(true);
    expect(await trainingJobs()).toHaveLength(1);
    const { changes } = await floe.json("up", "merchant-risk", "--expect-no-changes");
    expect(Object.keys(changes as object)).toEqual(["same"]);
  }, 900_000);

  it("leaves no orphan behind after a destroy that is killed, too", async () => {
    for (let kill = 0; kill < DESTROY_KILLS; kill++) {
      let left = next.next().value;
      const ended = await runUntil("destroy", (line) =>
        line.startsWith("- deleted") && --left === 0 ? 0 : undefined,
      );
      expect(ended).toEqual({ killed: true });
    }
    console.log(`killed destroy ${DESTROY_KILLS} times`);
    await floe.json("destroy", "merchant-risk");
    expect(await objects()).toEqual({});
    expect(await trainingJobs()).toEqual([]);
  }, 300_000);
});
