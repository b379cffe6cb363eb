export * from "./image";
export * from "./executionRole";
export * from "./training";
export * from "./model";
export * from "./endpoint";
export * from "./batchTransform";
