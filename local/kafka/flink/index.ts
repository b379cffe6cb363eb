export { explainFlink, failureIn, findRunner, runnerJar, type FlinkRunner } from "./runner";
export { runFlink, type FlinkOptions, type RunningFlink } from "./run";
export { type FlinkState } from "./state";
