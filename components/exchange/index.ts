export * from "./storageExchange";
export * from "./load";
export * from "./unload";
export * from "./ingest";
