export * from "./taskGraph";
export * from "./taskGraphRun";
export * from "./storageIntegration";
