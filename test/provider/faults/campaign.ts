import type { WireBag } from "../../../provider/framework/wire";
import type { Scenario } from "../support/scenario";
import { Deployment } from "../support/world/deployment";
import { nameOf } from "../support/world/faults";
import type { CallSeen, Fault } from "../support/world/line";
import { Process, type World } from "../support/world/process";
import { copyOf } from "../support/world/world";
import { compare, compareEmpty, type Findings, nothing, type Picture, pictureOf } from "./findings";

/** The operations that are struck, and those that come before. */
const phases = {
  create: [],
  update: ["create"],
  replace: ["create"],
  refresh: ["create", "update"],
  delete: ["create"],
  "delete after an update": ["create", "update"],
} as const satisfies Record<string, readonly ("create" | "update")[]>;
type Phase = keyof typeof phases;

/** A phase that nothing happens to. */
interface Reference {
  readonly calls: readonly CallSeen[];
  readonly after: Picture;
  readonly emptied: Picture;
}

interface Deployed {
  readonly world: World;
  readonly deployment: Deployment;
}

export interface Options {
  readonly faults: readonly Fault[];
  /** Whether to strike; a sample leaves strikes out. Default: all. */
  readonly sample?: () => boolean;
  /** How often an operation that repeats, as one that waits does, is struck. Default: each time. */
  readonly repeats?: number;
}

/** Longest that an operation may go on after the user cancelled it, milliseconds of real time. */
const CANCEL_MS = 3000;

/** Strikes every call of every operation of a scenario with every fault, and compares the worlds after a rerun. */
export class Campaign {
  readonly findings = nothing();
  private readonly originals = new Map<Phase, Deployed>();

  constructor(
    private readonly scenario: Scenario,
    private readonly fresh: () => Promise<World>,
    private readonly options: Options,
  ) {}

  private get phases(): readonly Phase[] {
    const { changed, replaced } = this.scenario;
    return (Object.keys(phases) as Phase[]).filter(
      (phase) =>
        (changed !== undefined || !/update/.test(phase)) && (replaced !== undefined || phase !== "replace"),
    );
  }

  async run(): Promise<Findings> {
    for (const phase of this.phases) {
      const reference = await this.reference(phase);
      this.findings.calls += reference.calls.length;
      const deployed = phase === "refresh" ? await this.deployed("refresh") : undefined;
      const seen = new Map<string, number>();
      for (const [at, call] of reference.calls.entries()) {
        const times = (seen.get(call.operation) ?? 0) + 1;
        seen.set(call.operation, times);
        if (times > (this.options.repeats ?? Infinity)) continue;
        for (const fault of this.options.faults.filter((each) => fits(each, call, at))) {
          if (this.options.sample?.() === false) {
            this.findings.spared += 1;
            continue;
          }
          const title = `${phase}, call ${at + 1} (${call.operation}) ${nameOf(fault)}`;
          await this.strike(title, phase, { at, fault }, reference, deployed);
        }
      }
      if (deployed !== undefined)
        await this.healthy(deployed, (process) => deployed.deployment.destroy(process));
    }
    return this.findings;
  }

  /** The world and the deployment as they are before a phase. */
  private async deployed(phase: Phase): Promise<Deployed> {
    const world = await this.fresh();
    const deployment = new Deployment(this.scenario.token);
    await this.healthy({ world, deployment }, async (process) => {
      for (const step of phases[phase]) await deployment.up(process, this.inputs(step));
    });
    return { world, deployment };
  }

  /** A world and deployment to strike, as before a phase: where worlds can be copied, only the first is led up to it. */
  private async anew(phase: Phase): Promise<Deployed> {
    const original = this.originals.get(phase) ?? (await this.deployed(phase));
    const world = copyOf(original.world);
    if (world === undefined) return original;
    this.originals.set(phase, original);
    return { world, deployment: original.deployment.copy() };
  }

  private async healthy<T>({ world }: Deployed, work: (process: Process) => Promise<T>): Promise<T> {
    const process = Process.start(world);
    try {
      return await work(process);
    } finally {
      await process.end();
    }
  }

