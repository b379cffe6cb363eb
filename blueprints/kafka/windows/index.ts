export { windowedTableQuery } from "./query";
export type * from "./spec";
