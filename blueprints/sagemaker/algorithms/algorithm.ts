import type { Problems } from "../../checks/problems";
import type { Parameter } from "./rule";

export type Hyperparameters = Readonly<Record<string, string | number | boolean>>;

/** What a tuning job can be told to make better. */
export interface ObjectiveMetric {
  readonly name: string;
  readonly goal: "Maximize" | "Minimize";
}

/** A built-in algorithm: what it takes, what it reports, what it reads. */
export interface Algorithm {
  /** Its name as the guide has it: "linear learner". */
  readonly name: string;
  /** Repository of its image in AWS's registries. */
  readonly repository: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** Other libraries' names of its hyperparameters. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Metrics a tuning job may aim at. */
  readonly objectives: readonly ObjectiveMetric[];
  /** Channels without which it does not start. */
  readonly channels: readonly string[];
  /**
   * Rules between hyperparameters. `has` is true for one that is given, tuned or not known yet; `value` is its text
   * when it is known.
   */
  together?(
    problems: Problems,
    has: (name: string) => boolean,
    value: (name: string) => string | undefined,
  ): void;
}

export const maximize = (...names: readonly string[]): ObjectiveMetric[] =>
  names.map((name) => ({ name, goal: "Maximize" }));
export const minimize = (...names: readonly string[]): ObjectiveMetric[] =>
  names.map((name) => ({ name, goal: "Minimize" }));
