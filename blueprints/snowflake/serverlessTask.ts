import type { Problems } from "../checks/problems";
import { checkOneOf, isPlain } from "../checks/values";

/** Sizes of serverless tasks, smallest first (doc page "CREATE TASK"). */
export const serverlessTaskSizes = ["XSMALL", "SMALL", "MEDIUM", "LARGE", "XLARGE", "XXLARGE"] as const;
export type ServerlessTaskSize = (typeof serverlessTaskSizes)[number];

/**
 * A task without a warehouse: Snowflake chooses the compute and bills the seconds it works, at a rate of its own (Snowflake
 * Service Consumption Table, "Serverless Tasks"), none while it starts or idles. The owner role needs EXECUTE MANAGED TASK on the account.
 */
export interface ServerlessTaskSpec {
  /** Size of the first runs; Snowflake adapts it later. Default: MEDIUM, Snowflake's own. */
  readonly size?: ServerlessTaskSize;
  /** Smallest size. Default: XSMALL. */
  readonly minSize?: ServerlessTaskSize;
  /** Largest size: a bound on what a run costs per second. Default: XXLARGE. */
  readonly maxSize?: ServerlessTaskSize;
  /** Time runs should end within, such as `15 MINUTES`: the size follows it. Default: the size follows the schedule. */
  readonly targetCompletionInterval?: string;
}

export function checkServerlessTask(problems: Problems, spec: ServerlessTaskSpec | undefined): void {
  if (spec === undefined) return;
  const rank = (key: "size" | "minSize" | "maxSize") => {
    checkOneOf(problems, key, spec[key], serverlessTaskSizes);
    const at = serverlessTaskSizes.findIndex((size) => size === spec[key]);
    return at < 0 ? undefined : at;
  };
  const [least = 0, most = serverlessTaskSizes.length - 1, first] = [
    rank("minSize"),
    rank("maxSize"),
    rank("size"),
  ];
  problems.require(least <= most, "minSize", "is larger than maxSize", "swap them, or remove one");
  problems.require(
    first === undefined || least > most || (first >= least && first <= most),
    "size",
    "does not lie between minSize and maxSize",
    "choose one between them",
  );
  const interval = spec.targetCompletionInterval;
  if (interval !== undefined && isPlain(interval))
    problems.require(
      /^[1-9]\d*\s*(SECONDS?|S|MINUTES?|M|HOURS?|H)$/i.test(interval.trim()),
      "targetCompletionInterval",
      `"${interval}" is not an interval`,
      "write it like 15 MINUTES",
    );
}