  private async reference(phase: Phase): Promise<Reference> {
    const deployed = await this.anew(phase);
    const { world, deployment } = deployed;
    const calls = await this.healthy(deployed, async (process) => {
      await this.perform(phase, deployment, process);
      return [...process.line.seen];
    });
    const after = await pictureOf(world);
    await this.healthy(deployed, (process) => deployment.destroy(process));
    return { calls, after, emptied: await pictureOf(world) };
  }

  private async perform(phase: Phase, deployment: Deployment, process: Process): Promise<void> {
    if (phase.startsWith("delete")) return deployment.destroy(process);
    if (phase !== "refresh") {
      await deployment.up(process, this.inputs(phase));
      return;
    }
    const drift = await deployment.refresh(process);
    if (drift.length > 0) throw new Error(`a refresh finds drift where there is none: ${drift.join(", ")}`);
  }

  private inputs(phase: Phase): WireBag {
    const { inputs, changed, replaced } = this.scenario;
    if (phase === "replace") return replaced ?? inputs;
    return phase === "update" ? (changed ?? inputs) : inputs;
  }

  private async strike(
    title: string,
    phase: Phase,
    plan: { readonly at: number; readonly fault: Fault },
    reference: Reference,
    shared: Deployed | undefined,
  ): Promise<void> {
    // A read changes nothing: all of them may strike the same world.
    const deployed = shared ?? (await this.anew(phase));
    const { world, deployment } = deployed;
    const failed = await this.struck(title, phase, deployed, plan);
    const deploys = ["create", "update", "replace"].includes(phase);
    try {
      await this.healthy(deployed, async (process) => {
        if (failed) await this.perform(phase, deployment, process);
        if (deploys) await this.settled(phase, deployment, process);
        compare(title, await pictureOf(world), reference.after, deploys, this.findings);
        if (!deploys) return;
        await deployment.destroy(process);
        compareEmpty(title, await pictureOf(world), reference.emptied, this.findings);
      });
    } catch (problem) {
      const reason = problem instanceof Error ? problem.message : String(problem);
      this.findings.unsettled.push(`${title}: ${reason}`);
    }
  }

  /** Performs the operation that is struck; whether it ended with an error or was killed. */
  private async struck(
    title: string,
    phase: Phase,
    { world, deployment }: Deployed,
    plan: { readonly at: number; readonly fault: Fault },
  ): Promise<boolean> {
    const process = Process.start(world, plan);
    const began = performance.now();
    const doomed = deployment.copy();
    const killed = process.line.killed.then(() => "killed" as const);
    const ended = this.perform(phase, doomed, process).then(
      () => "well" as const,
      () => "ill" as const,
    );
    const end = await Promise.race([killed, ended]);
    // As the state file is now: what a dead process still learns is lost.
    deployment.keep(doomed);
    process.line.heal();
    await process.end();
    if (!process.line.struck) this.findings.missed += 1;
    else {
      this.findings.injected += 1;
      if (plan.fault.effect === "cancel" && performance.now() - began > CANCEL_MS)
        this.findings.unsettled.push(`${title}: goes on after it was cancelled`);
    }
    return end !== "well";
  }

  /** The rerun a user makes must leave nothing to do. */
  private async settled(phase: Phase, deployment: Deployment, process: Process): Promise<void> {
    const again = await deployment.up(process, this.inputs(phase));
    if (again !== "same") throw new Error("a second rerun changes something");
    const drift = await deployment.refresh(process);
    if (drift.length > 0) throw new Error(`after the rerun a refresh finds drift: ${drift.join(", ")}`);
  }
}

/** To die before a call is to die after the one before it: only the first call of an operation has none. */
function fits(fault: Fault, call: CallSeen, at: number): boolean {
  if (!fault.clouds.includes(call.cloud)) return false;
  if (fault.effect === "kill" && fault.moment === "before") return at === 0;
  return fault.effect !== "lag" || !/^(Describe|List|Get|Head|Filter)/.test(call.operation);
}
