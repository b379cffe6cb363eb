export { kafkaSinkConfig, knownSinkKeys } from "./config";
export type * from "./spec";
export { checkSinkVersion, type SinkGeneration, type SinkVersion } from "./version";
