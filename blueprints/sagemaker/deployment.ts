import { checkInteger } from "../checks/values";
import type { Problems } from "../checks/problems";

/** A part of an endpoint's capacity: a share in percent, or a number of instances. */
export type Step = { readonly percent: number } | { readonly instances: number };

/**
 * How an endpoint moves to a new configuration. While it does, both the old and the new instances cost.
 *
 * @see Amazon SageMaker developer guide, "Deployment guardrails for updating models in production"
 */
export interface DeploymentSpec {
  /**
   * `allAtOnce`: new instances come up beside the old ones and take all traffic in one step. `canary`: a first step
   * takes `step`, and after `bakeSeconds` the rest follows. `linear`: equal steps. `rolling`: instances are replaced
   * batch by batch, which needs no second fleet, and so fits where capacity is scarce.
   */
  readonly policy: "allAtOnce" | "canary" | "linear" | "rolling";
  /** First step of `canary` (at most 50 %), each of `linear` (10 to 50 %), each batch of `rolling` (5 to 50 %). Default: 10 %. */
  readonly step?: Step;
  /** Seconds each step is watched before the next, 0 to 3,600. Default: 300, long enough for alarms of one minute. */
  readonly bakeSeconds?: number;
  /** Seconds the old instances stay after all traffic has moved, 0 to 3,600; not with `rolling`. Default: 0. */
  readonly terminationWaitSeconds?: number;
  /** Longest deployment, seconds, 600 to 28,800: then it is taken back. Default: SageMaker's. */
  readonly maxSeconds?: number;
  /** Names of up to 10 CloudWatch alarms. When one is in alarm while a step is watched, the endpoint goes back. Default: none. */
  readonly alarms?: readonly string[];
  /** With `rolling`: batch of the way back, up to 100 %. Default: everything at once. */
  readonly rollbackStep?: Step;
}

export interface CapacitySize {
  readonly type: "INSTANCE_COUNT" | "CAPACITY_PERCENT";
  readonly value: number;
}

/** The API's DeploymentConfig, its names beginning in lower case. */
export interface DeploymentConfig {
  readonly blueGreenUpdatePolicy?: {
    readonly trafficRoutingConfiguration: {
      readonly type: "ALL_AT_ONCE" | "CANARY" | "LINEAR";
      readonly waitIntervalInSeconds: number;
      readonly canarySize?: CapacitySize;
      readonly linearStepSize?: CapacitySize;
    };
    readonly terminationWaitInSeconds?: number;
    readonly maximumExecutionTimeoutInSeconds?: number;
  };
  readonly rollingUpdatePolicy?: {
    readonly maximumBatchSize: CapacitySize;
    readonly waitIntervalInSeconds: number;
    readonly maximumExecutionTimeoutInSeconds?: number;
    readonly rollbackMaximumBatchSize?: CapacitySize;
  };
  readonly autoRollbackConfiguration?: { readonly alarms: readonly { readonly alarmName: string }[] };
}

const defaultBakeSeconds = 300;
const defaultStep: Step = { percent: 10 };

export function deploymentConfig(spec: DeploymentSpec): DeploymentConfig {
  const waitIntervalInSeconds = spec.bakeSeconds ?? defaultBakeSeconds;
  const longest = spec.maxSeconds === undefined ? {} : { maximumExecutionTimeoutInSeconds: spec.maxSeconds };
  const alarms =
    spec.alarms === undefined || spec.alarms.length === 0
      ? {}
      : { autoRollbackConfiguration: { alarms: spec.alarms.map((alarmName) => ({ alarmName })) } };
  const step = capacity(spec.step ?? defaultStep);
  if (spec.policy === "rolling") {
    return {
      rollingUpdatePolicy: {
        maximumBatchSize: step,
        waitIntervalInSeconds,
        ...longest,
        ...(spec.rollbackStep === undefined ? {} : { rollbackMaximumBatchSize: capacity(spec.rollbackStep) }),
      },
      ...alarms,
    };
  }
  const traffic = {
    allAtOnce: { type: "ALL_AT_ONCE", waitIntervalInSeconds },
    canary: { type: "CANARY", waitIntervalInSeconds, canarySize: step },
    linear: { type: "LINEAR", waitIntervalInSeconds, linearStepSize: step },
  } as const;
  return {
    blueGreenUpdatePolicy: {
      trafficRoutingConfiguration: traffic[spec.policy],
      ...(spec.terminationWaitSeconds === undefined
        ? {}
        : { terminationWaitInSeconds: spec.terminationWaitSeconds }),
      ...longest,
    },
    ...alarms,
  };
}

/** The same in the API's own names, for callers without an SDK of their own. */
export function deploymentConfigRequest(spec: DeploymentSpec): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(deploymentConfig(spec)).map(([key, value]) => [upper(key), api(value)]),
  );
}

function api(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(api);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [upper(key), api(inner)]));
}

function upper(key: string): string {
  return key.charAt(0).toUpperCase() + key.slice(1);
}

