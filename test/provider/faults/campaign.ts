import type { WireBag } from "../../../provider/framework/wire";
import type { Scenario } from "../support/scenario";
import { Deployment } from "../support/world/deployment";
import { faults, nameOf } from "../support/world/faults";
import type { CallSeen, Fault } from "../support/world/line";
import { Process, type World } from "../support/world/process";

export type Phase = "create" | "update" | "refresh" | "delete";

/** What a campaign found out of one scenario. */
export interface Findings {
  calls: number;
  injected: number;
  lost: string[];
  duplicated: string[];
  orphaned: string[];
  /** Reruns that failed, drifted or changed something again. */
  unsettled: string[];
}

interface Picture {
  readonly jobs: readonly string[];
  readonly things: readonly string[];
  readonly snowflake: string;
}

interface Reference {
  readonly calls: readonly CallSeen[];
  readonly after: Picture;
  readonly started: number;
}

interface Deployed {
  readonly world: World;
  readonly deployment: Deployment;
}

/** Longest that an operation may go on after the user cancelled it, milliseconds of real time. */
const CANCEL_MS = 3000;

/** Strikes every call of every operation of a scenario with every fault, and compares the worlds after a rerun. */
export class Campaign {
  readonly findings: Findings = {
    calls: 0,
    injected: 0,
    lost: [],
    duplicated: [],
    orphaned: [],
    unsettled: [],
  };

  constructor(
    private readonly scenario: Scenario,
    private readonly fresh: () => Promise<World>,
  ) {}

  get phases(): readonly Phase[] {
    return this.scenario.changed === undefined
      ? ["create", "refresh", "delete"]
      : ["create", "update", "refresh", "delete"];
  }

  async run(): Promise<Findings> {
    const references = await this.reference();
    for (const phase of this.phases) {
      const reference = references.get(phase);
      if (reference === undefined) throw new Error(`no reference of ${phase}`);
      this.findings.calls += reference.calls.length;
      const deployed = phase === "refresh" ? await this.deployed("refresh") : undefined;
      for (const [at, call] of reference.calls.entries()) {
        for (const fault of faults.filter(({ clouds }) => clouds.includes(call.cloud))) {
          if (fault.effect === "lag" && /^(Describe|List|Get|Head|Filter)/.test(call.operation)) continue;
          const title = `${phase}, call ${at + 1} (${call.operation}) ${nameOf(fault)}`;
          await this.strike(title, phase, { at, fault }, references, deployed);
        }
      }
      if (deployed !== undefined) await deployed.deployment.destroy(Process.start(deployed.world));
    }
    return this.findings;
  }

  /** The world and the deployment as they are before a phase: deletion is struck after a creation. */
  private async deployed(phase: Phase): Promise<Deployed> {
    const world = await this.fresh();
    const deployment = new Deployment(this.scenario.token);
    const process = Process.start(world);
    if (phase !== "create") await deployment.up(process, this.inputs("create"));
    if (phase === "refresh") await deployment.up(process, this.inputs("update"));
    process.end();
    return { world, deployment };
  }

  private async reference(): Promise<Map<Phase, Reference>> {
    const world = await this.fresh();
    const deployment = new Deployment(this.scenario.token);
    const result = new Map<Phase, Reference>();
    for (const phase of this.phases) {
      const process = Process.start(world);
      await this.perform(phase, deployment, process);
      process.end();
      result.set(phase, {
        calls: process.line.seen,
        after: pictureOf(world),
        started: world.aws.sagemaker.started,
      });
    }
    return result;
  }

  private async perform(phase: Phase, deployment: Deployment, process: Process): Promise<void> {
    if (phase === "delete") return deployment.destroy(process);
    if (phase === "refresh") {
      const drift = await deployment.refresh(process);
      if (drift.length > 0) throw new Error(`a refresh finds drift where there is none: ${drift.join(", ")}`);
      return;
    }
    await deployment.up(process, this.inputs(phase));
  }

  private inputs(phase: Phase): WireBag {
    const { inputs, changed } = this.scenario;
    return phase === "create" ? inputs : (changed ?? inputs);
  }

