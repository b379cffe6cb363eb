export * from "./resource";
export { Interrupted, reasonOf, sleep } from "./lifecycle";
export { servePlugin } from "./plugin";
export { type RunningServer, serve } from "./server";
export * from "./rules";
export { schemaOf } from "./schema";
export { didYouMean } from "./suggest";
export * from "./values";
