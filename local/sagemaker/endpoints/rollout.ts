import type { CapacitySize, DeploymentConfig } from "@aws-sdk/client-sagemaker";

/** How traffic goes from the old servers to the new ones. */
export interface Plan {
  /** Share of the traffic the new servers have after each step, the last one 1. */
  readonly steps: readonly number[];
  /** The same for the way back, ending at 0. */
  readonly back: readonly number[];
  /** How long each step is watched. */
  readonly bakeMs: number;
  /** How long the old servers stay after the last step. */
  readonly terminationMs: number;
  readonly maxMs: number;
  readonly alarms: readonly string[];
}

/** The service's own limit when none is given. */
const longestMs = 28_800_000;

/** @param instances number of instances that move; sizes in instances are shares of it. */
export function planOf(config: DeploymentConfig | undefined, instances: number): Plan {
  const alarms = (config?.AutoRollbackConfiguration?.Alarms ?? []).flatMap(
    ({ AlarmName }) => AlarmName ?? [],
  );
  const rolling = config?.RollingUpdatePolicy;
  if (rolling !== undefined) {
    const back = rolling.RollbackMaximumBatchSize;
    return {
      steps: upTo(share(rolling.MaximumBatchSize, instances)),
      back: back === undefined ? [0] : upTo(share(back, instances)).map((each) => 1 - each),
      bakeMs: (rolling.WaitIntervalInSeconds ?? 0) * 1000,
      terminationMs: 0,
      maxMs: milliseconds(rolling.MaximumExecutionTimeoutInSeconds) ?? longestMs,
      alarms,
    };
  }
  const policy = config?.BlueGreenUpdatePolicy;
  const traffic = policy?.TrafficRoutingConfiguration;
  const steps = {
    ALL_AT_ONCE: () => [1],
    CANARY: () => [share(traffic?.CanarySize, instances), 1],
    LINEAR: () => upTo(share(traffic?.LinearStepSize, instances)),
  };
  return {
    steps: steps[traffic?.Type ?? "ALL_AT_ONCE"](),
    back: [0],
    bakeMs: (traffic?.WaitIntervalInSeconds ?? 0) * 1000,
    terminationMs: (policy?.TerminationWaitInSeconds ?? 0) * 1000,
    maxMs: milliseconds(policy?.MaximumExecutionTimeoutInSeconds) ?? longestMs,
    alarms,
  };
}

function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}

/** Whole instances move, at least one. */
function share(size: CapacitySize | undefined, instances: number): number {
  const wanted =
    size?.Type === "INSTANCE_COUNT" ? (size.Value ?? 1) : Math.ceil(((size?.Value ?? 100) / 100) * instances);
  return Math.min(1, Math.max(1, wanted) / Math.max(1, instances));
}

function upTo(step: number): number[] {
  const count = Math.ceil(1 / step - 1e-9);
  return Array.from({ length: count }, (_, index) => Math.min(1, (index + 1) * step));
}