function capacity(step: Step): CapacitySize {
  return "percent" in step
    ? { type: "CAPACITY_PERCENT", value: step.percent }
    : { type: "INSTANCE_COUNT", value: step.instances };
}

/** Rules of a deployment as components take it; the rules of the API follow with {@link checkDeploymentConfig}. */
export function checkDeployment(problems: Problems, spec: DeploymentSpec | undefined): void {
  if (spec === undefined) return;
  const { policy } = spec;
  if (
    !problems.require(
      ["allAtOnce", "canary", "linear", "rolling"].includes(policy),
      "policy",
      `must be one of allAtOnce, canary, linear, rolling, not ${policy}`,
      "choose one of the listed values",
    )
  )
    return;
  if (policy === "allAtOnce" && spec.step !== undefined)
    problems.add(
      "step",
      "allAtOnce moves all traffic in one step",
      "leave it out, or choose canary or linear",
    );
  if (policy === "rolling" && spec.terminationWaitSeconds !== undefined)
    problems.add("terminationWaitSeconds", "a rolling deployment keeps no old fleet", "leave it out");
  if (policy !== "rolling" && spec.rollbackStep !== undefined)
    problems.add("rollbackStep", "only a rolling deployment goes back in batches", "leave it out");
  checkDeploymentConfig(problems, deploymentConfig(spec));
}

interface Limits {
  readonly min: number;
  readonly max: number;
}
const shares = { canary: { min: 1, max: 50 }, linear: { min: 10, max: 50 }, rolling: { min: 5, max: 50 } };

/**
 * The API's rules for a deployment, each limit as the API reference states it. Members that are not known yet may be
 * absent.
 */
export function checkDeploymentConfig(problems: Problems, config: PartialDeployment | undefined): void {
  if (config === undefined) return;
  const { blueGreenUpdatePolicy: blueGreen, rollingUpdatePolicy: rolling } = config;
  if (blueGreen !== undefined && rolling !== undefined) {
    problems.add(
      "rollingUpdatePolicy",
      "a deployment is either blue/green or rolling",
      "keep one of blueGreenUpdatePolicy and rollingUpdatePolicy",
    );
  }
  if (blueGreen !== undefined) checkBlueGreen(problems.at("blueGreenUpdatePolicy"), blueGreen);
  if (rolling !== undefined) {
    const at = problems.at("rollingUpdatePolicy");
    checkWaits(at, rolling);
    checkCapacity(at, "maximumBatchSize", rolling.maximumBatchSize, shares.rolling);
    checkCapacity(at, "rollbackMaximumBatchSize", rolling.rollbackMaximumBatchSize, { min: 5, max: 100 });
  }
  checkAlarms(problems.at("autoRollbackConfiguration"), config.autoRollbackConfiguration?.alarms);
}

type Known<T> = T extends readonly (infer E)[]
  ? readonly Known<E>[]
  : T extends object
    ? { readonly [K in keyof T]?: Known<T[K]> | undefined }
    : T;
/** A deployment of which some members may not be known yet. */
export type PartialDeployment = Known<DeploymentConfig>;
type BlueGreen = NonNullable<PartialDeployment["blueGreenUpdatePolicy"]>;

function checkBlueGreen(problems: Problems, policy: BlueGreen): void {
  const traffic = policy.trafficRoutingConfiguration;
  const at = problems.at("trafficRoutingConfiguration");
  checkWaits(problems, { maximumExecutionTimeoutInSeconds: policy.maximumExecutionTimeoutInSeconds });
  checkWaits(at, { waitIntervalInSeconds: traffic?.waitIntervalInSeconds });
  checkInteger(problems, "terminationWaitInSeconds", policy.terminationWaitInSeconds, seconds(0, 3600));
  if (traffic === undefined) return;
  const sizes = [
    ["CANARY", "canarySize", shares.canary],
    ["LINEAR", "linearStepSize", shares.linear],
  ] as const;
  for (const [type, member, limits] of sizes) {
    const size = traffic[member];
    if (traffic.type === type)
      at.require(size !== undefined, member, `${type} needs it`, "say how large the step is");
    else if (traffic.type !== undefined)
      at.require(size === undefined, member, `${traffic.type} does not use it`, "leave it out");
    checkCapacity(at, member, size, limits);
  }
  const longest = policy.maximumExecutionTimeoutInSeconds;
  const waits =
    (policy.terminationWaitInSeconds ?? 0) + (traffic.waitIntervalInSeconds ?? 0) * stepsOf(traffic);
  if (longest !== undefined)
    problems.require(
      longest > waits,
      "maximumExecutionTimeoutInSeconds",
      `${longest} s is not longer than the deployment's own waits of ${waits} s`,
      "allow more time, or wait less",
    );
}

/** How many times a deployment bakes: after every step, the last one included. */
function stepsOf(traffic: NonNullable<BlueGreen["trafficRoutingConfiguration"]>): number {
  if (traffic.type === "CANARY") return 2;
  const size = traffic.linearStepSize;
  if (traffic.type !== "LINEAR" || size?.type !== "CAPACITY_PERCENT" || size.value === undefined) return 1;
  return Math.ceil(100 / Math.max(1, size.value));
}

