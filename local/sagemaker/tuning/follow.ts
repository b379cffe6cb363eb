import { createHash } from "node:crypto";
import type { Call } from "../front/operation";
import type { TrainingJobs } from "../training/jobs";
import type { TrainingJob } from "../training/record";
import { standing } from "./criteria";
import { type Definition, trialRequest } from "./definitions";
import type { TuningJob } from "./record";
import { type Axis, axesOf } from "./search/axis";
import { bayesianSearch } from "./search/bayesian";
import { drawn, gridSearch, type Observation, placesOf, randomSearch, type Search } from "./search/search";
import { type EarlyStopping, hyperband, medianRule } from "./stopping";
import { resourcesOf } from "./validate";

/** Trials of a job that leaves their number to Autotune. */
const autotuned = 20;

/** The search over one definition. */
interface Lane {
  readonly definition: Definition;
  readonly axes: readonly Axis[];
  readonly search: Search;
  readonly stopping: EarlyStopping | undefined;
  readonly seen: Observation[];
  readonly running: Map<string, readonly number[]>;
  exhausted: boolean;
}

/** What a tuning job runs on, and how it tells what changed. */
export interface Surroundings {
  readonly training: TrainingJobs;
  readonly ending: () => boolean;
  readonly changed: () => void;
}

/** Runs a tuning job's trials until a limit, a criterion or a stop. */
export class Follow {
  private readonly lanes: Lane[];
  private readonly sign: 1 | -1;
  /** What trials reported, epoch by epoch, larger is better. */
  private readonly series = new Map<string, number[]>();
  private readonly values: number[] = [];
  private over: string | undefined;
  private turn = 0;

  constructor(
    private readonly job: TuningJob,
    definitions: readonly Definition[],
    parents: readonly { readonly tuned: Readonly<Record<string, string>>; readonly value: number }[],
    private readonly on: Surroundings,
  ) {
    this.sign = definitions[0]?.objective.Type === "Minimize" ? -1 : 1;
    this.lanes = definitions.map((definition, index) => this.lane(definition, index, parents));
  }

  private lane(
    definition: Definition,
    index: number,
    parents: readonly { readonly tuned: Readonly<Record<string, string>>; readonly value: number }[],
  ): Lane {
    const { request, arn } = this.job;
    const config = request.HyperParameterTuningJobConfig;
    const axes = axesOf(definition.ranges);
    const seed =
      (config?.RandomSeed ?? createHash("sha256").update(arn).digest().readUInt32BE(0)) + index * 7919;
    const { min, max } =
      config?.Strategy === "Hyperband" ? resourcesOf(request, definition) : { min: 0, max: 0 };
    return {
      definition,
      axes,
      search: searchOf(config?.Strategy, axes, seed),
      stopping:
        config?.Strategy === "Hyperband"
          ? hyperband(min, max)
          : config?.TrainingJobEarlyStoppingType === "Auto" || request.Autotune !== undefined
            ? medianRule
            : undefined,
      seen: parents.flatMap(({ tuned, value }) => {
        const places = placesOf(axes, tuned);
        return places === undefined ? [] : [{ places, value: this.sign * value }];
      }),
      running: new Map(),
      exhausted: false,
    };
  }

  /** Resolves when the last trial has ended. */
  async run(call: Call): Promise<void> {
    const limits = this.job.request.HyperParameterTuningJobConfig?.ResourceLimits;
    const seconds = limits?.MaxRuntimeInSeconds;
    const timer =
      seconds === undefined
        ? undefined
        : setTimeout(() => this.end("the longest run time passed"), Math.min(seconds * 1000, 2 ** 31 - 1));
    timer?.unref();
    const worker = async () => {
      for (;;) {
        const next = this.next();
        if (next === undefined) return;
        await this.trial(next.lane, next.places, call);
      }
    };
    try {
      await Promise.all(Array.from({ length: limits?.MaxParallelTrainingJobs ?? 1 }, worker));
    } finally {
      clearTimeout(timer);
    }
  }

