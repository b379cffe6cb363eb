export * from "./args";
export type { LoopNodes } from "./nodes";
export * from "./loop";
export { findLoopProblems } from "./check";
