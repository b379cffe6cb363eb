/** Kedro pipelines as Snowflake task graphs: pure planning. */
export type * from "./graph";
export type * from "./options";
export { kedroGroupings } from "./options";
export type * from "./planned";
export { parseKedroGraph } from "./readGraph";
export { type KedroOptionRow, kedroOptionTable, parseKedroOptions } from "./settings";
export { type KedroSurroundings, planKedro } from "./plan";
export { selectKedroNodes } from "./select";
export { drawMermaid } from "./draw/mermaid";
export { kedroGroupHash } from "./hash";
export { describeKedroProblem, KedroPlanError, raiseKedroProblems } from "./raise";
export { type KedroConfig, kedroConfig, type KedroConfigPlaces } from "./config";
export { type KedroJobPlace, kedroJobSql } from "./job";
export { type KedroCall, kedroFinalizerSql, kedroTaskSql, parseKedroTaskSql } from "./sql";
export { type KedroGraphTask, type KedroRoutines, type KedroTaskGraph, kedroTaskGraph } from "./taskGraph";
