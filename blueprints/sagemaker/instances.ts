import type { Problems } from "../checks/problems";
import { isPlain } from "../checks/values";

/** Price of one hour of one instance. */
export interface Price {
  readonly usdPerHour: number;
}

/**
 * On-demand list prices in us-east-1, as published for the service. They change and differ by region: the date is
 * part of every estimate, and a caller's own table goes over this one. Types whose price is not certain are absent.
 */
export const priceTable = {
  asOf: "2024-12-01",
  region: "us-east-1",
  usdPerHour: {
    "ml.t3.medium": 0.05,
    "ml.t3.large": 0.1,
    "ml.t3.xlarge": 0.2,
    "ml.t3.2xlarge": 0.399,
    "ml.m5.large": 0.115,
    "ml.m5.xlarge": 0.23,
    "ml.m5.2xlarge": 0.461,
    "ml.m5.4xlarge": 0.922,
    "ml.m5.12xlarge": 2.765,
    "ml.m5.24xlarge": 5.53,
    "ml.c5.xlarge": 0.204,
    "ml.c5.2xlarge": 0.408,
    "ml.c5.4xlarge": 0.816,
    "ml.c5.9xlarge": 1.836,
    "ml.r5.2xlarge": 0.605,
    "ml.r5.4xlarge": 1.21,
    "ml.r5.8xlarge": 2.419,
    "ml.r5.16xlarge": 4.838,
    "ml.g4dn.xlarge": 0.7364,
    "ml.g4dn.2xlarge": 0.94,
    "ml.g4dn.4xlarge": 1.505,
    "ml.g4dn.8xlarge": 2.72,
    "ml.g4dn.12xlarge": 4.89,
    "ml.g4dn.16xlarge": 5.44,
    "ml.p3.2xlarge": 3.825,
    "ml.p3.8xlarge": 14.688,
    "ml.p3.16xlarge": 28.152,
    "ml.p3dn.24xlarge": 35.894,
  } as Readonly<Record<string, number>>,
} as const;

export interface Estimate {
  readonly usd: number;
  readonly asOf: string;
}

/** The most a job can cost: every instance for its whole allowed time. Undefined when the price is not known. */
export function maxJobCost(
  job: { readonly instanceType: string; readonly instanceCount: number; readonly maxRuntimeSeconds: number },
  prices: Readonly<Record<string, number>> = {},
): Estimate | undefined {
  const hourly = prices[job.instanceType] ?? priceTable.usdPerHour[job.instanceType];
  if (hourly === undefined) return undefined;
  const usd = (hourly * job.instanceCount * job.maxRuntimeSeconds) / 3600;
  return {
    usd: Math.round(usd * 100) / 100,
    asOf: job.instanceType in prices ? "caller's table" : priceTable.asOf,
  };
}

const instanceType = /^ml\.[a-z][a-z0-9]*(-[a-z0-9]+)?\.(nano|micro|small|medium|large|metal|\d{0,3}xlarge)$/;

/** The form of an instance type. Whether a region offers it is for SageMaker to say. */
export function checkInstanceType(problems: Problems, argument: string, value: unknown): boolean {
  if (value === undefined || !isPlain(value)) return true;
  const text = String(value);
  return problems.require(
    typeof value === "string" && instanceType.test(text),
    argument,
    `"${text}" is not a SageMaker instance type`,
    text.startsWith("ml.") || !instanceType.test(`ml.${text}`)
      ? "use a type such as ml.m5.xlarge"
      : `write ml.${text}`,
  );
}
