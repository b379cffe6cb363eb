export * from "./batchTransform";