  private async strike(
    title: string,
    phase: Phase,
    plan: { readonly at: number; readonly fault: Fault },
    references: ReadonlyMap<Phase, Reference>,
    deployed: Deployed | undefined,
  ): Promise<void> {
    // A read changes nothing: all of them may strike the same world.
    const { world, deployment } = deployed ?? (await this.deployed(phase));
    const process = Process.start(world, plan);
    const began = performance.now();
    const error = await this.struck(phase, deployment, process);
    process.line.heal();
    process.end();
    if (process.line.struck) {
      this.findings.injected += 1;
      if (plan.fault.effect === "cancel" && performance.now() - began > CANCEL_MS)
        this.findings.unsettled.push(`${title}: goes on after it was cancelled`);
    }
    const healthy = Process.start(world);
    try {
      await this.recover(phase, deployment, healthy, error !== undefined);
      this.compare(title, phase, world, references);
      if (phase === "create" || phase === "update") {
        await deployment.destroy(healthy);
        this.compareEmpty(title, world, references);
      }
    } catch (problem) {
      this.findings.unsettled.push(
        `${title}: ${problem instanceof Error ? problem.message : String(problem)}`,
      );
    }
    healthy.end();
  }

  /** Performs the operation that is struck; its error, if it ended with one or was killed. */
  private async struck(phase: Phase, deployment: Deployment, process: Process): Promise<Error | undefined> {
    const killed = process.line.killed.then(() => new Error("killed"));
    const ended = this.perform(phase, deployment, process).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    );
    return Promise.race([killed, ended]);
  }

  /** The rerun a user makes: it must succeed the first time, and leave nothing to do. */
  private async recover(
    phase: Phase,
    deployment: Deployment,
    process: Process,
    failed: boolean,
  ): Promise<void> {
    if (failed) await this.perform(phase, deployment, process);
    if (phase !== "create" && phase !== "update") return;
    const again = await deployment.up(process, this.inputs(phase));
    if (again !== "same") throw new Error("a second rerun changes something");
    const drift = await deployment.refresh(process);
    if (drift.length > 0) throw new Error(`after the rerun a refresh finds drift: ${drift.join(", ")}`);
  }

  private compare(
    title: string,
    phase: Phase,
    world: World,
    references: ReadonlyMap<Phase, Reference>,
  ): void {
    const reference = references.get(phase);
    if (reference === undefined) return;
    const now = pictureOf(world);
    const stopped = now.jobs.filter((job) => job.endsWith("Stopped")).length;
    const paid = world.aws.sagemaker.started - stopped;
    const expected = reference.started - reference.after.jobs.filter((job) => job.endsWith("Stopped")).length;
    if (phase !== "delete" && paid > expected)
      this.findings.duplicated.push(`${title}: ${paid} jobs paid for instead of ${expected}`);
    for (const line of without(reference.after.things, now.things))
      this.findings.lost.push(`${title}: ${line}`);
    for (const line of without(now.things, reference.after.things))
      this.findings.duplicated.push(`${title}: ${line}`);
    for (const line of without(lines(reference.after), lines(now)))
      this.findings.lost.push(`${title}: ${line}`);
    for (const line of without(lines(now), lines(reference.after)))
      this.findings.duplicated.push(`${title}: ${line}`);
    if (phase === "create" || phase === "update") {
      const running = (jobs: readonly string[]) => jobs.filter((job) => !job.endsWith("Stopped"));
      for (const job of without(running(reference.after.jobs), running(now.jobs)))
        this.findings.lost.push(`${title}: ${job}`);
    }
  }

  private compareEmpty(title: string, world: World, references: ReadonlyMap<Phase, Reference>): void {
    const reference = references.get("delete")?.after;
    if (reference === undefined) return;
    const now = pictureOf(world);
    const running = now.jobs.filter((job) => /InProgress|Stopping/.test(job));
    const left = [
      ...without(now.things, reference.things),
      ...without(lines(now), lines(reference)),
      ...running,
    ];
    for (const line of left) this.findings.orphaned.push(`${title}: ${line}`);
  }
}

function pictureOf(world: World): Picture {
  return { ...world.aws.picture(), snowflake: world.snowflake?.picture() ?? "" };
}

function lines({ snowflake }: Picture): readonly string[] {
  return snowflake === "" ? [] : snowflake.split("\n");
}

/** What is in the first list and not, or not as often, in the second. */
function without(first: readonly string[], second: readonly string[]): string[] {
  const rest = [...second];
  return first.filter((item) => {
    const index = rest.indexOf(item);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
}
