import type * as pulumi from "@pulumi/pulumi";
import { NativeResource } from "../resource";

/**
 * A value of a marked row. In a text, `{number:n}` becomes n digits (6 to 18; without `:n` 9) and `{marker:n}` n
 * characters of A-Z and 0-9 (6 to 32; without `:n` 12), unique to the run and the same wherever they are written.
 */
export type MarkedValue = string | number | boolean;

export interface CheckedPrivileges {
  /** Account role that must have them. */
  readonly role: pulumi.Input<string>;
  /** Such as `USAGE` or `CREATE TASK`. Ownership counts as every privilege. */
  readonly privileges: pulumi.Input<pulumi.Input<string>[]>;
  /** Kind of the object: `table`, `file format`, `account` .. */
  readonly on: pulumi.Input<string>;
  /** Qualified name; of a procedure with its argument types. Absent for `account`. */
  readonly name?: pulumi.Input<string>;
}

export interface CheckedIntegration {
  readonly name: pulumi.Input<string>;
  /** Role it must assume. */
  readonly roleArn?: pulumi.Input<string>;
  /** External id it must present, the one the role's trust demands. */
  readonly externalId?: pulumi.Input<string>;
  /** IAM user it must come from, the one the role trusts: another one shows that the integration was made anew. */
  readonly iamUserArn?: pulumi.Input<string>;
}

export interface CheckedFeatures {
  /** Qualified name of the graph's root. */
  readonly rootTask: pulumi.Input<string>;
  /** Role that may see the graph, usually its owner. Default: the check's `role`. */
  readonly role?: pulumi.Input<string>;
  /** Stream the graph consumes: must not be stale. */
  readonly stream?: pulumi.Input<string>;
  /** Table the features arrive in. Required with `rows`. */
  readonly table?: pulumi.Input<string>;
}

export interface CheckedUnload {
  /** Qualified name of the graph's root. */
  readonly rootTask: pulumi.Input<string>;
  /** Role that may see the graph, usually its owner. Default: the check's `role`. */
  readonly role?: pulumi.Input<string>;
  /** Stream over the features that the graph consumes: must not be stale. */
  readonly stream?: pulumi.Input<string>;
  /** External stage it writes `<run>/..` to. Required with `rows`. */
  readonly stage?: pulumi.Input<string>;
  /** External stage it writes `score/<run>/manifest.json` to. */
  readonly manifestStage?: pulumi.Input<string>;
}

export interface CheckedScoring {
  /** Endpoint whose model scores; must be in service. */
  readonly endpointName?: pulumi.Input<string>;
  /** Configuration it must serve. Leave out when others promote models, too. */
  readonly endpointConfigName?: pulumi.Input<string>;
  /** State machine that a manifest starts; must be active. */
  readonly stateMachineArn?: pulumi.Input<string>;
  /** EventBridge rules that start this leg; each must be enabled and have a target. */
  readonly rules?: pulumi.Input<pulumi.Input<string>[]>;
  /** Begin of transform jobs' names, `<prefix>-<run>`: a failed job is then told with its reason. */
  readonly transformPrefix?: pulumi.Input<string>;
}

export interface CheckedIngest {
  /** Qualified name of the pipe; must be running. */
  readonly pipe: pulumi.Input<string>;
  /** External stage the pipe reads: predictions lie below `<model>/<run>/`. */
  readonly stage?: pulumi.Input<string>;
  /** Table the predictions arrive in. Required with `rows`. */
  readonly table?: pulumi.Input<string>;
  /** Column of the prediction, which must not be NULL. Default: `PREDICTION`. */
  readonly valueColumn?: pulumi.Input<string>;
  /** EventBridge rules that start this leg; each must be enabled and have a target. */
  readonly rules?: pulumi.Input<pulumi.Input<string>[]>;
}

export interface MarkedRow {
  /** Qualified name. */
  readonly table: pulumi.Input<string>;
  /** Values by column; a column left out is NULL. At least one must hold a placeholder: by it the row is found and removed. */
  readonly values: pulumi.Input<Record<string, pulumi.Input<MarkedValue>>>;
}

export interface MarkedKey {
  /** Column of the features and predictions tables. */
  readonly column: pulumi.Input<string>;
  readonly value: pulumi.Input<MarkedValue>;
}

