export { flinkSqlProgram, flinkWindowProgram, type FlinkProgram } from "./program";
export { flinkProgramProperties, flinkPropertyGroup } from "./properties";
export type * from "./spec";
