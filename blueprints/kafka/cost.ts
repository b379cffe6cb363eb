import { InvalidArguments } from "../checks";

/** Credits an hour of a standard warehouse of each size (Snowflake documentation, "Overview of warehouses"). */
const credits = { XSMALL: 1, SMALL: 2, MEDIUM: 4, LARGE: 8, XLARGE: 16 } as const;

export interface KafkaPollCostSpec {
  readonly pollIntervalMs: number;
  /** Default: XSMALL. */
  readonly warehouseSize?: keyof typeof credits;
  /** Seconds after which the warehouse suspends. Default: 60. */
  readonly autoSuspendSeconds?: number;
  /** Seconds a poll's statements run. Default: 2. */
  readonly querySeconds?: number;
  /** Share of polls that find changes: the others need no warehouse. Default: 1, the most it can be. */
  readonly busyShare?: number;
}

export interface KafkaPollCost {
  readonly creditsPerDay: number;
  readonly text: string;
}

/** What looking for changes costs at most: each look that finds some keeps the warehouse on until it suspends. */
export function kafkaPollCost(spec: KafkaPollCostSpec): KafkaPollCost {
  const { pollIntervalMs, warehouseSize = "XSMALL", autoSuspendSeconds = 60, querySeconds = 2 } = spec;
  const share = spec.busyShare ?? 1;
  if (!(pollIntervalMs > 0) || share < 0 || share > 1)
    throw new InvalidArguments("Cost of polls", [
      {
        argument: pollIntervalMs > 0 ? "busyShare" : "pollIntervalMs",
        rule: pollIntervalMs > 0 ? "must be from 0 to 1" : "must be more than 0",
        fix: pollIntervalMs > 0 ? "use 1 for the most it can cost" : "use 60000",
      },
    ]);
  // A start is billed for 60 seconds at least.
  const on = Math.max(60, querySeconds + autoSuspendSeconds);
  const between = pollIntervalMs / 1000 / (share === 0 ? Number.MIN_VALUE : share);
  const perDay = credits[warehouseSize] * 24 * Math.min(1, on / between);
  const rounded = Math.round(perDay * 10) / 10;
  const always = on >= between ? " (it never suspends)" : "";
  return {
    creditsPerDay: perDay,
    text: `Looking every ${pollIntervalMs / 1000} s uses at most ${rounded} credits a day of warehouse size ${warehouseSize}${always}; looks that find no change use none.`,
  };
}

export interface KafkaRuntimeCostSpec {
  readonly runtime: "ecs" | "mskConnect";
  /** Most workers that run at once. */
  readonly workers: number;
  /** MCUs of each worker, for MSK Connect. Default: 1. */
  readonly mcus?: number;
  /** vCPU and GB of each task, for ECS. */
  readonly vcpu?: number;
  readonly memoryGb?: number;
  readonly connectors: number;
}

/** What is billed by the hour, idle or not, in the units of AWS's price list. */
export function kafkaRuntimeCostText(spec: KafkaRuntimeCostSpec): string {
  const { workers, connectors } = spec;
  if (spec.runtime === "mskConnect") {
    const hours = workers * (spec.mcus ?? 1) * connectors * 24;
    return `MSK Connect bills ${hours} MCU hours a day at most: ${workers} workers of ${spec.mcus ?? 1} MCU for each of ${connectors} connectors, idle or not.`;
  }
  const cpu = workers * (spec.vcpu ?? 1) * 24;
  const memory = workers * (spec.memoryGb ?? 2) * 24;
  return `Fargate bills ${cpu} vCPU hours and ${memory} GB hours a day at most: ${workers} workers share all ${connectors} connectors, idle or not.`;
}
