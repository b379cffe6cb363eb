import type { Change } from "./preview";

/** Types that hold what cannot be made again: deleting or replacing one loses data or access. */
const STATEFUL = new Set([
  "aws:s3/bucket:Bucket",
  "aws:kms/key:Key",
  "snowflake:index/database:Database",
  "snowflake:index/schema:Schema",
  "snowflake:index/table:Table",
  "floe:snowflake:StorageIntegration",
  "snowflake:index/storageIntegration:StorageIntegration",
]);

/** Inputs that are paid for by the hour, by type. */
const COSTS: Readonly<Record<string, readonly string[]>> = {
  "snowflake:index/warehouse:Warehouse": ["warehouseSize", "maxClusterCount", "autoSuspend"],
  "aws:sagemaker/endpointConfiguration:EndpointConfiguration": ["productionVariants"],
  "floe:sagemaker:TrainingJob": ["instanceType", "instanceCount"],
};

const removes = (change: Change): boolean => change.op.includes("delete") || change.op.includes("replace");

/** Changes that lose data, and must be allowed on purpose. */
export function destructive(changes: readonly Change[]): Change[] {
  return changes.filter((change) => removes(change) && STATEFUL.has(change.type));
}

/** Grants that are taken away: somebody loses access. */
export function revoked(changes: readonly Change[]): Change[] {
  return changes.filter((change) => removes(change) && /snowflake:index\/grant/.test(change.type));
}

/** What the change costs by the hour, as "property = value". */
export function costs(change: Change): string[] {
  return (COSTS[change.type] ?? []).flatMap((property) => {
    const value = change.inputs[property];
    return value === undefined
      ? []
      : [`${property} = ${typeof value === "string" ? value : JSON.stringify(value)}`];
  });
}
