import type { Bag } from "./harness";

/** One declaration of a resource type that the contract, fuzz and fault suites put to work. Pure data. */
export interface Scenario {
  readonly token: string;
  /** What tells it apart when a type has several. */
  readonly title?: string;
  /** Pass check, and use as many of the type's inputs as one declaration can. */
  readonly inputs: Bag;
  /** Inputs of a later deployment that updates in place; left out when the type cannot. */
  readonly changed?: Bag;
  /** Inputs of a later deployment that replaces; every type whose table lets an input replace must have a scenario with it. */
  readonly replaced?: Bag;
  /** Inputs that an import by id alone cannot know. */
  readonly imported?: readonly string[];
  /** What an import is refused with: some things, such as a proof, are history. */
  readonly unimportable?: string;
  /** What an import is told by a type that has none. */
  readonly importRefused?: string;
  /** Deletion leaves the object, as records of jobs stay: a read then still finds it. */
  readonly stays?: boolean;
  /** Plays on a graph `DB.S.ROOT` whose runs end at once, instead of the local Snowflake. */
  readonly runs?: boolean;
  /** Snowflake statements that make what must be there before, as the account's administrator. */
  readonly prepare?: readonly string[];
  /** Members the AWS of the tests adds to its answers, by operation: `DescribeTrainingJob`. */
  readonly answers?: Readonly<Record<string, object>>;
  /** Configurations of connectors of MSK Connect that run, by ARN. */
  readonly connectors?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Those of them whose workers MSK Connect scales. */
  readonly autoscaled?: readonly string[];
  /** Files by the address they are at. */
  readonly files?: Readonly<Record<string, string>>;
  /** S3 objects that are there before, by their `s3://` address. */
  readonly objects?: Readonly<Record<string, string>>;
}

export function titleOf({ token, title }: Scenario): string {
  return title === undefined ? token : `${token} ${title}`;
}

/** Whether it plays on a Snowflake, be it a few runs of tasks; else all of its clouds are in memory. */
export function needsSnowflake({ prepare, runs }: Scenario): boolean {
  return prepare !== undefined || runs === true;
}

/** Said of a type without one: the suites must never pass it over. */
export function missing(token: string): string {
  return `${token} has no scenario: write one in test/provider/scenarios and list it in its index.ts (see test/provider/support/scenario.ts)`;
}
