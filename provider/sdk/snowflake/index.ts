export * from "./storageIntegration";
export * from "./taskGraph";
export * from "./taskGraphRun";
