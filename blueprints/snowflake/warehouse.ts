import type { Problems } from "../checks/problems";
import { checkInteger, checkOneOf } from "../checks/values";
import { checkIdentifier, quoteIdentifier, quoteString } from "./identifiers";

export const warehouseSizes = [
  "XSMALL",
  "SMALL",
  "MEDIUM",
  "LARGE",
  "XLARGE",
  "XXLARGE",
  "XXXLARGE",
  "X4LARGE",
  "X5LARGE",
  "X6LARGE",
] as const;
export type WarehouseSize = (typeof warehouseSizes)[number];

export interface WarehouseSpec {
  /** Name. Default: `<DATABASE>_WH` in a loop. */
  readonly name?: string;
  /**
   * Default: XSMALL, 1 credit per hour while it runs (Gen2 1.35 on AWS). Each size up doubles both speed and price.
   */
  readonly size?: WarehouseSize;
  /**
   * Generation of the hardware, always stated because the account's default changes over time and CREATE OR ALTER
   * without it converts a warehouse. Default: "2". Doc page "Snowflake generation 2 standard warehouses".
   */
  readonly generation?: "1" | "2";
  /** Seconds without work before it suspends, 60 to 86,400. Default: 60, the billing minimum. */
  readonly autoSuspendSeconds?: number;
  /** Seconds one statement may run, 1 to 604,800. Default: 3,600, because Snowflake's own two days hide a hung query. */
  readonly statementTimeoutSeconds?: number;
  /**
   * Monthly limit in credits: notify at 80 %, suspend at 100 %. Default: none. Needs ACCOUNTADMIN, which is the only
   * role that may create resource monitors.
   */
  readonly monthlyCredits?: number;
}

export function checkWarehouse(problems: Problems, spec: WarehouseSpec): void {
  checkIdentifier(problems, "name", spec.name);
  checkOneOf(problems, "size", spec.size, warehouseSizes);
  checkOneOf(problems, "generation", spec.generation, ["1", "2"]);
  checkInteger(problems, "autoSuspendSeconds", spec.autoSuspendSeconds, {
    min: 60,
    max: 86400,
    unit: "seconds",
  });
  checkInteger(problems, "statementTimeoutSeconds", spec.statementTimeoutSeconds, {
    min: 1,
    max: 604800,
    unit: "seconds",
  });
  checkInteger(problems, "monthlyCredits", spec.monthlyCredits, { min: 1, max: 1000000, unit: "credits" });
  problems.require(
    spec.generation !== "2" || !["X5LARGE", "X6LARGE"].includes(spec.size ?? ""),
    "generation",
    `generation 2 is not offered in size ${spec.size ?? ""}`,
    'use generation "1" or a size up to X4LARGE',
  );
}

/** States the generation: the provider's warehouse resource has no input for it. */
export function generationStatement(name: string, generation: "1" | "2"): string {
  return `ALTER WAREHOUSE ${quoteIdentifier(name)} SET GENERATION = ${quoteString(generation)}`;
}