  private next(): { lane: Lane; places: readonly number[] } | undefined {
    const config = this.job.request.HyperParameterTuningJobConfig;
    const unlimited =
      config?.Strategy === "Grid" || config?.ResourceLimits?.MaxRuntimeInSeconds !== undefined;
    const most = config?.ResourceLimits?.MaxNumberOfTrainingJobs ?? (unlimited ? Infinity : autotuned);
    if (this.over !== undefined || this.job.status !== "InProgress" || this.on.ending()) return undefined;
    if (this.job.trials.length >= most) return undefined;
    for (let tries = 0; tries < this.lanes.length; tries++) {
      const lane = this.lanes[this.turn++ % this.lanes.length];
      if (lane === undefined || lane.exhausted) continue;
      const places = lane.search.next(lane.seen, [...lane.running.values()]);
      if (places !== undefined) return { lane, places };
      lane.exhausted = true;
    }
    return undefined;
  }

  private async trial(lane: Lane, places: readonly number[], call: Call): Promise<void> {
    const { job } = this;
    const tuned = drawn(lane.axes, places);
    const number = String(job.trials.length + 1).padStart(3, "0");
    const hash = createHash("sha256").update(`${job.arn}${number}${job.created}`).digest("hex").slice(0, 8);
    const name = `${job.request.HyperParameterTuningJobName ?? ""}-${number}-${hash}`;
    const { name: definition } = lane.definition;
    job.trials.push({ name, tuned, ...(definition === undefined ? {} : { definition }) });
    lane.running.set(name, places);
    this.on.changed();
    const request = { ...trialRequest(job.request, lane.definition, tuned), TrainingJobName: name };
    await this.on.training.create(request, call, {
      tuningJobArn: job.arn,
      observe: (metric, value) => this.observe(lane, name, metric, value),
    });
    const ended = await this.on.training.ended(name);
    lane.running.delete(name);
    this.learn(lane, places, ended);
    this.on.changed();
  }

  private observe(lane: Lane, trial: string, metric: string, value: number): void {
    if (metric !== lane.definition.objective.MetricName) return;
    const series = this.series.get(trial) ?? [];
    this.series.set(trial, series);
    series.push(this.sign * value);
    const record = this.job.trials.find(({ name }) => name === trial);
    if (record === undefined || record.stopped !== undefined) return;
    const others = [...this.series].flatMap(([name, one]) => (lane.running.has(name) ? [] : [one]));
    const reason = lane.stopping?.verdict(trial, series, others);
    if (reason === undefined) return;
    record.stopped = reason;
    this.stop(trial);
  }

  /** What an ended trial says of the search, and whether the search is over by it. */
  private learn(lane: Lane, places: readonly number[], trial: TrainingJob): void {
    if (trial.status === "Failed") return;
    const metric = lane.definition.objective.MetricName;
    const reached = trial.metrics.find(({ MetricName }) => MetricName === metric)?.Value;
    if (reached === undefined) return;
    const value = this.sign * reached;
    lane.seen.push({ places, value });
    this.values.push(value);
    const { request } = this.job;
    const criteria = request.HyperParameterTuningJobConfig?.TuningJobCompletionCriteria;
    const wanted =
      request.Autotune === undefined
        ? criteria
        : { ConvergenceDetected: { CompleteOnConvergence: "Enabled" as const }, ...criteria };
    const found = standing(this.values, wanted, this.sign);
    this.job.completion = {
      notImproving: found.notImproving,
      ...(found.converged ? { convergedAt: this.job.completion?.convergedAt ?? Date.now() / 1000 } : {}),
    };
    if (found.over !== undefined) this.end(found.over);
  }

  /** Ends the search and the trials under way; what they reached so far counts. */
  end(reason: string): void {
    if (this.over !== undefined) return;
    this.over = reason;
    for (const lane of this.lanes) {
      for (const name of lane.running.keys()) this.stop(name);
    }
  }

  private stop(name: string): void {
    if (this.on.training.store.get(name)?.status === "InProgress") this.on.training.stop(name);
  }
}

function searchOf(strategy: string | undefined, axes: readonly Axis[], seed: number): Search {
  switch (strategy) {
    case "Grid":
      return gridSearch(axes);
    case "Bayesian":
      return bayesianSearch(axes, seed);
    default:
      return randomSearch(axes, seed);
  }
}
