/** Kedro pipelines as Snowflake task graphs: pure planning. */
export * from "./graph";
export * from "./options";
export * from "./planned";
export { parseKedroGraph } from "./readGraph";
export { type KedroOptionRow, kedroOptionTable, parseKedroOptions } from "./settings";
export { planKedro } from "./plan";
export { selectKedroNodes } from "./select";
export { kedroGroupHash } from "./hash";
export { describeKedroProblem, KedroPlanError, raiseKedroProblems } from "./raise";
export { kedroFinalizerSql, kedroTaskSql } from "./sql";