function checkWaits(
  problems: Problems,
  waits: {
    readonly waitIntervalInSeconds?: number | undefined;
    readonly maximumExecutionTimeoutInSeconds?: number | undefined;
  },
): void {
  checkInteger(problems, "waitIntervalInSeconds", waits.waitIntervalInSeconds, seconds(0, 3600));
  checkInteger(
    problems,
    "maximumExecutionTimeoutInSeconds",
    waits.maximumExecutionTimeoutInSeconds,
    seconds(600, 28_800),
  );
}

function checkCapacity(
  problems: Problems,
  member: string,
  size: Known<CapacitySize> | undefined,
  share: Limits,
): void {
  if (size === undefined) return;
  if (size.type === "CAPACITY_PERCENT")
    checkInteger(problems, `${member}.value`, size.value, { ...share, unit: "percent" });
  else checkInteger(problems, `${member}.value`, size.value, { min: 1, max: 10_000, unit: "instances" });
}

function checkAlarms(
  problems: Problems,
  alarms: readonly ({ readonly alarmName?: string | undefined } | undefined)[] | undefined,
): void {
  if (alarms === undefined) return;
  problems.require(
    alarms.length >= 1 && alarms.length <= 10,
    "alarms",
    `must hold 1 to 10 alarms, not ${alarms.length}`,
    alarms.length === 0
      ? "name an alarm, or leave autoRollbackConfiguration out"
      : "combine alarms in a composite alarm",
  );
  alarms.forEach((alarm, index) => {
    // Not known yet.
    const alarmName = alarm?.alarmName;
    if (alarmName !== undefined)
      problems.require(
        alarmName.length >= 1 && alarmName.length <= 255,
        `alarms[${index}].alarmName`,
        `"${alarmName}" is not the name of an alarm (1 to 255 characters)`,
        "name a CloudWatch alarm of the endpoint's account and region",
      );
  });
}

function seconds(min: number, max: number) {
  return { min, max, unit: "seconds" };
}

/** What of an endpoint's content decides how it may be deployed. */
export interface DeployedContent {
  readonly serverless: boolean;
  readonly variants: number;
  readonly shadow: boolean;
  /** Instance types of all variants. */
  readonly instanceTypes: readonly string[];
  /** Instances of the smallest variant; undefined when it is not known. */
  readonly instances?: number | undefined;
}

/**
 * Combinations SageMaker refuses, or silently answers with a deployment all at once.
 *
 * @see Amazon SageMaker developer guide, "Deployment guardrails", "Exclusions"
 */
export function checkDeployable(
  problems: Problems,
  config: PartialDeployment,
  content: DeployedContent,
): void {
  const rolling = config.rollingUpdatePolicy !== undefined;
  const traffic = config.blueGreenUpdatePolicy?.trafficRoutingConfiguration?.type;
  const guarded =
    rolling || config.autoRollbackConfiguration !== undefined || traffic === "CANARY" || traffic === "LINEAR";
  const member = rolling ? "rollingUpdatePolicy" : "";
  if (guarded)
    problems.require(
      !content.serverless,
      member,
      "serverless variants move all at once, without alarms",
      "leave the deployment out, or serve on instances",
    );
  if (rolling)
    problems.require(
      content.variants === 1 && !content.shadow,
      member,
      "a rolling deployment takes one variant and no shadow",
      "use blueGreenUpdatePolicy, or one variant",
    );
  const inferentia = content.instanceTypes.find((type) => type.startsWith("ml.inf1."));
  if (guarded)
    problems.require(
      inferentia === undefined,
      member,
      `SageMaker moves ${inferentia ?? ""} all at once, whatever is asked for`,
      "leave the deployment out, or use ml.inf2",
    );
  const { instances } = content;
  if (instances === undefined) return;
  const routing = config.blueGreenUpdatePolicy?.trafficRoutingConfiguration;
  const at = problems.at("blueGreenUpdatePolicy.trafficRoutingConfiguration");
  checkShare(at, "canarySize", routing?.canarySize, shares.canary, instances);
  checkShare(at, "linearStepSize", routing?.linearStepSize, shares.linear, instances);
  const batch = config.rollingUpdatePolicy?.maximumBatchSize;
  checkShare(problems.at("rollingUpdatePolicy"), "maximumBatchSize", batch, shares.rolling, instances);
}

/** A size in instances has the same limits as one in percent. */
function checkShare(
  problems: Problems,
  member: string,
  size: Known<CapacitySize> | undefined,
  share: Limits,
  instances: number,
): void {
  if (size?.type !== "INSTANCE_COUNT" || size.value === undefined) return;
  const percent = (100 * size.value) / instances;
  problems.require(
    percent >= share.min && percent <= share.max,
    `${member}.value`,
    `${size.value} of ${instances} instances is not ${share.min} to ${share.max} percent`,
    "choose another size, or give it as CAPACITY_PERCENT",
  );
}