export interface CheckArgs {
  /** Role that looks at everything and removes the marked rows. Default: the connection's. */
  readonly role?: pulumi.Input<string>;
  /** Warehouse the check's own statements run on. */
  readonly warehouse: pulumi.Input<string>;
  /** Privileges that must be there, by SHOW GRANTS, inherited ones included. Default: none is looked at. */
  readonly privileges?: pulumi.Input<pulumi.Input<CheckedPrivileges>[]>;
  /** Storage integration behind the stages. Default: it is not looked at. */
  readonly integration?: pulumi.Input<CheckedIntegration>;
  /** Qualified names of stages that are listed through the integration's role. Default: none. */
  readonly stages?: pulumi.Input<pulumi.Input<string>[]>;
  /** Leg that makes features of new rows. */
  readonly features?: pulumi.Input<CheckedFeatures>;
  /** Leg that writes new features to S3. */
  readonly unload?: pulumi.Input<CheckedUnload>;
  /** Leg that scores what was unloaded. */
  readonly scoring?: pulumi.Input<CheckedScoring>;
  /** Leg that loads predictions. */
  readonly ingest?: pulumi.Input<CheckedIngest>;
  /**
   * Marked rows, inserted in this order; the source table's last, because its rows start the loop. Give them no label,
   * so that no training learns from them. Default: none, and the check only looks at each leg.
   */
  readonly rows?: pulumi.Input<pulumi.Input<MarkedRow>[]>;
  /**
   * Key of the feature row that the marked rows become, in the order in which keys are written to files. Required with
   * `rows`.
   */
  readonly key?: pulumi.Input<pulumi.Input<MarkedKey>[]>;
  /** Role that inserts the marked rows, so that its privileges are proven, too. Default: `role`. */
  readonly loader?: pulumi.Input<string>;
  /** Role that reads the prediction, so that its privileges are proven, too. Default: `role`. */
  readonly analyst?: pulumi.Input<string>;
  /** The check runs again when one changes, and when any other input does: a model's name, a graph's hash. */
  readonly triggers?: pulumi.Input<pulumi.Input<string>[]>;
  /** Longest wait for the prediction, seconds, 1 to 86,400. Default: 1,800; a transform job takes minutes to start. */
  readonly timeoutSeconds?: pulumi.Input<number>;
  /**
   * Longest wait, seconds, 0 to 3,600, for rows that are under way to pass before the marked ones are sent. Alone in
   * their files, marked rows can be removed with them; among others, the files stay until they expire. Default: 120.
   */
  readonly quietSeconds?: pulumi.Input<number>;
}

const outputs = [
  "checks",
  "result",
  "seconds",
  "checkedAt",
  "run",
  "prediction",
  "removedRows",
  "removedObjects",
  "keptObjects",
] as const;

/**
 * A proof, at deploy time, that a loop works from end to end. It looks at privileges, the trust between Snowflake and
 * S3, the freshness of streams, task graphs, the endpoint, events and the pipe; then it sends marked rows through,
 * waits until their prediction is back, removes every trace of them, and fails with the leg that broke and how to mend
 * it. It runs when it is created and when an input or trigger changes.
 *
 * With `rows` it costs one small run of everything the loop runs for new rows: a minute or two of warehouse, one
 * transform job, Snowpipe for one file. Without, next to nothing.
 */
export class Check extends NativeResource {
  /** What is checked, in one line. Known at preview. */
  declare readonly checks: pulumi.Output<string>;
  /** `passed`: anything else is an error that names the broken legs. Unknown in a preview that would run the check. */
  declare readonly result: pulumi.Output<string>;
  /** How long each leg took, seconds. */
  declare readonly seconds: pulumi.Output<Record<string, number>>;
  /** When the check ended, ISO 8601. */
  declare readonly checkedAt: pulumi.Output<string>;
  /** Run of the unload that carried the marked rows. Undefined when none were sent. */
  declare readonly run: pulumi.Output<string | undefined>;
  /** What was predicted for them. Undefined when none were sent. */
  declare readonly prediction: pulumi.Output<string | number | boolean | undefined>;
  /** Marked rows removed from tables, those of cut-off runs included. */
  declare readonly removedRows: pulumi.Output<number>;
  /** Object versions removed from S3, those of cut-off runs included. */
  declare readonly removedObjects: pulumi.Output<number>;
  /** `s3://` names of objects that hold other rows beside marked ones and stay until the bucket's lifecycle ends them. */
  declare readonly keptObjects: pulumi.Output<string[]>;

  constructor(name: string, args: CheckArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    super("floe:loop:Check", name, args, outputs, opts);
  }

  /** For people: `would be checked: ..` in a preview that would run the check, else `passed: ..`. */
  get summary(): pulumi.Output<string> {
    const known = isKnown(this.result);
    return this.checks.apply(async (checks) => `${(await known) ? "passed" : "would be checked"}: ${checks}`);
  }
}

/** Every output carries a promise of whether this run knows its value; the SDK's types leave it out. */
async function isKnown(output: object): Promise<boolean> {
  return !("isKnown" in output) || (await output.isKnown) !== false;
}
