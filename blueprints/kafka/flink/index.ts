export { flinkSqlProgram, flinkWindowProgram, type FlinkProgram } from "./program";
export type * from "./spec";
