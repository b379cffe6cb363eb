/** What windows have in common, whoever runs them. */
export { checkWindow, windowColumns } from "./check";
export { intervalSeconds } from "./duration";
export type { FlinkAggregate, FlinkWindow } from "./spec";
